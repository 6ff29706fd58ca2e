//! Judges of [`LANES`] replicates: twin of `gpu/draw_judges.wgsl`.
//!
//! A replicate takes as many judges as there are, with replacement, with all their votes. The
//! judges' counts are sparse and the same for every replicate, so several replicates take them
//! in one pass.

use super::LANES;
use super::philox::{Domain, philox, philox_blocks};
use crate::votes::JudgeCounts;

const BLOCKS: usize = 8;
const WORDS: usize = 4 * BLOCKS;

/// How often each judge is drawn in a replicate, into one lane of `weights`.
pub fn draw_judges(key: [u32; 2], replicate: u32, lane: usize, weights: &mut [[u32; LANES]]) {
    let judges = weights.len() as u32;
    weights.iter_mut().for_each(|judge| judge[lane] = 0);
    for first in (0..judges).step_by(WORDS) {
        let stream = [Domain::Judges as u32, replicate, 0];
        let words = philox_blocks::<BLOCKS>(first / 4, stream, key);
        for at in 0..WORDS.min((judges - first) as usize) {
            let draw = first + at as u32;
            let judge = below(words[at % 4][at / 4], judges, || {
                Extra { key, replicate, draw, next: 0 }
            });
            weights[judge as usize][lane] += 1;
        }
    }
}

/// A whole number below `bound`, every one equally likely (Lemire 2019).
fn below(word: u32, bound: u32, extra: impl FnOnce() -> Extra) -> u32 {
    let product = u64::from(word) * u64::from(bound);
    if product as u32 >= bound {
        return (product >> 32) as u32;
    }
    // 2^32 mod bound of the low halves would favour some results.
    let favoured = bound.wrapping_neg() % bound;
    let (mut product, mut extra) = (product, extra());
    while (product as u32) < favoured {
        product = u64::from(extra.word()) * u64::from(bound);
    }
    (product >> 32) as u32
}

/// The words that replace one that was turned down.
struct Extra {
    key: [u32; 2],
    replicate: u32,
    draw: u32,
    next: u32,
}

impl Extra {
    fn word(&mut self) -> u32 {
        let counter = [self.next / 4, Domain::JudgesExtra as u32, self.replicate, self.draw];
        let word = philox(counter, self.key)[self.next as usize % 4];
        self.next += 1;
        word
    }
}

/// The votes of the judges drawn, per cell and lane, and in all.
///
/// A lane whose total is beyond 32 bits may hold cells that are not what they should be.
pub fn add_judges(
    judges: &JudgeCounts,
    weights: &[[u32; LANES]],
    counts: &mut [[u32; LANES]],
) -> [u64; LANES] {
    counts.fill([0; LANES]);
    let mut totals = [0; LANES];
    for (judge, weight) in weights.iter().enumerate() {
        let mut cast = 0;
        for (cell, votes) in judges.of(judge) {
            let cell = &mut counts[cell as usize];
            for lane in 0..LANES {
                cell[lane] = cell[lane].wrapping_add(votes.wrapping_mul(weight[lane]));
            }
            cast += u64::from(votes);
        }
        for lane in 0..LANES {
            totals[lane] += cast * u64::from(weight[lane]);
        }
    }
    totals
}
