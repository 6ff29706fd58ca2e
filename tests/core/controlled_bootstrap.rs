//! Replicates of rankings with covariates against the slow and obvious way: every vote a row of its
//! own, all parameters in one dense system, Newton's method from zero with libm's exponentials.

use std::fmt::Write as _;

use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::resample::samples::FITTED;
use mindgap::resample::{ControlPlan, ControlResampler, Runner, Samples};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{ReadOptions, Votes, read};
use nalgebra::{DMatrix, DVector};
use serde_json::{Value, json};

/// A study of models whose answers' length and headings matter.
pub fn study(votes: u32, models: u32, seed: u64) -> String {
    let mut stream = Stream::new(seed, Domain::Simulation, votes, 77);
    let mut text = String::from("model_a,model_b,winner,judge,length,headings\n");
    for vote in 0..votes {
        let a = stream.below(models);
        let b = (a + 1 + stream.below(models - 1)) % models;
        let length = 2.0 * stream.unit() - 1.0 + 0.2 * (f64::from(a) - f64::from(b));
        let headings = f64::from(stream.below(5)) - 2.0;
        let eta = 0.3 * (f64::from(b) - f64::from(a)) + 0.8 * length - 0.2 * headings + 0.1;
        let (win, loss) = ((eta / 2.0).exp(), (-eta / 2.0).exp());
        let drawn = stream.unit() * (win + loss + 0.5);
        let winner = match drawn {
            _ if drawn < win => "model_a",
            _ if drawn < win + loss => "model_b",
            _ => "tie",
        };
        let judge = vote % (votes / 5);
        writeln!(text, "m{a},m{b},{winner},judge {judge},{length},{headings}").unwrap();
    }
    text
}

pub fn votes(text: &str) -> Votes {
    read(text.as_bytes(), ReadOptions::default()).unwrap()
}

pub fn ranking(votes: &Votes, options: &Value) -> Ranking {
    let options: RankOptions = serde_json::from_value(options.clone()).unwrap();
    Ranking::new(votes, options.resolve(|| 1).unwrap()).unwrap()
}

pub fn plan(ranking: &Ranking) -> ControlPlan {
    ControlPlan::from_bytes(&ranking.plan_bytes()).unwrap()
}

/// Half-win ratings that sum to zero, and coefficients, of rows that weigh so much.
fn slowly(plan: &ControlPlan, weights: &[f64]) -> Vec<f64> {
    let rows = &plan.rows;
    let size = rows.models + rows.columns;
    let x: Vec<DVector<f64>> = rows
        .of_pairs()
        .map(|(row, (i, j))| {
            let mut x = DVector::zeros(size);
            (x[i as usize], x[j as usize]) = (1.0, -1.0);
            (0..rows.columns).for_each(|k| x[rows.models + k] = rows.x(row, k));
            x
        })
        .collect();
    let mut at = DVector::<f64>::zeros(size);
    for _ in 0..60 {
        let (mut gradient, mut information) = (DVector::zeros(size), DMatrix::zeros(size, size));
        for (row, x) in x.iter().enumerate() {
            let p = 1.0 / (1.0 + libm::exp(-x.dot(&at)));
            gradient += x * (weights[row] * (rows.outcome(row) - p));
            information += x * x.transpose() * (weights[row] * p * (1.0 - p));
        }
        // A common level, which votes leave open, is held at 0.
        for i in 0..rows.models {
            for j in 0..rows.models {
                information[(i, j)] += 1.0;
            }
        }
        let step = information.lu().solve(&gradient).unwrap();
        at += &step;
        if step.amax() < 1e-13 {
            break;
        }
    }
    let level = at.rows(0, rows.models).sum() / rows.models as f64;
    at.rows_mut(0, rows.models).add_scalar_mut(-level);
    at.as_slice().to_vec()
}

#[test]
fn replicates_are_those_of_the_slow_way() {
    let file = votes(&study(600, 5, 3));
    for options in [
        json!({ "control": ["length", "headings"], "bootstrap": { "seed": 4, "replicates": 40 } }),
        json!({ "control": ["length"], "position": true, "reweight": true,
            "bootstrap": { "seed": 4, "replicates": 40 } }),
        json!({ "control": ["headings"], "ties": "drop", "bootstrap": { "seed": 5, "replicates": 40 } }),
        json!({ "control": ["length", "headings"],
            "bootstrap": { "seed": 4, "replicates": 40, "unit": "judge" } }),
    ] {
        let plan = plan(&ranking(&file, &options));
        let width = plan.rows.models + plan.rows.columns;
        let votes_in_all: u32 = plan.counts.iter().sum();
        let mut engine = ControlResampler::new(plan.clone()).unwrap();
        let samples = engine.run(0..40);
        let mut spread = 0.0_f64;
        for replicate in 0..40 {
            let drawn = engine.draw(replicate);
            if plan.judges.is_none() {
                assert_eq!(drawn.iter().sum::<u32>(), votes_in_all);
            }
            let weights: Vec<f64> = drawn
                .iter()
                .enumerate()
                .map(|(row, &n)| f64::from(n) * plan.rows.vote(row))
                .collect();
            let slow = slowly(&plan, &weights);
            assert_eq!(samples.status[replicate as usize], FITTED);
            let fast = &samples.ratings[replicate as usize * width..][..width];
            for (fast, slow) in fast.iter().zip(&slow) {
                let apart = (f64::from(*fast) - slow).abs();
                assert!(apart < 1.5e-7, "{options} {replicate}: {fast} {slow}");
            }
            let of_all: f64 =
                plan.start[0] - plan.start[..plan.rows.models].iter().sum::<f64>() / 5.0;
            spread = spread.max((slow[0] - of_all).abs());
        }
        assert!(spread > 0.05, "replicates differ: {spread}");
    }
}

#[test]
fn ranges_and_workers_change_nothing() {
    let file = votes(&study(400, 4, 5));
    let options = json!({ "control": ["length"], "position": true, "ties": "davidson",
        "bootstrap": { "seed": 9, "replicates": 50 } });
    let bytes = ranking(&file, &options).plan_bytes();
    let run = |ranges: &[std::ops::Range<u32>]| {
        let mut runner = Runner::from_bytes(&bytes).unwrap();
        let mut all = Samples::default();
        for range in ranges {
            let Samples { ratings, status, orders } = runner.run(range.clone());
            all.ratings.extend(ratings);
            all.status.extend(status);
            all.orders.extend(orders);
        }
        all
    };
    let whole = run(&[0..50, 50..50]);
    assert_eq!(whole, run(&[0..1, 1..20, 20..50]));
    assert_eq!(whole.ratings[20 * 6..30 * 6], run(&[20..30, 30..30]).ratings);
}

#[test]
fn no_bytes_panic() {
    let file = votes(&study(30, 3, 8));
    let options = json!({ "control": ["length"], "bootstrap": { "seed": 9, "replicates": 5, "unit": "judge" } });
    let bytes = ranking(&file, &options).plan_bytes();
    assert!(ControlPlan::from_bytes(&bytes).is_ok());
    for at in 0..bytes.len() {
        // The cut before the judges leaves a whole plan without them.
        let cut = ControlPlan::from_bytes(&bytes[..at]);
        assert!(cut.is_err() || cut.is_ok_and(|plan| plan.judges.is_none()), "cut at {at}");
        for flip in [1, 0x80, 0xff] {
            let mut broken = bytes.clone();
            broken[at] ^= flip;
            let resampler = ControlPlan::from_bytes(&broken).and_then(ControlResampler::new);
            let _ = resampler.map(|mut resampler| resampler.run(0..2));
        }
    }
}

#[test]
fn counted_replicates_say_the_same_as_kept_ones() {
    let file = votes(&study(600, 5, 3));
    let options = json!({ "control": ["length", "headings"], "position": true,
        "bootstrap": { "seed": 4, "replicates": 1000 } });
    let ranking = ranking(&file, &options);
    let mut engine = Runner::from_bytes(&ranking.plan_bytes()).unwrap();
    let Samples { ratings, status, orders } = engine.run(0..1000);
    let kept = ranking.finish(&ratings, &status, &orders).unwrap().board;
    let mut digest = engine.empty_digest();
    engine.digest(0..1000, &mut digest);
    let counted = ranking.finish_digest(&digest.to_words()).unwrap().board;
    let kept = kept.controls.unwrap();
    assert_eq!(kept.len(), 3);
    for (kept, counted) in kept.iter().zip(counted.controls.unwrap()) {
        let close = |a: f64, b: f64| (a - b).abs() < 2e-3 * kept.se * 10.0;
        assert!(close(kept.interval.low, counted.interval.low), "{}", kept.name);
        assert!(close(kept.interval.high, counted.interval.high), "{}", kept.name);
        // The bootstrap's interval is about the sandwich's.
        let width = kept.interval.high - kept.interval.low;
        assert!((width / (2.0 * 1.96 * kept.se) - 1.0).abs() < 0.12, "{} {width}", kept.name);
    }
}

/// Board of all replicates.
fn resampled(ranking: &Ranking) -> mindgap::leaderboard::Board {
    let replicates = ranking.settings().bootstrap.replicates;
    let drawn = Runner::from_bytes(&ranking.plan_bytes()).unwrap().run(0..replicates);
    ranking.finish(&drawn.ratings, &drawn.status, &drawn.orders).unwrap().board
}

#[test]
fn all_three_intervals_are_much_alike_on_many_votes() {
    let file = votes(&study(3000, 4, 6));
    let board = |method: &str| {
        resampled(&ranking(
            &file,
            &json!({ "control": ["length"], "position": true,
                "bootstrap": { "seed": 2, "replicates": 1500, "method": method } }),
        ))
    };
    let boards = ["percentile", "basic", "bca"].map(board);
    let sandwich =
        ranking(&file, &json!({ "control": ["length"], "position": true, "bootstrap": false }))
            .board();
    for board in &boards {
        let rows = board.controls.iter().flatten().map(|row| (row.interval, row.se));
        let models = board.models.iter().map(|row| (row.interval, row.se));
        let expected = sandwich.controls.iter().flatten().map(|row| row.interval);
        let expected = expected.chain(sandwich.models.iter().map(|row| row.interval));
        for ((found, se), expected) in rows.chain(models).zip(expected) {
            assert!((found.low - expected.low).abs() < 0.25 * se, "{found:?} {expected:?}");
            assert!((found.high - expected.high).abs() < 0.25 * se, "{found:?} {expected:?}");
        }
    }
    assert_ne!(boards[0].controls, boards[2].controls);
}

/// A newcomer with one loss: a third of the replicates send it to ∞, and know the length's worth all
/// the same.
#[test]
fn replicates_without_finite_ratings_still_know_coefficients() {
    let mut text = study(600, 4, 7);
    for vote in 0..12 {
        let winner = if vote == 0 { "model_b" } else { "model_a" };
        writeln!(text, "new,m{},{winner},judge 1,0.{vote},1", vote % 4).unwrap();
    }
    let ranking = ranking(
        &votes(&text),
        &json!({ "control": ["length", "headings"], "bootstrap": { "seed": 2, "replicates": 400 } }),
    );
    let board = resampled(&ranking);
    let bootstrap = board.bootstrap.as_ref().unwrap();
    assert!((100..200).contains(&bootstrap.lost), "{}", bootstrap.lost);
    assert_eq!((bootstrap.apart[0].name.as_str(), bootstrap.not_converged), ("new", 0));
    let new = board.models.iter().find(|row| row.name == "new").unwrap();
    assert!(new.interval.low.is_finite() && new.interval.high == f64::INFINITY);
    for row in board.controls.unwrap() {
        let width = row.interval.high - row.interval.low;
        assert!((width / (2.0 * 1.96 * row.se) - 1.0).abs() < 0.25, "{} {width}", row.name);
    }
}

/// So few votes that a covariate tells many replicates without a mistake: their intervals are open.
#[test]
fn replicates_that_a_covariate_separates_leave_everything_open() {
    let mut text = String::from("model_a,model_b,winner,length\n");
    for (vote, length) in
        [9, 8, 7, 6, 5, -4, -1, 3, 2, -9, -8, -7, -6, -5, 4, 1, -3, -2].iter().enumerate()
    {
        let (winner, pair) = (if vote < 9 { "model_a" } else { "model_b" }, vote % 2);
        writeln!(text, "m{pair},m{},{winner},{length}.5", pair + 1).unwrap();
    }
    let ranking = ranking(
        &votes(&text),
        &json!({ "control": ["length"], "bootstrap": { "seed": 2, "replicates": 200 } }),
    );
    let board = resampled(&ranking);
    let bootstrap = board.bootstrap.as_ref().unwrap();
    assert!(bootstrap.lost > 20 && bootstrap.kept > 20, "{bootstrap:?}");
    let control = &board.controls.unwrap()[0];
    assert!(control.interval.low == f64::NEG_INFINITY && control.interval.high == f64::INFINITY);
}
