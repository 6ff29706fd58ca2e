//! Replicates of rankings with covariates against the slow and obvious way: every vote a row of its
//! own, all parameters in one dense system, Newton's method from zero with libm's exponentials.

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
        text += &format!("m{a},m{b},{winner},judge {judge},{length},{headings}\n");
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
    let whole = run(&[0..50]);
    assert_eq!(whole, run(&[0..1, 1..20, 20..50]));
    assert_eq!(whole.ratings[20 * 6..30 * 6], run(&[20..30]).ratings);
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
