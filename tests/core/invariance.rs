//! What no result may depend on: the order of a file's rows and columns, who is shown first, and
//! what models are called.
//!
//! A small study is written as two files, written again with one of these changed, and everything
//! that is said of either is compared, whole: numbers to 1e-6 (they are sums of the same terms in
//! another order), words to the letter where names stay.

use std::collections::BTreeMap;
use std::fmt::Write;

use mindgap::gap::analysis::gap;
use mindgap::gap::options::GapOptions;
use mindgap::gap::tested::Ranked;
use mindgap::leaderboard::head_to_head::Comparison;
use mindgap::leaderboard::{HeadToHeadOptions, RankOptions, Ranking, SeparateOptions};
use mindgap::regress::ballots::Ballots;
use mindgap::resample::Resampler;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::{expit, normal_quantile};
use mindgap::votes::{ReadOptions, Votes, Where, read};
use serde_json::{Value, json};

/// One vote: who was shown first, who second, how it fell, who voted.
type Vote = (usize, usize, &'static str, usize);

struct Study {
    votes: Vec<Vote>,
    /// models × benchmarks.
    scores: Vec<Vec<f64>>,
}

/// How a study is written down.
struct Layout {
    names: Vec<String>,
    rows: Vec<usize>,
    /// Whether a row is written the other way round.
    turned: Vec<bool>,
    /// Of the votes' file.
    columns: Vec<usize>,
    score_rows: Vec<usize>,
    score_columns: Vec<usize>,
}

impl Study {
    fn new(models: usize, votes: usize, seed: u64) -> Self {
        let mut stream = Stream::new(seed, Domain::Simulation, 9, 0);
        let mut normal = || normal_quantile(stream.unit().clamp(1e-9, 1.0 - 1e-9));
        let truth: Vec<f64> = (0..models).map(|_| normal()).collect();
        let score = |noise: f64, rating: f64, weight: f64| {
            ((50.0 + 8.0 * (weight * rating + noise)) * 10.0).round() / 10.0
        };
        let scores = truth
            .iter()
            .map(|&rating| (0..6).map(|k| score(normal(), rating, f64::from(k % 3))).collect())
            .collect();
        let mut votes = Vec::with_capacity(votes);
        for at in 0..votes.capacity() {
            let a = at % models;
            let b = (a + 1 + stream.below(models as u32 - 1) as usize) % models;
            let fell = match stream.unit() {
                u if u < 0.15 => "tie",
                _ if stream.unit() < expit(truth[a] - truth[b]) => "model_a",
                _ => "model_b",
            };
            votes.push((a, b, fell, stream.below(60) as usize));
        }
        Self { votes, scores }
    }

    fn plainly(&self) -> Layout {
        Layout {
            // Not in the order of the ratings, nor of anything else.
            names: (0..self.scores.len()).map(|m| format!("model{}x", 7 * m % 11)).collect(),
            rows: (0..self.votes.len()).collect(),
            turned: vec![false; self.votes.len()],
            columns: (0..4).collect(),
            score_rows: (0..self.scores.len()).collect(),
            score_columns: (0..self.scores[0].len()).collect(),
        }
    }

    fn votes(&self, layout: &Layout) -> Votes {
        let line = |cells: [&str; 4]| -> String {
            layout.columns.iter().map(|&k| cells[k]).collect::<Vec<_>>().join(",")
        };
        let mut csv = line(["model_a", "model_b", "winner", "judge"]);
        for &row in &layout.rows {
            let (a, b, fell, judge) = self.votes[row];
            let other = match fell {
                "model_a" => "model_b",
                "model_b" => "model_a",
                tie => tie,
            };
            let (a, b) = (&layout.names[a], &layout.names[b]);
            let judge = format!("judge{judge}");
            let cells =
                if layout.turned[row] { [b, a, other, &judge] } else { [a, b, fell, &judge] };
            write!(csv, "\n{}", line(cells)).unwrap();
        }
        read(csv.as_bytes(), ReadOptions::default()).unwrap()
    }

    fn table(&self, layout: &Layout) -> mindgap::scores::Scores {
        let mut csv = String::from("model");
        for k in &layout.score_columns {
            write!(csv, ",task{k}").unwrap();
        }
        for &m in &layout.score_rows {
            write!(csv, "\n{}", layout.names[m]).unwrap();
            for &k in &layout.score_columns {
                write!(csv, ",{:.1}", self.scores[m][k]).unwrap();
            }
        }
        mindgap::scores::read(csv.as_bytes(), &mindgap::scores::ReadOptions::default()).unwrap()
    }

    /// Everything that is said of the study, as it is written.
    fn said(&self, layout: &Layout) -> Value {
        let votes = self.votes(layout);
        let mut said = json!({
            "boards": boards(&votes),
            "pairs": pairs(&votes),
            "gap": analysis(&votes, &self.table(layout), 200),
        });
        forget(&mut said);
        said
    }
}

fn ranking(votes: &Votes, options: Value) -> Ranking {
    let options: RankOptions = serde_json::from_value(options).unwrap();
    Ranking::new(votes, options.resolve(|| 1).unwrap()).unwrap()
}

/// Boards by votes and by judges, and what is asked of them.
fn board(votes: &Votes, ties: &str) -> Value {
    let of = |unit: &str| {
        let found =
            ranking(votes, json!({"ties": ties, "bootstrap": {"unit": unit, "replicates": 0}}));
        let every = SeparateOptions::default();
        json!({
            "board": found.board(),
            "separate": found.separations(&every).unwrap(),
            "next": found.next_pairs(3),
        })
    };
    json!([of("vote"), of("judge")])
}

fn boards(votes: &Votes) -> Value {
    json!([board(votes, "half"), board(votes, "davidson")])
}

/// Every pair's record, by the tests that draw nothing.
fn pairs(votes: &Votes) -> Value {
    let of = |test: &str| {
        let options = json!({"test": test, "adjust": "holm"});
        let options: HeadToHeadOptions = serde_json::from_value(options).unwrap();
        let settings = options.resolve(|| 1).unwrap();
        Comparison::new(votes, settings).unwrap().finish()
    };
    json!([of("sign"), of("normal")])
}

fn ranked(votes: &Votes, replicates: u32) -> Ranked {
    let found = ranking(votes, json!({"bootstrap": {"replicates": replicates, "seed": 1}}));
    let (board, samples) = if replicates > 0 {
        let samples = Resampler::new(found.plan()).unwrap().run(0..replicates);
        let done = found.finish(&samples.ratings, &samples.status, &samples.orders).unwrap();
        (done.board, done.samples.unwrap())
    } else {
        (found.board(), Vec::new())
    };
    let models = &board.models;
    Ranked {
        models: models.iter().map(|m| m.name.clone()).collect(),
        ratings: models.iter().map(|m| m.rating).collect(),
        intervals: models.iter().map(|m| m.interval).collect(),
        errors: models.iter().map(|m| m.se).collect(),
        win_rates: models.iter().map(|m| m.win_rate).collect(),
        samples,
        lost: 0,
    }
}

fn analysis(votes: &Votes, scores: &mindgap::scores::Scores, replicates: u32) -> Value {
    let ballots = Ballots::extract(votes, &Where::default(), &[], true).unwrap();
    let options = json!({"judgeReplicates": 0});
    let options: GapOptions = serde_json::from_value(options).unwrap();
    json!(gap(&ballots, &ranked(votes, replicates), scores, options.resolve().unwrap()).unwrap())
}

/// What does depend on the bytes of a file, and on the order in which votes were cast.
fn forget(said: &mut Value) {
    match said {
        Value::Object(fields) => {
            for name in ["dataHash", "scoresHash", "sequentialElo"] {
                fields.remove(name);
            }
            fields.values_mut().for_each(forget);
        }
        Value::Array(list) => list.iter_mut().for_each(forget),
        _ => {}
    }
}

/// Lists of named things by name; of models by their benchmarks, and the like, along with them.
fn by_name(said: &mut Value) {
    if let Value::Object(fields) = said {
        // Rows of numbers belong to the names beside them.
        for (names, rows) in [("benchmarks", "loadings"), ("models", "scores")] {
            let strings = |list: &Value| -> Option<Vec<String>> {
                list.as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect()
            };
            if let Some(list) = fields.get(names).and_then(strings)
                && let Some(Value::Array(rows_of)) = fields.remove(rows)
            {
                let together: BTreeMap<String, Value> = list.into_iter().zip(rows_of).collect();
                fields.insert(rows.into(), json!(together));
                fields.remove(names);
            }
        }
        fields.values_mut().for_each(by_name);
    }
    if let Value::Array(list) = said {
        list.iter_mut().for_each(by_name);
        let key = |entry: &Value| {
            ["name", "benchmark", "model", "votes", "a"]
                .iter()
                .find_map(|field| entry.get(field)?.as_str())
                .map(str::to_owned)
        };
        if !list.is_empty() && list.iter().all(|entry| key(entry).is_some()) {
            list.sort_by_key(key);
        }
    }
}

/// Every place where two results differ.
fn differences(path: &str, a: &Value, b: &Value, found: &mut Vec<String>) {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => {
            let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
            if (x - y).abs() > 1e-6 * (1.0 + x.abs()) {
                found.push(format!("{path}: {x} and {y}"));
            }
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            for (at, (x, y)) in x.iter().zip(y).enumerate() {
                differences(&format!("{path}[{at}]"), x, y, found);
            }
        }
        (Value::Object(x), Value::Object(y)) if x.keys().eq(y.keys()) => {
            for (name, x) in x {
                differences(&format!("{path}.{name}"), x, &y[name], found);
            }
        }
        _ if a == b => {}
        _ => found.push(format!("{path}: {a} and {b}")),
    }
}

fn compare(mut a: Value, mut b: Value) -> Vec<String> {
    by_name(&mut a);
    by_name(&mut b);
    let mut found = Vec::new();
    differences("", &a, &b, &mut found);
    found
}

fn shuffled(len: usize, seed: u64) -> Vec<usize> {
    let mut stream = Stream::new(seed, Domain::Simulation, 10, 0);
    let mut order: Vec<usize> = (0..len).collect();
    for last in (1..len).rev() {
        order.swap(last, stream.below(last as u32 + 1) as usize);
    }
    order
}

/// With every permutation looked at, and with drawn ones.
const MODELS: [usize; 2] = [6, 11];

/// Sentences name benchmarks in the order of the table: here they are their words, sorted.
fn words(said: &mut Value) {
    match said {
        Value::Object(fields) => fields.values_mut().for_each(words),
        Value::Array(list) => list.iter_mut().for_each(words),
        Value::String(sentence) => {
            let mut words: Vec<&str> = sentence.split([' ', ',', '.']).collect();
            words.sort_unstable();
            *said = json!(words.concat());
        }
        _ => {}
    }
}

fn unchanged(reordered: bool, change: impl Fn(&Study, Layout, u64) -> Layout) {
    for models in MODELS {
        for seed in 1..=3 {
            let study = Study::new(models, 60 * models, seed);
            let layout = change(&study, study.plainly(), seed);
            let [mut plain, mut changed] =
                [study.plainly(), layout].map(|layout| study.said(&layout));
            if reordered {
                words(&mut plain);
                words(&mut changed);
            }
            let found = compare(plain, changed);
            assert!(found.is_empty(), "{models} models, seed {seed}:\n{}", found.join("\n"));
        }
    }
}

#[test]
fn rows_in_any_order() {
    unchanged(false, |study, layout, seed| Layout {
        rows: shuffled(study.votes.len(), seed),
        score_rows: shuffled(study.scores.len(), seed),
        ..layout
    });
}

#[test]
fn columns_in_any_order() {
    unchanged(true, |study, layout, seed| Layout {
        columns: shuffled(4, seed),
        score_columns: shuffled(study.scores[0].len(), seed),
        ..layout
    });
}

/// What a side is worth is the intercept's, which changes its sign when all rows are turned; who
/// beats whom is nobody's side.
#[test]
fn sides_turned() {
    for models in MODELS {
        let study = Study::new(models, 60 * models, 5);
        let mut turned = study.plainly();
        for (row, turn) in turned.turned.iter_mut().enumerate() {
            *turn = row % 3 == 0;
        }
        let said = [study.plainly(), turned].map(|layout| {
            let votes = study.votes(&layout);
            let mut gap = analysis(&votes, &study.table(&layout), 0);
            let parts = ["correlations", "components", "selection"].map(|part| gap[part].take());
            let mut said = json!({"boards": boards(&votes), "pairs": pairs(&votes), "gap": parts});
            forget(&mut said);
            said
        });
        let [plain, turned] = said;
        let found = compare(plain, turned);
        assert!(found.is_empty(), "{models} models:\n{}", found.join("\n"));
    }
}

/// Models under other names, in another order of names: the same numbers for the same models.
#[test]
fn names_changed() {
    for seed in 1..=3 {
        let study = Study::new(6, 400, seed);
        let plain = study.plainly();
        let other: Vec<String> =
            shuffled(6, seed + 40).into_iter().map(|m| format!("other{m}y")).collect();
        let renamed = Layout { names: other.clone(), ..study.plainly() };
        let said = [plain, renamed].map(|layout| {
            let votes = study.votes(&layout);
            // Replicates are drawn pair by pair in the order of names.
            let gap = analysis(&votes, &study.table(&layout), 0);
            let mut said = json!({"boards": boards(&votes), "gap": gap});
            forget(&mut said);
            let mut text = said.to_string();
            for (at, name) in layout.names.iter().enumerate() {
                text = text.replace(name, &format!("<{at}>"));
            }
            serde_json::from_str::<Value>(&text).unwrap()
        });
        let [plain, renamed] = said;
        let found = compare(plain, renamed);
        assert!(found.is_empty(), "seed {seed}:\n{}", found.join("\n"));
    }
}

#[test]
fn the_comparison_can_fail() {
    let study = Study::new(6, 400, 1);
    let mut other = Study::new(6, 400, 1);
    other.votes[17].2 = if other.votes[17].2 == "model_a" { "model_b" } else { "model_a" };
    assert!(!compare(study.said(&study.plainly()), other.said(&other.plainly())).is_empty());
    let mut other = Study::new(6, 400, 1);
    other.scores[2][3] += 0.5;
    assert!(!compare(study.said(&study.plainly()), other.said(&other.plainly())).is_empty());
}
