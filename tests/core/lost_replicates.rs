//! Replicates without finite ratings: against the exact law of two models' records, and whether
//! intervals that count them hold the truth.

use mindgap::leaderboard::{Board, RankOptions, Ranking};
use mindgap::rating::{FitOptions, TieModel, fit};
use mindgap::resample::samples::each;
use mindgap::resample::{Column, Digest, Ends, Infinite, Plan, Replicate, Resampler, acceleration};
use mindgap::stats::interval::Interval;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{Pair, PairCounts, ReadOptions, read};
use serde_json::{Value, json};

const REPLICATES: u32 = 20_000;

fn ranking(csv: &str, options: Value) -> Ranking {
    let votes = read(csv.as_bytes(), ReadOptions::default()).unwrap();
    let options: RankOptions = serde_json::from_value(options).unwrap();
    Ranking::new(&votes, options.resolve(|| 1).unwrap()).unwrap()
}

/// With replicates kept, and with the same ones counted in two parts.
fn boards(csv: &str, options: &Value) -> [Board; 2] {
    let ranking = ranking(csv, options.clone());
    let (replicates, mut resampler) =
        (ranking.plan().replicates, Resampler::new(ranking.plan()).unwrap());
    let drawn = resampler.run(0..replicates);
    let kept = ranking.finish(&drawn.ratings, &drawn.status, &drawn.orders).unwrap();
    let mut words = vec![];
    for range in [replicates / 3..replicates, 0..replicates / 3] {
        let mut digest = Digest::new(ranking.models(), 0);
        resampler.digest(range, &mut digest);
        let part = digest.to_words();
        words.resize(part.len(), 0);
        words.iter_mut().zip(part).for_each(|(sum, word)| *sum += word);
    }
    let counted = ranking.finish_digest(&words).unwrap();
    assert_eq!((&kept.rank_shares, &kept.above), (&counted.rank_shares, &counted.above));
    let rows = kept.board.bootstrap.as_ref().unwrap().kept as usize;
    assert_eq!(kept.samples.map(|samples| samples.len()), Some(rows * ranking.models()));
    [kept.board, counted.board]
}

fn record(wins: u64, losses: u64) -> String {
    format!("model_a,model_b,wins,losses,ties\nA,B,{wins},{losses},0\n")
}

fn close(found: f64, expected: f64, within: f64) -> bool {
    found.to_bits() == expected.to_bits() || (found - expected).abs() <= within
}

/// The difference of two models, whose ratings are half of it each.
fn difference(board: &Board) -> Interval {
    let row = board.models.iter().find(|row| row.name == "A").unwrap();
    row.interval.map(|end| 2.0 * end)
}

#[test]
fn two_models_follow_the_exact_law() {
    let golden: Value =
        serde_json::from_str(include_str!("../golden/calibration.json")).expect("JSON");
    for law in golden["lost_replicates"].as_array().unwrap() {
        let [wins, losses] = ["wins", "losses"].map(|name| law[name].as_u64().unwrap());
        let bootstrap = json!({"replicates": REPLICATES, "seed": 1});
        let [kept, counted] = boards(&record(wins, losses), &json!({ "bootstrap": bootstrap }));
        let expected: Interval = serde_json::from_value(law["interval"].clone()).unwrap();
        let (found, binned) = (difference(&kept), difference(&counted));
        assert!(close(found.low, expected.low, 1e-6), "{law} {found:?}");
        assert!(close(found.high, expected.high, 1e-6), "{law} {found:?}");
        // A bin is a 128th of a deviation wide.
        let wide = |end: f64| (end - 2.0 * kept.models[0].rating).abs() / 100.0;
        assert!(close(binned.low, expected.low, wide(expected.low)), "{law} {binned:?}");
        assert!(close(binned.high, expected.high, wide(expected.high)), "{law} {binned:?}");
        // Left out, they would give another answer, and this comparison would see it.
        if law["interval"] != law["interval_if_left_out"] {
            let out: Interval =
                serde_json::from_value(law["interval_if_left_out"].clone()).unwrap();
            assert!(!close(found.low, out.low, 0.1) || !close(found.high, out.high, 0.1));
        }
        let share = ["lost_below", "lost_above"].map(|name| law[name].as_f64().unwrap());
        let lost: f64 = share.iter().sum();
        let bootstrap = kept.bootstrap.as_ref().unwrap();
        let seen = f64::from(bootstrap.lost) / f64::from(REPLICATES);
        let error = (lost * (1.0 - lost) / f64::from(REPLICATES)).sqrt();
        assert!((seen - lost).abs() <= 4.0 * error + 1e-9, "{law} {seen}");
        assert_eq!(bootstrap.kept + bootstrap.lost, REPLICATES);
        assert_eq!(kept.bootstrap, counted.bootstrap);
    }
}

/// What JavaScript gets: no infinity, which JSON does not know.
#[test]
fn an_open_end_is_null() {
    let [board, _] =
        boards(&record(20, 1), &json!({"bootstrap": {"replicates": 2_000, "seed": 1}}));
    let row = serde_json::to_value(&board).unwrap()["models"][0].clone();
    assert!(row["interval"][0].is_f64() && row["interval"][1].is_null(), "{row}");
    assert!(row["eloInterval"][0].is_f64() && row["eloInterval"][1].is_null(), "{row}");
    assert_eq!(row["rankByInterval"], 1);
    let summary = board.bootstrap.unwrap();
    assert_eq!((summary.replicates, summary.not_converged), (2_000, 0));
    // Neither of two is the one that is cut off.
    assert_eq!(summary.apart.len(), 2);
    assert_eq!(board.provenance.replicates, 2_000);
}

/// Shares count all replicates: the record of 20:1 is ahead in those without a loss too.
#[test]
fn shares_are_of_all_replicates() {
    let [board, _] =
        boards(&record(20, 1), &json!({"bootstrap": {"replicates": 2_000, "seed": 1}}));
    let shares = board.models.iter().map(|row| row.best_share.unwrap());
    assert!(shares.eq([1.0, 0.0]));
    let [board, _] =
        boards(&record(3, 1), &json!({"bootstrap": {"replicates": REPLICATES, "seed": 1}}));
    // Wins of 4 at 3/4: above in 3 and 4, level in 2, below in 1 and 0.
    let expected = [1.0 - (12.0 + 1.0) / 256.0, (54.0 + 12.0 + 1.0) / 256.0];
    for (row, expected) in board.models.iter().zip(expected) {
        let found = row.best_share.unwrap();
        assert!((found - expected).abs() < 0.01, "{found} {expected}");
    }
}

/// All methods, with ties in every model: no NaN, ends in order, and ±∞ where replicates say so.
#[test]
fn every_method_copes_with_infinite_ratings() {
    let csv = "model_a,model_b,wins,losses,ties\nA,B,9,1,2\nB,C,6,2,1\nA,C,7,1,0\nC,D,5,1,1\n";
    for ties in ["half", "drop", "davidson", "rao-kupper"] {
        for method in ["percentile", "basic", "bca"] {
            let bootstrap = json!({"replicates": 999, "seed": 3, "method": method});
            let [kept, counted] = boards(csv, &json!({"ties": ties, "bootstrap": bootstrap}));
            let lost = kept.bootstrap.as_ref().unwrap().lost;
            assert!(lost > 100, "{ties}: {lost}");
            for (a, b) in kept.models.iter().zip(&counted.models) {
                let Interval { low, high } = a.interval;
                assert!(low <= high && !a.elo_interval.low.is_nan(), "{ties} {method} {a:?}");
                assert_eq!(low.is_infinite(), b.interval.low.is_infinite(), "{ties} {method}");
                assert_eq!(high.is_infinite(), b.interval.high.is_infinite(), "{ties} {method}");
            }
            // More than 2.5 % of replicates put the best at ∞, and the last at -∞.
            if method == "percentile" {
                assert!(kept.models[0].interval.high.is_infinite());
                assert!(kept.models[3].interval.low.is_infinite());
            }
        }
    }
}

/// A newcomer of three votes: it is named, and the others' ranks and shares stay what they are.
#[test]
fn a_newcomer_is_named() {
    let names = ["A", "B", "C", "D"];
    let line =
        |i: usize, j: usize| format!("{},{},{},60,20\n", names[i], names[j], 60 + 15 * (j - i));
    let lines = (0..4).flat_map(|i| (i + 1..4).map(move |j| (i, j)));
    let lines: String = lines.map(|(i, j)| line(i, j)).collect();
    let csv = format!("model_a,model_b,wins,losses,ties\n{lines}");
    let options = json!({"bootstrap": {"replicates": 2_000, "seed": 1}});
    let [without, _] = boards(&csv, &options);
    assert_eq!(without.bootstrap.unwrap().lost, 0);
    let [with, _] = boards(&(csv + "E,B,1,1,0\nE,C,1,0,0\n"), &options);
    let summary = with.bootstrap.unwrap();
    assert!(summary.lost > 800, "{summary:?}");
    assert_eq!((summary.apart[0].name.as_str(), summary.apart.len()), ("E", 1));
    assert_eq!(summary.apart[0].replicates, summary.lost);
    let order = |board: &[mindgap::leaderboard::board::ModelRow]| -> Vec<String> {
        board.iter().map(|row| row.name.clone()).filter(|name| name != "E").collect()
    };
    assert_eq!(order(&with.models), order(&without.models));
}

#[test]
fn what_did_not_converge_is_unknown() {
    let ranking = ranking(&record(30, 20), json!({"bootstrap": {"replicates": 100, "seed": 1}}));
    let drawn = Resampler::new(ranking.plan()).unwrap().run(0..100);
    assert!(drawn.status.iter().all(|&status| status == 0));
    let board = |unknown: usize| {
        let mut status = drawn.status.clone();
        status[..unknown].fill(3);
        ranking.finish(&drawn.ratings, &status, &drawn.orders).map(|finished| finished.board)
    };
    let two = board(2).unwrap();
    let summary = two.bootstrap.unwrap();
    assert_eq!((summary.kept, summary.lost, summary.not_converged), (98, 0, 2));
    assert!(two.models.iter().all(|row| row.interval.low.is_finite()));
    // Three of a hundred may lie beyond either end of a 95 % interval.
    let three = board(3).unwrap();
    let open = |row: &Interval| row.low.is_infinite() && row.high.is_infinite();
    assert!(three.models.iter().all(|row| open(&row.interval)));
    assert_eq!(board(100).unwrap_err().code(), "no-replicates");
    // Orders that do not belong to these replicates are refused.
    let error = ranking.finish(&drawn.ratings, &drawn.status, &[1]).unwrap_err();
    assert_eq!(error.code(), "bad-option");
}

/// Of all studies that have ratings: the shares of intervals that hold the truth, and how many
/// studies there were.
#[derive(Debug, Default)]
struct Coverage {
    percentile: f64,
    /// Without the replicates that were lost.
    without: f64,
    bca: f64,
    studies: f64,
}

fn coverage(truth: &[f64], votes: u64, studies: u32, seed: u64) -> Coverage {
    let (models, replicates) = (truth.len(), 599);
    let mut found = Coverage::default();
    for study in 0..studies {
        let counts = simulated(truth, votes, seed, study);
        let options = FitOptions::default();
        let Ok(fitted) = fit(&counts, &options) else { continue };
        found.studies += 1.0;
        let model = study as usize % models;
        let acceleration = acceleration(&counts, None, &fitted, model);
        let seed = u64::from(study);
        let plan = Plan { counts, judges: None, fit: options, seed, replicates };
        let drawn = Resampler::new(plan).unwrap().run(0..replicates);
        let parts = (&drawn.ratings[..], &drawn.status[..], &drawn.orders[..]);
        let (mut infinite, mut finite) = (Infinite::new(models), vec![]);
        assert!(each((models, 0), parts, |replicate, _| {
            infinite.add(&replicate);
            if let Replicate::Finite(row) = replicate {
                finite.push(f64::from(row[model]));
            }
        }));
        let holds =
            |ends| Column::new(finite.clone(), ends).percentile(0.95).contains(truth[model]);
        found.percentile += f64::from(holds(infinite.ends[model]));
        found.without += f64::from(holds(Ends::default()));
        let bca = Column::new(finite.clone(), infinite.ends[model]);
        let bca = bca.bca(fitted.ratings[model], acceleration, 0.95);
        found.bca += f64::from(bca.contains(truth[model]));
    }
    for share in [&mut found.percentile, &mut found.without, &mut found.bca] {
        *share /= found.studies;
    }
    found
}

/// As many votes on every pair.
fn simulated(truth: &[f64], votes: u64, seed: u64, study: u32) -> PairCounts {
    let mut stream = Stream::new(seed, Domain::Simulation, study, 2);
    let models = truth.len() as u32;
    let mut pairs = vec![];
    for j in 1..models {
        for i in 0..j {
            let odds = libm::exp(truth[j as usize] - truth[i as usize]);
            let won = (0..votes).filter(|_| stream.unit() < 1.0 / (1.0 + odds)).count() as u64;
            pairs.push(Pair { i, j, wins: won, losses: votes - won, ties: 0 });
        }
    }
    pairs.sort_by_key(|pair| (pair.i, pair.j));
    PairCounts { models: truth.len(), pairs }
}

/// At least 95 % but for chance: three binomial errors.
fn enough(share: f64, studies: f64) -> bool {
    share >= 0.95 - 3.0 * (0.95 * 0.05 / studies).sqrt()
}

#[test]
fn intervals_of_lopsided_records_hold_the_truth() {
    for p in [0.95_f64, 0.98] {
        let half = libm::log(p / (1.0 - p)) / 2.0;
        let found = coverage(&[half, -half], 30, 1_500, 17);
        assert!(enough(found.percentile, found.studies), "{p}: {found:?}");
        assert!(enough(found.bca, found.studies), "{p}: {found:?}");
        if p > 0.97 {
            assert!(found.without < 0.05, "what this is for: {found:?}");
        }
    }
}

/// Down to two votes a pair. The percentile interval falls a little short of its level there, in
/// 3,000 studies each to 93.4 % at five and ten votes a pair; `BCa` does not.
#[test]
fn intervals_of_four_models_with_few_votes_hold_the_truth() {
    for truth in [[0.6, 0.2, -0.1, -0.7], [0.0; 4]] {
        for votes in [2, 3, 5, 10] {
            let found = coverage(&truth, votes, 600, 18);
            assert!(found.percentile >= 0.91, "{truth:?} {votes}: {found:?}");
            assert!(enough(found.bca, found.studies), "{truth:?} {votes}: {found:?}");
        }
    }
}

/// A tie model's replicates without a tie are fitted, not lost.
#[test]
fn a_replicate_without_ties_keeps_its_ratings() {
    let pairs = vec![Pair { i: 0, j: 1, wins: 30, losses: 20, ties: 1 }];
    let counts = PairCounts { models: 2, pairs };
    for ties in [TieModel::Davidson, TieModel::RaoKupper] {
        let fit = FitOptions { ties, prior: 0.0 };
        let plan = Plan { counts: counts.clone(), judges: None, fit, seed: 1, replicates: 200 };
        let mut resampler = Resampler::new(plan).unwrap();
        let drawn = resampler.run(0..200);
        assert!(drawn.status.iter().all(|&status| status == 0));
        let without = (0..200).filter(|&r| resampler.draw(r)[2] == 0).collect::<Vec<_>>();
        assert!(without.len() > 40);
        for r in without {
            let cells = resampler.draw(r);
            let half = libm::log(cells[0] as f64 / cells[1] as f64) / 2.0;
            assert!((f64::from(drawn.ratings[2 * r as usize]) - half).abs() < 1e-6);
        }
    }
}
