//! Philox 4×32-10: random numbers as a function of a counter.
//!
//! Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as
//! 1, 2, 3". The stream of a replicate is a function of (seed, domain,
//! replicate) and of nothing that ran before.

/// What a round multiplies by.
pub(crate) const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// What is added to the key after each.
pub(crate) const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
/// Rounds.
pub(crate) const ROUNDS: u32 = 10;

/// What a stream is for; streams of different domains never overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Domain {
    /// Bootstrap replicates of a leaderboard.
    Replicate = 0,
    /// Bootstrap replicates of one pair's record.
    Pair = 1,
    /// The simulator.
    Simulation = 2,
    /// Most votes (or judges) of a replicate: one word per part of a cell.
    Cells = 3,
    /// What decides where a word of `Cells` falls on a threshold.
    CellsExtra = 4,
    /// Those still missing, two words each.
    TopUp = 5,
    /// Orders of models, for p-values.
    Permutation = 6,
    /// Judges resampled behind regressions.
    Coefficients = 7,
    /// Studies behind powers.
    Power = 8,
    /// Votes drawn from a fit, to see how well it fits.
    Goodness = 9,
    /// Judges dealt into halves.
    Halves = 10,
}

/// All rounds over one counter: four random words.
#[must_use]
pub fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for round in 0..ROUNDS {
        if round > 0 {
            key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        }
        let first = u64::from(MULTIPLIERS[0]) * u64::from(counter[0]);
        let second = u64::from(MULTIPLIERS[1]) * u64::from(counter[2]);
        counter = [
            (second >> 32) as u32 ^ counter[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
    }
    counter
}

/// Blocks that [`philox_blocks`] makes at once.
pub const BLOCKS: usize = 8;

/// Consecutive blocks of one stream side by side: word `w` of block `first + b` is `[w][b]`.
#[must_use]
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub fn philox_blocks(first: u32, stream: [u32; 3], key: [u32; 2]) -> [[u32; BLOCKS]; 4] {
    let mut words = [[0; BLOCKS]; 4];
    for b in 0..BLOCKS {
        let counter = [first.wrapping_add(b as u32), stream[0], stream[1], stream[2]];
        for (row, word) in words.iter_mut().zip(philox(counter, key)) {
            row[b] = word;
        }
    }
    words
}

/// The same in vector registers, where compilers do not find the way by themselves.
#[must_use]
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub fn philox_blocks(first: u32, stream: [u32; 3], mut key: [u32; 2]) -> [[u32; BLOCKS]; 4] {
    use std::arch::wasm32::{
        u32x4, u32x4_add, u32x4_extract_lane, u32x4_shuffle, u32x4_splat, u64x2_extmul_high_u32x4,
        u64x2_extmul_low_u32x4, v128, v128_xor,
    };
    let product = |x: v128, by: u32| {
        let by = u32x4_splat(by);
        let (a, b) = (u64x2_extmul_low_u32x4(x, by), u64x2_extmul_high_u32x4(x, by));
        (u32x4_shuffle::<1, 3, 5, 7>(a, b), u32x4_shuffle::<0, 2, 4, 6>(a, b))
    };
    let mut words = [[0; BLOCKS]; 4];
    let first = u32x4_add(u32x4_splat(first), u32x4(0, 1, 2, 3));
    let mut halves = [first, u32x4_add(first, u32x4_splat(4))].map(|blocks| {
        [blocks, u32x4_splat(stream[0]), u32x4_splat(stream[1]), u32x4_splat(stream[2])]
    });
    for round in 0..ROUNDS {
        if round > 0 {
            key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        }
        for half in &mut halves {
            let (first_high, first_low) = product(half[0], MULTIPLIERS[0]);
            let (second_high, second_low) = product(half[2], MULTIPLIERS[1]);
            *half = [
                v128_xor(v128_xor(second_high, half[1]), u32x4_splat(key[0])),
                second_low,
                v128_xor(v128_xor(first_high, half[3]), u32x4_splat(key[1])),
                first_low,
            ];
        }
    }
    for (h, half) in halves.iter().enumerate() {
        for (row, word) in words.iter_mut().zip(half) {
            row[4 * h] = u32x4_extract_lane::<0>(*word);
            row[4 * h + 1] = u32x4_extract_lane::<1>(*word);
            row[4 * h + 2] = u32x4_extract_lane::<2>(*word);
            row[4 * h + 3] = u32x4_extract_lane::<3>(*word);
        }
    }
    words
}

/// One stream of random numbers: 2³² blocks of four words.
#[derive(Debug, Clone)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    words: [u32; 4],
    used: usize,
}

impl Stream {
    /// Stream `index` of a domain. `lane` tells apart what shares an index.
    #[must_use]
    pub fn new(seed: u64, domain: Domain, index: u32, lane: u32) -> Self {
        Self {
            key: [seed as u32, (seed >> 32) as u32],
            counter: [0, domain as u32, index, lane],
            words: [0; 4],
            used: 4,
        }
    }

    /// 32 random bits.
    pub fn word(&mut self) -> u32 {
        if self.used == 4 {
            self.words = philox(self.counter, self.key);
            self.counter[0] = self.counter[0].wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.words[self.used - 1]
    }

    /// A whole number below `bound`, every one equally likely (Lemire 2019).
    ///
    /// `bound` must not be 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        loop {
            let product = u64::from(self.word()) * u64::from(bound);
            // 2^32 mod bound of the low halves would favour some results.
            if product as u32 >= bound || product as u32 >= bound.wrapping_neg() % bound {
                return (product >> 32) as u32;
            }
        }
    }

    /// A number in [0, 1) with 53 random bits.
    pub fn unit(&mut self) -> f64 {
        let high = u64::from(self.word() >> 5);
        let low = u64::from(self.word() >> 6);
        (high * (1 << 26) + low) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers_of_random123() {
        let ones = u32::MAX;
        for (counter, key, words) in [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([ones; 4], [ones; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ] {
            assert_eq!(philox(counter, key), words);
        }
    }

    #[test]
    fn blocks_side_by_side_are_the_same_blocks() {
        let (first, rest, key) = (u32::MAX - 2, [3, 1 << 20, 9], [7, 8]);
        let words = philox_blocks(first, rest, key);
        for b in 0..BLOCKS {
            let counter = [first.wrapping_add(b as u32), rest[0], rest[1], rest[2]];
            assert_eq!(philox(counter, key), words.map(|word| word[b]));
        }
    }

    #[test]
    fn bounded_numbers_are_even() {
        // Chi-square with 6 degrees of freedom: 22.5 has probability 0.001.
        let mut stream = Stream::new(7, Domain::Simulation, 0, 0);
        let mut seen = [0.0_f64; 7];
        for _ in 0..70_000 {
            seen[stream.below(7) as usize] += 1.0;
        }
        let chi: f64 = seen.iter().map(|n| (n - 1e4).powi(2) / 1e4).sum();
        assert!(chi < 22.5, "{seen:?}");
    }

    #[test]
    fn streams_differ_by_every_part_of_their_name() {
        let first = |seed, domain, index, lane| Stream::new(seed, domain, index, lane).word();
        let words = [
            first(1, Domain::Replicate, 0, 0),
            first(2, Domain::Replicate, 0, 0),
            first(1 << 32, Domain::Replicate, 0, 0),
            first(1, Domain::Pair, 0, 0),
            first(1, Domain::Replicate, 1, 0),
            first(1, Domain::Replicate, 0, 1),
        ];
        for (i, word) in words.iter().enumerate() {
            assert!(!words[..i].contains(word));
        }
    }
}
