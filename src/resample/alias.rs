//! Walker's (1977) alias method in whole numbers, so that every machine draws the same.
//!
//! A table of 2^bits slots, each as likely as any other. A slot holds two values and the share,
//! out of 2^38, at which the first of them is taken. Vose (1991) builds it in linear time.

/// Parts of a slot.
///
/// Few enough that 2^26 slots of them can be added up in 64 bits.
pub const SLOT: u64 = 1 << 38;

/// A table over the values `0..2^bits`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Per slot, in 2^38ths: how much of it is the slot's own number.
    pub thresholds: Vec<u64>,
    /// Per slot: the value of the rest. The slot itself where nothing is left.
    pub aliases: Vec<u32>,
}

impl Alias {
    /// For at most 2^26 values in proportion to `weights`: finite, not negative, not all 0. Padded
    /// with weights of 0 to a power of two, and right to 2^-38 of a slot.
    #[must_use]
    pub fn new(weights: &[f64]) -> Self {
        let slots = weights.len().next_power_of_two();
        let mut left = shares(weights, slots);
        let mut thresholds = vec![0; slots];
        let mut aliases: Vec<u32> = (0..slots as u32).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) =
            aliases.iter().partition(|&&slot| left[slot as usize] < SLOT);
        while let (Some(slot), Some(&donor)) = (small.pop(), large.last()) {
            let (slot, rest) = (slot as usize, SLOT - left[slot as usize]);
            thresholds[slot] = left[slot];
            aliases[slot] = donor;
            left[donor as usize] -= rest;
            if left[donor as usize] < SLOT {
                small.extend(large.pop());
            }
        }
        // The shares sum to the slots exactly, so whatever remains is full, and its own alias.
        Self { thresholds, aliases }
    }
}

/// Weights in 2^38ths of a slot, summing to `slots` exactly.
fn shares(weights: &[f64], slots: usize) -> Vec<u64> {
    let scale = slots as f64 * SLOT as f64 / weights.iter().sum::<f64>();
    let mut shares: Vec<u64> = weights.iter().map(|weight| (weight * scale) as u64).collect();
    let missing = (slots as u64 * SLOT).wrapping_sub(shares.iter().sum());
    let largest = (0..shares.len()).fold(0, |m, k| if shares[k] > shares[m] { k } else { m });
    // Of the order of the weights' rounding, either way.
    shares[largest] = shares[largest].wrapping_add(missing);
    shares.resize(slots, 0);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a table gives each value, in 2^38ths of a slot.
    fn given(table: &Alias) -> Vec<u64> {
        let mut given = vec![0; table.thresholds.len()];
        for (slot, (&threshold, &alias)) in table.thresholds.iter().zip(&table.aliases).enumerate()
        {
            given[slot] += threshold;
            given[alias as usize] += SLOT - threshold;
        }
        given
    }

    #[test]
    fn every_value_gets_its_weight() {
        for weights in [
            vec![1.0],
            vec![1.0, 1.0],
            vec![0.0, 3.0, 1.0],
            vec![0.1, 0.2, 0.3, 1e-12, 0.0, 7.0],
            (0..1000).map(|k| f64::from(k * k % 91)).collect(),
        ] {
            let table = Alias::new(&weights);
            let given = given(&table);
            let total = given.len() as f64 * SLOT as f64;
            let sum: f64 = weights.iter().sum();
            for (value, &given) in given.iter().enumerate() {
                let weight = weights.get(value).copied().unwrap_or_default();
                let apart = (given as f64 / total - weight / sum).abs();
                assert!(apart < 1e-11, "{value} of {weights:?}: {apart}");
                assert!(weight > 0.0 || given == 0, "{value} of {weights:?} is impossible");
            }
        }
    }
}
