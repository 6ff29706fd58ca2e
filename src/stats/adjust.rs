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
}
