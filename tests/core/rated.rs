//! Ratings in place of votes: against scipy and statsmodels, over orders and scales, on noise.

use mindgap::gap::analysis::Gap;
use mindgap::gap::options::{GapOptions, GapSettings};
use mindgap::gap::rated::{GivenRatings, gap_of_ratings};
use mindgap::regress::meta::Meta;
use mindgap::regress::permutation::Permutation;
use mindgap::scores::{ReadOptions, Scores, read};
use serde_json::{Value, json};

const TOLERANCE: f64 = 1e-8;

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/stats_ratings.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn names(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|x| x.as_str().unwrap().to_owned()).collect()
}

fn table(models: &[String], benchmarks: &[String], rows: &[Vec<f64>]) -> Scores {
    let mut text = format!("model,{}\n", benchmarks.join(","));
    for (model, row) in models.iter().zip(rows) {
        let cells: Vec<String> = row.iter().map(f64::to_string).collect();
        text.extend([model, ",", &cells.join(","), "\n"]);
    }
    read(text.as_bytes(), &ReadOptions::default()).unwrap()
}

fn settings(options: Value) -> GapSettings {
    serde_json::from_value::<GapOptions>(options).unwrap().resolve().unwrap()
}

/// Every benchmark enters the regression.
fn all() -> GapSettings {
    settings(json!({ "mergeAbove": 1, "mostInflation": 1e6 }))
}

/// A case of the reference values.
fn case(of: &Value) -> (GivenRatings, Scores) {
    let rows: Vec<Vec<f64>> = of["scores"].as_array().unwrap().iter().map(numbers).collect();
    let models = names(&of["models"]);
    let scores = table(&models, &names(&of["benchmarks"]), &rows);
    let given = GivenRatings {
        models,
        ratings: numbers(&of["ratings"]),
        errors: numbers(&of["errors"]),
        ..GivenRatings::default()
    };
    (given, scores)
}

fn near(found: f64, wanted: &Value, what: &str) {
    let wanted = wanted.as_f64().unwrap();
    let apart = (found - wanted).abs();
    assert!(apart <= TOLERANCE * wanted.abs().max(1.0), "{what}: {found} for {wanted}");
}

fn same_meta(found: &Meta, wanted: &Value, what: &str) {
    for (k, coefficient) in found.coefficients.iter().enumerate() {
        let of = |name: &str| &wanted[name][k];
        near(coefficient.estimate, of("estimate"), &format!("{what} estimate {k}"));
        near(coefficient.se, of("se"), &format!("{what} se {k}"));
        near(coefficient.t, of("t"), &format!("{what} t {k}"));
        near(coefficient.p, of("p"), &format!("{what} p {k}"));
        near(coefficient.interval.low, &of("interval")[0], &format!("{what} low {k}"));
        near(coefficient.interval.high, &of("interval")[1], &format!("{what} high {k}"));
    }
    near(found.tau2, &wanted["tau2"], &format!("{what} tau2"));
    near(found.f, &wanted["f"], &format!("{what} F"));
    near(found.p_f, &wanted["pF"], &format!("{what} p of F"));
    if let Some(interval) = wanted.get("tau2Interval") {
        near(found.tau2_interval.low, &interval[0], &format!("{what} tau2 low"));
        near(found.tau2_interval.high, &interval[1], &format!("{what} tau2 high"));
    }
}

fn same_test(found: &Permutation, wanted: &Value, what: &str) {
    assert!(found.exact);
    near(found.value, &wanted["value"], what);
    near(found.median, &wanted["median"], what);
    assert_eq!(u64::from(found.at_least), wanted["atLeast"].as_u64().unwrap(), "{what}");
}

#[test]
fn scipy_and_statsmodels_say_the_same() {
    let golden = golden();
    for (name, of) in golden["cases"].as_object().unwrap() {
        let (given, scores) = case(of);
        let with = gap_of_ratings(&given, &scores, all()).unwrap();
        let bare = GivenRatings { errors: Vec::new(), ..given };
        let without = gap_of_ratings(&bare, &scores, all()).unwrap();
        for (gap, meta) in [(&with, "meta"), (&without, "leastSquares")] {
            let rated = gap.rated.as_ref().unwrap();
            assert_eq!(rated.columns, names(&of["benchmarks"]));
            same_meta(rated.meta.as_ref().unwrap(), &of[meta], &format!("{name} {meta}"));
            near(rated.r2.unwrap().value, &of["r2"], name);
        }
        let Some(correlations) = of.get("correlations") else { continue };
        same_test(
            with.rated.as_ref().unwrap().permutation.as_ref().unwrap(),
            &of["permutation"],
            name,
        );
        let global = with.global.as_ref().unwrap();
        same_test(&global.q, &of["q"], name);
        for (k, alone) in global.alone.iter().enumerate() {
            same_test(&alone.permutation, &of["alone"][k], name);
        }
        for (k, row) in with.correlations.iter().enumerate() {
            let (kendall, spearman, pearson) =
                (row.kendall.unwrap(), row.spearman.unwrap(), row.pearson.unwrap());
            for (which, value, p) in [
                ("kendall", kendall.tau, kendall.tested.p),
                ("spearman", spearman.rho, spearman.tested.p),
                ("pearson", pearson.r, pearson.tested.p),
            ] {
                near(value, &correlations[k][which]["value"], which);
                near(p, &correlations[k][which]["p"], which);
            }
            assert!(row.win_rates.kendall.is_none() && kendall.tested.interval.is_none());
        }
    }
}

/// Every p, and what else has no unit.
fn unitless(gap: &Gap) -> Vec<f64> {
    let rated = gap.rated.as_ref().unwrap();
    let meta = rated.meta.as_ref().unwrap();
    let (global, r2) = (gap.global.as_ref().unwrap(), rated.r2.unwrap());
    let mut all =
        vec![meta.p_f, meta.f, global.q.p, global.ridge.best_skill, global.ridge.p, r2.value];
    all.extend(rated.permutation.as_ref().map(|test| test.p));
    all.extend(meta.coefficients.iter().flat_map(|c| [c.t, c.p]));
    all.extend(global.alone.iter().map(|row| row.permutation.p));
    all.extend(gap.correlations.iter().map(|row| row.kendall.unwrap().tested.p));
    all.extend(gap.correlations.iter().map(|row| row.top_k.p));
    all.extend(r2.reliability);
    all
}

fn assert_same(one: &[f64], other: &[f64], what: &str) {
    assert_eq!(one.len(), other.len());
    for (x, y) in one.iter().zip(other) {
        assert!((x - y).abs() <= 1e-9 * x.abs().max(1.0), "{what}: {x} {y}");
    }
}

#[test]
fn points_of_elo_and_log_odds_say_the_same() {
    let golden = golden();
    for name in ["seven", "twelve"] {
        let (given, scores) = case(&golden["cases"][name]);
        let elo = gap_of_ratings(&given, &scores, all()).unwrap();
        for by in [std::f64::consts::LN_10 / 400.0, 1e9] {
            let scaled = GivenRatings {
                ratings: given.ratings.iter().map(|r| (r - 1000.0) * by).collect(),
                errors: given.errors.iter().map(|e| e * by).collect(),
                ..given.clone()
            };
            let found = gap_of_ratings(&scaled, &scores, all()).unwrap();
            assert_same(&unitless(&elo), &unitless(&found), name);
            let tau2 = |gap: &Gap| gap.rated.as_ref().unwrap().meta.as_ref().unwrap().tau2;
            assert_same(&[tau2(&elo)], &[tau2(&found) / (by * by)], name);
            assert_eq!(elo.readings, found.readings, "{name}");
        }
    }
}

#[test]
fn the_order_of_models_and_benchmarks_has_no_say() {
    let golden = golden();
    let of = &golden["cases"]["twelve"];
    let (mut given, scores) = case(of);
    // Ties too, where the order of equal ones could tell.
    given.ratings[4] = given.ratings[5];
    let before = gap_of_ratings(&given, &scores, all()).unwrap();
    let n = given.models.len();
    let places: Vec<usize> = (0..n).map(|k| (5 * k + 3) % n).collect();
    let turned = GivenRatings {
        models: places.iter().map(|&k| given.models[k].clone()).collect(),
        ratings: places.iter().map(|&k| given.ratings[k]).collect(),
        errors: places.iter().map(|&k| given.errors[k]).collect(),
        ..given.clone()
    };
    let after = gap_of_ratings(&turned, &scores, all()).unwrap();
    assert_eq!(unitless(&before), unitless(&after));
    assert_eq!(before.models, after.models);
    // Rows and columns of the table.
    let mut moved = scores.clone();
    moved.models.reverse();
    moved.values.reverse();
    for row in &mut moved.values {
        row.reverse();
    }
    moved.benchmarks.reverse();
    let after = gap_of_ratings(&given, &moved, all()).unwrap();
    let sorted = |gap: &Gap| {
        let mut all = unitless(gap);
        all.sort_by(f64::total_cmp);
        all
    };
    assert_same(&sorted(&before), &sorted(&after), "columns turned round");
}

#[test]
fn sentences_speak_of_ratings() {
    let models: Vec<String> = (0..6).map(|k| format!("m{k}")).collect();
    let exam = [90.0, 81.0, 70.0, 66.0, 52.0, 41.0];
    let rows: Vec<Vec<f64>> =
        exam.iter().zip([3.0, 9.0, 4.0, 8.0, 2.0, 7.0]).map(|(a, b)| vec![*a, b]).collect();
    let scores = table(&models, &["exam".into(), "noise".into()], &rows);
    let given = GivenRatings {
        models: models.clone(),
        ratings: vec![1300.0, 1242.0, 1190.0, 1151.0, 1080.0, 1010.0],
        name: Some("Arena Elo".into()),
        ..GivenRatings::default()
    };
    let said = |given: &GivenRatings| {
        let gap = gap_of_ratings(given, &scores, settings(json!({}))).unwrap();
        let all = [
            gap.readings.answer.clone(),
            gap.readings.alone.clone(),
            gap.readings.correlations.clone(),
            gap.readings.top_k.clone(),
            gap.readings.selected.clone(),
            gap.readings.power.clone(),
            gap.warnings.clone(),
        ];
        (all.concat().join(" "), gap)
    };
    let (text, gap) = said(&given);
    assert!(text.contains("together predict which models are rated higher, at 5 %"), "{text}");
    assert!(text.contains("the ratings of Arena Elo stand for votes"), "{text}");
    assert!(text.contains("the ratings have no errors"), "{text}");
    assert!(text.contains("Of the variance of the ratings the 2 benchmarks explain"), "{text}");
    for votes in ["preferred", "voters'", "log-odds", "log loss", "NaN", "win rates"] {
        assert!(!text.contains(votes), "{votes}: {text}");
    }
    assert!(gap.models.iter().all(|m| m.interval.is_none() && m.win_rate.is_none()));
    // With errors, and an average.
    let (text, gap) = said(&GivenRatings {
        errors: vec![8.0; 6],
        average: Some("the mean of the other 2".into()),
        ..given.clone()
    });
    assert!(text.contains("errors are taken as independent"), "{text}");
    assert!(
        text.contains("by the ratings' errors 99 % of it is more than their own noise"),
        "{text}"
    );
    assert!(text.contains("no finding"), "{text}");
    let interval = gap.models[0].interval.unwrap();
    assert!((interval.high - 1300.0 - 8.0 * 1.959_963_984_540_054).abs() < 1e-9);
    // The other way round.
    let turned =
        GivenRatings { ratings: given.ratings.iter().map(|r| -r).collect(), ..given.clone() };
    let (text, _) = said(&turned);
    assert!(text.contains("the other way round"), "{text}");
    // Nothing to find.
    let alike = GivenRatings { ratings: vec![1000.0; 6], ..given };
    let (text, gap) = said(&alike);
    assert!(text.contains("All models are rated alike"), "{text}");
    let rated = gap.rated.unwrap();
    assert!((rated.permutation.unwrap().p - 1.0).abs() < 1e-12);
    assert_eq!(rated.untested, ["no coefficients over models: the ratings are all alike"]);
}

#[test]
fn what_is_no_rating_is_refused_in_words() {
    let models: Vec<String> = (0..4).map(|k| format!("m{k}")).collect();
    let rows: Vec<Vec<f64>> = [4.0, 3.0, 1.0, 2.0].map(|x| vec![x]).to_vec();
    let scores = table(&models, &["exam".into()], &rows);
    let good = GivenRatings {
        models,
        ratings: vec![3.0, 2.0, 1.0, 0.0],
        errors: vec![0.1; 4],
        ..GivenRatings::default()
    };
    assert!(gap_of_ratings(&good, &scores, all()).is_ok());
    let refused = |edit: &dyn Fn(&mut GivenRatings), words: &str| {
        let mut given = good.clone();
        edit(&mut given);
        let error = gap_of_ratings(&given, &scores, all()).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    };
    refused(&|g| g.ratings[1] = f64::NAN, "NaN of \"m1\"");
    refused(&|g| g.ratings[1] = f64::INFINITY, "inf of \"m1\"");
    refused(&|g| g.errors[2] = -1.0, "-1 of \"m2\"");
    refused(&|g| g.errors.truncate(3), "an error of each or of none");
    refused(&|g| g.ratings.truncate(3), "3 for 4 models");
    refused(&|g| g.models[1] = "m0".into(), "\"m0\" twice");
    refused(
        &|g| g.models.iter_mut().for_each(|m| m.insert(0, 'x')),
        "none of the models have both ratings and scores",
    );
    let unknown = settings(json!({ "names": { "q": "m0" } }));
    let error = gap_of_ratings(&good, &scores, unknown).unwrap_err();
    assert!(error.to_string().starts_with("the ratings have no model \"q\""), "{error}");
    // Benchmarks that the ratings are a straight line of leave nothing to test by t.
    let line = GivenRatings { ratings: vec![0.0; 4], ..good.clone() };
    assert!(gap_of_ratings(&line, &scores, all()).unwrap().rated.unwrap().meta.is_none());
}
