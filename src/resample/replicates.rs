//! [`LANES`] replicates side by side, as their likelihoods need them.

use super::LANES;
use super::gradient::Lanes;
use crate::rating::TieModel;

/// Counts of a batch of replicates, one lane each.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Replicates {
    ties_are: TieModel,
    /// Per pair: all votes that count. For Rao-Kupper those that `i` won or tied.
    pub votes: Vec<[i32; LANES]>,
    /// Per pair, for Rao-Kupper only: those that `j` won or tied.
    pub votes_or_ties: Vec<[i32; LANES]>,
    /// Per model: the wins (and shares of ties) whose expectation a fit matches.
    pub scores: Vec<Lanes>,
    /// All ties.
    pub ties: Lanes,
    /// All votes that are no ties.
    pub decisive: Lanes,
}

impl Replicates {
    /// Room for a batch.
    pub fn new(ties_are: TieModel, models: usize, pairs: usize) -> Self {
        let both = if ties_are == TieModel::RaoKupper { pairs } else { 0 };
        Self {
            ties_are,
            votes: vec![[0; LANES]; pairs],
            votes_or_ties: vec![[0; LANES]; both],
            scores: vec![[0.0; LANES]; models],
            ..Self::default()
        }
    }

    /// Takes one replicate's cells into a lane: every `stride`th of `cells` from the first.
    pub fn fill(&mut self, lane: usize, pairs: &[(u32, u32)], cells: &[u32], stride: usize) {
        self.scores.iter_mut().for_each(|score| score[lane] = 0.0);
        (self.ties[lane], self.decisive[lane]) = (0.0, 0.0);
        for (at, (&(i, j), cells)) in pairs.iter().zip(cells.chunks(3 * stride)).enumerate() {
            let [wins, losses, ties] =
                [0, 1, 2].map(|outcome| cells[outcome * stride].cast_signed());
            let (votes, score) = match self.ties_are {
                TieModel::Drop => (wins + losses, f64::from(wins)),
                TieModel::RaoKupper => (wins + ties, f64::from(wins - losses)),
                _ => (wins + losses + ties, f64::from(wins) + 0.5 * f64::from(ties)),
            };
            self.votes[at][lane] = votes;
            let against = if self.ties_are == TieModel::RaoKupper {
                self.votes_or_ties[at][lane] = losses + ties;
                -score
            } else {
                f64::from(votes) - score
            };
            self.scores[i as usize][lane] += score;
            self.scores[j as usize][lane] += against;
            self.ties[lane] += f64::from(ties);
            self.decisive[lane] += f64::from(wins) + f64::from(losses);
        }
    }
}
