//! What must hold of ratings whatever the votes, and two slow second implementations.

use mindgap::rating::{
    Differences, Fit, FitError, FitOptions, TieModel, components, fit, rank, rank_intervals,
    rank_sets, refit, sandwich, tiers,
};
use mindgap::votes::{Pair, PairCounts};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const TIE_MODELS: [TieModel; 4] =
    [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper];

/// Every pair of up to `most` models with counts below `below`; many pairs stay empty.
fn votes(most: usize, below: u64) -> impl Strategy<Value = PairCounts> {
    let one = prop_oneof![Just(0), 0..below];
    (2..=most).prop_flat_map(move |models| {
        let pairs = models * (models - 1) / 2;
        prop::collection::vec([one.clone(), one.clone(), one.clone()], pairs).prop_map(
            move |counts| {
                let all =
                    (0..models as u32).flat_map(|i| (i + 1..models as u32).map(move |j| (i, j)));
                let pairs = all
                    .zip(counts)
                    .filter(|(_, c)| c.iter().sum::<u64>() > 0)
                    .map(|((i, j), [wins, losses, ties])| Pair { i, j, wins, losses, ties })
                    .collect();
                PairCounts { models, pairs }
            },
        )
    })
}

/// Votes with something on both sides of neighbours in a ring, so that every fit exists.
fn connected_votes() -> impl Strategy<Value = PairCounts> {
    votes(8, 40).prop_map(|mut counts| {
        for i in 0..counts.models as u32 - 1 {
            match counts.pairs.iter_mut().find(|p| (p.i, p.j) == (i, i + 1)) {
                Some(p) => {
                    (p.wins, p.losses, p.ties) = (p.wins + 1, p.losses + 2, p.ties + 1);
                }
                None => counts.pairs.push(Pair { i, j: i + 1, wins: 2, losses: 1, ties: 1 }),
            }
        }
        counts.pairs.sort_by_key(|p| (p.i, p.j));
        counts
    })
}

fn tie_model() -> impl Strategy<Value = TieModel> {
    prop::sample::select(TIE_MODELS.to_vec())
}

fn fitted(counts: &PairCounts, ties: TieModel) -> Fit {
    fit(counts, &FitOptions { ties, prior: 0.0 }).unwrap()
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

/// `counts` with model `m` called `names[m]`, pairs turned and sorted as their type demands.
fn relabelled(counts: &PairCounts, names: &[u32]) -> PairCounts {
    let turn = |p: &Pair| {
        let (a, b) = (names[p.i as usize], names[p.j as usize]);
        let (wins, losses) = if a < b { (p.wins, p.losses) } else { (p.losses, p.wins) };
        Pair { i: a.min(b), j: a.max(b), wins, losses, ties: p.ties }
    };
    let mut pairs: Vec<Pair> = counts.pairs.iter().map(turn).collect();
    pairs.sort_by_key(|p| (p.i, p.j));
    PairCounts { models: counts.models, pairs }
}

/// Ratings by minorisation-maximisation (Hunter 2004, eq. 3), half a win for a tie:
/// `p_i = w_i / Σ_j n_ij / (p_i + p_j)`, over and over.
fn by_minorisation(counts: &PairCounts) -> Vec<f64> {
    let n = counts.models;
    let mut p = vec![1.0_f64; n];
    for _ in 0..200_000 {
        let (mut wins, mut sums) = (vec![0.0; n], vec![0.0; n]);
        for pair in &counts.pairs {
            let (i, j) = (pair.i as usize, pair.j as usize);
            wins[i] += pair.wins as f64 + pair.ties as f64 / 2.0;
            wins[j] += pair.losses as f64 + pair.ties as f64 / 2.0;
            let share = pair.votes() as f64 / (p[i] + p[j]);
            sums[i] += share;
            sums[j] += share;
        }
        let next: Vec<f64> = wins.iter().zip(&sums).map(|(w, s)| w / s).collect();
        let scale = (next.iter().map(|x| x.ln()).sum::<f64>() / n as f64).exp();
        let moved =
            next.iter().zip(&p).map(|(a, b)| (a / scale / b - 1.0).abs()).fold(0.0, f64::max);
        p = next.iter().map(|x| x / scale).collect();
        if moved < 1e-14 {
            break;
        }
    }
    p.iter().map(|x| x.ln()).collect()
}

/// `reach[i][j]`: a chain of wins (and ties) leads from i to j, by trying every middle model.
fn reachability(counts: &PairCounts, ties: bool) -> Vec<Vec<bool>> {
    let n = counts.models;
    let mut reach: Vec<Vec<bool>> = (0..n).map(|i| (0..n).map(|j| i == j).collect()).collect();
    for p in &counts.pairs {
        let tied = ties && p.ties > 0;
        reach[p.i as usize][p.j as usize] |= p.wins > 0 || tied;
        reach[p.j as usize][p.i as usize] |= p.losses > 0 || tied;
    }
    for k in 0..n {
        for i in 0..n {
            for j in 0..n {
                reach[i][j] |= reach[i][k] && reach[k][j];
            }
        }
    }
    reach
}

/// Whether ratings and tie parameter can grow together: whole-number levels with every win at
/// least one level down and every tie at most one level apart, by trying all of them.
fn can_grow_with_its_ties(counts: &PairCounts) -> bool {
    let n = counts.models as u32;
    (0..n.pow(n)).any(|code| {
        let level = |m: u32| i64::from(code / n.pow(m) % n);
        counts.pairs.iter().all(|p| {
            let down = level(p.i) - level(p.j);
            (p.wins == 0 || down >= 1)
                && (p.losses == 0 || down <= -1)
                && (p.ties == 0 || down.abs() <= 1)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        rng_seed: RngSeed::Fixed(20_250_215),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn relabelling_models_permutes_everything(
        (counts, names) in connected_votes().prop_flat_map(|c| {
            let names = Just((0..c.models as u32).collect::<Vec<_>>()).prop_shuffle();
            (Just(c), names)
        }),
        ties in tie_model(),
    ) {
        let (a, b) = (fitted(&counts, ties), fitted(&relabelled(&counts, &names), ties));
        let (ea, eb) = (sandwich(&counts, None, &a), sandwich(&relabelled(&counts, &names), None, &b));
        for (m, &n) in names.iter().enumerate() {
            let n = n as usize;
            prop_assert!(close(a.ratings[m], b.ratings[n], 1e-11));
            prop_assert!(close(ea.se(m), eb.se(n), 1e-10));
        }
        prop_assert!(close(a.log_likelihood, b.log_likelihood, 1e-12));
    }

    #[test]
    fn swapping_every_result_turns_ratings_over(counts in connected_votes(), ties in tie_model()) {
        let mut swapped = counts.clone();
        for p in &mut swapped.pairs {
            (p.wins, p.losses) = (p.losses, p.wins);
        }
        let (a, b) = (fitted(&counts, ties), fitted(&swapped, ties));
        for m in 0..counts.models {
            prop_assert!(close(a.ratings[m], -b.ratings[m], 1e-11));
        }
    }

    #[test]
    fn doubling_all_counts_leaves_ratings_and_shrinks_errors(
        counts in connected_votes(), ties in tie_model(),
    ) {
        let doubled = counts.with_cells(&counts.cells().iter().map(|n| 2 * n).collect::<Vec<_>>());
        let (a, b) = (fitted(&counts, ties), fitted(&doubled, ties));
        let (ea, eb) = (sandwich(&counts, None, &a), sandwich(&doubled, None, &b));
        for m in 0..counts.models {
            prop_assert!(close(a.ratings[m], b.ratings[m], 1e-11));
            prop_assert!(close(ea.se(m), eb.se(m) * 2_f64.sqrt(), 1e-10));
        }
        if let (Some(a), Some(b)) = (ea.log_tie_se, eb.log_tie_se) {
            prop_assert!(close(a, b * 2_f64.sqrt(), 1e-10));
        }
    }

    #[test]
    fn ratings_sum_to_zero_and_an_optimum_is_flat(counts in connected_votes(), ties in tie_model()) {
        let fit = fitted(&counts, ties);
        prop_assert!(fit.ratings.iter().sum::<f64>().abs() < 1e-12);
        prop_assert!(fit.gradient_norm <= 1e-12, "{:e}", fit.gradient_norm);
        for (a, b) in refit(&counts, &fit).unwrap().iter().zip(&fit.ratings) {
            prop_assert!(close(*a, *b, 1e-12));
        }
    }

    #[test]
    fn newton_and_minorisation_agree(counts in connected_votes()) {
        let fit = fitted(&counts, TieModel::Half);
        for (a, b) in fit.ratings.iter().zip(by_minorisation(&counts)) {
            prop_assert!(close(*a, b, 1e-9), "{a} is not {b}");
        }
    }

    #[test]
    fn counts_of_any_magnitude_are_fitted(
        counts in connected_votes(),
        magnitudes in prop::collection::vec(0_u32..13, 84),
        ties in tie_model(),
    ) {
        let cells = counts.cells();
        let scaled: Vec<u64> =
            cells.iter().zip(magnitudes).map(|(n, m)| n * 10_u64.pow(m)).collect();
        let fit = fit(&counts.with_cells(&scaled), &FitOptions { ties, prior: 0.0 });
        let fit = fit.map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(fit.gradient_norm <= 1e-12, "{:e}", fit.gradient_norm);
        let errors = sandwich(&counts.with_cells(&scaled), None, &fit);
        prop_assert!((0..counts.models).all(|m| errors.se(m).is_finite()));
    }

    #[test]
    fn a_prior_always_gives_finite_ratings(counts in votes(6, 50), prior in 1e-6..10.0) {
        prop_assume!(counts.votes() > 0);
        let fit = fit(&counts, &FitOptions { ties: TieModel::Half, prior }).unwrap();
        prop_assert!(fit.ratings.iter().all(|r| r.is_finite()));
        prop_assert!(fit.ratings.iter().sum::<f64>().abs() < 1e-12);
    }

    #[test]
    fn components_are_what_reaches_each_other(counts in votes(7, 3), ties in tie_model()) {
        let reach = reachability(&counts, ties != TieModel::Drop);
        let components = components(&counts, ties);
        let place = |m: usize| components.iter().position(|c| c.contains(&(m as u32))).unwrap();
        prop_assert_eq!(components.iter().map(Vec::len).sum::<usize>(), counts.models);
        for (i, from) in reach.iter().enumerate() {
            for (j, back) in reach.iter().enumerate() {
                prop_assert_eq!(place(i) == place(j), from[j] && back[i]);
                // Best first: what one reaches stands no earlier.
                prop_assert!(!from[j] || place(i) <= place(j));
            }
        }
    }

    #[test]
    fn a_fit_exists_exactly_when_it_should(counts in votes(4, 3), ties in tie_model()) {
        let reach = reachability(&counts, ties != TieModel::Drop);
        let connected = reach.iter().flatten().all(|r| *r);
        let decisive = counts.pairs.iter().any(|p| p.wins + p.losses > 0);
        let tied = counts.pairs.iter().any(|p| p.ties > 0);
        let expected = connected
            && (ties == TieModel::Half || decisive)
            && (!ties.has_parameter() || tied && !can_grow_with_its_ties(&counts));
        match fit(&counts, &FitOptions { ties, prior: 0.0 }) {
            Ok(_) => prop_assert!(expected),
            Err(error) => {
                prop_assert!(!expected, "{error}");
                let gave_up = matches!(error, FitError::NotConverged { .. });
                prop_assert!(!gave_up);
            }
        }
    }

    #[test]
    fn ranks_and_tiers_fit_together(counts in connected_votes()) {
        let fit = fitted(&counts, TieModel::Half);
        let errors = sandwich(&counts, None, &fit);
        let ranks = rank(&fit.ratings);
        let differences = Differences::new(&fit.ratings, &errors);
        let alone = rank_intervals(&fit.ratings, &differences, 0.95);
        let together = rank_sets(&fit.ratings, &differences, 0.95);
        for (possible, &rank) in alone.iter().chain(&together).zip(ranks.iter().cycle()) {
            prop_assert!(possible.contains(rank) && possible.worst as usize <= counts.models);
        }
        let tiers = tiers(&fit.ratings, &differences, 0.95);
        let order: Vec<u32> = tiers.concat();
        prop_assert_eq!(order.len(), counts.models);
        for (a, b) in order.iter().zip(&order[1..]) {
            prop_assert!(fit.ratings[*a as usize] >= fit.ratings[*b as usize]);
        }
        // Tiers of one model each, one after the other, leave no doubt about ranks.
        if tiers.len() == counts.models {
            for (m, possible) in together.iter().enumerate() {
                let surely = |p: f64| p <= differences.sure(0.95);
                let told_apart = (0..counts.models).all(|k| k == m || surely(differences.p(m, k)));
                prop_assert!(!told_apart || possible.best == possible.worst);
            }
        }
    }
}
