//! Logistic and normal functions, right in the tails.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The logistic function `1 / (1 + e^-x)`, to full relative accuracy for very negative `x`.
#[must_use]
pub fn expit(x: f64) -> f64 {
    expit_both(x).0
}

/// `expit(x)` and `expit(-x)` for the price of one exponential, each to full relative accuracy.
#[must_use]
pub fn expit_both(x: f64) -> (f64, f64) {
    let e = libm::exp(-x.abs());
    let (larger, smaller) = (1.0 / (1.0 + e), e / (1.0 + e));
    if x >= 0.0 { (larger, smaller) } else { (smaller, larger) }
}

/// `ln(expit(x))` without cancellation on either side.
#[must_use]
pub fn log_expit(x: f64) -> f64 {
    if x >= 0.0 { -libm::log1p(libm::exp(-x)) } else { x - libm::log1p(libm::exp(x)) }
}

/// Standard normal distribution function.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Upper tail of the standard normal distribution, `1 - normal_cdf(x)` without cancellation.
#[must_use]
pub fn normal_sf(x: f64) -> f64 {
    normal_cdf(-x)
}

/// `ln x! - ln(sqrt(2πx) (x/e)^x)` for `x` above 0: what Stirling's formula leaves out.
#[must_use]
pub(super) fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return libm::lgamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - 0.5 * libm::log(2.0 * PI);
    }
    let y = 1.0 / (x * x);
    (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0)))) / x
}

/// Upper tail of χ² with a whole number of degrees of freedom; 1 for none.
///
/// The tail of `degrees + 2` is that of `degrees` plus one term (Abramowitz and Stegun 1964, 26.4.8),
/// so it is a sum from one or two degrees up. All terms are positive: nothing cancels.
#[must_use]
pub fn chi_square_sf(x: f64, degrees: usize) -> f64 {
    if degrees == 0 || x <= 0.0 {
        return 1.0;
    }
    let half = x / 2.0;
    let odd = degrees % 2 == 1;
    let mut sum = if odd { libm::erfc(half.sqrt()) } else { 0.0 };
    // half^a e^-half / Γ(a + 1), a from 0 or a half up.
    let mut a = if odd { 0.5 } else { 0.0 };
    while a < degrees as f64 / 2.0 - 0.25 {
        sum += libm::exp(a * libm::log(half) - half - libm::lgamma(a + 1.0));
        a += 1.0;
    }
    sum.min(1.0)
}

/// Quantile of the standard normal distribution: Wichura (1988), algorithm AS 241, `PPND16`,
/// about 16 digits. Minus and plus infinity at 0 and 1, outside of them too.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_NUMERATOR, r) / polynomial(&CENTRE_DENOMINATOR, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = (-libm::log(tail)).sqrt();
    let x = if r <= 5.0 {
        polynomial(&NEAR_NUMERATOR, r - 1.6) / polynomial(&NEAR_DENOMINATOR, r - 1.6)
    } else {
        polynomial(&FAR_NUMERATOR, r - 5.0) / polynomial(&FAR_DENOMINATOR, r - 5.0)
    };
    if q < 0.0 { -x } else { x }
}

/// Horner's rule, constant term first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

const CENTRE_NUMERATOR: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const CENTRE_DENOMINATOR: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_854e3,
];
const NEAR_NUMERATOR: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const NEAR_DENOMINATOR: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_NUMERATOR: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_DENOMINATOR: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "where a result is exact, the test says so")]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn expit_keeps_relative_accuracy_in_the_tails() {
        close(expit(-40.0), 4.248_354_255_291_589e-18, 1e-15);
        assert_eq!(expit(800.0), 1.0);
        assert_eq!(expit(-800.0), 0.0);
        close(log_expit(40.0), -4.248_354_255_291_589e-18, 1e-15);
        close(log_expit(-16.6), -16.600_000_061_760_614, 1e-15);
        assert_eq!(log_expit(-1e5), -1e5);
    }

    #[test]
    fn normal_values_are_the_tabulated_ones() {
        close(normal_cdf(1.0), 0.841_344_746_068_542_9, 1e-15);
        close(normal_sf(10.0), 7.619_853_024_160_527e-24, 1e-13);
        close(normal_quantile(0.975), 1.959_963_984_540_054, 1e-15);
        close(normal_quantile(1e-10), -6.361_340_902_404_056, 1e-14);
        close(normal_quantile(1e-100), -21.273_453_560_965_324, 1e-14);
        assert_eq!(normal_quantile(0.5), 0.0);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
    }

    #[test]
    fn normal_quantile_inverts_the_distribution_function() {
        for k in 1..1000 {
            let p = f64::from(k) / 1000.0;
            close(normal_cdf(normal_quantile(p)), p, 1e-14);
        }
    }
}
