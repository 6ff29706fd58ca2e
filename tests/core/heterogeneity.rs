//! Whether groups differ: the test's size on groups that do not, and what it finds in those that do.

use mindgap::rating::{
    Fit, FitOptions, Group, Heterogeneity, Sample, TieModel, fit, heterogeneity,
};
use mindgap::simulate::Spec;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::{chi_square_sf, normal_quantile};
use mindgap::votes::{JudgeCounts, Pair, PairCounts};

/// How votes of some groups come about.
#[derive(Clone, Copy)]
struct Design<'a> {
    models: usize,
    /// Votes that each judge casts, group by group.
    votes: &'a [u32],
    groups: usize,
    /// Whether each judge votes in all groups, or in one.
    crossed: bool,
    /// Standard deviation of a judge's own taste.
    taste: f64,
    /// The same of a group's.
    differ: f64,
    nu: f64,
}

struct Drawn {
    counts: PairCounts,
    judges: JudgeCounts,
    who: Vec<u32>,
}

fn normal(stream: &mut Stream) -> f64 {
    normal_quantile(stream.unit().max(1e-300))
}

fn draw(design: &Design<'_>, seed: u32) -> Vec<Drawn> {
    let Design { models, votes, groups, crossed, taste, differ, nu } = *design;
    let spec = Spec { nu, ..Spec::paper() };
    let mut stream = Stream::new(23, Domain::Simulation, seed, 9);
    let ratings: Vec<f64> =
        (0..models).map(|m| 0.9 - 1.8 * m as f64 / (models - 1) as f64).collect();
    let pairs: Vec<(usize, usize)> =
        (0..models).flat_map(|j| (0..j).map(move |i| (i, j))).collect();
    let mut tastes: Vec<Vec<f64>> = Vec::new();
    let mut drawn = Vec::new();
    for group in 0..groups {
        let own: Vec<f64> = ratings.iter().map(|r| r + differ * normal(&mut stream)).collect();
        let mut cells = vec![0_u64; 3 * pairs.len()];
        let mut judges = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
        let mut who = Vec::new();
        for (judge, &votes) in votes.iter().enumerate() {
            let name = if crossed { judge } else { group * design.votes.len() + judge };
            while tastes.len() <= name {
                tastes.push((0..models).map(|_| taste * normal(&mut stream)).collect());
            }
            let mut counts = vec![0_u32; cells.len()];
            for _ in 0..votes {
                let pair = stream.below(pairs.len() as u32) as usize;
                let (i, j) = pairs[pair];
                let rating = |m: usize| own[m] + tastes[name][m];
                let [first, second, _] = spec.outcome(rating(i) - rating(j));
                let at = stream.unit();
                counts[3 * pair + usize::from(at >= first) + usize::from(at >= first + second)] +=
                    1;
            }
            for (cell, &n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
                cells[cell] += u64::from(n);
                judges.cells.push(cell as u32);
                judges.counts.push(n);
            }
            judges.offsets.push(judges.cells.len() as u32);
            who.push(name as u32);
        }
        let pairs = pairs.iter();
        let pairs =
            pairs.map(|&(i, j)| Pair { i: i as u32, j: j as u32, wins: 0, losses: 0, ties: 0 });
        let counts = PairCounts { models, pairs: pairs.collect() }.with_cells(&cells);
        drawn.push(Drawn { counts, judges, who });
    }
    drawn
}

fn test(drawn: &[Drawn], ties: TieModel, by_judges: bool) -> Option<Heterogeneity> {
    let fits: Vec<Fit> = drawn
        .iter()
        .map(|drawn| fit(&drawn.counts, &FitOptions { ties, prior: 0.0 }).ok())
        .collect::<Option<_>>()?;
    let models: Vec<u32> = (0..drawn[0].counts.models as u32).collect();
    let groups: Vec<Group<'_>> = drawn
        .iter()
        .zip(&fits)
        .map(|(drawn, fit)| Group {
            sample: Sample {
                counts: &drawn.counts,
                judges: by_judges.then_some(&drawn.judges),
                who: &drawn.who,
                fit,
            },
            models: &models,
        })
        .collect();
    heterogeneity(&groups)
}

/// Shares of studies in which the test says at 5 % that groups differ: as it is, and as χ² would
/// have its statistic.
fn rejected(design: &Design<'_>, ties: TieModel, by_judges: bool, studies: u32) -> (f64, f64) {
    let found: Vec<Heterogeneity> =
        (0..studies).filter_map(|seed| test(&draw(design, seed), ties, by_judges)).collect();
    let share = |of: &dyn Fn(&Heterogeneity) -> bool| {
        found.iter().filter(|test| of(test)).count() as f64 / found.len() as f64
    };
    assert!(found.len() * 2 > studies as usize, "{} of {studies} have ratings", found.len());
    let chi_square = |test: &Heterogeneity| chi_square_sf(test.deviance, test.directions) < 0.05;
    (share(&|test| test.p < 0.05), share(&chi_square))
}

const BASE: Design<'_> =
    Design { models: 5, votes: &[], groups: 2, crossed: false, taste: 0.0, differ: 0.0, nu: 0.55 };

#[test]
fn groups_that_do_not_differ_are_seldom_found_to() {
    // Five votes a free rating is the least that is compared; a Wald statistic of so few is small.
    for (models, votes, groups) in [(3, 15, 2), (5, 30, 6), (5, 120, 2), (5, 120, 6), (10, 300, 2)]
    {
        for nu in [0.0, 0.55, 3.0] {
            let design = Design { models, votes: &[votes], groups, nu, ..BASE };
            let (found, _) = rejected(&design, TieModel::Half, false, 800);
            assert!(found <= 0.068, "{models} models, {votes} votes, {groups} groups: {found}");
            if models == 5 && votes == 120 && groups == 2 {
                assert!(found >= 0.015, "{found} is no test at 5 %");
            }
        }
    }
}

#[test]
fn judges_who_differ_are_no_difference_between_groups() {
    // About as many as six equal ones, the fewest that are compared.
    let unequal = [150, 75, 60, 50, 40, 40, 40, 35, 30, 30, 30];
    for (votes, models) in [(vec![60; 6], 4), (unequal.to_vec(), 4), (vec![60; 20], 5)] {
        for (groups, crossed) in [(2, false), (2, true), (5, false)] {
            for taste in [0.0, 0.6] {
                let design = Design { models, votes: &votes, groups, crossed, taste, ..BASE };
                let (found, plain) = rejected(&design, TieModel::Half, true, 500);
                let judges = votes.len();
                let case = format!("{judges} judges, {groups} groups, {crossed}, taste {taste}");
                assert!(found <= 0.08, "{case}: {found}");
                if taste > 0.0 && !crossed {
                    assert!(plain > 0.2, "{case}: {plain} is no fault to mend");
                }
            }
        }
    }
}

#[test]
fn tie_models_are_compared_by_ratings_alone() {
    for ties in [TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper] {
        let design = Design { votes: &[25; 12], groups: 3, taste: 0.4, ..BASE };
        let (found, _) = rejected(&design, ties, true, 300);
        assert!((0.01..=0.09).contains(&found), "{ties:?}: {found}");
        let design = Design { votes: &[600], groups: 3, ..BASE };
        let (found, _) = rejected(&design, ties, false, 300);
        assert!((0.015..=0.09).contains(&found), "{ties:?}: {found}");
    }
}

#[test]
fn groups_that_differ_are_found() {
    for (crossed, least) in [(false, 0.5), (true, 0.8)] {
        let design = Design { votes: &[40; 20], crossed, taste: 0.3, differ: 0.35, ..BASE };
        let (found, _) = rejected(&design, TieModel::Half, true, 200);
        assert!(found > least, "{found}");
    }
}

#[test]
fn order_names_and_sides_of_groups_do_not_matter() {
    let drawn = draw(&Design { votes: &[40; 6], groups: 3, crossed: true, taste: 0.4, ..BASE }, 5);
    for by_judges in [false, true] {
        let first = test(&drawn, TieModel::Half, by_judges).unwrap();
        let mut turned =
            draw(&Design { votes: &[40; 6], groups: 3, crossed: true, taste: 0.4, ..BASE }, 5);
        turned.rotate_left(1);
        let again = test(&turned, TieModel::Half, by_judges).unwrap();
        for (a, b) in [(first.f, again.f), (first.p, again.p), (first.df[1], again.df[1])] {
            assert!((a - b).abs() <= 1e-9 * a.abs(), "{a} {b}");
        }
    }
}
