//! The gap against slow, obvious second implementations, and where it has no good answer.

use std::fmt::Write;

use mindgap::gap::analysis::{Gap, gap};
use mindgap::gap::correlation::{Correlation, Tests};
use mindgap::gap::options::{GapOptions, GapSettings};
use mindgap::gap::tested::Ranked;
use mindgap::gap::top_k::largest;
use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::regress::ballots::Ballots;
use mindgap::regress::design::{Design, Response};
use mindgap::regress::effects::Group;
use mindgap::regress::features as on_votes;
use mindgap::regress::fit::regress;
use mindgap::regress::laplace::{Entry, Problem};
use mindgap::regress::options::RegressOptions;
use mindgap::regress::options::Settings;
use mindgap::resample::Resampler;
use mindgap::scores::{ReadOptions as ScoreOptions, Scores};
use mindgap::simulate::{Spec, Study};
use mindgap::stats::interval::Interval;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::{expit, log_expit, normal_quantile};
use mindgap::votes::{ReadOptions, Votes, Where, read};

const PILOT: &str = include_str!("../../www/public/examples/talkarena-pilot.csv");
const TABLE1: &str = include_str!("../../www/public/examples/talkarena-table1.csv");

fn votes(csv: &str) -> Votes {
    read(csv.as_bytes(), ReadOptions::default()).unwrap()
}

fn scores(csv: &str) -> Scores {
    mindgap::scores::read(csv.as_bytes(), &ScoreOptions::default()).unwrap()
}

fn ranked(votes: &Votes, replicates: u32) -> Ranked {
    let options = serde_json::json!({"bootstrap": {"replicates": replicates, "seed": 1}});
    let options: RankOptions = serde_json::from_value(options).unwrap();
    let ranking = Ranking::new(votes, options.resolve(|| 1).unwrap()).unwrap();
    let (board, samples) = if replicates > 0 {
        let samples = Resampler::new(ranking.plan()).unwrap().run(0..replicates);
        let done = ranking.finish(&samples.ratings, &samples.status, &samples.orders).unwrap();
        (done.board, done.samples.unwrap())
    } else {
        (ranking.board(), Vec::new())
    };
    Ranked {
        models: board.models.iter().map(|m| m.name.clone()).collect(),
        ratings: board.models.iter().map(|m| m.rating).collect(),
        intervals: board.models.iter().map(|m| m.interval).collect(),
        errors: board.models.iter().map(|m| m.se).collect(),
        win_rates: board.models.iter().map(|m| m.win_rate).collect(),
        samples,
        lost: 0,
    }
}

fn ballots(votes: &Votes) -> Ballots {
    Ballots::extract(votes, &Where::default(), &[], true).unwrap()
}

fn settings(options: serde_json::Value) -> GapSettings {
    serde_json::from_value::<GapOptions>(options).unwrap().resolve().unwrap()
}

fn analyse(votes: &Votes, replicates: u32, scores: &Scores, options: serde_json::Value) -> Gap {
    gap(&ballots(votes), &ranked(votes, replicates), scores, settings(options)).unwrap()
}

/// The simulated study, smaller, and a table of its models: each benchmark is their ratings and noise.
fn simulated(benchmarks: usize) -> (Votes, Scores) {
    let study = Study::new(&Spec::paper());
    let votes = votes(&study.to_csv());
    let mut stream = Stream::new(3, Domain::Simulation, 77, 0);
    let mut csv = String::from("model");
    for k in 0..benchmarks {
        write!(csv, ",b{k}").unwrap();
    }
    for (name, rating) in &Spec::paper().models {
        write!(csv, "\n{name}").unwrap();
        for _ in 0..benchmarks {
            let noise = normal_quantile(stream.unit().clamp(1e-9, 1.0 - 1e-9));
            write!(csv, ",{:.1}", 50.0 + 10.0 * (rating + noise)).unwrap();
        }
    }
    (votes, scores(&csv))
}

fn tau(row: &Correlation) -> f64 {
    row.kendall.unwrap().tau
}

fn tests(row: &Correlation) -> Tests {
    row.kendall.unwrap().tested
}

/// Kendall's τ-b, pair by pair.
fn naive_tau(x: &[f64], y: &[f64]) -> f64 {
    let (mut agree, mut x_pairs, mut y_pairs) = (0.0, 0.0_f64, 0.0_f64);
    for i in 0..x.len() {
        for j in 0..i {
            let (a, b) = (x[i] - x[j], y[i] - y[j]);
            let sign = |v: f64| if v == 0.0 { 0.0 } else { v.signum() };
            agree += sign(a) * sign(b);
            x_pairs += sign(a).abs();
            y_pairs += sign(b).abs();
        }
    }
    agree / (x_pairs * y_pairs).sqrt()
}

fn naive_p(x: &[f64], y: &[f64]) -> f64 {
    fn permute(y: &mut Vec<f64>, from: usize, look: &mut impl FnMut(&[f64])) {
        if from == y.len() {
            return look(y);
        }
        for at in from..y.len() {
            y.swap(from, at);
            permute(y, from + 1, look);
            y.swap(from, at);
        }
    }
    let observed = naive_tau(x, y).abs();
    let (mut beyond, mut all) = (0.0, 0.0);
    permute(&mut y.to_vec(), 0, &mut |y| {
        all += 1.0;
        beyond += f64::from(u8::from(naive_tau(x, y).abs() >= observed - 1e-10));
    });
    beyond / all
}

#[test]
fn correlations_are_those_of_the_plain_way() {
    let (votes, scores) = simulated(5);
    let ranked = ranked(&votes, 500);
    let found = gap(&ballots(&votes), &ranked, &scores, settings(serde_json::json!({}))).unwrap();
    for row in &found.correlations {
        let x: Vec<f64> = row.scores.iter().map(|s| s.unwrap()).collect();
        assert!((tau(row) - naive_tau(&x, &ranked.ratings)).abs() < 1e-12);
        assert!((tests(row).p - naive_p(&x, &ranked.ratings)).abs() < 1e-12);
        let mut over: Vec<f64> = ranked
            .samples
            .chunks_exact(6)
            .map(|row| naive_tau(&x, &row.iter().map(|&v| f64::from(v)).collect::<Vec<_>>()))
            .collect();
        over.sort_by(f64::total_cmp);
        let Interval { low, high } = tests(row).interval.unwrap();
        let at = |q| mindgap::stats::quantile::quantile(&over, q).unwrap();
        assert!((low - at(0.025)).abs() < 1e-12 && (high - at(0.975)).abs() < 1e-12);
        // The comparison can fail: two scores changed for each other are another table.
        let mut moved = x.clone();
        moved.swap(0, 5);
        assert!((tau(row) - naive_tau(&moved, &ranked.ratings)).abs() > 1e-3);
    }
}

#[test]
fn the_pilot_and_the_papers_table() {
    let names = serde_json::json!({"names": {"Qwen2": "Qwen2-audio"}});
    let found = analyse(&votes(PILOT), 1_000, &scores(TABLE1), names);
    assert_eq!(found.models.len(), 5);
    assert_eq!(found.models[0].name, "DiVA");
    assert_eq!(found.correlations.len(), 14);
    let asr = found.correlations.iter().find(|c| c.benchmark == "ASR").unwrap();
    assert!(tau(asr).abs() < 1.0 && asr.scores[0] == Some(0.83));
    let components = found.components.unwrap();
    assert_eq!((components.models.len(), components.benchmarks.len()), (9, 14));
    assert!((components.explained.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    // Five models: ten pairs, and at most four columns that are not determined by others.
    assert!(found.selection.kept.len() <= 4);
    assert!(found.logistic.is_some() || found.warnings.iter().any(|w| w.contains("plain")));
    for sentence in found
        .readings
        .correlations
        .iter()
        .chain(&found.readings.components)
        .chain(&found.readings.answer)
        .chain(&found.readings.votes)
    {
        assert!(!sentence.contains("NaN") && !sentence.contains("inf"), "{sentence}");
    }
    assert!(found.readings.correlations[0].contains("of 14 rank correlations"));
    // Without the name confirmed, four models are left and the proposal is told.
    let unnamed = analyse(&votes(PILOT), 0, &scores(TABLE1), serde_json::json!({}));
    assert_eq!(unnamed.models.len(), 4);
    assert!(unnamed.warnings.iter().any(|w| w.contains("Qwen2 may be Qwen2-audio")));
    assert!(unnamed.correlations.iter().all(|c| tests(c).interval.is_none()));
}

#[test]
fn what_is_missing_identical_or_constant_is_told() {
    let (votes, mut table) = simulated(4);
    // b1 is b0 again, b2 is constant, b3 nobody has.
    for row in &mut table.values {
        row[1] = row[0];
        row[2] = Some(7.0);
        row[3] = None;
    }
    let found = analyse(&votes, 200, &table, serde_json::json!({"mergeAbove": 1}));
    let why = |name: &str| &found.left_out.iter().find(|l| l.benchmark == name).unwrap().why;
    assert_eq!(why("b2"), "every model with votes has the same score");
    assert_eq!(why("b3"), "no model with votes has a score");
    assert_eq!(found.correlations.len(), 2);
    let gone = &found.selection.dropped[0];
    assert_eq!((gone.name.as_str(), gone.inflation), ("b1", None));
    assert_eq!(gone.why, "the others determine it");
    // Merged instead, they are one column.
    let merged = analyse(&votes, 0, &table, serde_json::json!({}));
    assert_eq!(merged.selection.merged[0].members, ["b0", "b1"]);
    assert_eq!(merged.logistic.unwrap().fixed[1].name, "b0 + b1");
}

#[test]
fn three_models_are_few_and_two_too_few() {
    let csv = "model_a,model_b,wins,losses,ties\nx,y,30,20,5\ny,z,25,20,5\nx,z,40,10,0\n";
    let table = "model,one,two\nx,3,1\ny,2,5\nz,1,4\n";
    let found = analyse(&votes(csv), 200, &scores(table), serde_json::json!({}));
    let told = "With 3 models nothing can be told from zero at 5 %: no p-value can be below 0.33.";
    let readings = &found.readings.correlations;
    assert!(readings.iter().any(|sentence| sentence == told), "{readings:?}");
    assert_eq!(found.power.critical, None);
    assert!((tests(&found.correlations[0]).p - 1.0 / 3.0).abs() < 1e-12);
    let two = scores("model,one\nx,3\ny,2\nw,9\n");
    let error =
        gap(&ballots(&votes(csv)), &ranked(&votes(csv), 0), &two, settings(serde_json::json!({})))
            .unwrap_err();
    assert_eq!(error.code(), "too-few-models");
    assert!(error.to_string().starts_with("only x, y of the models have both"), "{error}");
}

fn fit(
    csv: &str,
    features: &[&str],
    random: &[Group],
) -> Result<mindgap::regress::regression::Regression, mindgap::Error> {
    let votes = votes(csv);
    let names: Vec<String> = features.iter().map(|&f| f.to_owned()).collect();
    let ballots = Ballots::extract(&votes, &Where::default(), &names, false)?;
    let options = RegressOptions {
        features: names,
        random: Some(random.to_vec()),
        ..RegressOptions::default()
    };
    on_votes::votes(&ballots, None, &options)
}

/// Votes between three models with a column that decides, or does not.
fn with_column(x: impl Fn(usize, bool) -> f64) -> String {
    let mut csv = String::from("model_a,model_b,winner,x,c\n");
    for at in 0..120 {
        let (a, b) = [("p", "q"), ("q", "r"), ("r", "p")][at % 3];
        let (a, b) = if at % 2 == 0 { (a, b) } else { (b, a) };
        let won = (at * 7) % 5 < 3;
        let winner = if won { "model_b" } else { "model_a" };
        writeln!(csv, "{a},{b},{winner},{},1.25", x(at, won)).unwrap();
    }
    csv
}

#[test]
fn separated_votes_are_refused_with_the_reason() {
    let csv =
        with_column(|at, won| if won { 1.0 + at as f64 / 200.0 } else { -0.5 - at as f64 / 200.0 });
    for random in [&[][..], &[Group::ModelA, Group::ModelB]] {
        let error = fit(&csv, &["x"], random).unwrap_err();
        assert_eq!(error.code(), "no-regression");
        assert!(error.to_string().contains("without a mistake (separation)"), "{error}");
    }
}

#[test]
fn a_random_effect_of_nothing_is_singular_and_a_constant_is_left_out() {
    let csv = with_column(|at, _| ((at * 37) % 11) as f64 / 10.0);
    let found = fit(&csv, &["x", "c"], &[Group::ModelA, Group::ModelB]).unwrap();
    assert!(found.singular, "{:?}", found.random);
    assert!(found.warnings.iter().any(|w| w.contains("singular fit")));
    assert!(found.warnings.iter().any(|w| w == "c is the same for every vote: left out"));
    assert_eq!(found.fixed.len(), 2);
    for effect in &found.fixed {
        assert!(effect.estimate.is_finite() && effect.se > 0.0 && effect.p <= 1.0);
    }
    // With no variance between models it is the plain logit.
    let plain = fit(&csv, &["x", "c"], &[]).unwrap();
    for (a, b) in found.fixed.iter().zip(&plain.fixed) {
        assert!((a.estimate - b.estimate).abs() < 1e-4 && (a.se - b.se).abs() < 1e-3);
    }
    assert!((found.log_likelihood - plain.log_likelihood).abs() < 1e-4);
}

#[test]
fn more_columns_than_pairs_end_in_those_that_can_be_told_apart() {
    let (votes, table) = simulated(30);
    let found = analyse(&votes, 0, &table, serde_json::json!({"mergeAbove": 1}));
    assert!(found.selection.kept.len() <= 5, "six models leave five differences");
    assert_eq!(found.selection.dropped.len() + found.selection.kept.len(), 30);
    assert!(found.logistic.is_some());
    // Asked for all of them by name, those that earlier ones determine are left out with a word.
    let options = RegressOptions {
        features: table.benchmarks.iter().map(|b| b.name.clone()).collect(),
        ..RegressOptions::default()
    };
    let all = on_votes::votes(&ballots(&votes), Some(&table), &options).unwrap();
    assert!(all.fixed.len() <= 16, "thirty ordered pairs have fifteen differences up to sign");
    assert!(
        all.warnings
            .iter()
            .any(|w| w.ends_with("is determined by the features before it: left out"))
    );
    let error = on_votes::votes(
        &ballots(&votes),
        Some(&table),
        &RegressOptions { features: vec!["nobody".into()], ..RegressOptions::default() },
    )
    .unwrap_err();
    assert!(
        error.to_string().contains("option features is nobody; expected one of b0, b1"),
        "{error}"
    );
}

/// One random intercept: `levels` groups of `size` rows with one covariate.
struct OneEffect {
    x: Vec<f64>,
    wins: Vec<f64>,
    votes: Vec<f64>,
    level_of: Vec<u32>,
    patterns: Vec<Entry>,
    group_of: Vec<usize>,
}

impl OneEffect {
    fn new(levels: u32, size: u32, beta: [f64; 2], theta: f64, seed: u64) -> Self {
        let mut stream = Stream::new(seed, Domain::Simulation, levels, size);
        let normal = |stream: &mut Stream| normal_quantile(stream.unit().clamp(1e-12, 1.0 - 1e-12));
        let mut all = Self {
            x: Vec::new(),
            wins: Vec::new(),
            votes: Vec::new(),
            level_of: Vec::new(),
            patterns: (0..levels).map(|level| Entry { level, sign: 1.0 }).collect(),
            group_of: vec![0; levels as usize],
        };
        for level in 0..levels {
            let effect = theta * normal(&mut stream);
            for _ in 0..size {
                let x = normal(&mut stream);
                let p = expit(beta[0] + beta[1] * x + effect);
                all.x.extend([1.0, x]);
                all.wins.push(f64::from(u8::from(stream.unit() < p)));
                all.votes.push(1.0);
                all.level_of.push(level);
            }
        }
        all
    }

    fn problem(&self) -> Problem<'_> {
        Problem {
            x: &self.x,
            columns: 2,
            wins: &self.wins,
            votes: &self.votes,
            patterns: &self.patterns,
            entries_per_row: 1,
            pattern_of: &self.level_of,
            group_of: &self.group_of,
            groups: 1,
        }
    }

    /// ln p(votes of a level, u) with u standard normal, without its constant.
    fn joint(&self, level: u32, beta: &[f64], theta: f64, u: f64) -> f64 {
        let of = |row: usize| {
            let eta = beta[0] + beta[1] * self.x[2 * row + 1] + theta * u;
            if self.wins[row] > 0.0 { log_expit(eta) } else { log_expit(-eta) }
        };
        let rows = (0..self.wins.len()).filter(|&row| self.level_of[row] == level);
        rows.map(of).sum::<f64>() - u * u / 2.0
    }

    /// The likelihood itself: every level's integral by the trapezium rule, which for such
    /// integrands is right to machine precision.
    fn quadrature(&self, beta: &[f64], theta: f64) -> f64 {
        let steps = 1_200;
        let width = 16.0 / f64::from(steps);
        let level = |level: usize| {
            let sum: f64 = (0..=steps)
                .map(|k| self.joint(level as u32, beta, theta, -8.0 + f64::from(k) * width).exp())
                .sum();
            (sum * width / (2.0 * std::f64::consts::PI).sqrt()).ln()
        };
        (0..self.group_of.len()).map(level).sum()
    }

    /// Laplace's approximation of it, level by level: the mode by bisection, the curvature by
    /// differences.
    fn laplace(&self, beta: &[f64], theta: f64) -> f64 {
        let level = |level: usize| {
            let level = level as u32;
            let h = 1e-4;
            let slope = |u: f64| {
                self.joint(level, beta, theta, u + h) - self.joint(level, beta, theta, u - h)
            };
            let (mut low, mut high) = (-8.0, 8.0);
            for _ in 0..60 {
                let middle = f64::midpoint(low, high);
                if slope(middle) > 0.0 { low = middle } else { high = middle }
            }
            let at = |u: f64| self.joint(level, beta, theta, u);
            let curvature = -(at(low + h) - 2.0 * at(low) + at(low - h)) / (h * h);
            at(low) - 0.5 * curvature.ln()
        };
        (0..self.group_of.len()).map(level).sum()
    }
}

#[test]
fn laplace_is_the_integral_nearly() {
    // 12 levels of 60 votes: what is called exact here is, to 1e-10.
    let data = OneEffect::new(12, 60, [0.3, 0.8], 0.9, 5);
    let fit = data.problem().fit(&[0.0, 0.0]).unwrap();
    let theta = fit.theta[0];
    let slow = data.laplace(&fit.beta, theta);
    assert!((fit.log_likelihood - slow).abs() < 1e-5, "{} is not {slow}", fit.log_likelihood);
    // It is a maximum: moved, it is lower.
    for (beta, theta) in [
        ([fit.beta[0] + 0.05, fit.beta[1]], theta),
        ([fit.beta[0], fit.beta[1] + 0.02], theta),
        ([fit.beta[0], fit.beta[1]], theta * 1.1),
        ([fit.beta[0], fit.beta[1]], theta * 0.9),
    ] {
        assert!(data.laplace(&beta, theta) < fit.log_likelihood);
    }
    // The integral is near, and nearer where levels have more votes: the error falls as 1 / votes.
    let error = |size: u32| {
        let data = OneEffect::new(12, size, [0.3, 0.8], 0.9, 5);
        let fit = data.problem().fit(&[0.0, 0.0]).unwrap();
        (fit.log_likelihood - data.quadrature(&fit.beta, fit.theta[0])).abs() / 12.0
    };
    let (few, many) = (error(15), error(240));
    assert!(few < 0.02 && many < 0.002 && many < few / 4.0, "{few} {many}");
}

#[test]
fn the_mixed_model_recovers_what_made_the_votes() {
    // Twenty studies: estimates centre on the truth, and their intervals hold it as often as they say.
    let truth = [0.3, 0.8];
    let (mut held, mut sums, mut thetas) = (0, [0.0; 2], 0.0);
    for seed in 0..20 {
        let data = OneEffect::new(40, 50, truth, 0.9, 100 + seed);
        let fit = data.problem().fit(&[0.0, 0.0]).unwrap();
        for k in 0..2 {
            let se = fit.covariance[(k, k)].sqrt();
            sums[k] += (fit.beta[k] - truth[k]) / se;
            held += u32::from((fit.beta[k] - truth[k]).abs() < 1.96 * se);
        }
        thetas += fit.theta[0] / 20.0;
    }
    // 40 intervals of 95 %: fewer than 34 has probability below 0.01.
    assert!(held >= 34, "{held} of 40");
    for sum in sums {
        assert!((sum / 20.0).abs() < 3.0 / 20.0_f64.sqrt(), "{}", sum / 20.0);
    }
    assert!((thetas - 0.9).abs() < 0.06, "{thetas}");
}

#[test]
fn the_signed_form_is_one_intercept_a_model() {
    // Ballots where one model always does better, on either side: u_B − u_A says so by one number.
    let study = Study::new(&Spec::paper());
    let votes = votes(&study.to_csv());
    let design = Design::new(&ballots(&votes), &[], Response::ModelB, false);
    let settings = Settings {
        random: vec![Group::Model],
        response: Response::ModelB,
        level: 0.95,
        profile: Some(false),
        unseen: Some(false),
        judge_replicates: Some(50),
        seed: 1,
    };
    let all = ballots(&votes);
    let found = regress(&design, &all.models, &all.judges, &settings).unwrap();
    let board = ranked(&votes, 0);
    // Its intercepts are the ratings, drawn in a little towards zero, in the same order.
    for (name, rating) in board.models.iter().zip(&board.ratings) {
        let (_, effect) = found.random[0].effects.iter().find(|(n, _)| n == name).unwrap();
        assert!(
            (effect - rating).abs() < 0.25 && (rating.abs() < 0.2 || effect * rating > 0.0),
            "{name}: {effect} {rating}"
        );
    }
    // Turned round, the fit is the same and only the intercept changes its sign.
    let turned = Settings { response: Response::ModelA, ..settings };
    let design = Design::new(&all, &[], Response::ModelA, false);
    let other = regress(&design, &all.models, &all.judges, &turned).unwrap();
    assert!((other.log_likelihood - found.log_likelihood).abs() < 1e-6);
    assert!((other.fixed[0].estimate + found.fixed[0].estimate).abs() < 1e-6);
    let judged = found.fixed[0].judges.unwrap();
    assert!(judged.replicates == 50 && judged.interval.low < found.fixed[0].estimate);
}

#[test]
fn unseen_models_are_predicted_as_by_hand() {
    let (votes, table) = simulated(3);
    let all = ballots(&votes);
    let features = vec!["b0".to_owned(), "b1".to_owned()];
    let options = RegressOptions { features, unseen: Some(true), ..RegressOptions::default() };
    let unseen = on_votes::votes(&all, Some(&table), &options).unwrap().unseen.unwrap();
    let score = |model: u32, k: usize| {
        let row = table.models.iter().position(|m| *m == all.models[model as usize]).unwrap();
        table.values[row][k].unwrap()
    };
    for (id, row) in unseen.models.iter().enumerate() {
        assert_eq!(row.model, all.models[id]);
        // A fit of the votes without the model, then its votes one by one.
        let has = |at: usize| all.a[at] == id as u32 || all.b[at] == id as u32;
        let kept: Vec<usize> = (0..all.a.len()).filter(|&at| !has(at)).collect();
        let pick = |from: &[u32]| kept.iter().map(|&at| from[at]).collect();
        let part = Ballots {
            a: pick(&all.a),
            b: pick(&all.b),
            outcome: pick(&all.outcome),
            count: pick(&all.count),
            judge: pick(&all.judge),
            ..all.clone()
        };
        let fit = on_votes::votes(&part, Some(&table), &options).unwrap();
        let (mut votes, mut called, mut loss) = (0.0, 0.0, 0.0);
        for at in (0..all.a.len()).filter(|&at| has(at) && all.outcome[at] != 2) {
            let mut eta = fit.fixed[0].estimate;
            for (k, effect) in fit.fixed[1..].iter().enumerate() {
                let (s, t) = (score(all.b[at], k), score(all.a[at], k));
                eta += effect.estimate * (s - t) / (s.abs() + t.abs());
            }
            let count = f64::from(all.count[at]);
            let p = if all.outcome[at] == 1 { expit(eta) } else { expit(-eta) };
            votes += count;
            loss -= count * p.ln();
            called += if p > 0.5 { count } else { 0.0 };
        }
        assert!((row.votes - votes).abs() < 1e-9);
        assert!((row.accuracy - called / votes).abs() < 1e-9);
        assert!((row.log_loss - loss / votes).abs() < 1e-8, "{} {}", row.log_loss, loss / votes);
    }
}

#[test]
fn judges_resampled_err_as_the_sandwich_says() {
    let (votes, table) = simulated(3);
    let options = RegressOptions {
        features: vec!["b0".to_owned(), "b1".to_owned()],
        judge_replicates: Some(800),
        ..RegressOptions::default()
    };
    let fit = on_votes::votes(&ballots(&votes), Some(&table), &options).unwrap();
    for effect in &fit.fixed {
        // 484 judges, 800 resamples: the ratio's own error is 0.025, and the two estimate the same.
        let ratio = effect.judges.unwrap().se / effect.clustered.unwrap().se;
        assert!((ratio - 1.0).abs() < 0.1, "{}: {ratio}", effect.name);
    }
}

#[test]
fn equal_scores_take_nobodys_order() {
    let (votes, mut table) = simulated(1);
    // All equal but the voters' first, who is worst: nothing is told of the others' order.
    let ranked = ranked(&votes, 0);
    for (name, row) in table.models.iter().zip(&mut table.values) {
        row[0] = Some(if *name == ranked.models[0] { 0.0 } else { 1.0 });
    }
    let found =
        gap(&ballots(&votes), &ranked, &table, settings(serde_json::json!({"k": 3}))).unwrap();
    // The voters' first is below five that tie, of which they have two: 5 contradicted, and one pair
    // that they order. Of the others they have none: 2 × 3 pairs that they order and the scores tie.
    let top = found.correlations[0].top_k;
    assert_eq!((top.k, top.largest.to_bits()), (3, largest(5, 3, 6, 0.5).to_bits()));
    assert!((top.distance * top.largest - (5.0 + 0.5 * 7.0)).abs() < 1e-12, "{top:?}");
}

#[test]
fn lost_replicates_widen_the_intervals() {
    let (votes, table) = simulated(2);
    let mut ranked = ranked(&votes, 400);
    let of = |ranked: &Ranked| {
        gap(&ballots(&votes), ranked, &table, settings(serde_json::json!({}))).unwrap()
    };
    let before = of(&ranked);
    assert!(!before.warnings.iter().any(|w| w.contains("no finite ratings")));
    // Three in a hundred are more than lie beyond either end of a 95 % interval.
    ranked.lost = 13;
    let after = of(&ranked);
    assert!(after.warnings.iter().any(|w| w.starts_with("13 of 413 replicates of the ranking")));
    for (before, after) in before.correlations.iter().zip(&after.correlations) {
        assert_eq!(tests(after).interval, Some(Interval { low: -1.0, high: 1.0 }));
        assert_eq!(after.top_k.interval, Some(Interval { low: 0.0, high: 1.0 }));
        assert_eq!(tests(before).p.to_bits(), tests(after).p.to_bits());
        assert!(tests(before).interval.unwrap().low > -1.0);
    }
}

#[test]
fn models_that_votes_rate_alike_have_no_correlations() {
    let csv = "model_a,model_b,wins,losses,ties\nx,y,9,9,1\ny,z,9,9,1\nx,z,9,9,1\n";
    let found = analyse(
        &votes(csv),
        0,
        &scores("model,one,two\nx,3,1\ny,2,5\nz,1,4\n"),
        serde_json::json!({}),
    );
    for row in &found.correlations {
        assert!(row.kendall.is_none() && row.spearman.is_none() && row.pearson.is_none());
        assert!(row.win_rates.kendall.is_none() && row.win_rates.pearson.is_none());
    }
    let json = serde_json::to_value(&found.correlations[0]).unwrap();
    assert!(json.get("kendall").is_none() && json["winRates"].as_object().unwrap().is_empty());
    assert_eq!(
        found.readings.correlations,
        ["All models are rated alike: nothing can go with that."]
    );
}

#[test]
fn a_board_that_was_changed_is_refused() {
    let (votes, table) = simulated(2);
    let good = ranked(&votes, 50);
    let change = |edit: &dyn Fn(&mut Ranked)| {
        let mut ranked = good.clone();
        edit(&mut ranked);
        let error =
            gap(&ballots(&votes), &ranked, &table, settings(serde_json::json!({}))).unwrap_err();
        assert_eq!(error.code(), "bad-option", "{error}");
    };
    change(&|r| r.ratings[0] = f64::NAN);
    change(&|r| r.samples.truncate(17));
    change(&|r| r.samples[3] = f32::INFINITY);
    change(&|r| r.models.truncate(2));
    change(&|r| r.ratings.reverse());
}
