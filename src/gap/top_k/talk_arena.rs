//! The distance behind `TalkArena`'s published figures.
//!
//! Eighteen benchmarks against the votes are published with their figures in
//! `components/interactive_static_correlation.tsx` of `ProKil/talkarena`. All of them come out of
//! this formula, k = 4, where both lists are given as *ranks*, 1 the best and equal scores sharing
//! the better one, while larger numbers come first: what was published compares the last four of
//! the five models. To get those figures, pass ranks; to compare the first k, pass scores.
//!
//! The formula goes back to A. Checco's `kendall_top_k`, written after Fagin, Kumar and Sivakumar
//! (2003). It is no K^(p): τ-b of the common items is made to weigh c² pairs of which there are
//! c(c − 1)/2.

use super::TopList;

/// With C the common items and c = |C|: ((1 − τ)/2 · c², τ-b over C with ties as they are and the
/// term 0 where it is undefined, + 1 for every common item below an item that only one list has, in
/// that list, + p for every pair that only one list has) / |union|².
///
/// Each list comes with the numbers it was made of. All that tie with the k-th are in it.
#[must_use]
pub fn distance(one: (&[f64], &TopList), other: (&[f64], &TopList), p: f64) -> f64 {
    let common: Vec<usize> = one.1.members.iter().copied().filter(|&i| other.1.has(i)).collect();
    let c = common.len();
    let against = tau_b(&common, one.0, other.0).map_or(0.0, |tau| (1.0 - tau) / 2.0);
    let (below, alone) = overtaken(&common, one, other.1);
    let (below_other, alone_other) = overtaken(&common, other, one.1);
    let pairs = |n: usize| (n * n.saturating_sub(1) / 2) as f64;
    let penalty = p * (pairs(alone) + pairs(alone_other));
    let union = (c + alone + alone_other) as f64;
    (against * (c * c) as f64 + (below + below_other) as f64 + penalty) / (union * union)
}

/// Kendall's τ-b over some items; `None` where either list ties them all.
fn tau_b(items: &[usize], a: &[f64], b: &[f64]) -> Option<f64> {
    let (mut agree, mut untied, mut untied_other) = (0.0, 0.0_f64, 0.0_f64);
    let sign = |x: f64, y: f64| f64::from(i8::from(x > y) - i8::from(x < y));
    for (at, &i) in items.iter().enumerate() {
        for &j in &items[..at] {
            let (here, there) = (sign(a[i], a[j]), sign(b[i], b[j]));
            agree += here * there;
            untied += here.abs();
            untied_other += there.abs();
        }
    }
    let pairs = (untied * untied_other).sqrt();
    (pairs > 0.0).then(|| agree / pairs)
}

/// How often a common item stands below one that only this list has, and how many only it has.
fn overtaken(
    common: &[usize],
    (numbers, list): (&[f64], &TopList),
    beside: &TopList,
) -> (usize, usize) {
    let alone = || list.members.iter().filter(|&&item| !beside.has(item));
    let below = |&item: &usize| alone().filter(|&&own| numbers[item] < numbers[own]).count();
    (common.iter().map(below).sum(), alone().count())
}

#[cfg(test)]
mod tests {
    use super::super::{Variant, distance};

    fn of(a: &[f64], b: &[f64], k: usize) -> f64 {
        distance(a, b, k, 0.5, Variant::TalkArena).unwrap()
    }

    #[test]
    fn by_hand() {
        // Lists (0 1 2 3) and (1 0 4 2): C = {0, 1, 2}; of its pairs one is turned, tau = 1/3, so
        // (1 - 1/3)/2 * 9 = 3. Alone: 3 in the first (nothing below), 4 in the second (2 below).
        // Missing 1: no pairs. Union 5: 4 / 25.
        let a = [9.0, 8.0, 7.0, 6.0, 0.0];
        let b = [8.0, 9.0, 6.0, 0.0, 7.0];
        assert!((of(&a, &b, 4) - 0.16).abs() < 1e-12);
    }

    #[test]
    fn what_ties_with_the_last_is_in_the_list() {
        // First one of (2 2 1), which is 0 and 1, and of (3 1 2), which is 0: C = {0}, 1 alone,
        // nothing below it, no pairs alone. Nothing is contradicted.
        assert_eq!(of(&[2.0, 2.0, 1.0], &[3.0, 1.0, 2.0], 1).to_bits(), 0);
        // First one of (1 2 2) and of (3 1 2): 1 and 2 against 0; one pair alone, half a point.
        assert!((of(&[1.0, 2.0, 2.0], &[3.0, 1.0, 2.0], 1) - 0.5 / 9.0).abs() < 1e-12);
    }
}
