//! Rankings with covariates, against other tools and against what is known.

use std::fs;

use mindgap::leaderboard::{Board, RankOptions, Ranking};
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

fn ranking(votes: &Votes, options: Value) -> Result<Ranking, mindgap::Error> {
    let options: RankOptions = serde_json::from_value(options).unwrap();
    Ranking::new(votes, options.resolve(|| 1)?)
}

fn board(votes: &Votes, options: Value) -> Board {
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
    let ours = board(&votes, json!({ "control": X, "bootstrap": false }));
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
        let ours = board(&votes, options);
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
    let ours = board(&votes, json!({ "position": true, "bootstrap": false }));
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
    let ours = board(&votes, options);
    for (name, theta) in models.iter().zip(numbers(&kupper["theta_centred"])) {
        assert!((rating(&ours, name.as_str().unwrap()) - theta).abs() < 2e-6, "{name}");
    }
    let effect = kupper["order_effect_for_model_a"].as_f64().unwrap();
    assert!((ours.controls.unwrap()[0].estimate - effect).abs() < 2e-6);
    assert!((ours.fit.log_likelihood - kupper["loglik"].as_f64().unwrap()).abs() < 1e-6);
}
