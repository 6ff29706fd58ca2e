//! Ratings against what other tools say about the same votes: see golden/README.md.
//!
//! Tolerances are relative and stated where they are used. Everything is checked at 1e-8 except
//! what the reference itself knows less well: errors of the tie models (finite differences in the
//! reference: 1e-6) and R's errors (its IRLS reports the weights of the step before the last: 1e-6).

#![expect(clippy::float_cmp, reason = "where a result is exact, the test says so")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;

use crate::naive_votes;
use flate2::read::GzDecoder;
use mindgap::rating::{
    Covariance, Fit, FitError, FitOptions, Influence, TieModel, compare_tie_models, components,
    fit, head_to_head, rank_by_interval, ranks::wald_p, refit, sandwich, sequential_elo,
};
use mindgap::stats::adjust::{benjamini_hochberg, holm};
use mindgap::votes::{JudgeCounts, Pair, PairCounts};
use serde_json::Value;

const TOLERANCE: f64 = 1e-8;
const DATASETS: [&str; 7] =
    ["small", "talkarena_prolific", "food", "simple", "llmfao", "medium", "large"];

fn bytes(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn text(name: &str) -> String {
    let raw = bytes(name);
    let mut text = String::new();
    if raw.starts_with(&[0x1f, 0x8b]) {
        GzDecoder::new(raw.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        raw.as_slice().read_to_string(&mut text).unwrap();
    }
    text
}

fn golden(name: &str) -> Value {
    // Python writes NaN, which JSON does not have, for a pair that never met.
    serde_json::from_str(&text(name).replace(": NaN", ": null")).unwrap()
}

/// The counts of a dataset, models numbered by name.
fn counts(dataset: &str) -> PairCounts {
    let text = match dataset {
        "small" => return naive_votes::read(&text("votes_small.csv")).counts(),
        "large" => text("counts_large.csv.gz"),
        _ => text(&format!("counts_{dataset}.csv")),
    };
    let names = strings(&golden(&format!("bt_{dataset}.json"))["models"]);
    let index = |name: &str| names.iter().position(|n| n == name).unwrap() as u32;
    let pairs = text.lines().skip(1).map(|line| {
        let row: Vec<&str> = line.split(',').collect();
        let n = |k: usize| row[k].parse().unwrap();
        Pair { i: index(row[0]), j: index(row[1]), wins: n(2), losses: n(3), ties: n(4) }
    });
    PairCounts { models: names.len(), pairs: pairs.collect() }
}

fn judges(dataset: &str, counts: &PairCounts) -> Option<JudgeCounts> {
    match dataset {
        "small" => Some(naive_votes::read(&text("votes_small.csv")).judges(counts)),
        "medium" => {
            let text = text("judges_medium.txt.gz");
            let each = text.lines().map(|line| {
                let mut cells = BTreeMap::new();
                for cell in line.split(' ') {
                    *cells.entry(cell.parse().unwrap()).or_insert(0) += 1;
                }
                cells
            });
            Some(naive_votes::judges(each))
        }
        _ => None,
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|x| x.as_str().unwrap().to_owned()).collect()
}

/// The first pair of numbers further apart than `tolerance`, relative to the expected one.
fn difference(found: &[f64], expected: &[f64], tolerance: f64) -> Option<String> {
    if found.len() != expected.len() {
        return Some(format!("{} values instead of {}", found.len(), expected.len()));
    }
    // A NaN is far from everything.
    let near = |a: f64, b: f64| (a - b).abs() <= tolerance * b.abs();
    let first = found.iter().zip(expected).enumerate().find(|(_, (a, b))| !near(**a, **b));
    first.map(|(k, (a, b))| format!("[{k}] {a:e} is not {b:e}"))
}

#[track_caller]
fn same(what: &str, found: &[f64], expected: &Value, tolerance: f64) {
    let expected =
        if expected.is_array() { numbers(expected) } else { vec![expected.as_f64().unwrap()] };
    if let Some(difference) = difference(found, &expected, tolerance) {
        panic!("{what}: {difference}");
    }
}

fn options(ties: TieModel) -> FitOptions {
    FitOptions { ties, prior: 0.0 }
}

fn model_based_se(fit: &Fit) -> Vec<f64> {
    (0..fit.ratings.len()).map(|m| fit.inverse_information[(m, m)].sqrt()).collect()
}

/// The sandwich itself: the errors shown are not below a least one, which seventeen votes on five
/// models are.
fn robust_se(errors: &Covariance) -> Vec<f64> {
    let of = |m: usize| errors.matrix[(m, m)].sqrt();
    assert!((0..errors.matrix.nrows()).all(|m| errors.se(m) >= of(m)));
    (0..errors.matrix.nrows()).map(of).collect()
}

/// CR0: every judge's influence on a rating, squared and summed.
fn unadjusted_se(counts: &PairCounts, judges: &JudgeCounts, fit: &Fit) -> Vec<f64> {
    let influence = Influence::new(counts, fit);
    let of_judge = |judge: usize, model: usize| -> f64 {
        judges.of(judge).map(|(cell, n)| f64::from(n) * influence.of(cell as usize, model)).sum()
    };
    let squares = |m: usize| (0..judges.judges()).map(move |g| of_judge(g, m).powi(2)).sum::<f64>();
    (0..counts.models).map(|m| squares(m).sqrt()).collect()
}

#[test]
fn ties_as_half_wins() {
    for dataset in DATASETS {
        let (counts, golden) = (counts(dataset), golden(&format!("bt_{dataset}.json")));
        assert_eq!(counts.votes(), golden["n_votes"], "{dataset}");
        let fit = fit(&counts, &options(TieModel::Half)).unwrap();
        let half = &golden["ties_half"];
        let reference = &half["reference"];
        same(dataset, &fit.ratings, &reference["theta"], TOLERANCE);
        same(dataset, &[fit.log_likelihood], &reference["loglik"], TOLERANCE);
        same(dataset, &model_based_se(&fit), &reference["se_model_based"], TOLERANCE);
        let errors = robust_se(&sandwich(&counts, None, &fit));
        same(dataset, &errors, &half["sandwich_se_no_ridge"], TOLERANCE);
        if let Some(judges) = judges(dataset, &counts) {
            let clustered = &half["cluster_sandwich_se_by_judge"];
            assert_eq!(judges.judges() as u64, clustered["n_clusters"]);
            let plain = unadjusted_se(&counts, &judges, &fit);
            same(dataset, &plain, &clustered["CR0"], TOLERANCE);
            // What is shown is adjusted; `golden_judges` has its reference values.
            let errors = robust_se(&sandwich(&counts, Some(&judges), &fit));
            for (adjusted, plain) in errors.iter().zip(plain) {
                assert!((1.0..1.01).contains(&(adjusted / plain)), "{adjusted} {plain}");
            }
        }
        assert!(fit.gradient_norm <= 1e-12, "{dataset}: {:e}", fit.gradient_norm);
        assert!(fit.ratings.iter().sum::<f64>().abs() < 1e-12, "{dataset}");
        assert_eq!(fit.votes, counts.votes() as f64);
    }
}

#[test]
fn ties_dropped() {
    for dataset in DATASETS {
        let (counts, golden) = (counts(dataset), golden(&format!("bt_{dataset}.json")));
        let expected = golden["strongly_connected_components"]["drop"].as_u64().unwrap() as usize;
        assert_eq!(components(&counts, TieModel::Drop).len(), expected, "{dataset}");
        assert_eq!(components(&counts, TieModel::Half).len(), 1, "{dataset}");
        let result = fit(&counts, &options(TieModel::Drop));
        let Some(reference) = golden.get("ties_dropped").map(|d| &d["reference"]) else {
            assert!(
                matches!(result, Err(FitError::Disconnected { components }) if components.len() == expected)
            );
            continue;
        };
        let fit = result.unwrap();
        same(dataset, &fit.ratings, &reference["theta"], TOLERANCE);
        same(dataset, &[fit.log_likelihood], &reference["loglik"], TOLERANCE);
        same(dataset, &model_based_se(&fit), &reference["se_model_based"], TOLERANCE);
    }
}

#[test]
fn davidson_and_rao_kupper() {
    let mut checked = 0;
    for dataset in DATASETS {
        let golden = golden(&format!("bt_{dataset}.json"));
        let Some(models) = golden.get("tie_models") else { continue };
        let counts = counts(dataset);
        for (ties, name) in [(TieModel::Davidson, "davidson"), (TieModel::RaoKupper, "rao_kupper")]
        {
            let fit = fit(&counts, &options(ties)).unwrap();
            let (reference, tie) = (&models[name], fit.tie.unwrap());
            let what = format!("{dataset} {name}");
            same(&what, &fit.ratings, &reference["theta"], TOLERANCE);
            same(&what, &[tie.value], &reference["tie_parameter"], TOLERANCE);
            same(&what, &[tie.log], &reference["log_tie_parameter"], TOLERANCE);
            same(&what, &[fit.log_likelihood], &reference["loglik"], TOLERANCE);
            same(&what, &model_based_se(&fit), &reference["se"], 1e-6);
            same(&what, &[tie.model_based_log_se], &reference["se_of_log_tie_parameter"], 1e-6);
            assert!(fit.gradient_norm <= 1e-12, "{what}: {:e}", fit.gradient_norm);
            checked += 1;
        }
    }
    assert_eq!(checked, 10);
}

#[test]
fn r_agrees() {
    let golden = golden("r_bt.json");
    for dataset in ["small", "food", "talkarena_prolific", "llmfao"] {
        let (r, counts) = (&golden[dataset], counts(dataset));
        let half = fit(&counts, &options(TieModel::Half)).unwrap();
        let drop = fit(&counts, &options(TieModel::Drop)).unwrap();
        let davidson = fit(&counts, &options(TieModel::Davidson)).unwrap();
        let rao_kupper = fit(&counts, &options(TieModel::RaoKupper)).unwrap();
        let beyond_first = |errors: &Covariance| {
            (1..counts.models).map(|m| errors.difference_se(0, m)).collect::<Vec<_>>()
        };
        // An inverse information read as a covariance, which R's own printed errors are.
        let model_based = |fit: &Fit| {
            let models = counts.models;
            let matrix = fit.inverse_information.view((0, 0), (models, models)).into_owned();
            beyond_first(&Covariance::normal(matrix))
        };
        // BradleyTerry2 stops at glm's default tolerance.
        same(dataset, &half.ratings, &r["BTm_half"]["theta_centred"], 1e-6);
        same(dataset, &drop.ratings, &r["BTm_drop"]["theta_centred"], 1e-6);
        let from_first: Vec<f64> = half.ratings[1..].iter().map(|x| x - half.ratings[0]).collect();
        same(dataset, &from_first, &r["glm_half"]["beta_vs_first"], TOLERANCE);
        same(dataset, &model_based(&half), &r["glm_half"]["se_model"], 1e-6);
        let robust = beyond_first(&sandwich(&counts, None, &half));
        same(dataset, &robust, &r["glm_half"]["se_HC0"], 1e-6);

        let gnm = &r["davidson_gnm_loglinear"];
        // gnm stops early too; its likelihood is flat there.
        same(dataset, &davidson.ratings, &gnm["theta_centred"], 1e-6);
        same(dataset, &[davidson.tie.unwrap().log], &gnm["log_nu"], 1e-6);
        same(dataset, &[davidson.log_likelihood], &gnm["loglik"], TOLERANCE);

        let clm = &r["rao_kupper_ordinal_clm_symmetric2"];
        let tie = rao_kupper.tie.unwrap();
        same(dataset, &rao_kupper.ratings, &clm["theta_centred"], TOLERANCE);
        same(dataset, &[tie.log], &clm["log_kappa"], TOLERANCE);
        same(dataset, &[rao_kupper.log_likelihood], &clm["loglik"], TOLERANCE);
        same(dataset, &model_based(&rao_kupper), &clm["se_vs_first"], 1e-6);
        same(dataset, &[tie.model_based_log_se], &clm["se_log_kappa"], 1e-6);
    }
}

#[test]
fn pairwise_tests_and_their_adjustments() {
    for dataset in ["small", "talkarena_prolific", "food", "simple"] {
        let (counts, golden) = (counts(dataset), golden(&format!("bt_{dataset}.json")));
        let wald = &golden["ties_half"]["pairwise_wald"];
        let fit = fit(&counts, &options(TieModel::Half)).unwrap();
        // The reference tests with the inverse information; the arithmetic is what is checked here.
        let errors = Covariance::normal(fit.inverse_information.clone());
        let (mut z, mut p) = (vec![], vec![]);
        for i in 0..counts.models {
            for j in i + 1..counts.models {
                let (difference, se) =
                    (fit.ratings[i] - fit.ratings[j], errors.difference_se(i, j));
                z.push(difference / se);
                p.push(wald_p(difference, se));
            }
        }
        same(dataset, &z, &wald["z"], TOLERANCE);
        same(dataset, &p, &wald["p"], TOLERANCE);
        same(dataset, &holm(&p), &wald["p_holm"], TOLERANCE);
        same(dataset, &benjamini_hochberg(&p), &wald["p_bh"], TOLERANCE);
    }
}

#[test]
fn head_to_head_records() {
    for dataset in ["small", "talkarena_prolific", "food", "simple"] {
        let (counts, golden) = (counts(dataset), golden(&format!("bt_{dataset}.json")));
        let names = strings(&golden["models"]);
        for row in golden["ties_half"]["head_to_head"].as_array().unwrap() {
            let index = |side: &str| names.iter().position(|n| row[side] == **n).unwrap() as u32;
            let (i, j) = (index("i"), index("j"));
            let Some(pair) = counts.pairs.iter().find(|p| (p.i, p.j) == (i, j)) else {
                assert_eq!(row["n"], 0);
                continue;
            };
            let counted = [
                ("n", pair.votes()),
                ("wins_i", pair.wins),
                ("wins_j", pair.losses),
                ("ties", pair.ties),
            ];
            for (name, n) in counted {
                assert_eq!(row[name], n, "{dataset} {row}");
            }
            let found = head_to_head(pair).unwrap();
            let values = [
                ("winrate_i_ties_half", Some(found.win_rate)),
                ("normal_z", found.z),
                ("one_sided_p_normal", found.normal.map(|t| t.p_one_sided)),
                ("sign_test_p_two_sided", found.sign.map(|t| t.p)),
            ];
            for (name, value) in values {
                match value {
                    Some(value) => {
                        let what = format!("{dataset} {name}");
                        if row[name] == 0.0 {
                            assert_eq!(value, 0.0, "{what}");
                        } else {
                            same(&what, &[value], &row[name], TOLERANCE);
                        }
                    }
                    // The reference writes z = ±0 / 0 the same way.
                    None => assert!(row[name].is_null(), "{dataset} {name} {row}"),
                }
            }
        }
    }
}

#[test]
fn lmarenas_rank_rule() {
    for dataset in DATASETS {
        let golden = golden(&format!("bt_{dataset}.json"));
        let arena = &golden["ties_half"]["arena_rank"]["unweighted"];
        let ranks =
            rank_by_interval(&numbers(&arena["rating_lower"]), &numbers(&arena["rating_upper"]));
        let ranks: Vec<f64> = ranks.into_iter().map(f64::from).collect();
        assert_eq!(ranks, numbers(&golden["rank_lmarena_rule_from_arena_rank_ci"]), "{dataset}");
    }
}

#[test]
fn sequential_elo_is_fastchats() {
    let (read, golden) = (naive_votes::read(&text("votes_small.csv")), golden("bt_small.json"));
    let score = [1.0, 0.0, 0.5];
    let votes = read.votes.iter().map(|v| (v.a, v.b, score[v.outcome]));
    let ratings = sequential_elo(read.models.len(), votes, 4.0);
    for (name, rating) in read.models.iter().zip(ratings) {
        let half = &golden["ties_half"];
        same(name, &[rating], &half["online_elo_K4_fastchat_row_order"][name], 1e-12);
        same(name, &[rating], &half["online_elo_K4_evalica_row_order"][name], 1e-12);
    }
}

#[test]
fn the_pilot_has_its_published_ratings() {
    let fit = fit(&counts("talkarena_prolific"), &FitOptions::default()).unwrap();
    // DiVA, GPT4o, Gemini, Qwen2, Typhoon
    let expected = [0.823_091, 0.424_028, 0.312_367, -0.087_269, -1.472_217];
    for (found, expected) in fit.ratings.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }
}

#[test]
fn rao_kupper_describes_the_real_votes_better() {
    for (dataset, gap) in [("talkarena_prolific", 6.876_388_857), ("llmfao", 18.319_308_474)] {
        let comparison = compare_tie_models(&counts(dataset), None, 0.0).unwrap();
        assert_eq!(comparison.better, TieModel::RaoKupper);
        let found = comparison.rao_kupper.log_likelihood - comparison.davidson.log_likelihood;
        assert!((found - gap).abs() < 1e-6, "{dataset}: {found}");
        let aic = comparison.davidson.aic - comparison.rao_kupper.aic;
        assert!((aic - 2.0 * found).abs() < 1e-9);
        assert!(comparison.sentence.starts_with("Rao-Kupper"), "{}", comparison.sentence);
    }
}

#[test]
fn the_inverse_information_is_too_wide_for_half_wins() {
    // The reason why it is never shown as an error.
    let counts = counts("small");
    let fit = fit(&counts, &FitOptions::default()).unwrap();
    let robust = robust_se(&sandwich(&counts, None, &fit));
    for (naive, robust) in model_based_se(&fit).iter().zip(robust) {
        assert!((1.13..1.19).contains(&(naive / robust)), "{naive} {robust}");
    }
}

#[test]
fn judges_of_one_vote_each_are_votes() {
    let counts = counts("small");
    let cells = counts.cells();
    let single = cells
        .iter()
        .enumerate()
        .flat_map(|(cell, &n)| (0..n).map(move |_| BTreeMap::from([(cell as u32, 1)])));
    let single_judges = naive_votes::judges(single);
    for ties in [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper] {
        let fit = fit(&counts, &options(ties)).unwrap();
        let (votes, judges) =
            (sandwich(&counts, None, &fit), sandwich(&counts, Some(&single_judges), &fit));
        let plain = unadjusted_se(&counts, &single_judges, &fit);
        assert_eq!(difference(&robust_se(&votes), &plain, 1e-9), None);
        // One vote of 7,500 brings less than a thousandth of what is known.
        let tie = |errors: &Covariance| errors.log_tie_se.map_or(vec![], |se| vec![se]);
        for (adjusted, votes) in
            [(robust_se(&judges), robust_se(&votes)), (tie(&judges), tie(&votes))]
        {
            for (adjusted, votes) in adjusted.iter().zip(votes) {
                assert!((1.0..1.001).contains(&(adjusted / votes)), "{ties:?}: {adjusted} {votes}");
            }
        }
    }
}

#[test]
fn influences_are_the_change_one_vote_makes() {
    let counts = counts("small");
    for ties in [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper] {
        let before = fit(&counts, &options(ties)).unwrap();
        let influence = Influence::new(&counts, &before);
        for cell in [0, 7, 11, 44] {
            let mut cells = counts.cells();
            cells[cell] += 1;
            let after = refit(&counts.with_cells(&cells), &before).unwrap();
            for (model, rating) in after.iter().enumerate() {
                let change = rating - before.ratings[model];
                // First order only: one vote of 500 on a pair changes the information by 0.2 %.
                let error = (influence.of(cell, model) - change).abs();
                assert!(error < 3e-5, "{ties:?} {cell} {model}: {change} off by {error}");
            }
        }
        // Over all votes influences sum to zero: the gradient does.
        let cells = counts.cells();
        let sum: f64 = cells.iter().enumerate().map(|(c, &n)| n as f64 * influence.of(c, 0)).sum();
        assert!(sum.abs() < 1e-10, "{ties:?}: {sum}");
    }
}

#[test]
fn one_vote_more_is_noticed() {
    let golden = golden("bt_large.json");
    let reference = numbers(&golden["ties_half"]["reference"]["theta"]);
    let mut counts = counts("large");
    let pair = counts.pairs.iter_mut().max_by_key(|p| p.votes()).unwrap();
    pair.wins += 1;
    let fit = fit(&counts, &FitOptions::default()).unwrap();
    assert!(difference(&fit.ratings, &reference, TOLERANCE).is_some());
}
