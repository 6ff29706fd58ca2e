//! A quick sign that a resample's likelihood has a finite maximum.
//!
//! `existence` looks at every pair; a resample of many pairs can be judged by
//! a few. Where each pair of a spanning tree holds something on both sides, all models are
//! strongly connected. The tree is chosen once, of the pairs least likely to lose a side.

use super::existence::{beats, root};
use super::tie_model::TieModel;
use super::{FitOptions, existence};
use crate::stats::order::order;
use crate::votes::{Pair, PairCounts};

/// Pairs that, while they hold votes enough, vouch for a finite maximum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    ties: TieModel,
    /// Pairs of which each must hold something on both sides, by position.
    pub tree: Vec<u32>,
    /// For a tie parameter: a pair that must hold wins on both sides, and one that must hold ties.
    pub decisive_and_tied: Option<(u32, u32)>,
}

impl Witness {
    /// The pairs to look at, where there are such: none when the models hang together only by
    /// longer cycles.
    #[must_use]
    pub fn new(counts: &PairCounts, options: &FitOptions) -> Option<Self> {
        let ties = options.ties;
        let pairs = &counts.pairs;
        let strength = |pair: &Pair| match ties {
            TieModel::Drop => pair.wins.min(pair.losses),
            _ => pair.ties + pair.wins.min(pair.losses),
        };
        let strongest = order(pairs.len(), &|a, b| strength(&pairs[b]).cmp(&strength(&pairs[a])));
        let mut parent: Vec<u32> = (0..counts.models as u32).collect();
        let mut tree = Vec::new();
        for at in strongest {
            let pair = &pairs[at];
            let (a, b) = (root(&mut parent, pair.i), root(&mut parent, pair.j));
            if a != b && beats(pair, ties) == (true, true) {
                parent[a as usize] = b;
                tree.push(at as u32);
            }
        }
        let largest = |votes: &dyn Fn(&Pair) -> u64| {
            let best = (0..pairs.len()).max_by_key(|&at| votes(&pairs[at]))?;
            (votes(&pairs[best]) > 0).then_some(best as u32)
        };
        let decisive_and_tied = if ties.has_parameter() {
            Some((largest(&|pair| pair.wins.min(pair.losses))?, largest(&|pair| pair.ties)?))
        } else {
            None
        };
        if options.prior > 0.0 && ties != TieModel::Drop {
            // The prior's opponent joins all models, whatever the votes.
            return Some(Self { ties, tree: Vec::new(), decisive_and_tied });
        }
        (tree.len() + 1 == counts.models).then_some(Self { ties, tree, decisive_and_tied })
    }

    /// Whether a resample's counts show what was looked for: three cells to a pair, every
    /// `stride`th of `cells` from the first. If not, only `existence` knows.
    #[must_use]
    pub fn vouches_for(&self, cells: &[u32], stride: usize) -> bool {
        let holds = |pair: u32, outcome: usize| cells[(3 * pair as usize + outcome) * stride] > 0;
        let tied = |pair| self.ties != TieModel::Drop && holds(pair, 2);
        let on_both_sides = |&pair: &u32| tied(pair) || holds(pair, 0) && holds(pair, 1);
        self.tree.iter().all(on_both_sides)
            && self.decisive_and_tied.is_none_or(|(decisive, pair)| {
                holds(decisive, 0) && holds(decisive, 1) && holds(pair, 2)
            })
    }
}

/// Whether these votes have a finite maximum.
#[must_use]
pub fn exists(counts: &PairCounts, options: &FitOptions) -> bool {
    existence::check(counts, options).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(i: u32, j: u32, wins: u64, losses: u64, ties: u64) -> Pair {
        Pair { i, j, wins, losses, ties }
    }

    /// All ways to fill the cells of two pairs with 0 or 1: a witness never vouches in vain.
    #[test]
    fn what_is_vouched_for_exists() {
        let counts =
            PairCounts { models: 3, pairs: vec![pair(0, 1, 4, 2, 3), pair(1, 2, 1, 5, 2)] };
        let all = [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper];
        for options in
            all.iter().flat_map(|&ties| [0.0, 0.5].map(|prior| FitOptions { ties, prior }))
        {
            let witness = Witness::new(&counts, &options).unwrap();
            let mut vouched = 0;
            // A resample holds at least one vote.
            for bits in 1..64_u64 {
                let cells: Vec<u64> = (0..6).map(|cell| bits >> cell & 1).collect();
                let narrow: Vec<u32> = cells.iter().map(|&votes| votes as u32).collect();
                if witness.vouches_for(&narrow, 1) {
                    vouched += 1;
                    assert!(exists(&counts.with_cells(&cells), &options), "{options:?} {cells:?}");
                }
            }
            assert!(vouched > 0, "{options:?}");
        }
    }

    #[test]
    fn a_ring_of_wins_has_no_witness() {
        let pairs = vec![pair(0, 1, 1, 0, 0), pair(0, 2, 0, 1, 0), pair(1, 2, 1, 0, 0)];
        let counts = PairCounts { models: 3, pairs };
        let options = FitOptions::default();
        assert!(exists(&counts, &options));
        assert_eq!(Witness::new(&counts, &options), None);
    }
}
