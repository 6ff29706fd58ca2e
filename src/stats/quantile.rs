//! Quantiles of sorted samples.

/// Linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), numpy's
/// default, with numpy's order of operations. `None` without samples; `q` from 0 to 1.
///
/// Between a number and ∞ nothing can be interpolated: where either neighbour is infinite the
/// result is [`inverted_cdf`]'s.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = q.clamp(0.0, 1.0) * last as f64;
    let below = (position.floor() as usize).min(last);
    let (a, b) = (sorted[below], sorted[(below + 1).min(last)]);
    if !(a.is_finite() && b.is_finite()) {
        return inverted_cdf(sorted, q);
    }
    let t = position - below as f64;
    Some(if t < 0.5 { a + (b - a) * t } else { b - (b - a) * (1.0 - t) })
}

/// The smallest sample with at least a share `q` of the samples at or below it: type 1 of Hyndman
/// and Fan (1996), numpy's `inverted_cdf`. For what has nothing in between.
#[must_use]
pub fn inverted_cdf<T: Copy>(sorted: &[T], q: f64) -> Option<T> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[(reaching(q, sorted.len() as f64).max(1.0) as usize - 1).min(last)])
}

/// The fewest of `n` samples that are a share `q` of them.
///
/// (1 - 0.95) / 2 is a little more than 0.025 in floating point, and must not ask for one more.
#[must_use]
pub fn reaching(q: f64, n: f64) -> f64 {
    (q.clamp(0.0, 1.0) * n - 1e-9).ceil().max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_numpys() {
        // numpy.quantile([1, 2, 4, 8, 16], q)
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
        for (q, expected) in [(0.0, 1.0), (0.025, 1.1), (0.4, 3.2), (0.9, 12.8), (1.0, 16.0)] {
            let found = quantile(&sorted, q).unwrap();
            assert!((found - expected).abs() < 1e-14, "{q}: {found}");
        }
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[3.0], 0.5), Some(3.0));
    }

    #[test]
    fn nothing_lies_between_a_number_and_infinity() {
        let inf = f64::INFINITY;
        let sorted = [-inf, -inf, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, inf];
        for k in 0..=1000 {
            let q = f64::from(k) / 1000.0;
            let found = quantile(&sorted, q).unwrap();
            assert!(!found.is_nan(), "{q}");
            if found.is_infinite() {
                assert_eq!(Some(found), inverted_cdf(&sorted, q), "{q}");
            }
        }
        // Positions 8.1 and 1.8: a number and ∞ on either side.
        assert_eq!((quantile(&sorted, 0.9), quantile(&sorted, 0.91)), (Some(7.0), Some(inf)));
        assert_eq!((quantile(&sorted, 0.2), quantile(&sorted, 0.21)), (Some(-inf), Some(1.0)));
        assert_eq!(quantile(&[inf; 3], 0.5), Some(inf));
        // 250 of 10,000 are enough for 0.025, however it is rounded.
        let many: Vec<f64> = (0..10_000).map(|k| if k < 250 { -inf } else { 1.0 }).collect();
        assert_eq!(quantile(&many, (1.0 - 0.95) / 2.0), Some(-inf));
    }

    #[test]
    fn inverted_cdf_returns_samples_only() {
        // numpy.quantile([1, 2, 4, 8, 16], q, method="inverted_cdf")
        let sorted = [1_u32, 2, 4, 8, 16];
        for (q, expected) in
            [(0.0, 1), (0.2, 1), (0.21, 2), (0.5, 4), (0.8, 8), (0.81, 16), (1.0, 16)]
        {
            assert_eq!(inverted_cdf(&sorted, q), Some(expected), "{q}");
        }
        assert_eq!(inverted_cdf::<u32>(&[], 0.5), None);
    }
}
