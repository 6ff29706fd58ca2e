//! How far the first k of one list are from the first k of another.
//!
//! - [`TopList`], [`kendall`], [`largest`]: lists, how much two contradict each other, and how much
//!   they can at most
//! - [`chance`]: what unrelated lists have, and how often they are as near
//! - [`talk_arena`]: the distance behind `TalkArena`'s published figures
//!
//! # Ties
//!
//! Equal numbers share a place, and all that tie with the k-th are in the list, which then is
//! longer than k. A pair that one list orders and the other ties costs `p`, as a pair does that one
//! list has and the other lacks; a pair tied in both costs nothing. So it is K^(p) of partial
//! rankings (Fagin, Kumar, Mahdian, Sivakumar and Vee 2006), over the items of either list, and no
//! order of rows or names has a say.
//!
//! ```
//! use mindgap::gap::top_k::{Variant, distance};
//!
//! let votes = [5.0, 4.0, 3.0, 2.0, 1.0];
//! let of = |scores: &[f64]| distance(&votes, scores, 4, 0.5, Variant::Fagin);
//! assert_eq!(of(&[0.9, 0.8, 0.7, 0.6, 0.5]), Some(0.0));
//! assert_eq!(of(&[0.5, 0.6, 0.7, 0.8, 0.9]), Some(1.0)); // the reverse order
//! assert_eq!(of(&[0.9, 0.8, 0.7, 0.6, 0.6]), Some(0.05)); // half a pair of ten
//! ```

pub mod chance;
pub mod talk_arena;

use std::cmp::Ordering;

use crate::stats::order::order;

/// Which distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// Fagin, Kumar and Sivakumar (2003): K^(p), divided by the largest that two lists of these
    /// lengths can have over so many items: 1 is the reverse order.
    #[default]
    Fagin,
    /// The one that `TalkArena`'s published figures were made with: see [`talk_arena`].
    TalkArena,
}

/// The first k items by a number each, larger first, and all that tie with the k-th.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopList {
    /// How many items stand before each; [`ABSENT`] for those not in the list.
    places: Vec<usize>,
    /// Those in the list, best first.
    members: Vec<usize>,
}

/// Where an item stands that a list lacks: below all others.
const ABSENT: usize = usize::MAX;

impl TopList {
    /// Of one number an item, none of them NaN.
    #[must_use]
    pub fn new(numbers: &[f64], k: usize) -> Self {
        let by_size = order(numbers.len(), &|i, j| numbers[j].total_cmp(&numbers[i]));
        let mut list = Self { places: vec![ABSENT; numbers.len()], members: Vec::new() };
        let mut place = 0;
        for (at, &item) in by_size.iter().enumerate() {
            if at > 0 && numbers[item] < numbers[by_size[at - 1]] {
                place = at;
            }
            if place >= k {
                break;
            }
            list.places[item] = place;
            list.members.push(item);
        }
        list
    }

    /// Items in the list: k, or more where some tie with the k-th.
    #[must_use]
    pub fn length(&self) -> usize {
        self.members.len()
    }

    /// All items there are, in the list or not.
    #[must_use]
    pub fn items(&self) -> usize {
        self.places.len()
    }

    /// Whether an item is in the list.
    fn has(&self, item: usize) -> bool {
        self.places[item] != ABSENT
    }

    /// Pairs of its items that stand at one place.
    fn ties(&self) -> usize {
        let tied = |&i: &usize, &j: &usize| self.places[i] == self.places[j];
        let pairs = self.members.iter().enumerate();
        pairs.map(|(at, i)| self.members[..at].iter().filter(|j| tied(i, j)).count()).sum()
    }

    /// The same places for other items: `items[at]` gets the place of the `at`-th member.
    fn deal(&self, items: &[usize], to: &mut Self) {
        for &item in &to.members {
            to.places[item] = ABSENT;
        }
        to.members.clear();
        to.members.extend(&items[..self.members.len()]);
        for (&item, &member) in items.iter().zip(&self.members) {
            to.places[item] = self.places[member];
        }
    }
}

/// K^(p) of two lists of the same items: over all pairs of items in either list, 1 where the lists
/// contradict each other and `p` where one orders a pair and the other does not: it ties them, or
/// has neither.
#[must_use]
pub fn kendall(one: &TopList, other: &TopList, p: f64) -> f64 {
    let (mut contradicted, mut open) = (0_u32, 0_u32);
    let mut pair = |i: usize, j: usize| {
        let here = one.places[i].cmp(&one.places[j]);
        let there = other.places[i].cmp(&other.places[j]);
        if here == there {
        } else if here == Ordering::Equal || there == Ordering::Equal {
            open += 1;
        } else {
            contradicted += 1;
        }
    };
    for (at, &i) in one.members.iter().enumerate() {
        for &j in &one.members[..at] {
            pair(i, j);
        }
    }
    let alone = |item: usize| !one.has(item);
    for (at, &i) in other.members.iter().enumerate().filter(|(_, i)| alone(**i)) {
        for &j in one.members.iter().chain(other.members[..at].iter().filter(|j| alone(**j))) {
            pair(i, j);
        }
    }
    f64::from(contradicted) + p * f64::from(open)
}

/// The largest K^(p) of lists with these lengths over so many items.
///
/// Two lists share at least `c = max(0, a + b − n)` items, and K^(p) is largest where they share no
/// more, each has its own above the common ones, and they turn those round: c(c − 1)/2 + c(a − c) +
/// c(b − c) + (a − c)(b − c) + p[(a − c)(a − c − 1) + (b − c)(b − c − 1)]/2. Lists of k and their
/// reverse order reach it; where 2k ≤ n it is k² + p·k(k − 1), Fagin's value for disjoint lists,
/// and where k = n all n(n − 1)/2 pairs.
#[must_use]
pub fn largest(one: usize, other: usize, items: usize, p: f64) -> f64 {
    let common = (one + other).saturating_sub(items) as f64;
    let (here, there) = (one as f64 - common, other as f64 - common);
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    pairs(common) + common * (here + there) + here * there + p * (pairs(here) + pairs(there))
}

/// [`kendall`] as a share of the [`largest`]: 0 for lists that agree, 1 for the reverse order.
#[must_use]
pub fn scaled(one: &TopList, other: &TopList, p: f64) -> f64 {
    let most = largest(one.length(), other.length(), one.items(), p);
    if most > 0.0 { kendall(one, other, p) / most } else { 0.0 }
}

/// Distance of the first `k` of `a` from those of `b`, larger numbers first. `p`, from 0 to 1, is
/// the price of a pair that one list orders and the other does not. Both lists are over the same
/// items; `k` is at most their number. `None` for no items.
#[must_use]
pub fn distance(a: &[f64], b: &[f64], k: usize, p: f64, variant: Variant) -> Option<f64> {
    let k = k.min(a.len());
    if k == 0 || a.len() != b.len() {
        return None;
    }
    let (one, other) = (TopList::new(a, k), TopList::new(b, k));
    Some(match variant {
        Variant::Fagin => scaled(&one, &other, p),
        Variant::TalkArena => talk_arena::distance((a, &one), (b, &other), p),
    })
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole numbers and halves are exact")]
mod tests {
    use super::*;
    use crate::stats::permutations::{every_arrangement, every_order};

    const PRICES: [f64; 4] = [0.0, 0.3, 0.5, 1.0];

    /// A list of items without ties, best first.
    fn list(best: &[usize], items: usize) -> TopList {
        let mut numbers = vec![0.0; items];
        for (at, &item) in best.iter().enumerate() {
            numbers[item] = (items - at) as f64;
        }
        TopList::new(&numbers, best.len())
    }

    /// All ways to put so many items at places with ties, the first places taken.
    fn partial_rankings(items: usize, look: &mut impl FnMut(&[f64])) {
        let mut numbers = vec![0.0; items];
        for mut code in 0..items.pow(items as u32) {
            for number in &mut numbers {
                *number = (code % items) as f64;
                code /= items;
            }
            look(&numbers);
        }
    }

    #[test]
    fn the_ends_are_zero_and_one() {
        let a = [9.0, 8.0, 7.0, 6.0, 1.0, 2.0, 3.0, 4.0];
        let b = [1.0, 2.0, 3.0, 4.0, 9.0, 8.0, 7.0, 6.0];
        for p in PRICES {
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
        assert_eq!(kendall(&list(&[1, 2, 3], 6), &list(&[1, 4, 5], 6), 0.5), 5.0);
    }

    #[test]
    fn the_reverse_order_is_farthest() {
        // All lists of k of n items, against (0 1 … k - 1).
        for n in 1..=7 {
            for (k, p) in (1..=n).flat_map(|k| PRICES.map(|p| (k, p))) {
                let forward: Vec<usize> = (0..k).collect();
                let backward: Vec<usize> = (n - k..n).rev().collect();
                let (one, reversed) = (list(&forward, n), list(&backward, n));
                let mut most = 0.0_f64;
                every_arrangement(n, k, &mut |other| {
                    most = most.max(kendall(&one, &list(other, n), p));
                });
                assert!((largest(k, k, n, p) - most).abs() < 1e-12, "{k} of {n}");
                assert!((kendall(&one, &reversed, p) - most).abs() < 1e-12, "{k} of {n}");
                if 2 * k <= n {
                    let disjoint = (k * k) as f64 + p * (k * (k - 1)) as f64;
                    assert!((most - disjoint).abs() < 1e-12);
                }
            }
        }
        // The published value of four of five's reversal, 10 of 22, is all there can be.
        assert_eq!(largest(4, 4, 5, 0.5), 10.0);
    }

    #[test]
    fn ties_never_pass_the_largest_and_are_symmetric() {
        let mut full = 0;
        for k in 1..=4 {
            let mut lists = Vec::new();
            partial_rankings(4, &mut |numbers| lists.push(TopList::new(numbers, k)));
            for (one, other) in lists.iter().flat_map(|one| lists.iter().map(move |o| (one, o))) {
                let found = scaled(one, other, 0.5);
                assert!((0.0..=1.0).contains(&found));
                assert_eq!(found, scaled(other, one, 0.5));
                assert!(one != other || found == 0.0);
                full += usize::from(found == 1.0);
            }
        }
        assert!(full > 0);
    }

    #[test]
    fn names_have_no_say() {
        // Four of five with ties inside the list and at its border: any renaming, one distance.
        let (a, b) = ([3.0, 1.0, 2.0, 0.0, 4.0], [1.0, 1.0, 0.0, 1.0, 0.0]);
        for (k, variant) in [(1, Variant::Fagin), (4, Variant::Fagin), (4, Variant::TalkArena)] {
            let expected = distance(&a, &b, k, 0.5, variant);
            every_order(5, &mut |order| {
                let of = |numbers: &[f64]| order.iter().map(|&i| numbers[i]).collect::<Vec<_>>();
                assert_eq!(distance(&of(&a), &of(&b), k, 0.5, variant), expected);
            });
        }
    }

    #[test]
    fn with_half_a_point_ties_cost_what_breaking_them_costs_on_average() {
        // All of four in the list: the mean over every order of the tied ones.
        let votes = TopList::new(&[4.0, 3.0, 2.0, 1.0], 4);
        partial_rankings(4, &mut |numbers| {
            let (mut sum, mut count) = (0.0, 0.0);
            every_order(4, &mut |order| {
                let broken: Vec<f64> =
                    (0..4).map(|i| numbers[i] + order[i] as f64 / 10.0).collect();
                sum += kendall(&votes, &TopList::new(&broken, 4), 0.5);
                count += 1.0;
            });
            let found = kendall(&votes, &TopList::new(numbers, 4), 0.5);
            assert!((found - sum / count).abs() < 1e-12, "{numbers:?}");
        });
    }
}
