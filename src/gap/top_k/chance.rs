//! What lists have that have nothing to do with each other: one of them dealt anew.

use super::{TopList, kendall, largest};
use crate::stats::permutations::{arrangements, drawn_orders, every_arrangement};
use crate::stats::philox::{Domain, Stream};

/// Up to so many ways to fill the list, 9!, every one is looked at.
const ALL_LISTS: f64 = 362_880.0;

/// Beyond, this many are drawn.
const DRAWN_LISTS: u32 = 10_000;

/// Distances that differ by less are equal: sums of the same prices.
const SLACK: f64 = 1e-9;

/// The mean of [`scaled`](super::scaled) over all ways to deal one list's places to the items.
///
/// Exact, pair by pair: of two items that one list has in some way, the other has every way that two
/// of its items can have with the share of its pairs that have it, and either order half the time.
#[must_use]
pub fn mean(one: &TopList, other: &TopList, p: f64) -> f64 {
    let most = largest(one.length(), other.length(), one.items(), p);
    let items = one.items() as f64;
    if most <= 0.0 {
        return 0.0;
    }
    // Pairs that a list orders, ties, has one of, has none of.
    let ways = |list: &TopList| {
        let (inside, ties) = (list.length() as f64, list.ties() as f64);
        let outside = items - inside;
        let within = inside * (inside - 1.0) / 2.0;
        [within - ties, ties, inside * outside, outside * (outside - 1.0) / 2.0]
    };
    let ([a, a_tied, a_one, a_none], [b, b_tied, b_one, b_none]) = (ways(one), ways(other));
    // Where each list has one of the two, it is the same one half the time, and then the other is
    // in neither list; else the lists contradict each other.
    let contradicted = (a + a_one) * (b + b_one) / 2.0;
    let open = a * (b_tied + b_none) + b * (a_tied + a_none) + a_tied * b_one + b_tied * a_one;
    let pairs = items * (items - 1.0) / 2.0;
    (contradicted + p * open) / pairs / most
}

/// One-sided p-values: the share of all ways to deal the votes' places to the items in which a list
/// is at least as near to them as it is. All ways where there are at most 9!, as for lists of four of
/// 26 items; else 10,000 draws and the order at hand, which counts among them.
#[must_use]
pub fn p_values(lists: &[TopList], votes: &TopList, p: f64, seed: u64) -> Vec<f64> {
    let observed: Vec<f64> = lists.iter().map(|list| kendall(list, votes, p)).collect();
    let (items, places) = (votes.items(), votes.length());
    let mut near = vec![0_u32; lists.len()];
    let mut seen = 0_u32;
    let mut dealt = votes.clone();
    let mut look = |order: &[usize]| {
        seen += 1;
        votes.deal(order, &mut dealt);
        for ((near, list), observed) in near.iter_mut().zip(lists).zip(&observed) {
            *near += u32::from(kendall(list, &dealt, p) <= observed + SLACK);
        }
    };
    if arrangements(items, places) <= ALL_LISTS {
        every_arrangement(items, places, &mut look);
    } else {
        look(&votes.members);
        let mut stream = Stream::new(seed, Domain::Permutation, 0, 1);
        drawn_orders(items, DRAWN_LISTS, &mut stream, &mut look);
    }
    near.into_iter().map(|near| f64::from(near) / f64::from(seen)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::scaled;
    use super::*;
    use crate::stats::permutations::every_order;

    /// Mean distance, and share at least as near, over all orders of one list's numbers.
    fn slow(a: &[f64], b: &[f64], k: usize, p: f64) -> [f64; 2] {
        let list = TopList::new(a, k);
        let observed = scaled(&list, &TopList::new(b, k), p);
        let (mut sum, mut near, mut all) = (0.0, 0.0, 0.0);
        every_order(b.len(), &mut |order| {
            let moved: Vec<f64> = order.iter().map(|&i| b[i]).collect();
            let found = scaled(&list, &TopList::new(&moved, k), p);
            sum += found;
            near += f64::from(u8::from(found <= observed + 1e-9));
            all += 1.0;
        });
        [sum / all, near / all]
    }

    #[test]
    fn chance_is_that_of_all_orders() {
        let lists: [&[f64]; 7] = [
            &[5.0, 4.0, 3.0, 2.0, 1.0],
            &[2.0, 5.0, 4.0, 1.0, 3.0],
            &[1.0, 1.0, 0.0, 1.0, 0.0],
            &[0.0, 2.0, 2.0, 2.0, 2.0],
            &[1.0, 2.0, 3.0, 3.0, 4.0],
            &[1.0, 2.0, 3.0, 4.0, 4.0],
            &[7.0, 7.0, 3.0, 4.0, 4.0],
        ];
        for (a, b) in lists.iter().flat_map(|a| lists.map(|b| (*a, b))) {
            for (k, p) in (1..=5).flat_map(|k| [(k, 0.5), (k, 0.2)]) {
                let (one, other) = (TopList::new(a, k), TopList::new(b, k));
                let [expected, share] = slow(a, b, k, p);
                assert!((mean(&one, &other, p) - expected).abs() < 1e-12, "{a:?} {b:?} {k} {p}");
                let found = p_values(std::slice::from_ref(&one), &other, p, 1)[0];
                assert!((found - share).abs() < 1e-12, "{a:?} {b:?} {k} {p}");
            }
        }
        // Four of five: what the published normaliser calls 0.45 and 0.23.
        let [one, other] = [0, 1].map(|k| TopList::new(lists[k], 4));
        assert!((mean(&one, &other, 0.5) * 10.0 / 22.0 - 0.23).abs() < 0.005);
    }

    #[test]
    fn drawn_lists_are_near_all_of_them() {
        // Seven of eleven have 1.66 million lists, four of eleven 7,920.
        let a: Vec<f64> = (0..11).map(f64::from).collect();
        let b: Vec<f64> = (0..11).map(|k| f64::from(k * 5 % 11)).collect();
        let (one, other) = (TopList::new(&a, 7), TopList::new(&b, 7));
        let drawn = p_values(std::slice::from_ref(&one), &other, 0.5, 1)[0];
        let (mut near, mut all) = (0.0, 0.0);
        let observed = kendall(&one, &other, 0.5);
        let mut dealt = other.clone();
        every_arrangement(11, 7, &mut |order| {
            other.deal(order, &mut dealt);
            near += f64::from(u8::from(kendall(&one, &dealt, 0.5) <= observed + 1e-9));
            all += 1.0;
        });
        let exact = near / all;
        let error = (exact * (1.0 - exact) / 10_000.0_f64).sqrt();
        assert!((drawn - exact).abs() < 4.0 * error, "{drawn} {exact}");
        // Nothing drawn can be below one in 10,001.
        let itself = p_values(std::slice::from_ref(&one), &one, 0.5, 1)[0];
        assert!((1.0 / 10_001.0..0.001).contains(&itself), "{itself}");
    }
}
