//! One replicate's votes, drawn from [`VoteTables`]: twin of `gpu/draw_votes.wgsl`.
//!
//! Whole numbers only, and every word a function of (seed, replicate, place): whoever draws, and
//! in whichever order, gets the same counts.

use super::vote_tables::{Single, VoteTables};
use crate::stats::philox::{BLOCKS, Domain, philox, philox_blocks};

/// Words drawn at a time.
const WORDS: usize = 4 * BLOCKS;

/// Fills `counts` with one replicate: votes per cell, summing to the tables' votes.
pub fn draw_votes(tables: &VoteTables, key: [u32; 2], replicate: u32, counts: &mut [u32]) {
    let mut attempt = 0;
    let missing = loop {
        counts.fill(0);
        let drawn = draw_parts(tables, key, [replicate, attempt], counts);
        if let Some(missing) = u64::from(tables.votes).checked_sub(drawn) {
            break missing as u32;
        }
        attempt += 1;
    };
    draw_singles(tables, key, replicate, missing, counts);
}

/// Adds every part's Poisson count; returns their total.
fn draw_parts(
    tables: &VoteTables,
    key: [u32; 2],
    [replicate, attempt]: [u32; 2],
    counts: &mut [u32],
) -> u64 {
    let mut total = 0;
    for (chunk, parts) in tables.parts.chunks(WORDS).enumerate() {
        let stream = [Domain::Cells as u32, replicate, attempt];
        let words = philox_blocks((chunk * BLOCKS) as u32, stream, key);
        for (at, part) in parts.iter().enumerate() {
            let word = words[at % 4][at / 4];
            let slot = word >> (32 - part.bits);
            let entry = tables.entries[(part.offset + slot) as usize];
            let (place, threshold) = (word << part.bits >> 16, entry >> 16);
            // Either is as likely: a branch would be guessed wrong half the time.
            let own = u32::from(place < threshold).wrapping_neg();
            let mut taken = slot & own | entry & 0xffff & !own;
            if place == threshold {
                let counter = [(chunk * WORDS + at) as u32, Domain::CellsExtra as u32];
                let word = philox([counter[0], counter[1], replicate, attempt], key)[0];
                let low = tables.low[(part.offset + slot) as usize];
                taken = if word < low { slot } else { entry & 0xffff };
            }
            let votes = part.minimum + taken;
            counts[part.cell as usize] += votes;
            total += u64::from(votes);
        }
    }
    total
}

/// Adds `missing` votes, one by one.
fn draw_singles(
    tables: &VoteTables,
    key: [u32; 2],
    replicate: u32,
    missing: u32,
    counts: &mut [u32],
) {
    let mut left = missing as usize;
    let mut first = 0;
    while left > 0 {
        let stream = [Domain::TopUp as u32, replicate, 0];
        let words = philox_blocks(first, stream, key);
        let votes = left.min(WORDS / 2);
        for vote in 0..votes {
            let (block, word) = (vote / 2, 2 * (vote % 2));
            let cell = draw_single(tables, words[word][block], words[word + 1][block]);
            counts[cell as usize] += 1;
        }
        left -= votes;
        first += BLOCKS as u32;
    }
}

/// The cell of one vote.
#[inline]
fn draw_single(tables: &VoteTables, word: u32, share: u32) -> u32 {
    // A table of one slot has no bits to shift by.
    let slot = (u64::from(word) << tables.single_bits >> 32) as u32;
    let Single { threshold, alias_cell } = tables.singles[slot as usize];
    if share < threshold { slot } else { alias_cell }
}
