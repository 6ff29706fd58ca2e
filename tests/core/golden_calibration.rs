//! Inference that counts models against golden/calibration.json, made by its own numpy: permutation
//! counts exactly, everything else to 1e-6.

use std::collections::BTreeMap;
use std::fs;

use mindgap::regress::ballots::Ballots;
use mindgap::regress::ceiling::ceiling;
use mindgap::regress::deals::{Deals, DealtLogit};
use mindgap::regress::design::{Design, Feature, Response};
use mindgap::regress::frame::Frame;
use mindgap::regress::meta::meta;
use mindgap::regress::options::Settings;
use mindgap::regress::pairings::Pairings;
use mindgap::regress::permutation::{Permutation, Statistic, against_ratings, permutation};
use mindgap::regress::ratings::Ratings;
use mindgap::stats::quantile::quantile;
use mindgap::votes::{ReadOptions, Votes, Where, read};
use nalgebra::DMatrix;
use serde_json::Value;

const TOLERANCE: f64 = 1e-6;

fn bytes(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn golden() -> Value {
    serde_json::from_slice(&bytes("calibration.json")).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn matrix(value: &Value) -> DMatrix<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    DMatrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j])
}

/// Within 1e-6, relative above 1.
#[track_caller]
fn close(found: f64, expected: f64, what: &str) {
    let error = (found - expected).abs();
    let bound = TOLERANCE * expected.abs().max(1.0);
    assert!(error <= bound, "{what}: {found} is not {expected} (off by {error:e})");
}

/// Votes with benchmarks, as the reference has them.
struct Study {
    ballots: Ballots,
    columns: BTreeMap<String, (Vec<Option<f64>>, bool)>,
}

impl Study {
    fn new(votes: &Votes, scores: &Value) -> Self {
        let names: Vec<&str> =
            scores["models"].as_array().unwrap().iter().map(|m| m.as_str().unwrap()).collect();
        let lower: Vec<&str> =
            scores["lower"].as_array().unwrap().iter().map(|m| m.as_str().unwrap()).collect();
        let column = |(name, values): (&String, &Value)| {
            let values = numbers(values);
            let of =
                |model: &String| names.iter().position(|name| name == model).map(|at| values[at]);
            let column = votes.models.iter().map(of).collect();
            (name.clone(), (column, lower.contains(&name.as_str())))
        };
        Self {
            ballots: Ballots::extract(votes, &Where::default(), &[], true).unwrap(),
            columns: scores["benchmarks"].as_object().unwrap().iter().map(column).collect(),
        }
    }

    /// `votes_small.csv`, as it is or as one that does not tell who was shown first.
    fn six(golden: &Value, ordered: bool) -> Self {
        let mut votes = read(&bytes("votes_small.csv"), ReadOptions::default()).unwrap();
        votes.sides = ordered;
        Self::new(&votes, &golden["six_models"]["scores"])
    }

    fn pilot(golden: &Value) -> Self {
        let mut csv = String::from("model_a,model_b,wins,losses,ties\n");
        for row in golden["pilot"]["data"]["votes"].as_array().unwrap() {
            let cells: Vec<String> =
                row.as_array().unwrap().iter().map(|c| c.to_string().replace('"', "")).collect();
            csv += &(cells.join(",") + "\n");
        }
        let votes = read(csv.as_bytes(), ReadOptions::default()).unwrap();
        Self::new(&votes, &golden["pilot"]["data"])
    }

    fn design(&self, benchmarks: &str) -> Design {
        let feature = |name: &str| {
            let (column, lower) = &self.columns[name];
            Feature::Benchmark {
                name: name.into(),
                members: vec![column.as_slice()],
                lower: vec![*lower],
            }
        };
        let features: Vec<Feature> = benchmarks.split('+').map(feature).collect();
        Design::new(&self.ballots, &features, Response::ModelB, false)
    }

    /// Places of the reference's models (by code point) in the pairings.
    fn places(&self, golden_models: &Value, pairings: &Pairings) -> Vec<usize> {
        let models = golden_models.as_array().unwrap().iter();
        models
            .map(|name| {
                let at = self.ballots.models.iter().position(|m| *m == name.as_str().unwrap());
                let id = at.unwrap() as u32;
                pairings.models.iter().position(|m| *m == id).unwrap()
            })
            .collect()
    }
}

fn pairings(design: &Design) -> Pairings {
    Pairings::new(design, &(0..design.columns()).collect::<Vec<usize>>())
}

fn check_permutation(found: &Permutation, golden: &Value, what: &str) {
    assert_eq!(found.statistic, Statistic::Lrt);
    close(found.value, number(&golden["chi_square"]), what);
    assert_eq!(u64::from(found.at_least), golden["at_least_as_large"].as_u64().unwrap(), "{what}");
    assert_eq!(u64::from(found.permutations), golden["permutations"].as_u64().unwrap());
    close(found.p, number(&golden["p"]), what);
    assert!(found.exact);
    close(found.median, number(&golden["null_quantiles"]["50"]), what);
    for percent in [50, 90, 95] {
        let expected = number(&golden["null_quantiles"][percent.to_string()]);
        close(found.quantiles[percent], expected, what);
    }
}

#[test]
fn six_models_scores_are_dealt_as_in_the_reference() {
    let golden = golden();
    for (key, ordered) in [("permutation", false), ("permutation_with_position", true)] {
        let study = Study::six(&golden, ordered);
        for (names, set) in golden["six_models"]["sets"].as_object().unwrap() {
            if set[key].is_null() {
                continue;
            }
            let design = study.design(names);
            assert_eq!(design.intercept, ordered);
            let pairings = pairings(&design);
            let ratings = Ratings::new(&design, &pairings);
            let found = permutation(&pairings, &ratings, 5_000, 1).unwrap();
            check_permutation(&found, &set[key], names);
        }
    }
}

#[test]
fn the_pilots_scores_are_dealt_as_in_the_reference() {
    let golden = golden();
    let study = Study::pilot(&golden);
    for (names, set) in golden["pilot"]["sets"].as_object().unwrap() {
        let design = study.design(names);
        let pairings = pairings(&design);
        let mut logit = DealtLogit::new(&pairings);
        let mut values = Vec::new();
        Deals::new(5, 1, 1).each(&mut |deal| values.push(logit.chi_square(deal)));
        let found = Permutation::of(Statistic::Lrt, &values, true, 5, pairings.benchmarks.len());
        check_permutation(&found, &set["permutation"], names);
        values.sort_by(f64::total_cmp);
        assert!((quantile(&values, 0.5).unwrap() - found.median).abs() < 1e-12);
    }
}

#[test]
fn ratings_and_least_squares_are_the_references() {
    let golden = golden();
    let study = Study::six(&golden, false);
    for (names, set) in golden["six_models"]["sets"].as_object().unwrap() {
        let design = study.design(names);
        let pairings = pairings(&design);
        let ratings = Ratings::new(&design, &pairings).unwrap();
        let places = study.places(&golden["six_models"]["scores"]["models"], &pairings);
        let expected = numbers(&golden["six_models"]["decisive"]["ratings"]);
        let columns = pairings.projected();
        for (m, &place) in places.iter().enumerate() {
            assert!((ratings.values[place] - expected[m]).abs() < 1e-9);
            for (k, x) in numbers(&set["columns"][m]).iter().enumerate() {
                assert!((columns[(place, k)] - x).abs() < 1e-12);
            }
        }
        let deals = Deals::new(6, 1, 1);
        for (key, statistic) in [("least_squares_r2", Statistic::R2), ("global_q", Statistic::Q)] {
            let golden = &set["ratings"][key];
            let found = against_ratings(statistic, &ratings.values, &columns, &deals);
            close(found.value, number(&golden["statistic"]), names);
            assert_eq!(u64::from(found.at_least), golden["at_least_as_large"].as_u64().unwrap());
            assert_eq!(u64::from(found.permutations), golden["permutations"].as_u64().unwrap());
        }
    }
}

fn check_meta(golden: &Value, ratings: &[f64], covariance: &DMatrix<f64>, columns: &DMatrix<f64>) {
    let names: Vec<String> = (0..columns.ncols()).map(|k| k.to_string()).collect();
    let found = meta(ratings, covariance, columns, &names, 0.95);
    if golden["refused"].is_string() {
        let why = found.unwrap_err();
        assert!(why.contains("4 columns for 5 models leave no degree of freedom"), "{why}");
        return;
    }
    let found = found.unwrap();
    close(found.tau2, number(&golden["tau2"]), "tau2");
    assert_eq!(found.df as u64, golden["df"].as_u64().unwrap());
    close(found.f, number(&golden["f"]), "F");
    close(found.p_f, number(&golden["p_f"]), "p of F");
    for (k, coefficient) in found.coefficients.iter().enumerate() {
        close(coefficient.estimate, number(&golden["coefficients"][k]), "coefficient");
        close(coefficient.se, number(&golden["se"][k]), "error");
        close(coefficient.t, number(&golden["t"][k]), "t");
        close(coefficient.p, number(&golden["p"][k]), "p");
        close(coefficient.interval.low, number(&golden["interval"][k][0]), "interval");
        close(coefficient.interval.high, number(&golden["interval"][k][1]), "interval");
    }
}

#[test]
fn meta_regressions_are_the_references() {
    let golden = golden();
    let six = &golden["six_models"];
    for set in six["sets"].as_object().unwrap().values() {
        let columns = matrix(&set["columns"]);
        for (part, covariance, key) in [
            ("decisive", "covariance", "knapp_hartung"),
            ("half", "sandwich", "knapp_hartung_half"),
        ] {
            let ratings = numbers(&six[part]["ratings"]);
            check_meta(&set[key], &ratings, &matrix(&six[part][covariance]), &columns);
        }
    }
    let pilot = &golden["pilot"];
    let study = Study::pilot(&golden);
    for (names, set) in pilot["sets"].as_object().unwrap() {
        let pairings = pairings(&study.design(names));
        let places = study.places(&pilot["data"]["models"], &pairings);
        let columns = pairings.projected();
        let columns = DMatrix::from_fn(5, columns.ncols(), |m, k| columns[(places[m], k)]);
        let ratings = numbers(&pilot["ratings"]);
        check_meta(&set["knapp_hartung"], &ratings, &matrix(&pilot["covariance"]), &columns);
    }
}

#[test]
fn ceilings_are_the_references() {
    let golden = golden();
    let check = |study: &Study, golden: &Value, models: &Value, covariance: &Value, names: &str| {
        let design = study.design(names);
        let pairings = pairings(&design);
        let mut ratings = Ratings::new(&design, &pairings).unwrap();
        // The reference's covariance is the inverse information; ours takes judges for clusters.
        let expected = matrix(covariance);
        let ratio = ratings.covariance.trace() / expected.trace();
        assert!((0.9..2.0).contains(&ratio), "{ratio}");
        let places = study.places(models, &pairings);
        for i in 0..places.len() {
            for j in 0..places.len() {
                ratings.covariance[(places[i], places[j])] = expected[(i, j)];
            }
        }
        let found = ceiling(&pairings, &ratings);
        close(found.variance, number(&golden["variance"]), "variance");
        close(found.noise, number(&golden["noise"]), "noise");
        close(found.r2, number(&golden["r2"]), "R²");
        close(found.log_loss_fitted, number(&golden["log_loss_fitted"]), "log loss");
        close(found.log_loss_floor, number(&golden["log_loss_floor"]), "floor");
        close(found.mc_fadden, number(&golden["mcfadden"]), "McFadden");
        close(found.votes, number(&golden["votes"]), "votes");
    };
    let (six, pilot) = (&golden["six_models"], &golden["pilot"]);
    let models = &six["scores"]["models"];
    let covariance = &six["decisive"]["covariance"];
    check(&Study::six(&golden, false), &six["ceiling"], models, covariance, "qa");
    let models = &pilot["data"]["models"];
    check(&Study::pilot(&golden), &pilot["ceiling"], models, &pilot["covariance"], "QA");
}

#[test]
fn unseen_models_are_the_references() {
    let golden = golden();
    let check = |study: &Study, names: &str, golden: &Value, models: &Value| {
        let design = study.design(names);
        let settings = Settings {
            random: Vec::new(),
            response: Response::ModelB,
            level: 0.95,
            profile: Some(false),
            unseen: Some(true),
            judge_replicates: Some(0),
            seed: 1,
        };
        let (all, judges) = (&study.ballots.models, &study.ballots.judges);
        let fit = mindgap::regress::fit::regress(&design, all, judges, &settings).unwrap();
        let unseen = fit.unseen.unwrap();
        close(unseen.log_loss, number(&golden["features"]), names);
        close(unseen.without.unwrap().log_loss, number(&golden["opponents"]), names);
        for (name, row) in
            models.as_array().unwrap().iter().zip(golden["by_model"].as_array().unwrap())
        {
            let own = unseen.models.iter().find(|m| m.model == name.as_str().unwrap()).unwrap();
            close(own.votes, number(&row["votes"]), names);
            close(own.log_loss, number(&row["features"]), names);
            close(own.without.unwrap().log_loss, number(&row["opponents"]), names);
        }
    };
    let study = Study::six(&golden, false);
    for (names, set) in golden["six_models"]["sets"].as_object().unwrap() {
        check(&study, names, &set["unseen"], &golden["six_models"]["scores"]["models"]);
    }
    let study = Study::pilot(&golden);
    for names in ["Age+Accent", "Relation+Age+Entity+ASR"] {
        let golden = &golden["pilot"];
        check(&study, names, &golden["sets"][names]["unseen"], &golden["data"]["models"]);
    }
}

/// The logit of ratings' contrasts, judge by judge, is the reference's Bradley-Terry fit.
#[test]
fn errors_clustered_by_judge_are_the_references() {
    use mindgap::regress::clustered::clustered;
    use mindgap::regress::design::{Cluster, Share, Source};
    use mindgap::regress::logistic::Rows;

    let golden = golden();
    let votes = read(&bytes("votes_small.csv"), ReadOptions::default()).unwrap();
    let ballots = Ballots::extract(&votes, &Where::default(), &[], true).unwrap();
    let chosen: Vec<&str> = golden["judges"]["ten"]["names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n.as_str().unwrap())
        .collect();
    for (which, few) in [("ten", true), ("all", false)] {
        // One row a pair, ties as halves; columns are ratings but the last model's.
        let n = ballots.models.len();
        let pairs: Vec<(usize, usize)> =
            (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect();
        let mut by_judge: BTreeMap<u32, BTreeMap<usize, (f64, f64)>> = BTreeMap::new();
        for at in 0..ballots.a.len() {
            let judge = ballots.judge[at];
            if few && !chosen.contains(&ballots.judges[judge as usize].as_str()) {
                continue;
            }
            let (a, b) = (ballots.a[at] as usize, ballots.b[at] as usize);
            let count = f64::from(ballots.count[at]);
            let first = [count, 0.0, count / 2.0][ballots.outcome[at] as usize];
            let row = pairs.iter().position(|p| *p == (a.min(b), a.max(b))).unwrap();
            let sum = by_judge.entry(judge).or_default().entry(row).or_default();
            sum.0 += if a < b { first } else { count - first };
            sum.1 += count;
        }
        let clusters: Vec<Cluster> = by_judge
            .into_values()
            .map(|rows| Cluster {
                shares: rows
                    .into_iter()
                    .map(|(row, (wins, votes))| Share { row: row as u32, wins, votes })
                    .collect(),
                judges: 1,
            })
            .collect();
        let mut design = Design {
            names: ballots.models[..n - 1].to_vec(),
            sources: vec![Source::Votes { sided: true }; n - 1],
            a: pairs.iter().map(|p| p.0 as u32).collect(),
            b: pairs.iter().map(|p| p.1 as u32).collect(),
            judge: vec![u32::MAX; pairs.len()],
            wins: vec![0.0; pairs.len()],
            votes: vec![0.0; pairs.len()],
            x: pairs
                .iter()
                .flat_map(|&(i, j)| {
                    (0..n - 1)
                        .map(move |k| f64::from(u8::from(k == i)) - f64::from(u8::from(k == j)))
                })
                .collect(),
            clusters,
            ..Design::default()
        };
        for share in design.clusters.iter().flat_map(|c| &c.shares) {
            design.wins[share.row as usize] += share.wins;
            design.votes[share.row as usize] += share.votes;
        }
        let frame = Frame::new(&design, true);
        let rows = Rows::new(&design, &frame.x, frame.columns());
        let fit = rows.fit(&vec![0.0; n - 1], None).unwrap();
        let found = clustered(&design, &frame, &fit, 0.95).unwrap();
        let estimates = frame.back(&fit.beta);
        // Coefficient k is model k's rating less the last one's.
        let mut seen = 0;
        for row in golden["judges"][which]["differences"].as_array().unwrap() {
            if row["b"].as_u64().unwrap() as usize != n - 1 {
                continue;
            }
            let k = row["a"].as_u64().unwrap() as usize;
            close(estimates[k], number(&row["estimate"]), "estimate");
            close(found[k].se, number(&row["cr2"]), "CR2");
            close(found[k].df, number(&row["df"]), "degrees of freedom");
            close(found[k].interval.low, number(&row["interval"][0]), "interval");
            close(found[k].interval.high, number(&row["interval"][1]), "interval");
            seen += 1;
        }
        assert_eq!(seen, n - 1);
    }
}

/// A comparison that cannot fail shows nothing: one score changed is another table.
#[test]
fn the_comparison_can_fail() {
    let golden = golden();
    let mut study = Study::six(&golden, false);
    study.columns.get_mut("qa").unwrap().0.swap(0, 1);
    let pairings = pairings(&study.design("qa"));
    let found = permutation(&pairings, &Err(String::new()), 5_000, 1).unwrap();
    let expected = &golden["six_models"]["sets"]["qa"]["permutation"];
    assert!((found.value - number(&expected["chi_square"])).abs() > 1.0);
    assert_ne!(u64::from(found.at_least), expected["at_least_as_large"].as_u64().unwrap());
    // The deals are the same, and so is what they give.
    close(found.median, number(&expected["null_quantiles"]["50"]), "median");
}

#[test]
fn the_pilots_whole_table_is_the_references() {
    use mindgap::gap::global::ridge;

    let golden = golden();
    let study = Study::pilot(&golden);
    let all: Vec<&str> = study.columns.keys().map(String::as_str).collect();
    let design = study.design(&all.join("+"));
    let pairings = pairings(&design);
    let ratings = Ratings::new(&design, &pairings).unwrap();
    let columns = pairings.projected();
    let expected = &golden["pilot"]["all_benchmarks"];
    let q = against_ratings(Statistic::Q, &ratings.values, &columns, &Deals::new(5, 1, 1));
    close(q.value, number(&expected["global_q"]["statistic"]), "Q");
    assert_eq!(u64::from(q.at_least), expected["global_q"]["at_least_as_large"].as_u64().unwrap());
    close(q.p, number(&expected["global_q"]["p"]), "p of Q");
    let found = ridge(&ratings.values, &columns, 1);
    let expected = &expected["ridge"];
    for (k, skill) in found.skill.iter().enumerate() {
        close(*skill, number(&expected["skill"][k]), "skill");
        match found.penalties[k] {
            Some(penalty) => close(penalty, number(&expected["penalties"][k]), "penalty"),
            None => assert!(expected["penalties"][k].is_null()),
        }
    }
    assert_eq!(found.best_penalty, expected["best_penalty"].as_f64());
    close(found.best_skill, number(&expected["best_skill"]), "best skill");
    assert_eq!(u64::from(found.at_least), expected["at_least_as_large"].as_u64().unwrap());
    assert_eq!(u64::from(found.permutations), expected["permutations"].as_u64().unwrap());
    close(found.p, number(&expected["p"]), "p of ridge");
    // The comparison can fail: ratings of two models exchanged are others.
    let mut other = ratings.values.clone();
    other.swap(0, 4);
    assert!((ridge(&other, &columns, 1).skill[0] - found.skill[0]).abs() > 1e-3);
}
