//! What drawing votes needs to know: the multinomial, Poissonised.
//!
//! # Design
//!
//! A replicate of N votes is multinomial over the cells. Independent Poisson counts are
//! multinomial once their total is known, so each cell is drawn by itself at a rate slightly under
//! its count, and the few votes still missing to N are drawn one by one; a total above N is
//! discarded and drawn again. All of this is exact. One draw costs one word and one look into an
//! alias table that all cells of the same count share, where drawing N votes would cost N.
//!
//! The rates' shortfall is z standard deviations of the total: a larger z means more votes one by
//! one, a smaller one more totals to discard.
//!
//! Everything that depends on real arithmetic happens here, once. The draws themselves use whole
//! numbers only, so that a GPU can draw the very same replicates.

use super::alias::Alias;
use crate::error::{Error, ErrorKind};
use crate::stats::order::order;
use crate::stats::special::normal_cdf;

/// Counts are drawn in parts of at most this many votes, which bounds the tables.
const LARGEST_PART: u64 = 1 << 14;

/// A cell, or a part of one, that is drawn at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Part {
    /// Where its table begins.
    pub offset: u32,
    /// The table has 2^bits slots; at least 1, at most 12.
    pub bits: u32,
    /// Votes that slot 0 stands for.
    pub minimum: u32,
    /// The cell that the votes go to.
    pub cell: u32,
}

/// A slot of the table of single votes, whose own value is the cell of the slot's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Single {
    /// In 2^32ths: how much of the slot is its own.
    pub threshold: u32,
    /// The cell of the rest; `alias` alone is a keyword of WGSL, which shares this struct.
    pub alias_cell: u32,
}

/// Tables for drawing as many votes as there are, with replacement.
#[derive(Debug, Clone, PartialEq)]
pub struct VoteTables {
    /// Votes in every replicate.
    pub votes: u32,
    /// In the order of their tables, which keeps each table in the nearest cache while it is used.
    pub parts: Vec<Part>,
    /// Slots of all Poisson tables: threshold's first 16 bits, then 16 bits of alias.
    pub entries: Vec<u32>,
    /// The thresholds' other 22 bits, followed by zeros.
    pub low: Vec<u32>,
    /// The table of single votes has 2^bits slots.
    pub single_bits: u32,
    /// Its slots.
    pub singles: Vec<Single>,
    /// The share of totals that overshoot.
    #[cfg_attr(not(feature = "gpu"), allow(dead_code, reason = "only GPUs redraw in rounds"))]
    overshoot: f64,
}

impl VoteTables {
    /// For the counts of all cells, of which one at least is not 0.
    ///
    /// # Errors
    /// 2^31 votes or more.
    pub fn new(cells: &[u64]) -> Result<Self, Error> {
        let votes: u64 = cells.iter().sum();
        let at_most = u64::from(i32::MAX as u32);
        if votes > at_most {
            return Err(ErrorKind::TooManyVotes { votes, at_most }.into());
        }
        let singles = Alias::new(&cells.iter().map(|&n| n as f64).collect::<Vec<_>>());
        let mut tables = Self {
            votes: votes as u32,
            parts: Vec::new(),
            entries: Vec::new(),
            low: Vec::new(),
            single_bits: singles.aliases.len().trailing_zeros(),
            singles: std::iter::zip(singles.thresholds, singles.aliases)
                .map(|(threshold, alias_cell)| Single {
                    threshold: (threshold >> 6) as u32,
                    alias_cell,
                })
                .collect(),
            overshoot: 0.0,
        };
        let parts: Vec<(u64, u32)> = split(cells).collect();
        let z = standard_deviations(parts.len() as f64, votes as f64);
        let shortfall = (z / (votes as f64).sqrt()).min(0.5);
        tables.overshoot = normal_cdf(-z);
        let mut last = None;
        for at in order(parts.len(), &|a, b| parts[a].cmp(&parts[b])) {
            let (count, cell) = parts[at];
            let part = match last {
                Some((same, part)) if same == count => Part { cell, ..part },
                _ => tables.poisson(count as f64 * (1.0 - shortfall), cell),
            };
            last = Some((count, part));
            tables.parts.push(part);
        }
        Ok(tables)
    }

    /// How often totals that overshoot have to be drawn again until no more than this share of
    /// them all is left, roughly: for those who draw many at once.
    #[cfg(feature = "gpu")]
    #[must_use]
    pub fn redraws(&self, left: f64) -> u32 {
        (libm::log(left) / libm::log(self.overshoot.clamp(1e-9, 0.9))).ceil() as u32
    }

    /// Adds the table of a Poisson distribution.
    fn poisson(&mut self, rate: f64, cell: u32) -> Part {
        let (minimum, mut weights) = poisson_weights(rate);
        // One slot would leave a word nothing to choose from, and its shift undefined.
        weights.resize(weights.len().max(2), 0.0);
        let table = Alias::new(&weights);
        let offset = self.entries.len() as u32;
        for (threshold, alias) in std::iter::zip(&table.thresholds, &table.aliases) {
            self.entries.push((threshold >> 22 << 16) as u32 | alias);
            self.low.push((threshold << 10) as u32);
        }
        Part { offset, bits: table.aliases.len().trailing_zeros(), minimum, cell }
    }
}

/// Cells with votes as `(votes, cell)`, those beyond the largest part in several.
fn split(cells: &[u64]) -> impl Iterator<Item = (u64, u32)> + '_ {
    cells.iter().enumerate().flat_map(|(cell, &count)| {
        let whole = std::iter::repeat_n(LARGEST_PART, (count / LARGEST_PART) as usize);
        let rest = Some(count % LARGEST_PART).filter(|&rest| rest > 0);
        whole.chain(rest).map(move |votes| (votes, cell as u32))
    })
}

/// By how many of the total's standard deviations the rates stay under the counts: where a
/// replicate costs least, a part and a single vote being about as dear as each other.
fn standard_deviations(parts: f64, votes: f64) -> f64 {
    let cost = |z: f64| parts / normal_cdf(z) + z * votes.sqrt();
    let half_steps = (1..=8).map(|step| f64::from(step) / 2.0);
    half_steps.fold(4.0, |best, z| if cost(z) < cost(best) { z } else { best })
}

/// Probabilities of a Poisson distribution up to a factor, from the first value that matters.
///
/// By recurrence from the mode: right to a few last digits each, without a logarithm. What is
/// left out is less than 2^-60 of the whole.
fn poisson_weights(rate: f64) -> (u32, Vec<f64>) {
    const NOTHING: f64 = 1.0 / (1_u64 << 63) as f64;
    let mode = rate as u32;
    let mut weights = vec![1.0];
    let (mut weight, mut first) = (1.0, mode);
    while first > 0 {
        weight *= f64::from(first) / rate;
        if weight < NOTHING {
            break;
        }
        first -= 1;
        weights.push(weight);
    }
    weights.reverse();
    let (mut weight, mut last) = (1.0, mode);
    loop {
        last += 1;
        weight *= rate / f64::from(last);
        if weight < NOTHING {
            return (first, weights);
        }
        weights.push(weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_poissons() {
        for rate in [1e-6, 0.5, 1.0, 7.25, 300.0, 16_384.0] {
            let (first, weights) = poisson_weights(rate);
            let sum: f64 = weights.iter().sum();
            for (k, weight) in weights.iter().enumerate() {
                let k = f64::from(first) + k as f64;
                let terms = k * libm::log(rate) - rate;
                let expected = libm::exp(terms - libm::lgamma(k + 1.0));
                // The logarithms' own rounding: a few last digits of terms that cancel.
                let bound = 1e-15 * (terms.abs() + rate + 100.0) * expected + 1e-18;
                assert!((weight / sum - expected).abs() < bound, "{k} {rate}");
            }
            assert!(weights.len() <= 4096, "{rate}: {}", weights.len());
        }
    }

    #[test]
    fn parts_hold_every_vote() {
        let cells = [3, 0, 100_000, 3, 16_384, 1];
        let mut again = [0; 6];
        for (votes, cell) in split(&cells) {
            again[cell as usize] += votes;
        }
        assert_eq!(again, cells);
        let tables = VoteTables::new(&cells).unwrap();
        assert_eq!(tables.parts.len(), 3 + 7 + 1);
        let mut offsets: Vec<u32> = tables.parts.iter().map(|part| part.offset).collect();
        offsets.dedup();
        assert_eq!(offsets.len(), 4, "equal parts share a table: 1, 3, 1,696 and 16,384 votes");
    }

    #[test]
    fn too_many_votes_are_refused() {
        let error = VoteTables::new(&[1 << 31]).unwrap_err();
        assert_eq!(error.code(), "too-many-votes");
    }
}
