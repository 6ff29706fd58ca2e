//! What more votes would buy, against refits with those votes and against simulated voting.

use mindgap::rating::{
    Covariance, Fit, FitOptions, Separation, TieModel, fit, next_pairs, sandwich, separation,
};
use mindgap::simulate::{Spec, Study};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{Pair, PairCounts};

const TIES: [TieModel; 4] =
    [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper];

fn counts() -> PairCounts {
    Study::new(&Spec::sized(7, 900)).tally().counts
}

/// Pairs that some more votes would tell apart.
fn undecided(fit: &Fit, errors: &Covariance) -> Vec<((usize, usize), Separation)> {
    let pairs = (0..7).flat_map(|j| (0..j).map(move |i| (i, j)));
    pairs
        .map(|pair| (pair, separation(fit, errors, pair, 0.95, 0.8)))
        .filter(|(_, found)| !found.separated && found.direct < 5_000.0)
        .collect()
}

/// Shares of win, loss and tie that a fit expects of a pair; no ties where it says nothing of them.
fn expected(fit: &Fit, i: usize, j: usize) -> [f64; 3] {
    let d = fit.ratings[i] - fit.ratings[j];
    let odds = |x: f64| 1.0 / (1.0 + (-x).exp());
    match (fit.options.ties, fit.tie) {
        (TieModel::Davidson, Some(tie)) => {
            let [win, loss, tied] = [(d / 2.0).exp(), (-d / 2.0).exp(), tie.value];
            [win, loss, tied].map(|x| x / (win + loss + tied))
        }
        (TieModel::RaoKupper, Some(tie)) => {
            let (win, loss) = (odds(d - tie.log), odds(-d - tie.log));
            [win, loss, 1.0 - win - loss]
        }
        _ => [odds(d), odds(-d), 0.0],
    }
}

/// The votes, a million of each, and `more` of such millions on one pair.
fn with(counts: &PairCounts, i: u32, j: u32, more: f64, shares: [f64; 3]) -> PairCounts {
    let million = 1e6;
    let mut counts = counts.clone();
    for pair in &mut counts.pairs {
        pair.wins *= 1_000_000;
        pair.losses *= 1_000_000;
        pair.ties *= 1_000_000;
        if (pair.i, pair.j) == (i, j) {
            let [wins, losses, ties] = shares.map(|share| (more * million * share) as u64);
            *pair = Pair {
                wins: pair.wins + wins,
                losses: pair.losses + losses,
                ties: pair.ties + ties,
                ..*pair
            };
        }
    }
    counts
}

fn variance(fit: &Fit, i: usize, j: usize) -> f64 {
    let m = &fit.inverse_information;
    1e6 * (m[(i, i)] + m[(j, j)] - 2.0 * m[(i, j)])
}

/// With the votes it asks for, the variance is what it has to be.
#[test]
fn votes_asked_for_bring_the_variance_down() {
    for ties in TIES {
        let counts = counts();
        let options = FitOptions { ties, prior: 0.0 };
        let start = fit(&counts, &options).unwrap();
        let errors = sandwich(&counts, None, &start);
        let pairs = undecided(&start, &errors);
        assert!(!pairs.is_empty(), "{ties:?}");
        for ((i, j), found) in pairs {
            let before = fit(&with(&counts, 0, 1, 0.0, [0.0; 3]), &options).unwrap();
            let more = with(&counts, i as u32, j as u32, found.direct, expected(&start, i, j));
            let after = fit(&more, &options).unwrap();
            let robust = found.se * found.se / variance(&before, i, j);
            let z = found.difference.abs() / (robust * variance(&after, i, j)).sqrt();
            // z of 95 % and of 80 %, and at most one vote too many.
            let off = z / (1.959_964 + 0.841_621) - 1.0;
            let one = 1.0 / found.direct;
            assert!((-1e-5..one).contains(&off), "{ties:?} {i} {j}: {off} of {found:?}");
        }
    }
}

/// Every pair's reduction is that of a refit with a vote on it (a millionth of one, counted a
/// million times), and the order is theirs.
#[test]
fn the_next_pair_is_the_one_that_a_refit_prefers() {
    for ties in TIES {
        let counts = counts();
        let options = FitOptions { ties, prior: 0.0 };
        let start = fit(&counts, &options).unwrap();
        let ours = next_pairs(&start);
        assert_eq!(ours.len(), 21);
        assert!(ours.is_sorted_by(|a, b| a.reduction >= b.reduction));
        let trace = |fit: &Fit| -> f64 { (0..7).map(|m| fit.inverse_information[(m, m)]).sum() };
        let before = trace(&fit(&with(&counts, 0, 1, 0.0, [0.0; 3]), &options).unwrap());
        for pair in ours {
            let (i, j) = (pair.i as u32, pair.j as u32);
            let more = with(&counts, i, j, 1.0, expected(&start, pair.i, pair.j));
            let after = trace(&fit(&more, &options).unwrap());
            let refitted = 1.0 - after / before;
            let off = pair.reduction / refitted - 1.0;
            assert!(off.abs() < 1e-4, "{ties:?} {i} {j}: {off}");
        }
    }
}

/// Where the difference is what it was taken for, the test finds it as often as promised.
#[test]
fn as_many_votes_have_the_power_promised() {
    let options = FitOptions { ties: TieModel::Davidson, prior: 0.0 };
    let counts = counts();
    let start = fit(&counts, &options).unwrap();
    let errors = sandwich(&counts, None, &start);
    let ((i, j), plan) = undecided(&start, &errors)[0];
    for (direct, spread) in [(plan.direct, 0.0), (0.0, plan.spread)] {
        let factor = 1.0 + spread / counts.votes() as f64;
        let studies = 400;
        let mut found = 0;
        for study in 0..studies {
            let mut stream = Stream::new(3, Domain::Simulation, study, 9);
            let mut study = counts.clone();
            for pair in &mut study.pairs {
                let (a, b) = (pair.i as usize, pair.j as usize);
                let own = if (a, b) == (i, j) { direct } else { 0.0 };
                let votes = (pair.votes() as f64 * factor + own) as u64;
                let [win, loss, _] = expected(&start, a, b);
                (pair.wins, pair.losses, pair.ties) = (0, 0, 0);
                for _ in 0..votes {
                    let drawn = stream.unit();
                    pair.wins += u64::from(drawn < win);
                    pair.losses += u64::from(drawn >= win && drawn < win + loss);
                    pair.ties += u64::from(drawn >= win + loss);
                }
            }
            let again = fit(&study, &options).unwrap();
            let errors = sandwich(&study, None, &again);
            let z = (again.ratings[i] - again.ratings[j]) / errors.difference_se(i, j);
            found += u32::from(z.abs() > 1.959_964);
        }
        let power = f64::from(found) / f64::from(studies);
        // Three Monte Carlo errors of 400 studies are 0.06.
        assert!((power - 0.8).abs() < 0.06, "{direct} {spread}: {power}");
    }
}

#[test]
fn equal_ratings_are_never_told_apart() {
    let pair = |i, j| Pair { i, j, wins: 5, losses: 5, ties: 2 };
    let counts = PairCounts { models: 3, pairs: vec![pair(0, 1), pair(0, 2), pair(1, 2)] };
    let start = fit(&counts, &FitOptions::default()).unwrap();
    let errors = sandwich(&counts, None, &start);
    let found = separation(&start, &errors, (0, 1), 0.95, 0.8);
    assert!(!found.separated && found.difference.abs() < 1e-12);
    assert!(found.direct > 1e15 && found.spread > 1e15, "{found:?}");
}
