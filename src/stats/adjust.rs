//! P-values of many tests, adjusted. An adjusted value below α rejects at level α.

use super::order::order;

/// Holm (1979): bounds the chance of any false rejection, whatever the tests' dependence.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut largest = 0.0_f64;
    for (rank, &k) in ascending(p).iter().enumerate() {
        largest = largest.max(p[k] * (p.len() - rank) as f64);
        adjusted[k] = largest.min(1.0);
    }
    adjusted
}

/// The p-value up to which [`holm`] rejects at level `alpha`, for more tests than one would sort.
///
/// Holm compares the k-th smallest p-value with `alpha / (tests - k + 1)`. Whatever lies within the
/// threshold that so many rejections allow is rejected too, so counting is enough: `count` tells
/// how many p-values a threshold reaches.
#[must_use]
pub fn holm_threshold(tests: usize, alpha: f64, count: &dyn Fn(f64) -> usize) -> f64 {
    let mut rejected = 0;
    loop {
        let threshold = alpha / tests.saturating_sub(rejected).max(1) as f64;
        let reached = count(threshold);
        if reached <= rejected {
            return threshold;
        }
        rejected = reached;
    }
}

/// Benjamini and Hochberg (1995): bounds the expected share of false rejections.
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![0.0; p.len()];
    let mut smallest = 1.0_f64;
    for (rank, &k) in ascending(p).iter().enumerate().rev() {
        smallest = smallest.min(p[k] * p.len() as f64 / (rank + 1) as f64);
        adjusted[k] = smallest;
    }
    adjusted
}

/// Positions from the smallest p-value up; equal ones in their given order.
fn ascending(p: &[f64]) -> Vec<usize> {
    order(p.len(), &|a, b| p[a].total_cmp(&p[b]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) {
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-15, "{found:?} is not {expected:?}");
        }
    }

    #[test]
    fn adjusted_values_are_those_of_r() {
        // p.adjust(c(.01, .04, .03, .005, .5), "holm") and "BH" in R
        let p = [0.01, 0.04, 0.03, 0.005, 0.5];
        close(&holm(&p), &[0.04, 0.09, 0.09, 0.025, 0.5]);
        close(&benjamini_hochberg(&p), &[0.025, 0.05, 0.05, 0.025, 0.5]);
    }

    #[test]
    fn no_tests_and_one_test_are_left_alone() {
        assert!(holm(&[]).is_empty() && benjamini_hochberg(&[]).is_empty());
        assert_eq!(holm(&[0.3]), [0.3]);
        assert_eq!(benjamini_hochberg(&[0.3]), [0.3]);
        assert_eq!(holm(&[0.6, 0.7]), [1.0, 1.0]);
    }

    #[test]
    fn the_threshold_rejects_what_holm_rejects() {
        let p = [0.001, 0.04, 0.011, 0.6, 0.012, 0.2, 0.03];
        for alpha in [0.005, 0.007, 0.05, 0.06, 0.1, 0.15, 0.2, 0.5, 0.99] {
            let count = |most: f64| p.iter().filter(|&&p| p <= most).count();
            let threshold = holm_threshold(p.len(), alpha, &count);
            let rejected = holm(&p).into_iter().map(|adjusted| adjusted <= alpha);
            assert!(rejected.eq(p.iter().map(|&p| p <= threshold)), "{alpha}: {threshold}");
        }
    }
}
