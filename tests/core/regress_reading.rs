//! The sentences of regressions: each is there when it is true, and not when it is not.

use std::fmt::Write;

use mindgap::regress::ballots::Ballots;
use mindgap::regress::effects::Group;
use mindgap::regress::features;
use mindgap::regress::options::RegressOptions;
use mindgap::regress::regression::Regression;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::{expit, normal_quantile};
use mindgap::votes::{ReadOptions, Where, read};

fn normal(stream: &mut Stream) -> f64 {
    normal_quantile(stream.unit().clamp(1e-12, 1.0 - 1e-12))
}

/// Counts of votes on models, and a table with one column for each of `correlations` with ratings.
fn study(models: usize, correlations: &[f64], seed: u64) -> (String, String) {
    let mut stream = Stream::new(seed, Domain::Simulation, 6, 6);
    let truth: Vec<f64> = (0..models).map(|_| 0.8 * normal(&mut stream)).collect();
    let mut votes = String::from("model_a,model_b,wins,losses,ties\n");
    for a in 0..models {
        for b in a + 1..models {
            let p = expit(truth[a] - truth[b]);
            let wins = (0..300).filter(|_| stream.unit() < p).count();
            writeln!(votes, "m{a},m{b},{wins},{},7", 300 - wins).unwrap();
        }
    }
    let mut table = String::from("model");
    for k in 0..correlations.len() {
        write!(table, ",b{k}").unwrap();
    }
    for (m, truth) in truth.iter().enumerate() {
        write!(table, "\nm{m}").unwrap();
        for r in correlations {
            let rest = (1.0 - r * r).sqrt();
            let score = 50.0 + 8.0 * (r * truth / 0.8 + rest * normal(&mut stream));
            write!(table, ",{score:.3}").unwrap();
        }
    }
    (votes, table)
}

fn regress((votes, table): &(String, String), k: usize, random: &[Group]) -> Regression {
    let votes = read(votes.as_bytes(), ReadOptions::default()).unwrap();
    let options = mindgap::scores::ReadOptions::default();
    let table = mindgap::scores::read(table.as_bytes(), &options).unwrap();
    let ballots = Ballots::extract(&votes, &Where::default(), &[], true).unwrap();
    let options = RegressOptions {
        features: (0..k).map(|k| format!("b{k}")).collect(),
        random: Some(random.to_vec()),
        profile: Some(false),
        ..RegressOptions::default()
    };
    features::votes(&ballots, Some(&table), &options).unwrap()
}

#[track_caller]
fn says(fit: &Regression, text: &str) {
    assert!(fit.reading.iter().any(|s| s.contains(text)), "{text}: {:#?}", fit.reading);
}

#[track_caller]
fn says_not(fit: &Regression, text: &str) {
    assert!(!fit.reading.iter().any(|s| s.contains(text)), "{text}: {:#?}", fit.reading);
}

#[test]
fn predicts_is_said_where_the_permutation_says_it() {
    let (mut said, mut found) = (0, 0);
    for seed in 0..40 {
        for (models, noise) in [(6, true), (9, false)] {
            let r = if noise { 0.0 } else { 0.97 };
            let fit = regress(&study(models, &[r], seed), 1, &[Group::Model]);
            let p = fit.permutation.as_ref().unwrap().p;
            let round = ", but the other way round: models that score better are preferred less";
            let round = if fit.fixed.last().unwrap().estimate < 0.0 { round } else { "" };
            let sentence =
                format!("So the benchmark predicts which models are preferred, at 5 %{round}.");
            assert_eq!(fit.reading.contains(&sentence), p < 0.05, "{:#?}", fit.reading);
            let predicts = fit.reading.iter().filter(|s| s.contains("predict")).count();
            assert_eq!(predicts, usize::from(p < 0.05), "{:#?}", fit.reading);
            let unseen = fit.unseen.as_ref().unwrap();
            let less = unseen.log_loss <= unseen.without.unwrap().log_loss - 0.0005;
            let better = fit.reading.iter().any(|s| s.ends_with(": better."));
            assert_eq!(better, less && p < 0.05, "{:#?}", fit.reading);
            let none = fit.reading.iter().any(|s| s.ends_with(": no better."));
            assert_eq!(none, !less, "{:#?}", fit.reading);
            said += u32::from(noise && p < 0.05);
            found += u32::from(!noise && p < 0.05 && better);
        }
    }
    // Of 40 studies of nothing 2 are expected; 7 or more have a probability below 0.004.
    assert!(said <= 6 && found >= 36, "{said} {found}");
}

/// Scores that order the models the other way round: with every sign changed, in these columns.
fn turned((votes, table): &(String, String), columns: &[usize]) -> (String, String) {
    let cell = |(at, cell): (usize, &str)| match cell.parse::<f64>() {
        Ok(score) if columns.contains(&(at - 1)) => format!("{:.3}", 200.0 - score),
        _ => cell.to_owned(),
    };
    let line = |line: &str| line.split(',').enumerate().map(cell).collect::<Vec<_>>().join(",");
    (votes.clone(), table.lines().map(line).collect::<Vec<_>>().join("\n"))
}

#[test]
fn scores_that_go_against_the_votes_are_said_to() {
    let one = study(9, &[0.97], 1);
    let two = study(9, &[0.8, 0.8], 4);
    for random in [&[][..], &[Group::Model]] {
        let predicts = "predicts which models are preferred, at 5 %";
        says(&regress(&one, 1, random), &format!("{predicts}."));
        says(
            &regress(&turned(&one, &[0]), 1, random),
            &format!(
                "{predicts}, but the other way round: models that score better are preferred less."
            ),
        );
        let predict = "together predict which models are preferred, at 5 %";
        says(&regress(&two, 2, random), &format!("{predict}."));
        says(
            &regress(&turned(&two, &[0, 1]), 2, random),
            &format!(
                "{predict}, but the other way round: models that score better in b0 and b1 are preferred less."
            ),
        );
        says(
            &regress(&turned(&two, &[1]), 2, random),
            &format!("{predict}; b1 goes the other way round beside the others."),
        );
    }
}

#[test]
fn the_counts_of_deals_are_the_results() {
    let fit = regress(&study(6, &[0.9, 0.3], 4), 2, &[]);
    let test = fit.permutation.as_ref().unwrap();
    let (n, p) = (test.at_least, test.p);
    assert!(n > 1 && test.exact && test.permutations == 720);
    says(
        &fit,
        &format!("Of 720 ways to deal these scores to the models, {n} fit at least as well"),
    );
    says(&fit, "counting votes as independent would give p below 0.0001.");
    says(&fit, &format!("(p {})", mindgap::words::p_value(p)));
    says_not(&fit, "random ways");
    let fit = regress(&study(9, &[0.95], 5), 1, &[Group::Model]);
    says(&fit, "Of 5,000 random ways to deal these scores to the models, ");
    // The mixed model counts votes no other way.
    says(&fit, "counting votes as independent would give p below 0.0001.");
    says(
        &fit,
        "Over models the coefficient of b0 has a 95 % interval that leaves out zero (by Knapp and Hartung, 7 degrees of freedom).",
    );
    says(&fit, "(marginal R²); the ratings themselves would explain ");
    says(&fit, ", one unrelated benchmark about ");
    let r2 = fit.r2.unwrap();
    assert!(r2.marginal < r2.ceiling.unwrap() + 0.03 && r2.unrelated.unwrap() < r2.marginal / 2.0);
}

#[test]
fn as_many_benchmarks_as_models_less_one_fit_anything() {
    for random in [&[][..], &[Group::Model]] {
        let fit = regress(&study(6, &[0.0; 5], 1), 5, random);
        says(
            &fit,
            "5 benchmarks for 6 models fit any ratings; nothing can be tested of them together.",
        );
        says(&fit, "at least as well, each benchmark by itself (p ");
        says_not(&fit, "independent would give");
        says_not(&fit, "Over models");
        assert!(fit.meta.is_none() && fit.untested[0].contains("leave no degree of freedom"));
        // What they explain is what any five would.
        let (own, unrelated) = fit.r2.map_or_else(
            || {
                let pseudo = fit.pseudo_r2.unwrap();
                (pseudo.mc_fadden, pseudo.unrelated)
            },
            |r2| (r2.marginal, r2.unrelated),
        );
        assert!((own - unrelated.unwrap()).abs() < 0.02, "{own} {unrelated:?}");
        let fit = regress(&study(6, &[0.0; 4], 1), 4, random);
        says_not(&fit, "fit any ratings");
        says(
            &fit,
            "Over models none of the 4 coefficients has a 95 % interval that leaves out zero (by Knapp and Hartung, 1 degree of freedom).",
        );
    }
}

#[test]
fn too_few_models_for_any_p_are_told() {
    let fit = regress(&study(3, &[1.0], 1), 1, &[]);
    says(&fit, "With 3 models no p can be below 0.17: at 5 % nothing can be shown.");
    let fit = regress(&study(4, &[0.0], 3), 1, &[]);
    says_not(&fit, "no p can be below");
    says(
        &fit,
        "At 5 % these 4 models do not show that the benchmark says anything of which are preferred.",
    );
}

#[test]
fn votes_own_columns_have_votes_or_judges_for_the_sample() {
    let mut csv = String::from("model_a,model_b,winner,judge,x,y\n");
    let mut stream = Stream::new(3, Domain::Simulation, 7, 7);
    for at in 0..900 {
        let (a, b) = [("p", "q"), ("q", "r"), ("r", "p")][at % 3];
        let (a, b) = if at % 2 == 0 { (a, b) } else { (b, a) };
        let (x, y) = (stream.below(5), stream.below(5));
        let won = stream.unit() < expit(f64::from(x) - 2.0);
        let winner = if won { "model_b" } else { "model_a" };
        writeln!(csv, "{a},{b},{winner},j{},{x},{y}", at % 60).unwrap();
    }
    let table = "model,b0\np,3\nq,2\nr,1\n";
    let fit = |judged: bool, features: &[&str], scores: bool| {
        let votes = read(csv.as_bytes(), ReadOptions::default()).unwrap();
        let own = ["x".to_owned(), "y".to_owned()];
        let ballots = Ballots::extract(&votes, &Where::default(), &own, judged).unwrap();
        let options = RegressOptions {
            features: features.iter().map(|&f| f.to_owned()).collect(),
            profile: Some(false),
            ..RegressOptions::default()
        };
        let read =
            mindgap::scores::read(table.as_bytes(), &mindgap::scores::ReadOptions::default());
        let table = read.unwrap();
        features::votes(&ballots, scores.then_some(&table), &options).unwrap()
    };
    let judged = fit(true, &["x", "y"], false);
    says(&judged, "One of the 2 features has a 95 % interval that leaves out zero: x.");
    says(&judged, "The sample are the 60 judges: what is said is about these 3 models.");
    says_not(&judged, "deal");
    says_not(&judged, "ratings themselves");
    assert!(judged.permutation.is_none() && judged.meta.is_none() && judged.ceiling.is_none());
    let alone = fit(false, &["x", "y"], false);
    says(
        &alone,
        "The sample are the 900 votes, taken as independent: what is said is about these 3 models.",
    );
    // Beside a benchmark: its scores are dealt against ratings freed of x, and x stays the votes'.
    let both = fit(true, &["b0", "x"], true);
    assert_eq!(
        both.permutation.as_ref().unwrap().statistic,
        mindgap::regress::permutation::Statistic::R2
    );
    says(&both, "x has a 95 % interval that leaves out zero.");
    says(&both, "Of 6 ways to deal these scores");
    says_not(&both, "ratings themselves");
    assert!(both.meta.is_some() && both.ceiling.is_none());
}
