//! Rankings with covariates, against other tools and against what is known.

use std::fmt::Write as _;
use std::fs;

use crate::controlled_bootstrap::study;
use mindgap::leaderboard::{Board, RankOptions, Ranking};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{ReadOptions, Votes, read};
use serde_json::{Value, json};

fn golden(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn style() -> Votes {
    read(&golden("votes_small_style.csv.gz"), ReadOptions::default()).unwrap()
}

fn references() -> Value {
    serde_json::from_slice(&golden("stats_style_bt.json")).unwrap()
}

fn votes(text: &str) -> Votes {
    read(text.as_bytes(), ReadOptions::default()).unwrap()
}

fn ranking(votes: &Votes, options: &Value) -> Result<Ranking, mindgap::Error> {
    let options: RankOptions = serde_json::from_value(options.clone()).unwrap();
    Ranking::new(votes, options.resolve(|| 1)?)
}

fn board(votes: &Votes, options: &Value) -> Board {
    ranking(votes, options).unwrap().board()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn rating(board: &Board, name: &str) -> f64 {
    board.models.iter().find(|row| row.name == name).unwrap().rating
}

const X: [&str; 5] = ["x1", "x2", "x3", "x4", "x5"];

#[test]
fn statsmodels_and_arena_rank_agree() {
    let (votes, references) = (style(), references());
    let glm = &references["statsmodels_glm_unpenalised"];
    let ours = board(&votes, &json!({ "control": X, "bootstrap": false }));
    let expected = numbers(&glm["theta_centred"]);
    for (name, theta) in glm["models"].as_array().unwrap().iter().zip(expected) {
        let found = rating(&ours, name.as_str().unwrap());
        assert!((found - theta).abs() < 1e-9, "{name}: {found} {theta}");
    }
    let controls = ours.controls.unwrap();
    let estimates = numbers(&glm["style_coef_per_sd"]);
    let errors = numbers(&glm["style_se_HC0"]);
    for (k, row) in controls.iter().enumerate() {
        let per_sd = row.per_sd.as_ref().unwrap();
        assert_eq!(row.name, X[k]);
        assert!((per_sd.estimate - estimates[k]).abs() < 1e-9, "{}", row.name);
        assert!((per_sd.se - errors[k]).abs() < 1e-9, "{}: {} {}", row.name, per_sd.se, errors[k]);
        assert!((row.estimate * row.sd.unwrap() - per_sd.estimate).abs() < 1e-12);
    }
    assert!((ours.fit.log_likelihood - glm["llf_halves"].as_f64().unwrap()).abs() < 1e-6);
    // arena-rank stops where its own steps become small.
    for (name, reweight) in
        [("arena_rank_reg0_unweighted", false), ("arena_rank_reg0_reweighted", true)]
    {
        let arena = &references[name];
        let options = json!({ "control": X, "reweight": reweight, "bootstrap": false });
        let ours = board(&votes, &options);
        let competitors = arena["competitors"].as_array().unwrap();
        let elo = std::f64::consts::LN_10 / 400.0;
        for (m, expected) in numbers(&arena["ratings"]).into_iter().enumerate() {
            let name = competitors[m].as_str().unwrap();
            assert!((rating(&ours, name) - (expected - 1000.0) * elo).abs() < 2e-6, "{name}");
            let row = ours.models.iter().find(|row| row.name == name).unwrap();
            let variance = numbers(&arena["variances"])[m] * elo * elo;
            // Its information is held up by 1e-5.
            assert!((row.se.powi(2) / variance - 1.0).abs() < 1e-3, "{name} {}", row.se);
        }
        for (row, expected) in ours.controls.unwrap().iter().zip(numbers(&arena["coeffs_per_sd"])) {
            let found = row.per_sd.as_ref().unwrap().estimate;
            assert!((found - expected).abs() < 4e-6, "{found} {expected}");
        }
        assert_eq!(ours.fit.reweighted, reweight.then_some(true));
    }
}

#[test]
fn rs_position_effect() {
    let reference: Value = serde_json::from_slice(&golden("r_bt.json")).unwrap();
    let votes = read(&golden("votes_small.csv"), ReadOptions::default()).unwrap();
    let small = &reference["small"];
    let half = &small["position_effect_half"];
    let ours = board(&votes, &json!({ "position": true, "bootstrap": false }));
    let models = small["models"].as_array().unwrap();
    let first = rating(&ours, models[0].as_str().unwrap());
    for (name, beta) in models[1..].iter().zip(numbers(&half["beta_vs_first"])) {
        let found = rating(&ours, name.as_str().unwrap()) - first;
        assert!((found - beta).abs() < 1e-6, "{name}: {found} {beta}");
    }
    let controls = ours.controls.unwrap();
    assert_eq!(controls[0].name, "position");
    assert!((controls[0].estimate - half["intercept"].as_f64().unwrap()).abs() < 1e-6);
    assert!((controls[0].se - half["se_HC0"].as_f64().unwrap()).abs() < 1e-6);
    assert!(controls[0].per_sd.is_none());

    let kupper = &small["rao_kupper_with_position_effect_clm"];
    let options = json!({ "position": true, "ties": "rao-kupper", "bootstrap": false });
    let ours = board(&votes, &options);
    for (name, theta) in models.iter().zip(numbers(&kupper["theta_centred"])) {
        assert!((rating(&ours, name.as_str().unwrap()) - theta).abs() < 2e-6, "{name}");
    }
    let effect = kupper["order_effect_for_model_a"].as_f64().unwrap();
    assert!((ours.controls.unwrap()[0].estimate - effect).abs() < 2e-6);
    assert!((ours.fit.log_likelihood - kupper["loglik"].as_f64().unwrap()).abs() < 1e-6);
}

/// Longer answers win, and one model's are long: `noise` moves its answers' length.
fn long_winded(votes: u32, seed: u64) -> String {
    let truth = [0.7, 0.3, 0.0, -0.4, -0.6];
    let wordy = [0.0, 0.0, 0.0, 0.0, 2.0];
    let mut stream = Stream::new(seed, Domain::Simulation, votes, 78);
    let mut text = String::from("model_a,model_b,winner,judge,length\n");
    for vote in 0..votes {
        let a = stream.below(5) as usize;
        let b = (a + 1 + stream.below(4) as usize) % 5;
        let length = wordy[a] - wordy[b] + 2.0 * (stream.unit() + stream.unit() - 1.0);
        let eta = truth[a] - truth[b] + 0.9 * length;
        let winner = if stream.unit() < 1.0 / (1.0 + (-eta).exp()) { "model_a" } else { "model_b" };
        writeln!(text, "m{a},m{b},{winner},judge {},{length}", vote % 60).unwrap();
    }
    text
}

fn order(board: &Board) -> Vec<&str> {
    board.models.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn the_long_winded_model_leads_only_without_control() {
    let votes = votes(&long_winded(3000, 1));
    let plain = board(&votes, &json!({ "bootstrap": false }));
    assert_eq!(order(&plain)[0], "m4");
    let calm = board(&votes, &json!({ "control": ["length"], "bootstrap": false }));
    assert_eq!(order(&calm), ["m0", "m1", "m2", "m3", "m4"]);
    let control = &calm.controls.as_ref().unwrap()[0];
    assert!(control.interval.contains(0.9) && control.p < 1e-6, "{control:?}");
    assert!(calm.warnings.is_empty(), "{:?}", calm.warnings);
}

/// A file's rows, changed.
fn rewritten(text: &str, change: impl Fn(Vec<&str>) -> Vec<String>) -> String {
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let rows = lines.map(|line| change(line.split(',').collect()).join(","));
    std::iter::once(header.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

/// The sides of a row change places.
#[allow(clippy::needless_pass_by_value, reason = "what `rewritten` hands on")]
fn turned(row: Vec<&str>) -> Vec<String> {
    let negative = |x: &str| x.strip_prefix('-').map_or(format!("-{x}"), str::to_owned);
    let winner = match row[2] {
        "model_a" => "model_b",
        "model_b" => "model_a",
        tie => tie,
    };
    let mut all = vec![row[1].into(), row[0].into(), winner.into(), row[3].into()];
    all.extend(row[4..].iter().map(|x| negative(x)));
    all
}

const EVERY: [&str; 4] = ["half", "drop", "davidson", "rao-kupper"];

#[test]
fn nothing_depends_on_the_order_of_rows_columns_or_names() {
    let text = study(300, 5, 11);
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    lines[1..200].rotate_left(77);
    let shuffled = lines.join("\n");
    let options = |ties: &str, unit: &str| {
        json!({ "control": ["length", "headings"], "position": true, "ties": ties,
            "reweight": ties == "drop",
            "bootstrap": { "seed": 3, "replicates": 20, "unit": unit } })
    };
    for (ties, unit) in EVERY.into_iter().zip(["vote", "judge", "vote", "judge"]) {
        let first = ranking(&votes(&text), &options(ties, unit)).unwrap();
        let again = ranking(&votes(&shuffled), &options(ties, unit)).unwrap();
        // To the last bit: draws and sums go through sorted rows.
        assert_eq!(first.plan_bytes(), again.plan_bytes());
        assert_eq!(unhashed(&first), unhashed(&again));
        let mut other = options(ties, unit);
        other["control"] = json!(["headings", "length"]);
        let other = ranking(&votes(&text), &other).unwrap();
        assert_eq!(first.plan_bytes(), other.plan_bytes());
        let (mut first, other) = (first.board(), other.board());
        first.controls.as_mut().unwrap().swap(0, 1);
        assert_eq!((first.models, first.controls), (other.models, other.controls));
    }
}

/// A board without the hash of its file.
fn unhashed(ranking: &Ranking) -> Board {
    let mut board = ranking.board();
    board.provenance.data_hash = String::new();
    board.models.iter_mut().for_each(|row| row.sequential_elo = None);
    board
}

#[test]
fn a_file_turned_round_says_the_same() {
    let text = study(400, 4, 12);
    let round = rewritten(&text, turned);
    for ties in EVERY {
        let options = |position: bool| {
            json!({ "control": ["length", "headings"], "ties": ties, "position": position,
                "bootstrap": false })
        };
        let both = |position| [&text, &round].map(|file| board(&votes(file), &options(position)));
        let [one, other] = both(false);
        same(&one, &other, 1e-12);
        let (one, other) = (one.controls.unwrap(), other.controls.unwrap());
        for (one, other) in one.iter().zip(&other) {
            assert!((one.estimate - other.estimate).abs() < 1e-12);
            assert!((one.mean.unwrap() + other.mean.unwrap()).abs() < 1e-12);
        }
        // Who is shown first has changed, and with it the sign of that advantage.
        let [one, other] = both(true);
        same(&one, &other, 1e-12);
        let position = |board: &Board| board.controls.as_ref().unwrap()[2].estimate;
        assert!((position(&one) + position(&other)).abs() < 1e-12 && position(&one) > 0.0);
    }
}

fn same(one: &Board, other: &Board, tolerance: f64) {
    for (one, other) in one.models.iter().zip(&other.models) {
        assert_eq!(one.name, other.name);
        assert!((one.rating - other.rating).abs() < tolerance, "{}", one.name);
        assert!((one.se - other.se).abs() < tolerance, "{}", one.name);
    }
}

/// Rows turned one by one: where the file does not tell who was shown first, as winners' files.
#[test]
fn which_side_comes_first_means_nothing_where_it_is_not_told() {
    let text = study(400, 4, 13);
    let winners_first = rewritten(&text, |row| {
        if row[2] == "model_b" { turned(row) } else { row.into_iter().map(str::to_owned).collect() }
    });
    let losers_first = rewritten(&winners_first, turned);
    let options = json!({ "control": ["length", "headings"], "bootstrap": false });
    let [one, other] = [&winners_first, &losers_first].map(|file| board(&votes(file), &options));
    same(&one, &other, 1e-12);
    let control = &one.controls.as_ref().unwrap()[0];
    assert_eq!((control.mean, control.centre), (Some(0.0), Some(0.0)));
    assert_eq!(control.sd, other.controls.as_ref().unwrap()[0].sd);
    let options = json!({ "position": true, "bootstrap": false });
    let message = refusal(&winners_first, &options);
    assert_eq!(
        message,
        "option position is true; expected false: these votes do not say who was shown first"
    );
}

/// A covariate on another scale has another coefficient, and models the same ratings.
#[test]
fn scales_are_indifferent_and_so_are_combinations() {
    let text = study(400, 4, 14);
    let scaled = rewritten(&text, |row| {
        let (length, headings): (f64, f64) = (row[4].parse().unwrap(), row[5].parse().unwrap());
        let mut row: Vec<String> = row.into_iter().map(str::to_owned).collect();
        (row[4], row[5]) = ((1000.0 * length).to_string(), (headings + 0.3 * length).to_string());
        row
    });
    for ties in EVERY {
        let options = json!({ "control": ["length", "headings"], "ties": ties, "position": true,
            "bootstrap": false });
        let [one, other] = [&text, &scaled].map(|file| board(&votes(file), &options));
        same(&one, &other, 1e-10);
        assert!((one.fit.log_likelihood - other.fit.log_likelihood).abs() < 1e-8);
        let slope = |board: &Board, k: usize| board.controls.as_ref().unwrap()[k].estimate;
        assert!((slope(&one, 1) - slope(&other, 1)).abs() < 1e-10);
        let length = 1000.0 * slope(&other, 0) + 0.3 * slope(&other, 1);
        assert!((slope(&one, 0) - length).abs() < 1e-9);
    }
}

/// Without covariates rows are cells, and the fit, its errors and its draws those on counts; pairs
/// with as many votes each weigh alike.
#[test]
fn even_pairs_weigh_alike() {
    let mut stream = Stream::new(5, Domain::Simulation, 0, 79);
    let mut text = String::from("model_a,model_b,winner,judge\n");
    let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
    for vote in 0..600 {
        let (a, b) = pairs[vote % 6];
        let winner = ["model_a", "model_b", "model_a", "tie"][stream.below(4) as usize];
        writeln!(text, "m{a},m{b},{winner},judge {}", stream.below(40)).unwrap();
    }
    let votes = votes(&text);
    for (ties, unit) in EVERY.into_iter().flat_map(|ties| [(ties, "vote"), (ties, "judge")]) {
        for prior in [0.0, 2.0] {
            let board = |reweight: bool| {
                // Ties dropped leave pairs uneven.
                let reweight = reweight && ties != "drop";
                let options = json!({ "ties": ties, "prior": prior, "reweight": reweight,
                    "bootstrap": { "replicates": 0, "unit": unit } });
                board(&votes, &options)
            };
            let (plain, rows) = (board(false), board(true));
            same(&plain, &rows, 1e-11);
            assert!((plain.fit.log_likelihood - rows.fit.log_likelihood).abs() < 1e-9);
            for (one, other) in plain.models.iter().zip(&rows.models) {
                let apart = one.interval.high - other.interval.high;
                assert!(apart.abs() < 1e-9, "{ties} {unit}: {apart}");
            }
            let tie =
                |board: &Board| board.fit.tie_parameter.as_ref().map(|tie| (tie.log, tie.log_se));
            match (tie(&plain), tie(&rows)) {
                (Some(one), Some(other)) => {
                    assert!((one.0 - other.0).abs() < 1e-10 && (one.1 - other.1).abs() < 1e-10);
                }
                (one, other) => assert_eq!(one, other),
            }
        }
    }
}

/// A file in which `extra` says what stands in a further column, of length and headings.
fn with_column(text: &str, extra: impl Fn(f64, f64, &[&str]) -> String) -> String {
    let header = text.lines().next().unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{line},{}", extra(cells[4].parse().unwrap(), cells[5].parse().unwrap(), &cells))
    });
    format!("{header},extra\n{}", rows.collect::<Vec<_>>().join("\n"))
}

fn refusal(text: &str, options: &Value) -> String {
    ranking(&votes(text), options).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn columns_that_say_nothing_of_their_own_are_refused() {
    let text = study(300, 4, 16);
    let control = |columns: &[&str]| json!({ "control": columns, "bootstrap": false });
    let constant = with_column(&text, |_, _, _| "1.5".into());
    let constant = rewritten(&constant, |mut row| {
        // Something else where it is not a number, so that the column is one of numbers.
        if row[0] == "m0" {
            row[6] = "";
        }
        row.into_iter().map(str::to_owned).collect()
    });
    assert_eq!(
        refusal(&constant, &control(&["extra"])),
        "option control is \"extra\"; expected a column that varies: this one is the same for all votes that count"
    );
    let sum = with_column(&text, |length, headings, _| (2.0 * length - headings).to_string());
    assert_eq!(
        refusal(&sum, &control(&["headings", "extra", "length"])),
        "option control is extra, headings and length; expected columns of which none follows from the others (collinear): leave one out"
    );
    assert!(ranking(&votes(&sum), &control(&["headings", "extra"])).is_ok());
    let benchmark = with_column(&text, |_, _, cells| {
        let score = |name: &str| name[1..].parse::<f64>().unwrap().powi(2) + 0.25;
        (score(cells[0]) - score(cells[1])).to_string()
    });
    assert_eq!(
        refusal(&benchmark, &control(&["length", "extra"])),
        "option control is \"extra\"; expected a column that varies within pairs: this one follows from the two models, so ratings hold all of it"
    );
    let told = with_column(&text, |length, _, cells| {
        match cells[2] {
            "model_a" => 0.1 + length.abs(),
            "model_b" => -0.1 - length.abs(),
            _ => 0.0,
        }
        .to_string()
    });
    for ties in EVERY {
        let mut options = control(&["length", "extra"]);
        options["ties"] = json!(ties);
        // Half a win each way of a tie is a mistake.
        let decisive = told.lines().filter(|line| ties != "half" || !line.contains(",tie,"));
        let told = decisive.collect::<Vec<_>>().join("\n");
        assert_eq!(
            refusal(&told, &options),
            "no ratings: extra and who plays tell every outcome without a mistake (separation), so that no finite coefficient fits best; leave it out, or take more votes",
            "{ties}"
        );
    }
}

#[test]
fn what_cannot_be_controlled_for_is_refused_in_words() {
    let text = study(300, 4, 17);
    let facets = rewritten(&text, |row| {
        let mut row: Vec<String> = row.into_iter().map(str::to_owned).collect();
        row[5] = ["German", "English"][usize::from(row[5].starts_with('-'))].to_owned();
        row
    });
    for (options, wanted) in [
        (
            json!({ "control": ["headings"] }),
            "option control is \"headings\"; expected length, the numeric column of these votes; what is the same for both sides favours neither, so rank its values apart (where)",
        ),
        (
            json!({ "control": ["lenght"] }),
            "option control is \"lenght\"; expected length, the numeric column of these votes",
        ),
        (
            json!({ "control": ["length", "length"] }),
            "option control is \"length\"; expected each column once",
        ),
    ] {
        let options: RankOptions = serde_json::from_value(options).unwrap();
        let found =
            options.resolve(|| 1).and_then(|settings| Ranking::new(&votes(&facets), settings));
        assert_eq!(found.map(|_| ()).unwrap_err().to_string(), wanted);
    }
    let bare = "model_a,model_b,winner\na,b,model_a\na,b,model_b\n";
    assert_eq!(
        refusal(bare, &json!({ "control": ["x"], "bootstrap": false })),
        "option control is \"x\"; expected none: these votes have no numeric columns"
    );
    // Both orders of a pair tell the position from the models, one order does not.
    assert_eq!(
        refusal(bare, &json!({ "position": true, "bootstrap": false })),
        "option position is true; expected false: who is shown first follows from who plays whom in these votes"
    );
    let groups =
        "model_a,model_b,winner,x\na,b,model_a,1\nb,a,model_a,2\nc,d,model_b,1.5\nc,d,model_a,3\n";
    assert!(refusal(groups, &json!({ "control": ["x"], "bootstrap": false })).contains("groups"));
}

#[test]
fn votes_that_lack_a_number_are_left_out_and_counted() {
    let text = study(300, 4, 18);
    let gaps = rewritten(&text, |mut row| {
        match row[3] {
            "judge 3" => row[4] = "",
            "judge 4" | "judge 5" => row[5] = "",
            _ => (),
        }
        row.into_iter().map(str::to_owned).collect()
    });
    let whole = rewritten(&text, |row| row.into_iter().map(str::to_owned).collect());
    let without: Vec<&str> = whole
        .lines()
        .filter(|line| {
            !["judge 3,", "judge 4,", "judge 5,"].iter().any(|judge| line.contains(judge))
        })
        .collect();
    let without = without.join("\n");
    let options =
        json!({ "control": ["length", "headings"], "position": true, "bootstrap": false });
    let (with, without) = (board(&votes(&gaps), &options), board(&votes(&without), &options));
    same(&with, &without, 1e-12);
    assert_eq!((with.fit.incomplete, without.fit.incomplete), (Some(15), Some(0)));
    assert_eq!(with.fit.votes, without.fit.votes);
    assert_eq!(
        with.warnings,
        ["15 votes of 300 lack a number that is controlled for and are left out."]
    );
    assert!(without.warnings.is_empty());
    let empty = rewritten(&gaps, |mut row| {
        row[4] = if row[0] == "m9" { "1" } else { "" };
        row.into_iter().map(str::to_owned).collect()
    });
    let empty = empty + "\nm9,m9,model_a,judge 1,2,3\nm8,m9,model_a,judge 1,2.5,3\n";
    assert!(!refusal(&empty, &json!({ "control": ["length"], "bootstrap": false })).is_empty());
}

/// A baseline shown first throughout, whose answers are longer: equal style is no difference, not
/// the usual one.
#[test]
fn a_mean_beyond_chance_is_no_centre() {
    let text = rewritten(&long_winded(3000, 4), |row| {
        let row: Vec<&str> = row;
        if row[1] == "m4" { turned(row) } else { row.into_iter().map(str::to_owned).collect() }
    });
    let calm = board(&votes(&text), &json!({ "control": ["length"], "bootstrap": false }));
    assert_eq!(order(&calm), ["m0", "m1", "m2", "m3", "m4"]);
    let control = &calm.controls.as_ref().unwrap()[0];
    assert!(control.mean.unwrap() > 0.5 && control.centre == Some(0.0));
    assert_eq!(
        calm.warnings,
        [
            "The side shown first differs in length beyond chance: sides were not drawn by lot, and a position (position: true) may be worth fitting."
        ]
    );
}
