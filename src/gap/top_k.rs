//! How far the first k of one list are from the first k of another.

use std::cmp::Ordering;

use crate::stats::order::order;

/// Which distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// Fagin, Kumar and Sivakumar (2003): K^(p), divided by its largest value.
    #[default]
    Fagin,
    /// The one that `TalkArena`'s published figures were made with.
    TalkArena,
}

/// Positions of the `k` largest of `numbers`, largest first; equal ones in their order.
#[must_use]
pub fn first(numbers: &[f64], k: usize) -> Vec<usize> {
    let mut order = order(numbers.len(), &|i, j| numbers[j].total_cmp(&numbers[i]));
    order.truncate(k);
    order
}

/// Distance of the first `k` of `a` from those of `b`, larger numbers first: 0 for the same list, 1
/// for lists that share nothing. `p`, from 0 to 1, is the price of a pair that one list alone has.
/// Both lists are over the same items; `k` is at most their number. `None` for no items.
#[must_use]
pub fn distance(a: &[f64], b: &[f64], k: usize, p: f64, variant: Variant) -> Option<f64> {
    let k = k.min(a.len());
    if k == 0 || a.len() != b.len() {
        return None;
    }
    let (one, other) = (first(a, k), first(b, k));
    Some(match variant {
        Variant::Fagin => fagin(&one, &other, p),
        Variant::TalkArena => talk_arena(&one, &other, p),
    })
}

/// [`kendall`] of two lists of the same length, at least 1, divided by its largest value.
#[must_use]
pub fn fagin(one: &[usize], other: &[usize], p: f64) -> f64 {
    let k = one.len();
    kendall(one, other, p) / ((k * k) as f64 + p * (k * (k - 1)) as f64)
}

/// K^(p) of two lists without repeats, best first: for every pair of items in either, 1 where the
/// lists contradict each other, `p` where one list has both and the other has neither.
#[must_use]
pub fn kendall(one: &[usize], other: &[usize], p: f64) -> f64 {
    let items = one.iter().chain(other).max().map_or(0, |last| last + 1);
    let (here, there) = (places(one, items), places(other, items));
    let mut union = one.to_vec();
    union.extend(other.iter().filter(|&&i| here[i] == ABSENT));
    let mut total = 0.0;
    for (at, &i) in union.iter().enumerate() {
        for &j in &union[at + 1..] {
            // An item that a list lacks stands below all that it has.
            total += match (here[i].cmp(&here[j]), there[i].cmp(&there[j])) {
                (Ordering::Equal, _) | (_, Ordering::Equal) => p,
                (one, other) => f64::from(u8::from(one != other)),
            };
        }
    }
    total
}

/// Where an item stands that a list lacks: below all others.
const ABSENT: usize = usize::MAX;

/// Each item's place in a list.
fn places(list: &[usize], items: usize) -> Vec<usize> {
    let mut places = vec![ABSENT; items];
    for (place, &item) in list.iter().enumerate() {
        places[item] = place;
    }
    places
}

/// With C the common items and c = |C|: ((1 − τ)/2 · c², 0 where τ over C is undefined, + one for
/// each common item below an item that only one list has, in that list's order, + 2p·(k−c choose
/// 2)) / |union|².
fn talk_arena(one: &[usize], other: &[usize], p: f64) -> f64 {
    let k = one.len();
    let items = one.iter().chain(other).max().map_or(0, |last| last + 1);
    let (here, there) = (places(one, items), places(other, items));
    let common: Vec<usize> = one.iter().copied().filter(|&i| there[i] != ABSENT).collect();
    let c = common.len();
    let (mut agree, mut pairs) = (0.0, 0.0);
    for (at, &i) in common.iter().enumerate() {
        for &j in &common[at + 1..] {
            // `common` is in the order of `one`.
            agree += if there[i] < there[j] { 1.0 } else { -1.0 };
            pairs += 1.0;
        }
    }
    let contradicted = if pairs > 0.0 { (1.0 - agree / pairs) / 2.0 * (c * c) as f64 } else { 0.0 };
    let overtaken = |list: &[usize], beside: &[usize]| {
        let mut alone = 0;
        let mut below = 0;
        for item in list {
            if beside[*item] == ABSENT {
                alone += 1;
            } else {
                below += alone;
            }
        }
        below
    };
    let missing = k - c;
    let penalty = 2.0 * p * (missing * missing.saturating_sub(1) / 2) as f64;
    let union = (2 * k - c) as f64;
    let below = f64::from(overtaken(one, &there) + overtaken(other, &here));
    (contradicted + below + penalty) / (union * union)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole numbers and halves are exact")]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_zero_and_one() {
        let a = [9.0, 8.0, 7.0, 6.0, 1.0, 2.0, 3.0, 4.0];
        let b = [1.0, 2.0, 3.0, 4.0, 9.0, 8.0, 7.0, 6.0];
        for p in [0.0, 0.5, 1.0] {
            assert_eq!(distance(&a, &a, 4, p, Variant::Fagin), Some(0.0));
            assert_eq!(distance(&a, &b, 4, p, Variant::Fagin), Some(1.0));
        }
        assert_eq!(distance(&a, &a, 4, 0.5, Variant::TalkArena), Some(0.0));
        assert_eq!(distance(&[], &[], 4, 0.5, Variant::Fagin), None);
        assert_eq!(distance(&[1.0], &[2.0], 4, 0.5, Variant::Fagin), Some(0.0));
    }

    #[test]
    fn the_papers_example() {
        // Fagin, Kumar and Sivakumar: tau = (1 2 3), sigma = (1 4 5).
        // {1, x}: agreed. {2, 3} and {4, 5}: p each. {2, 4}, {2, 5}, {3, 4}, {3, 5}: 1 each.
        assert_eq!(kendall(&[1, 2, 3], &[1, 4, 5], 0.5), 5.0);
    }

    #[test]
    fn talk_arenas_by_hand() {
        // Lists (0 1 2 3) and (1 0 4 2): C = {0, 1, 2}; of its pairs one is turned, tau = 1/3, so
        // (1 - 1/3)/2 * 9 = 3. Alone: 3 in the first (nothing below), 4 in the second (2 below).
        // Missing 1: no pairs. Union 5: 4 / 25.
        let a = [9.0, 8.0, 7.0, 6.0, 0.0];
        let b = [8.0, 9.0, 6.0, 0.0, 7.0];
        assert!((distance(&a, &b, 4, 0.5, Variant::TalkArena).unwrap() - 0.16).abs() < 1e-12);
    }
}
