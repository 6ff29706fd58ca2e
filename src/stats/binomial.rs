//! The fair coin's exact tail, for the sign test.

use std::f64::consts::PI;

use super::special::{normal_sf, stirling_error};

/// Beyond this many tosses the tail is the normal one with a continuity correction: its relative
/// error is then below 1e-9 wherever the tail is above 1e-9, and a sum would take too long.
const EXACT_TOSSES: f64 = 1e10;

/// P(X ≥ k) of X heads among `n` tosses of a fair coin, exact for `n` up to 1e10.
#[must_use]
pub fn fair_upper_tail(k: u64, n: u64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if k > n {
        return 0.0;
    }
    if k <= n / 2 {
        // The sum below shrinks from its first term only above the middle.
        return 1.0 - fair_upper_tail(n - k + 1, n);
    }
    let (k, n) = (k as f64, n as f64);
    if n > EXACT_TOSSES {
        return normal_sf((k - 0.5 - n / 2.0) / (n.sqrt() / 2.0));
    }
    let (mut term, mut sum, mut heads) = (1.0, 1.0, k);
    while term > 1e-17 * sum && heads < n {
        term *= (n - heads) / (heads + 1.0);
        sum += term;
        heads += 1.0;
    }
    (fair_point_mass(k, n) * sum).min(1.0)
}

/// P(X = k), by Loader's (2000) saddle-point form, which does not cancel for large `n`.
fn fair_point_mass(k: f64, n: f64) -> f64 {
    let rest = n - k;
    if rest == 0.0 {
        return libm::exp2(-n);
    }
    let skew = (k - rest) / n;
    let deviance = (1.0 + skew) * libm::log1p(skew) + (1.0 - skew) * libm::log1p(-skew);
    let log = stirling_error(n) - stirling_error(k) - stirling_error(rest) - n / 2.0 * deviance;
    libm::exp(log) * (n / (2.0 * PI * k * rest)).sqrt()
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "where a result is exact, the test says so")]
mod tests {
    use super::*;

    #[test]
    fn small_tails_are_the_counted_ones() {
        for n in 0_u64..=20 {
            let mut choose = 1_u64;
            let mut ways = vec![];
            for k in 0..=n {
                ways.push(choose);
                choose = choose * (n - k) / (k + 1);
            }
            for k in 0..=n {
                let expected = ways[k as usize..].iter().sum::<u64>() as f64 / 2_f64.powi(n as i32);
                let found = fair_upper_tail(k, n);
                assert!((found - expected).abs() <= 1e-13 * expected, "{k} of {n}: {found}");
            }
        }
    }

    #[test]
    fn the_normal_tail_takes_over_without_a_jump() {
        let n = 10_000_000_000;
        let k = n / 2 + 200_000;
        let exact = fair_upper_tail(k, n);
        let normal = fair_upper_tail(k + 1, n + 2);
        assert!((exact - normal).abs() < 1e-7 * exact, "{exact} {normal}");
    }

    #[test]
    fn huge_counts_answer() {
        assert_eq!(fair_upper_tail(1_000_000, 1_000_000), 0.0);
        assert!(fair_upper_tail(500_000_000_000, 1_000_000_000_000) > 0.5);
    }
}
