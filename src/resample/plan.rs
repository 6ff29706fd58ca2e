//! What a worker is told: counts, unit, seed, options.
//!
//! The seam between whoever asks for replicates and whoever draws them. It
//! crosses to Web Workers as bytes, so it holds plain numbers only.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::rating::{FitOptions, TieModel};
use crate::votes::{JudgeCounts, Pair, PairCounts};

/// What is drawn with replacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Votes, as in the paper.
    #[default]
    Vote,
    /// Judges with all their votes: right when a judge votes more than once.
    Judge,
}

/// A bootstrap, ready to be drawn in any ranges by any number of workers.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The votes.
    pub counts: PairCounts,
    /// The same votes by judge, exactly when judges are the unit.
    pub judges: Option<JudgeCounts>,
    /// How each replicate is fitted.
    pub fit: FitOptions,
    /// Of every stream.
    pub seed: u64,
    /// Replicates are numbered below this.
    pub replicates: u32,
}

const MAGIC: u32 = u32::from_le_bytes(*b"MGP1");

impl Plan {
    /// Little-endian bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64 + 32 * self.counts.pairs.len());
        let ties = TIE_MODELS.iter().position(|&ties| ties == self.fit.ties).unwrap_or_default();
        let (models, pairs) = (self.counts.models as u32, self.counts.pairs.len() as u32);
        put(&mut bytes, [MAGIC, ties as u32, self.replicates, models, pairs]);
        bytes.extend(self.fit.prior.to_le_bytes());
        bytes.extend(self.seed.to_le_bytes());
        for pair in &self.counts.pairs {
            put(&mut bytes, [pair.i, pair.j]);
            for count in [pair.wins, pair.losses, pair.ties] {
                bytes.extend(count.to_le_bytes());
            }
        }
        put_judges(&mut bytes, self.judges.as_ref());
        bytes
    }

    /// From [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    /// Bytes that are no plan, or one whose indices do not hold together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes;
        Self::read(&mut rest)
            .filter(|plan| rest.is_empty() && plan.holds_together())
            .ok_or_else(|| ErrorKind::BadPlan { bytes: bytes.len() as u64 }.into())
    }

    fn read(rest: &mut &[u8]) -> Option<Self> {
        if take(rest).map(u32::from_le_bytes)? != MAGIC {
            return None;
        }
        let ties = *TIE_MODELS.get(u32::from_le_bytes(take(rest)?) as usize)?;
        let replicates = u32::from_le_bytes(take(rest)?);
        let models = u32::from_le_bytes(take(rest)?) as usize;
        let pairs = u32::from_le_bytes(take(rest)?);
        let prior = f64::from_le_bytes(take(rest)?);
        let seed = u64::from_le_bytes(take(rest)?);
        let pairs = (0..pairs).map(|_| read_pair(rest)).collect::<Option<_>>()?;
        let judges = if rest.is_empty() { None } else { Some(read_judges(rest)?) };
        let fit = FitOptions { ties, prior };
        Some(Self { counts: PairCounts { models, pairs }, judges, fit, seed, replicates })
    }

    /// What the counts' own documentation promises; a worker relies on it.
    fn holds_together(&self) -> bool {
        let PairCounts { models, pairs } = &self.counts;
        let apart = pairs.iter().all(|pair| pair.i < pair.j && (pair.j as usize) < *models);
        let ascending = pairs.is_sorted_by(|a, b| (a.i, a.j) < (b.i, b.j));
        let cells = pairs.iter().flat_map(|pair| [pair.wins, pair.losses, pair.ties]);
        // A sum that wraps would pass for a small number of votes.
        let countable = cells.clone().try_fold(0, u64::checked_add).is_some();
        let judged = self.judges.as_ref().is_none_or(|judges| account_for(judges, cells.collect()));
        apart && ascending && countable && judged && (0.0..f64::INFINITY).contains(&self.fit.prior)
    }
}

/// Whether judges cast the votes of all cells, and no others.
pub(super) fn account_for(judges: &JudgeCounts, mut left: Vec<u64>) -> bool {
    let ends = (judges.offsets.first().copied(), judges.offsets.last().copied());
    let mut entries = judges.cells.iter().zip(&judges.counts);
    ends == (Some(0), Some(judges.cells.len() as u32))
        && judges.offsets.is_sorted()
        && entries.all(|(&cell, &votes)| take_votes(&mut left, cell, votes).is_some())
        && left.iter().all(|&votes| votes == 0)
}

/// A judge's votes out of those not yet accounted for.
fn take_votes(left: &mut [u64], cell: u32, votes: u32) -> Option<()> {
    let left = left.get_mut(cell as usize)?;
    *left = left.checked_sub(u64::from(votes))?;
    Some(())
}

/// In the order of their codes.
pub(super) const TIE_MODELS: [TieModel; 4] =
    [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper];

pub(super) fn put_judges(bytes: &mut Vec<u8>, judges: Option<&JudgeCounts>) {
    let Some(judges) = judges else { return };
    put(bytes, [judges.offsets.len() as u32, judges.cells.len() as u32]);
    for words in [&judges.offsets, &judges.cells, &judges.counts] {
        put(bytes, words.iter().copied());
    }
}

pub(super) fn put(bytes: &mut Vec<u8>, words: impl IntoIterator<Item = u32>) {
    bytes.extend(words.into_iter().flat_map(u32::to_le_bytes));
}

pub(super) fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk()?;
    *rest = tail;
    Some(*head)
}

fn read_pair(rest: &mut &[u8]) -> Option<Pair> {
    Some(Pair {
        i: u32::from_le_bytes(take(rest)?),
        j: u32::from_le_bytes(take(rest)?),
        wins: u64::from_le_bytes(take(rest)?),
        losses: u64::from_le_bytes(take(rest)?),
        ties: u64::from_le_bytes(take(rest)?),
    })
}

pub(super) fn read_judges(rest: &mut &[u8]) -> Option<JudgeCounts> {
    let offsets = u32::from_le_bytes(take(rest)?);
    let entries = u32::from_le_bytes(take(rest)?);
    let mut words = |count: u32| -> Option<Vec<u32>> {
        (0..count).map(|_| take(rest).map(u32::from_le_bytes)).collect()
    };
    Some(JudgeCounts { offsets: words(offsets)?, cells: words(entries)?, counts: words(entries)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resample::Resampler;

    fn plan() -> Plan {
        Plan {
            counts: PairCounts {
                models: 3,
                pairs: vec![
                    Pair { i: 0, j: 1, wins: 3, losses: 1, ties: 0 },
                    Pair { i: 1, j: 2, wins: 2, losses: 1, ties: 1 << 32 },
                ],
            },
            judges: Some(JudgeCounts {
                offsets: vec![0, 3, 6],
                cells: vec![0, 3, 5, 1, 4, 5],
                counts: vec![3, 2, 1, 1, 1, u32::MAX],
            }),
            fit: FitOptions { ties: TieModel::RaoKupper, prior: 0.5 },
            seed: 1 << 40,
            replicates: 7,
        }
    }

    #[test]
    fn bytes_and_back() {
        let mut plan = plan();
        assert_eq!(Plan::from_bytes(&plan.to_bytes()), Ok(plan.clone()));
        plan.judges = None;
        assert_eq!(Plan::from_bytes(&plan.to_bytes()), Ok(plan));
    }

    #[test]
    fn a_plan_that_does_not_hold_together_is_refused() {
        let refused = |change: &dyn Fn(&mut Plan)| {
            let mut plan = plan();
            change(&mut plan);
            Plan::from_bytes(&plan.to_bytes()).is_err()
        };
        assert!(!refused(&|_| ()));
        assert!(refused(&|plan| plan.counts.pairs[0].i = 1), "a model against itself");
        assert!(refused(&|plan| plan.counts.models = 2), "a model that is not there");
        assert!(refused(&|plan| plan.fit.prior = f64::INFINITY), "a prior without end");
        assert!(refused(&|plan| plan.fit.prior = f64::NAN), "a prior that is no number");
        assert!(refused(&|plan| plan.counts.pairs[0].wins = 4), "a vote without a judge");
        assert!(refused(&|plan| plan.counts.pairs[0].wins = 2), "a vote too many by judge");
        let judges = |change: &dyn Fn(&mut JudgeCounts)| {
            refused(&|plan| plan.judges.iter_mut().for_each(change))
        };
        assert!(judges(&|judges| judges.cells[0] = 6), "a cell that is not there");
        assert!(judges(&|judges| judges.offsets = vec![0, 7, 6]), "offsets that go back");
        assert!(judges(&|judges| judges.offsets = vec![0, 3]), "offsets that stop short");
        let votes = |pairs: &[Pair]| {
            refused(&|plan| {
                plan.judges = None;
                plan.counts.pairs = pairs.to_vec();
            })
        };
        let pair = |i, j| Pair { i, j, wins: 1, losses: 1, ties: 0 };
        assert!(!votes(&[pair(0, 1), pair(0, 2)]));
        assert!(votes(&[pair(0, 2), pair(0, 1)]), "out of order");
        assert!(votes(&[pair(0, 1), pair(0, 1)]), "a pair twice");
        let endless = Pair { wins: u64::MAX, ..pair(0, 1) };
        assert!(votes(&[endless]), "more votes than can be counted");
    }

    #[test]
    fn no_bytes_panic() {
        let bytes = plan().to_bytes();
        for end in 0..bytes.len() {
            // The cut before the judges leaves a whole plan without them.
            let whole = Plan::from_bytes(&bytes[..end]).is_ok_and(|plan| plan.judges.is_none());
            assert!(whole || Plan::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        }
        // What is not refused can be resampled.
        let mut votes = plan();
        votes.judges = None;
        votes.counts.pairs[1].ties = 1;
        for bytes in [bytes, votes.to_bytes()] {
            for at in 0..bytes.len() {
                for flip in [1, 0x80, 0xff] {
                    let mut broken = bytes.clone();
                    broken[at] ^= flip;
                    let resampler = Plan::from_bytes(&broken).and_then(Resampler::new);
                    let _ = resampler.map(|mut resampler| resampler.run(0..2));
                }
            }
        }
    }
}
