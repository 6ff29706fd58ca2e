//! Orders of items: every one of them, or seeded draws.
//!
//! ```
//! use mindgap::stats::permutations::{arrangements, every_order};
//!
//! let mut falling = 0;
//! every_order(4, &mut |order| falling += u32::from(order == [3, 2, 1, 0]));
//! assert_eq!(falling, 1);
//! assert_eq!(arrangements(26, 4), 358_800.0);
//! ```

use super::philox::Stream;

/// Looks at the given order `0, 1, …` and at every other one once, each from the last by one swap
/// (Heap 1963).
pub fn every_order(items: usize, look: &mut dyn FnMut(&[usize])) {
    let mut order: Vec<usize> = (0..items).collect();
    look(&order);
    let mut counters = vec![0; items];
    let mut at = 1;
    while at < items {
        if counters[at] < at {
            let with = if at % 2 == 0 { 0 } else { counters[at] };
            order.swap(with, at);
            look(&order);
            counters[at] += 1;
            at = 1;
        } else {
            counters[at] = 0;
            at += 1;
        }
    }
}

/// Looks at this many orders, all equally likely, drawn with replacement (Fisher and Yates).
pub fn drawn_orders(items: usize, draws: u32, stream: &mut Stream, look: &mut dyn FnMut(&[usize])) {
    let mut order: Vec<usize> = (0..items).collect();
    for _ in 0..draws {
        for last in (1..items).rev() {
            order.swap(last, stream.below(last as u32 + 1) as usize);
        }
        look(&order);
    }
}

/// Looks at every way to put different items below `items` into `places` places, in order.
pub fn every_arrangement(items: usize, places: usize, look: &mut dyn FnMut(&[usize])) {
    fn fill(order: &mut [usize], filled: usize, places: usize, look: &mut dyn FnMut(&[usize])) {
        if filled == places {
            return look(&order[..places]);
        }
        for at in filled..order.len() {
            order.swap(filled, at);
            fill(order, filled + 1, places, look);
            order.swap(filled, at);
        }
    }
    let mut order: Vec<usize> = (0..items).collect();
    fill(&mut order, 0, places.min(items), look);
}

/// How many [`every_arrangement`] looks at: `items!/(items − places)!`.
#[must_use]
pub fn arrangements(items: usize, places: usize) -> f64 {
    (0..places.min(items)).map(|taken| (items - taken) as f64).product()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::stats::philox::Domain;

    #[test]
    fn every_order_is_seen_once() {
        for (items, count) in [(0, 1), (1, 1), (2, 2), (5, 120)] {
            let mut seen = BTreeSet::new();
            every_order(items, &mut |order| assert!(seen.insert(order.to_vec())));
            assert_eq!(seen.len(), count);
        }
    }

    #[test]
    fn every_arrangement_is_seen_once() {
        for (items, places) in [(5, 3), (4, 4), (3, 0), (2, 5)] {
            let mut seen = BTreeSet::new();
            every_arrangement(items, places, &mut |order| assert!(seen.insert(order.to_vec())));
            assert!((seen.len() as f64 - arrangements(items, places)).abs() < 1e-9);
            let distinct = |order: &Vec<usize>| order.iter().collect::<BTreeSet<_>>().len();
            assert!(seen.iter().all(|order| distinct(order) == places.min(items)));
        }
    }

    #[test]
    fn drawn_orders_are_all_equally_likely() {
        let mut seen = BTreeMap::new();
        let mut stream = Stream::new(1, Domain::Permutation, 0, 0);
        drawn_orders(3, 6_000, &mut stream, &mut |order| {
            *seen.entry(order.to_vec()).or_insert(0) += 1;
        });
        // 1,000 each, with a standard error of 29.
        assert!(seen.len() == 6 && seen.values().all(|&n| (900..=1_100).contains(&n)), "{seen:?}");
    }
}
