//! Whether a plan's replicates are worth a GPU.
//!
//! # Design
//!
//! A GPU's ratings agree with the CPU's to 1e-5, not to the last bit, and the same holds between
//! two GPUs. Who publishes figures wants readers to get the same, so who computes must not depend
//! on how busy a machine was: the answer is a function of the plan, and all of its replicates are
//! done by one side. Plans that take one CPU worker a few seconds at most stay there, where every
//! machine gets the same bits; beyond that waiting weighs more than a sixth digit, and the result
//! says on what it was computed.
//!
//! Replicates that a GPU cannot vouch for are settled one by one by a CPU beside it. A plan with
//! many of these stays on the CPU too, whose workers share them.

use super::plan::Plan;
use crate::rating::witness::Witness;
use crate::rating::{FitOptions, TieModel};
use crate::votes::JudgeCounts;

/// Plans that take one CPU worker no longer than this stay on the CPU.
const CPU_SECONDS: f64 = 5.0;
/// Plans of which more replicates than this share would be left to the CPU stay there.
const MOST_LEFT: f64 = 0.01;

/// Why a GPU cannot do a plan that has no witness.
pub(super) const LONG_CYCLES: &str =
    "these models are connected only by long cycles of votes, which takes the CPU";

/// What one worker spends on a replicate, in nanoseconds. From measurements of Chromium on a shared
/// core of an AMD EPYC: right to a third at 6 models × 7,500 votes, 100 × 100,000 and
/// 200 × 2,000,000; another machine is faster or slower, but decides alike.
mod nanoseconds {
    /// A cell with votes, or a judge, drawn and filled in.
    pub const DRAWN: f64 = 4.0;
    /// The votes drawn one by one: times the root of all votes.
    pub const SINGLES: f64 = 20.0;
    /// A judge's votes in one cell.
    pub const ENTRY: f64 = 0.5;
    /// A pair, through all steps.
    pub const PAIR: f64 = 18.0;
    /// A model, through all steps,
    pub const MODEL: f64 = 100.0;
    /// and with every other model in the product of matrices.
    pub const PRODUCT: f64 = 2.0;
}

/// Who resamples where a GPU may, but need not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Whether a GPU does all replicates, where there is one.
    pub gpu: bool,
    /// Why, in words.
    pub why: String,
}

/// Who resamples a plan where a GPU may, but need not: the same for the same plan.
///
/// ```
/// use mindgap::rating::FitOptions;
/// use mindgap::resample::{Plan, work};
/// use mindgap::votes::{Pair, PairCounts};
///
/// let pair = Pair { i: 0, j: 1, wins: 60, losses: 40, ties: 0 };
/// let counts = PairCounts { models: 2, pairs: vec![pair] };
/// let fit = FitOptions::default();
/// let plan = Plan { counts, judges: None, fit, seed: 1, replicates: 10_000 };
/// assert!(!work::choose(&plan).gpu);
/// ```
#[must_use]
pub fn choose(plan: &Plan) -> Choice {
    let seconds = cpu_seconds(plan);
    let about = seconds.ceil() as u32;
    if seconds <= CPU_SECONDS {
        let from = CPU_SECONDS as u32;
        let why = format!(
            "one CPU worker does this in {about} s or so, and a GPU is asked for what takes more than {from} s"
        );
        return Choice { gpu: false, why };
    }
    match share_left(plan) {
        None => Choice { gpu: false, why: LONG_CYCLES.into() },
        Some(left) if left > MOST_LEFT => {
            let percent = (100.0 * left.min(1.0)).ceil() as u32;
            let why = format!(
                "up to {percent} % of these replicates lack a vote that shows a finite optimum, and only the CPU can look further"
            );
            Choice { gpu: false, why }
        }
        Some(_) => Choice { gpu: true, why: format!("one CPU worker would take {about} s or so") },
    }
}

/// How long all replicates take one CPU worker, roughly.
fn cpu_seconds(plan: &Plan) -> f64 {
    use nanoseconds::{DRAWN, ENTRY, MODEL, PAIR, PRODUCT, SINGLES};
    let cells = plan.counts.cells();
    let votes = match &plan.judges {
        Some(judges) => judges.judges() as f64,
        None => cells.iter().sum::<u64>() as f64,
    };
    let filled = cells.iter().filter(|&&votes| votes > 0).count() as f64;
    let by_judge = plan
        .judges
        .as_ref()
        .map_or(0.0, |judges| DRAWN * judges.judges() as f64 + ENTRY * judges.cells.len() as f64);
    let (models, pairs) = (plan.counts.models as f64, plan.counts.pairs.len() as f64);
    let each = DRAWN * filled
        + by_judge
        + SINGLES * votes.sqrt()
        + PAIR * pairs
        + MODEL * models
        + PRODUCT * models * models;
    1e-9 * each * f64::from(plan.replicates)
}

/// The share of replicates for which the witness does not vouch, at most: cells counted as Poisson,
/// and of judges by how many voted in them. Nothing where there is no witness.
fn share_left(plan: &Plan) -> Option<f64> {
    let FitOptions { ties, .. } = plan.fit;
    let witness = Witness::new(&plan.counts, &plan.fit)?;
    let drawn = match &plan.judges {
        Some(judges) => judges_per_cell(judges, 3 * plan.counts.pairs.len()),
        None => plan.counts.cells(),
    };
    let empty = |pair: u32, outcome: usize| {
        let votes = drawn[3 * pair as usize + outcome];
        libm::exp(-(votes as f64))
    };
    let one_sided = |pair: u32| empty(pair, 0) + empty(pair, 1);
    let untied = |pair| if ties == TieModel::Drop { 1.0 } else { empty(pair, 2) };
    let tree: f64 = witness.tree.iter().map(|&pair| untied(pair) * one_sided(pair)).sum();
    let parameter = witness.decisive_and_tied.map(|(a, b)| one_sided(a) + empty(b, 2));
    Some(tree + parameter.unwrap_or_default())
}

fn judges_per_cell(judges: &JudgeCounts, cells: usize) -> Vec<u64> {
    let mut per_cell = vec![0; cells];
    for &cell in &judges.cells {
        per_cell[cell as usize] += 1;
    }
    per_cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resample::{Resampler, Samples};
    use crate::votes::{Pair, PairCounts};

    /// All pairs with equal shares of the votes, two in five of them ties.
    fn plan(models: u32, votes: u64, replicates: u32) -> Plan {
        let pairs = (0..models).flat_map(|i| (i + 1..models).map(move |j| (i, j)));
        let each = votes / u64::from(models * (models - 1) / 2);
        let pairs = pairs.map(|(i, j)| Pair {
            i,
            j,
            wins: each * 3 / 10,
            losses: each * 3 / 10,
            ties: each * 4 / 10,
        });
        let counts = PairCounts { models: models as usize, pairs: pairs.collect() };
        Plan { counts, judges: None, fit: FitOptions::default(), seed: 1, replicates }
    }

    /// Chromium's times of the README, in seconds.
    #[test]
    fn work_is_what_was_measured() {
        for (models, votes, measured) in
            [(6, 7_500, 0.033), (100, 100_000, 2.08), (200, 2_000_000, 7.1)]
        {
            let estimate = cpu_seconds(&plan(models, votes, 10_000));
            assert!((0.66..1.5).contains(&(estimate / measured)), "{estimate} for {measured}");
        }
        let mut judged = plan(6, 7_500, 100);
        let votes = cpu_seconds(&judged);
        // One judge for each vote, as far as this counts.
        let offsets = (0..=7_500).collect();
        judged.judges =
            Some(JudgeCounts { offsets, cells: vec![0; 7_500], counts: vec![1; 7_500] });
        assert!(cpu_seconds(&judged) > 2.0 * votes, "judges cost more");
    }

    #[test]
    fn small_work_stays_on_the_cpu() {
        let choice = |models, votes, replicates| choose(&plan(models, votes, replicates));
        assert!(!choice(6, 7_500, 10_000).gpu);
        assert_eq!(
            choice(6, 7_500, 10_000).why,
            "one CPU worker does this in 1 s or so, and a GPU is asked for what takes more than 5 s"
        );
        assert!(!choice(100, 100_000, 10_000).gpu);
        assert!(choice(6, 7_500, 4_000_000).gpu);
        assert!(choice(200, 2_000_000, 10_000).gpu);
        assert_eq!(choice(200, 2_000_000, 10_000).why, "one CPU worker would take 8 s or so");
    }

    #[test]
    fn weak_votes_stay_on_the_cpu() {
        let Choice { gpu, why } = choose(&plan(8, 120, 10_000_000));
        assert!(!gpu && why.starts_with("up to 100 % of these replicates lack a vote"), "{why}");
        let won = |i, j, wins, losses| Pair { i, j, wins, losses, ties: 0 };
        let pairs = vec![won(0, 1, 9, 0), won(0, 2, 0, 9), won(1, 2, 9, 0)];
        let counts = PairCounts { models: 3, pairs };
        let ring = Plan { counts, ..plan(3, 30, 1_000_000_000) };
        assert_eq!(choose(&ring), Choice { gpu: false, why: LONG_CYCLES.into() });
    }

    /// The share is a bound, and not far from what is drawn: thirty votes a pair, few one-sided.
    #[test]
    fn the_share_left_is_what_is_drawn() {
        let pair = |i, j, wins, losses| Pair { i, j, wins, losses, ties: 0 };
        let counts = PairCounts { models: 3, pairs: vec![pair(0, 1, 27, 3), pair(1, 2, 26, 4)] };
        let plan = Plan { counts, ..plan(3, 30, 4_000) };
        let share = share_left(&plan).unwrap();
        let mut engine = Resampler::new(plan.clone()).unwrap();
        let Samples { status, .. } = engine.run(0..plan.replicates);
        let lost = status.iter().filter(|&&status| status != 0).count() as f64 / 4_000.0;
        assert!(lost <= share + 0.01 && share < 1.3 * lost, "{share} and {lost}");
    }
}
