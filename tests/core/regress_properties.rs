//! What regressions must not depend on, and what they say at their edges.

use std::fmt::Write;

use mindgap::regress::ballots::Ballots;
use mindgap::regress::design::{Design, Response};
use mindgap::regress::effects::Group;
use mindgap::regress::features;
use mindgap::regress::options::RegressOptions;
use mindgap::regress::regression::Regression;
use mindgap::scores::Scores;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::{expit, normal_quantile};
use mindgap::votes::{ReadOptions, Votes, Where, read};

fn votes(csv: &str) -> Votes {
    read(csv.as_bytes(), ReadOptions::default()).unwrap()
}

fn scores(csv: &str) -> Scores {
    mindgap::scores::read(csv.as_bytes(), &mindgap::scores::ReadOptions::default()).unwrap()
}

fn regress(
    votes: &Votes,
    table: Option<&Scores>,
    own: &[&str],
    options: &RegressOptions,
) -> Result<Regression, mindgap::Error> {
    let own: Vec<String> = own.iter().map(|&name| name.to_owned()).collect();
    let ballots = Ballots::extract(votes, &Where::default(), &own, true)?;
    features::votes(&ballots, table, options)
}

fn options(features: &[&str], random: &[Group]) -> RegressOptions {
    RegressOptions {
        features: features.iter().map(|&name| name.to_owned()).collect(),
        random: Some(random.to_vec()),
        ..RegressOptions::default()
    }
}

/// Random scores, and votes by pair: `[first, second, wins, losses]`.
struct Study {
    names: Vec<String>,
    table: Vec<[f64; 2]>,
    pairs: Vec<[usize; 4]>,
}

impl Study {
    fn new(models: usize, seed: u64) -> Self {
        let mut stream = Stream::new(seed, Domain::Simulation, 4, 4);
        let mut normal = || normal_quantile(stream.unit().clamp(1e-9, 1.0 - 1e-9));
        let truth: Vec<f64> = (0..models).map(|_| normal()).collect();
        let table = (0..models).map(|_| [50.0 + 9.0 * normal(), 40.0 + 9.0 * normal()]).collect();
        let mut pairs = Vec::new();
        for i in 0..models {
            for j in 0..models {
                if i != j {
                    let n = 30 + (7 * i + 3 * j) % 20;
                    let wins =
                        (0..n).filter(|_| stream.unit() < expit(truth[i] - truth[j])).count();
                    pairs.push([i, j, wins, n - wins]);
                }
            }
        }
        let names = (0..models).map(|m| format!("m{}", (m * 7) % models)).collect();
        Self { names, table, pairs }
    }

    fn counts(&self, order: &[usize], turned: impl Fn(usize) -> bool) -> Votes {
        let mut csv = String::from("model_a,model_b,wins,losses,ties\n");
        for &at in order {
            let [i, j, wins, losses] = self.pairs[at];
            let (a, b) = (&self.names[i], &self.names[j]);
            if turned(at) {
                writeln!(csv, "{b},{a},{losses},{wins},1").unwrap();
            } else {
                writeln!(csv, "{a},{b},{wins},{losses},1").unwrap();
            }
        }
        votes(&csv)
    }

    fn rows(&self, turned: bool) -> Votes {
        let mut csv = String::from("model_a,model_b,winner\n");
        for &[i, j, wins, losses] in &self.pairs {
            let (a, b) = (&self.names[i], &self.names[j]);
            for k in 0..wins + losses {
                let first = (k < wins) != turned;
                let (a, b) = if turned { (b, a) } else { (a, b) };
                let winner = if first { "model_a" } else { "model_b" };
                writeln!(csv, "{a},{b},{winner}").unwrap();
            }
        }
        votes(&csv)
    }

    fn scores(&self) -> Scores {
        let mut csv = String::from("model,one,two\n");
        for (name, [one, two]) in self.names.iter().zip(&self.table) {
            writeln!(csv, "{name},{one},{two}").unwrap();
        }
        scores(&csv)
    }
}

#[track_caller]
fn same(a: &Regression, b: &Regression, within: f64) {
    assert_eq!(a.fixed.len(), b.fixed.len());
    for x in &a.fixed {
        let y = b.fixed.iter().find(|y| y.name == x.name).unwrap();
        assert!((x.estimate - y.estimate).abs() <= within * x.se, "{x:?} {y:?}");
        assert!((x.se - y.se).abs() <= within * x.se, "{x:?} {y:?}");
    }
    let (p, q) = (a.permutation.as_ref().unwrap(), b.permutation.as_ref().unwrap());
    assert_eq!((p.at_least, p.permutations), (q.at_least, q.permutations));
    assert!((p.value - q.value).abs() <= within * p.value);
    let (m, n) = (a.meta.as_ref().unwrap(), b.meta.as_ref().unwrap());
    for x in &m.coefficients {
        let y = n.coefficients.iter().find(|y| y.name == x.name).unwrap();
        assert!((x.estimate - y.estimate).abs() <= within * x.se, "{x:?} {y:?}");
        assert!((x.p - y.p).abs() <= within, "{x:?} {y:?}");
    }
    let (u, v) = (a.unseen.as_ref().unwrap(), b.unseen.as_ref().unwrap());
    assert!((u.log_loss - v.log_loss).abs() <= within);
}

#[test]
fn rows_of_counts_may_be_turned_and_shuffled() {
    for seed in 0..3 {
        let study = Study::new(6, seed);
        let table = study.scores();
        let straight: Vec<usize> = (0..study.pairs.len()).collect();
        let mut shuffled = straight.clone();
        let mut stream = Stream::new(seed, Domain::Simulation, 5, 5);
        for last in (1..shuffled.len()).rev() {
            shuffled.swap(last, stream.below(last as u32 + 1) as usize);
        }
        for random in [&[][..], &[Group::Model]] {
            let fit = |votes: &Votes| {
                regress(votes, Some(&table), &[], &options(&["one", "two"], random)).unwrap()
            };
            let found = fit(&study.counts(&straight, |_| false));
            assert!(found.fixed.iter().all(|effect| effect.name != "(intercept)"));
            assert!(found.permutation.is_some() && found.meta.is_some());
            // To the last bit: counts do not say who was shown first.
            assert_eq!(found, fit(&study.counts(&shuffled, |at| at % 3 == 0)));
            // And without any feature.
            let none =
                regress(&study.counts(&straight, |_| false), None, &[], &options(&[], random))
                    .unwrap();
            assert!(none.fixed.is_empty() && none.test.chi_square.abs() < 1e-6, "{none:?}");
        }
    }
}

#[test]
fn who_is_called_what_and_shown_where_changes_nothing_else() {
    // Nine models: deals are drawn, for places that no name decides.
    for random in [&[][..], &[Group::Model]] {
        let mut study = Study::new(9, 11);
        let fit = |study: &Study, turned: bool, features: &[&str]| {
            regress(&study.rows(turned), Some(&study.scores()), &[], &options(features, random))
                .unwrap()
        };
        let found = fit(&study, false, &["one", "two"]);
        assert_eq!(found.fixed[0].name, "(intercept)");
        assert!(!found.permutation.as_ref().unwrap().exact);
        // The features in another order.
        same(&found, &fit(&study, false, &["two", "one"]), 1e-5);
        // Sides exchanged: the intercept changes its sign, and nothing else anything.
        let mut turned = fit(&study, true, &["one", "two"]);
        assert!((turned.fixed[0].estimate + found.fixed[0].estimate).abs() < 1e-6);
        turned.fixed[0].estimate *= -1.0;
        same(&found, &turned, 1e-5);
        // Other names, in another order of the alphabet.
        for (m, name) in study.names.iter_mut().enumerate() {
            *name = format!("{}{name}", char::from(b'z' - m as u8));
        }
        same(&found, &fit(&study, false, &["one", "two"]), 1e-5);
    }
}

#[test]
fn votes_without_a_judge_are_judges_of_their_own() {
    let csv = |judge: &dyn Fn(usize) -> String| {
        let mut csv = String::from("model_a,model_b,winner,judge,x\n");
        for at in 0..240 {
            let (a, b) = [("p", "q"), ("q", "r"), ("r", "p")][at % 3];
            let (a, b) = if at % 2 == 0 { (a, b) } else { (b, a) };
            let winner = if (at * 7) % 5 < 3 { "model_b" } else { "model_a" };
            writeln!(csv, "{a},{b},{winner},{},{}", judge(at), at % 4).unwrap();
        }
        csv
    };
    let fit = |csv: &str| regress(&votes(csv), None, &["x"], &options(&["x"], &[])).unwrap();
    // Half of the votes name a judge; the others none, or one each.
    let named = |at: usize| at < 120;
    let some = |at: usize| format!("ann{}", at % 10);
    let unnamed = fit(&csv(&|at| if named(at) { some(at) } else { String::new() }));
    let apart = fit(&csv(&|at| if named(at) { some(at) } else { format!("own{at}") }));
    assert_eq!((unnamed.judges, apart.judges), (130, 130));
    for (a, b) in unnamed.fixed.iter().zip(&apart.fixed) {
        let (a, b) = (a.clustered.unwrap(), b.clustered.unwrap());
        assert!((a.se - b.se).abs() < 1e-12 * b.se, "{a:?} {b:?}");
        assert!((a.df - b.df).abs() < 1e-9 * b.df, "{a:?} {b:?}");
    }
    // One judge for all of them is another thing.
    let one = fit(&csv(&|at| if named(at) { some(at) } else { "one".into() }));
    let ratio = one.fixed[1].clustered.unwrap().se / unnamed.fixed[1].clustered.unwrap().se;
    assert!((ratio - 1.0).abs() > 0.05, "{ratio}");
    // Where judges are an effect, votes without one are left out, as R does with what is missing.
    let ballots = Ballots::extract(
        &votes(&csv(&|at| if named(at) { some(at) } else { String::new() })),
        &Where::default(),
        &[],
        true,
    )
    .unwrap();
    let design = Design::new(&ballots, &[], Response::ModelB, true);
    assert_eq!((design.incomplete, design.judges()), (120, 10));
}

#[test]
fn few_judges_are_refused_and_fewer_than_fifty_not_resampled() {
    let csv = |judges: usize| {
        let mut csv = String::from("model_a,model_b,winner,judge,x\n");
        for at in 0..300 {
            let (a, b) = if at % 2 == 0 { ("p", "q") } else { ("q", "p") };
            let winner = if (at * 7) % 5 < 3 { "model_b" } else { "model_a" };
            writeln!(csv, "{a},{b},{winner},j{},{}", (at * 11) % judges, (at * 3) % 7).unwrap();
        }
        csv
    };
    let fit = |judges: usize| {
        let options = RegressOptions { judge_replicates: Some(100), ..options(&["x"], &[]) };
        regress(&votes(&csv(judges)), None, &["x"], &options).unwrap()
    };
    let warned = |fit: &Regression, text: &str| fit.warnings.iter().any(|w| w.contains(text));
    let two = fit(2);
    assert!(
        two.fixed[1].clustered.is_none() && warned(&two, "2 judges cannot show how judges differ")
    );
    let three = fit(3);
    let clustered = three.fixed[1].clustered.unwrap();
    assert!(clustered.df < 2.0 + 1e-9 && warned(&three, "of 3 judges"), "{clustered:?}");
    assert!(three.fixed[1].judges.is_none() && warned(&three, "percentile intervals need 50"));
    let fifty = fit(50);
    assert!(fifty.fixed[1].judges.is_some() && !warned(&fifty, "judges"));
}

#[test]
fn what_tells_no_sides_has_no_effect_on_a_side() {
    let study = Study::new(5, 3);
    let order: Vec<usize> = (0..study.pairs.len()).collect();
    let counts = study.counts(&order, |_| false);
    let error = regress(&counts, None, &[], &options(&[], &[Group::ModelA, Group::ModelB]));
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("do not tell who was shown first, so that model_a and model_b"),
        "{error}"
    );
    // Winners first: that is no order of showing either.
    let mut csv = String::from("model_a,model_b,winner\n");
    for &[i, j, wins, losses] in &study.pairs {
        for k in 0..wins + losses {
            let (a, b) = if k < wins { (i, j) } else { (j, i) };
            writeln!(csv, "{},{},model_a", study.names[a], study.names[b]).unwrap();
        }
    }
    let table = study.scores();
    let first = regress(&votes(&csv), Some(&table), &[], &options(&["one"], &[])).unwrap();
    let counted = regress(&counts, Some(&table), &[], &options(&["one"], &[])).unwrap();
    assert_eq!(first.fixed.len(), 1);
    assert!((first.fixed[0].estimate - counted.fixed[0].estimate).abs() < 1e-9);
    // A category is no side's.
    let csv = "model_a,model_b,language,wins,losses\nx,y,en,30,20\nx,y,de,20,25\ny,z,en,20,10\nz,x,de,9,9\n";
    let error = regress(&votes(csv), None, &["language"], &options(&["language"], &[]));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("language = en is the same for both sides of a vote"), "{error}");
}

/// Votes with one column, some rows of wins and losses each: `(x, wins, losses)`.
fn with_column(rows: &[(f64, u32, u32)]) -> Votes {
    let mut csv = String::from("model_a,model_b,winner,x\n");
    for &(x, wins, losses) in rows {
        for k in 0..wins + losses {
            let winner = if k < wins { "model_b" } else { "model_a" };
            // Both orders, and no telling by model.
            writeln!(csv, "p,q,{winner},{x}").unwrap();
            writeln!(csv, "q,p,{winner},{x}").unwrap();
        }
    }
    votes(&csv)
}

#[test]
fn far_is_not_separated_and_separated_need_not_be_far() {
    let fit = |rows: &[(f64, u32, u32)]| {
        let options = RegressOptions { profile: Some(true), ..options(&["x"], &[]) };
        regress(&with_column(rows), None, &["x"], &options)
    };
    // Five wins at 200 are what a slope of 0.2 expects: log-odds of 40, and a finite maximum.
    let far = fit(&[(-1.0, 45, 55), (1.0, 55, 45), (200.0, 5, 0)]).unwrap();
    let slope = &far.fixed[1];
    assert!((slope.estimate - 0.2).abs() < 0.02, "{slope:?}");
    let profile = slope.profile.unwrap();
    assert!(profile.low > 0.0 && profile.high < 0.4 && far.warnings.is_empty(), "{far:?}");
    // Wins at 1 and losses at 0 alone; and the same with a row of both, which a direction leaves.
    for rows in [&[(0.0, 0, 9), (1.0, 9, 0)][..], &[(0.0, 5, 5), (1.0, 3, 0)]] {
        let error = fit(rows).unwrap_err().to_string();
        assert!(error.contains("without a mistake (separation)"), "{error}");
    }
    // One vote the other way, and there is a maximum.
    let near = fit(&[(0.0, 1, 900), (1.0, 900, 1)]).unwrap();
    assert!((near.fixed[1].estimate - 2.0 * 900_f64.ln()).abs() < 1e-6);
}

#[test]
fn a_study_nearly_without_a_rest_has_an_answer() {
    let bytes = |name: &str| {
        let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    let table = scores(&bytes("near_perfect_scores.csv"));
    let counts = bytes("near_perfect_votes.csv");
    let mut rows = String::from("model_a,model_b,winner\n");
    for line in counts.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        for (winner, count) in [("model_a", cells[2]), ("model_b", cells[3])] {
            for _ in 0..count.parse::<u32>().unwrap() {
                writeln!(rows, "{},{},{winner}", cells[0], cells[1]).unwrap();
            }
        }
    }
    for csv in [&counts, &rows] {
        let fit =
            regress(&votes(csv), Some(&table), &[], &options(&["b0"], &[Group::Model])).unwrap();
        let effect = fit.fixed.last().unwrap();
        assert!((effect.estimate - 10.1).abs() < 0.1 && effect.profile.is_some(), "{effect:?}");
        // Variance zero, said as what it is.
        assert!(fit.singular && fit.random[0].variance < 1e-8);
        let most = fit.random[0].most.unwrap();
        assert!(most > 0.0 && most < 0.1, "{most}");
        let said = "6 levels cannot tell that from a standard deviation of up to";
        assert!(fit.warnings.iter().any(|w| w.contains(said)), "{:?}", fit.warnings);
        assert!(!fit.warnings.iter().any(|w| w.contains("no differences")));
    }
}
