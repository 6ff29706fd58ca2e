//! Quantiles of sorted samples.

/// Linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), numpy's
/// default, with numpy's order of operations. `None` without samples; `q` from 0 to 1.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = q.clamp(0.0, 1.0) * last as f64;
    let below = (position.floor() as usize).min(last);
    let (a, b) = (sorted[below], sorted[(below + 1).min(last)]);
    let t = position - below as f64;
    Some(if t < 0.5 { a + (b - a) * t } else { b - (b - a) * (1.0 - t) })
}

/// The smallest sample with at least a share `q` of the samples at or below it: type 1 of Hyndman
/// and Fan (1996), numpy's `inverted_cdf`. For ranks, which have nothing in between.
#[must_use]
pub fn inverted_cdf<T: Copy>(sorted: &[T], q: f64) -> Option<T> {
    let last = sorted.len().checked_sub(1)?;
    let position = (q.clamp(0.0, 1.0) * sorted.len() as f64 - 1.0).ceil().max(0.0);
    Some(sorted[(position as usize).min(last)])
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
