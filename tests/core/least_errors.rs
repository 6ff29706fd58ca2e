//! Votes that leave no residual are no certainty: of a tie, of judges who agree, of a prior, of one
//! judge who cast nearly all votes, of a handful of replicates.

use std::fmt::Write;

use mindgap::leaderboard::{Board, RankOptions, Ranking};
use mindgap::rating::{FitOptions, Ranks, fit, sandwich, tiers};
use mindgap::resample::Resampler;
use mindgap::votes::{JudgeCounts, PairCounts, ReadOptions, Where, read};
use serde_json::{Value, json};

fn ranking(csv: &str, options: Value) -> Ranking {
    let votes = read(csv.as_bytes(), ReadOptions::default()).unwrap();
    let options: RankOptions = serde_json::from_value(options).unwrap();
    Ranking::new(&votes, options.resolve(|| 1).unwrap()).unwrap()
}

fn analytic(csv: &str, mut options: Value) -> Board {
    options["bootstrap"]["replicates"] = json!(0);
    ranking(csv, options).board()
}

fn resampled(csv: &str, mut options: Value) -> Board {
    options["bootstrap"]["seed"] = json!(1);
    let ranking = ranking(csv, options);
    let mut resampler = Resampler::new(ranking.plan()).unwrap();
    let drawn = resampler.run(0..ranking.plan().replicates);
    ranking.finish(&drawn.ratings, &drawn.status, &drawn.orders).unwrap().board
}

fn counts(records: &[(&str, &str, u32, u32, u32)]) -> String {
    let mut csv = "model_a,model_b,wins,losses,ties\n".to_owned();
    for (a, b, wins, losses, ties) in records {
        writeln!(csv, "{a},{b},{wins},{losses},{ties}").unwrap();
    }
    csv
}

/// Votes of judges on A and B: how many for either each cast.
fn judged(judges: &[(u32, u32)]) -> String {
    let mut csv = "model_a,model_b,winner,judge\n".to_owned();
    for (judge, (for_a, for_b)) in judges.iter().enumerate() {
        for k in 0..for_a + for_b {
            let winner = if k < *for_a { "model_a" } else { "model_b" };
            writeln!(csv, "A,B,{winner},judge {judge}").unwrap();
        }
    }
    csv
}

/// Nothing says that one model is above another.
fn unsure(board: &Board, of: &str) {
    for row in &board.models {
        assert!(row.interval.contains(0.0), "{of}: {} {:?}", row.name, row.interval);
        assert_eq!(
            row.rank_interval,
            Ranks { best: 1, worst: board.models.len() as u32 },
            "{of}: {}",
            row.name
        );
    }
    assert_eq!(board.tiers.len(), 1, "{of}");
}

#[test]
fn one_tie_tells_hardly_anything_of_a_newcomer() {
    let csv = counts(&[
        ("A", "B", 110, 90, 0),
        ("A", "C", 120, 80, 0),
        ("B", "C", 110, 90, 0),
        ("B", "N", 0, 0, 1),
    ]);
    for ties in ["half", "davidson", "rao-kupper"] {
        let board = analytic(&csv, json!({"ties": ties}));
        let newcomer = board.models.iter().find(|row| row.name == "N").unwrap();
        assert!(newcomer.se > 0.9, "{ties}: {}", newcomer.se);
        assert_eq!(newcomer.rank_interval, Ranks { best: 1, worst: 4 }, "{ties}");
    }
}

#[test]
fn ties_alone_leave_a_difference_possible() {
    for (ties, least) in [(1, 2.0), (50, 0.1)] {
        let csv = counts(&[("A", "B", 0, 0, ties)]);
        for board in [analytic(&csv, json!({})), resampled(&csv, json!({}))] {
            let [row, _] = &board.models[..] else { panic!() };
            assert!(row.interval.high - row.interval.low > least, "{ties}: {:?}", row.interval);
        }
    }
}

#[test]
fn three_judges_who_agree_are_three_judges() {
    for judges in [[(2, 1); 3], [(6, 4); 3]] {
        let csv = judged(&judges);
        let judges_unit = json!({"bootstrap": {"unit": "judge"}});
        unsure(&analytic(&csv, judges_unit), "agreeing judges");
    }
}

/// Of equal models, by every outcome that so few votes of so many judges can have, weighed by its
/// probability.
#[test]
fn equal_models_of_few_votes_are_seldom_told_apart() {
    for (judges, votes, most) in [(3, 3, 0.05), (3, 5, 0.05), (4, 3, 0.05), (5, 3, 0.05)] {
        let mut found = 0.0;
        let ways = (votes + 1_u32).pow(judges);
        for way in 0..ways {
            let wins: Vec<u32> =
                (0..judges).map(|g| way / (votes + 1).pow(g) % (votes + 1)).collect();
            let probability: f64 = wins.iter().map(|&k| binomial(votes, k)).product();
            let total: u32 = wins.iter().sum();
            if total > 0 && total < judges * votes && told_apart(&wins, votes) {
                found += probability;
            }
        }
        assert!(found <= most, "{judges} judges of {votes} votes: {found}");
    }
}

fn binomial(n: u32, k: u32) -> f64 {
    let choose = (0..k).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
    choose * 0.5_f64.powf(f64::from(n))
}

fn told_apart(wins: &[u32], votes: u32) -> bool {
    let judges: Vec<(u32, u32)> = wins.iter().map(|&k| (k, votes - k)).collect();
    let (counts, by_judge) = tallied(&judged(&judges));
    let fitted = fit(&counts, &FitOptions::default()).unwrap();
    let errors = sandwich(&counts, Some(&by_judge), &fitted);
    errors.difference_p(0, 1, fitted.ratings[0] - fitted.ratings[1]) < 0.05
}

fn tallied(csv: &str) -> (PairCounts, JudgeCounts) {
    let tally = read(csv.as_bytes(), ReadOptions::default()).unwrap().tally(&Where::default());
    let tally = tally.unwrap();
    (tally.counts, tally.judges.unwrap())
}

#[test]
fn a_prior_makes_nothing_known() {
    for (votes, prior) in [(1, 1.0), (1, 0.1), (3, 0.5)] {
        let csv = counts(&[("A", "B", votes, 0, 0)]);
        for board in
            [analytic(&csv, json!({"prior": prior})), resampled(&csv, json!({"prior": prior}))]
        {
            unsure(&board, &format!("{votes} votes, prior {prior}"));
        }
    }
}

#[test]
fn one_judge_who_cast_nearly_all_votes_says_nothing_of_judges() {
    for others in [vec![(1, 0), (0, 1)], vec![(2, 1), (1, 2), (2, 1)]] {
        let mut judges = vec![(600, 400)];
        judges.extend(others);
        let board = analytic(&judged(&judges), json!({"bootstrap": {"unit": "judge"}}));
        unsure(&board, "a dominant judge");
        assert!(board.models.iter().all(|row| row.se.is_infinite()));
        assert!(board.warnings.iter().any(|warning| warning.contains("mostly from one judge")));
    }
}

#[test]
fn an_end_without_limit_has_no_mirror_image() {
    let csv = counts(&[("A", "B", 20, 1, 0), ("A", "C", 30, 0, 0), ("B", "C", 15, 10, 0)]);
    let board = resampled(&csv, json!({"bootstrap": {"method": "basic", "replicates": 2000}}));
    let best = &board.models[0];
    assert_eq!(best.name, "A");
    assert!(best.interval.low > 0.0 && best.interval.high.is_infinite(), "{:?}", best.interval);
}

#[test]
fn a_handful_of_replicates_is_told() {
    let csv = counts(&[("A", "B", 30, 20, 5), ("B", "C", 30, 20, 5), ("A", "C", 33, 20, 5)]);
    let warned = |replicates: u32, level: f64| {
        let options = json!({"level": level, "bootstrap": {"replicates": replicates}});
        let board = resampled(&csv, options);
        assert!(board.models.iter().all(|row| row.interval.contains(row.rating)));
        board.warnings.iter().any(|warning| warning.contains("replicates"))
    };
    assert!(warned(1, 0.95) && warned(50, 0.95) && warned(1000, 0.999));
    assert!(!warned(200, 0.95) && !warned(10_000, 0.99));
}

#[test]
fn ordinary_votes_have_their_sandwich() {
    let csv = include_str!("../golden/votes_small.csv");
    let tally =
        read(csv.as_bytes(), ReadOptions::default()).unwrap().tally_pairs(&Where::default());
    let counts = tally.unwrap().counts;
    let fitted = fit(&counts, &FitOptions::default()).unwrap();
    let errors = sandwich(&counts, None, &fitted);
    for m in 0..counts.models {
        assert!((errors.se(m) - errors.matrix[(m, m)].sqrt()).abs() < 1e-15);
    }
    assert!(
        tiers(&fitted.ratings, &mindgap::rating::Differences::new(&fitted.ratings, &errors), 0.95)
            .len()
            > 1
    );
}
