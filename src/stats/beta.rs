//! The beta distribution: its distribution function (the regularised incomplete beta function) and
//! its quantiles.
//!
//! Everything rests on `x^a (1 - x)^b / B(a, b)`, written by Loader's (2000) saddle point, which
//! does not cancel for large `a` and `b`, over the continued fraction of Didonato and Morris
//! (1992, algorithm 708, `BFRAC`). Both ends keep relative accuracy: callers that know `1 - x`
//! better than a subtraction would give it pass it along.
//!
//! ```
//! use mindgap::stats::beta::{Share, beta_quantile, regularised_beta};
//!
//! // Clopper and Pearson's interval of 3 successes in 3 trials begins here.
//! let lower = beta_quantile(0.025, 3.0, 1.0);
//! assert!((lower.x - 0.292_401_773_821_286_7).abs() < 1e-15);
//! assert!((regularised_beta(lower, 3.0, 1.0) - 0.025).abs() < 1e-15);
//! assert!((regularised_beta(Share::new(0.5), 3.0, 1.0) - 0.125).abs() < 1e-15);
//! ```

use std::f64::consts::PI;

use super::special::{expit_both, stirling_error};

/// Terms of the continued fraction at most; some √(a + b) are needed where `x` is near the mean.
const MOST_TERMS: u32 = 100_000;
/// Newton steps at most; a dozen are usual.
const MOST_STEPS: u32 = 100;
/// Log-odds of a quantile at most, either way: beyond, a share is next to the smallest number.
const FARTHEST: f64 = 700.0;

/// A place between 0 and 1, both parts of it to full relative accuracy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share itself.
    pub x: f64,
    /// What it leaves of 1.
    pub rest: f64,
}

/// `I_x(a, b)`: the probability that a beta variable with parameters `a` and `b`, both above 0, is
/// at most `at.x`.
#[must_use]
pub fn regularised_beta(at: Share, a: f64, b: f64) -> f64 {
    if at.x <= 0.0 {
        0.0
    } else if at.rest <= 0.0 {
        1.0
    } else if is_lower(at, a, b) {
        lower_tail(at, a, b).probability()
    } else {
        1.0 - lower_tail(at.turned(), b, a).probability()
    }
}

/// The place below which a beta variable with parameters `a` and `b`, both above 0, lies with
/// probability `p`.
///
/// Newton's method on the logarithm of the tail over the log-odds of the place. That logarithm is
/// increasing and concave, so from the first step on the iterates only rise.
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Share {
    if p > 0.5 {
        return beta_quantile_of_tail(1.0 - p, b, a).turned();
    }
    beta_quantile_of_tail(p, a, b)
}

/// The quantile of a lower tail of at most one half.
fn beta_quantile_of_tail(p: f64, a: f64, b: f64) -> Share {
    if p <= 0.0 {
        return Share { x: 0.0, rest: 1.0 };
    }
    let log_p = libm::log(p);
    let mut odds = libm::log(a / b);
    for step_number in 0..MOST_STEPS {
        let at = Share::at_log_odds(odds);
        // Its slope over the log-odds is the density there over the tail.
        let (log_tail, slope) = if is_lower(at, a, b) {
            let tail = lower_tail(at, a, b);
            (tail.log_power - libm::log(tail.fraction), tail.fraction)
        } else {
            let above = lower_tail(at.turned(), b, a);
            let tail = 1.0 - above.probability();
            (libm::log(tail), libm::exp(above.log_power) / tail)
        };
        let step = (log_p - log_tail) / slope;
        // From the second step on the iterates rise, until rounding says otherwise.
        if step.is_nan() || step_number > 0 && step < 0.0 {
            break;
        }
        odds = (odds + step).clamp(-FARTHEST, FARTHEST);
        if step.abs() <= f64::EPSILON * odds.abs().max(1.0) {
            break;
        }
    }
    Share::at_log_odds(odds)
}

impl Share {
    /// From a share.
    #[must_use]
    pub fn new(x: f64) -> Self {
        Self { x, rest: 1.0 - x }
    }

    /// `odds_for` to `odds_against`: a share from its odds.
    #[must_use]
    pub fn of_odds(odds_for: f64, odds_against: f64) -> Self {
        let sum = odds_for + odds_against;
        Self { x: odds_for / sum, rest: odds_against / sum }
    }

    fn at_log_odds(odds: f64) -> Self {
        let (x, rest) = expit_both(odds);
        Self { x, rest }
    }

    fn turned(self) -> Self {
        Self { x: self.rest, rest: self.x }
    }
}

/// Whether the continued fraction converges fast from below.
fn is_lower(at: Share, a: f64, b: f64) -> bool {
    at.x * (a + b + 2.0) <= a + 1.0
}

/// A lower tail, in the two factors it is computed from.
struct LowerTail {
    /// `ln x^a (1 - x)^b / B(a, b)`
    log_power: f64,
    /// What the power is divided by.
    fraction: f64,
}

impl LowerTail {
    fn probability(&self) -> f64 {
        libm::exp(self.log_power) / self.fraction
    }
}

fn lower_tail(at: Share, a: f64, b: f64) -> LowerTail {
    LowerTail { log_power: log_power(at, a, b), fraction: fraction(at, a, b) }
}

/// `ln x^a y^b / B(a, b)` with `y = 1 - x`: with `n = a + b` the binomial probability of `a`
/// successes in `n` trials times `ab / n`.
fn log_power(Share { x, rest: y }: Share, a: f64, b: f64) -> f64 {
    let n = a + b;
    // a - n x, and b - n y is its negative.
    let apart = a * y - b * x;
    stirling_error(n) - stirling_error(a) - stirling_error(b)
        + a * log_less(n / a * x, -apart / a)
        + b * log_less(n / b * y, apart / b)
        + 0.5 * libm::log(a / n * b / (2.0 * PI))
}

/// `ln r - (r - 1)` of a ratio `r` and of what it is above 1, without cancellation where that is
/// little.
fn log_less(ratio: f64, above: f64) -> f64 {
    if above.abs() > 0.4 {
        return libm::log(ratio) - above;
    }
    // ln(1 + u) = 2 artanh q with q = u / (2 + u), and 2 q - u = -q u.
    let q = above / (2.0 + above);
    let square = q * q;
    let (mut sum, mut power, mut odd) = (0.0, 1.0, 3.0);
    while power > 1e-18 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    q * (2.0 * square * sum - above)
}

/// The continued fraction by Lentz's method; all its terms are positive where `is_lower`.
fn fraction(Share { x, rest: y }: Share, a: f64, b: f64) -> f64 {
    let apart = a * y - b * x + 1.0;
    let denominator = |m: f64| {
        let odd = m * (b - m) * x / (a + 2.0 * m - 1.0);
        m + odd + (a + m) * (apart + m * (1.0 + y)) / (a + 2.0 * m + 1.0)
    };
    // The first term of `denominator` is 0 at m = 0, whatever stands below it.
    let mut value = a * apart / (a + 1.0);
    let (mut above, mut below) = (value, 0.0);
    for m in 1..MOST_TERMS {
        let m = f64::from(m);
        let end = a + 2.0 * m - 1.0;
        let numerator = (a + m - 1.0) / end * ((a + b + m - 1.0) / end) * m * (b - m) * x * x;
        let of = denominator(m);
        below = 1.0 / (of + numerator * below);
        above = of + numerator / above;
        let change = above * below;
        value *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "where a result is exact, the test says so")]
mod tests {
    use super::*;

    const TOLERANCE: f64 = 1e-12;

    fn close(found: f64, expected: f64, of: &str) {
        assert!(
            (found - expected).abs() <= TOLERANCE * expected,
            "{of}: {found} is not {expected}"
        );
    }

    #[test]
    fn the_distribution_function_is_that_of_scipy() {
        // scipy.stats.beta.cdf(x, a, b), to the last digit by a continued fraction of 50 digits.
        for (x, a, b, expected) in [
            (0.3, 0.5, 0.5, 0.369_010_119_565_545_36),
            (1e-9, 0.5, 3.0, 5.929_270_608_862_864e-5),
            (0.9, 2.5, 0.7, 0.623_932_172_900_793_7),
            (0.5, 20.0, 30.0, 0.923_796_114_019_261),
            (0.2, 20.0, 30.0, 0.000_687_727_628_741_589),
            (0.6, 1000.0, 700.0, 0.837_819_786_207_847),
            (0.49, 100_000.0, 100_000.0, 1.857_134_729_040_419_6e-19),
            (0.001, 3.0, 1000.0, 0.080_577_590_360_204_41),
            (0.9085, 900_000.0, 90_000.0, 0.020_567_963_283_812_65),
        ] {
            close(regularised_beta(Share::new(x), a, b), expected, &format!("{x} {a} {b}"));
        }
    }

    #[test]
    fn both_tails_add_up_and_the_ends_are_certain() {
        for (a, b) in [(0.3, 0.2), (1.0, 1.0), (5.5, 40.0), (3e5, 7e5)] {
            for x in [1e-8, 0.2, 0.3, 0.5, 0.999] {
                let at = Share::new(x);
                let sum = regularised_beta(at, a, b) + regularised_beta(at.turned(), b, a);
                assert!((sum - 1.0).abs() < 1e-14, "{x} {a} {b}: {sum}");
            }
            assert_eq!(regularised_beta(Share::new(0.0), a, b), 0.0);
            assert_eq!(regularised_beta(Share::new(1.0), a, b), 1.0);
            assert_eq!(beta_quantile(0.0, a, b), Share { x: 0.0, rest: 1.0 });
            assert_eq!(beta_quantile(1.0, a, b), Share { x: 1.0, rest: 0.0 });
        }
    }

    /// The ends of Clopper and Pearson's intervals for up to a million votes.
    #[test]
    fn quantiles_are_those_of_scipy() {
        // scipy.stats.beta.ppf(p, a, b), polished with 50 digits.
        for (p, a, b, expected) in [
            (0.025, 1.0, 1.0, 0.025),
            (0.005, 1.0, 1.0, 0.005),
            (5e-5, 1.0, 1.0, 5e-5),
            (0.025, 1.0, 2.0, 0.012_579_117_093_425_05),
            (0.975, 2.0, 1.0, 0.987_420_882_906_574_9),
            (0.005, 1.0, 2.0, 0.002_503_132_836_999_833_5),
            (0.995, 2.0, 1.0, 0.997_496_867_163_000_1),
            (5e-5, 1.0, 2.0, 2.500_031_250_781_274_7e-5),
            (0.999_95, 2.0, 1.0, 0.999_974_999_687_492_1),
            (0.025, 3.0, 3.0, 0.146_632_799_634_673_13),
            (0.975, 4.0, 2.0, 0.947_255_049_473_683_1),
            (0.005, 3.0, 3.0, 0.082_829_187_201_476_79),
            (0.995, 4.0, 2.0, 0.977_118_778_624_645_6),
            (5e-5, 3.0, 3.0, 0.017_248_776_947_933_03),
            (0.999_95, 4.0, 2.0, 0.997_758_912_363_921),
            (0.025, 20.0, 2.0, 0.761_840_090_063_178_9),
            (0.975, 21.0, 1.0, 0.998_795_116_551_636_4),
            (0.005, 20.0, 2.0, 0.695_711_438_569_554_8),
            (0.995, 21.0, 1.0, 0.999_761_336_016_992_9),
            (5e-5, 20.0, 2.0, 0.542_797_622_047_714_6),
            (0.999_95, 21.0, 1.0, 0.999_997_618_990_927_9),
            (0.025, 29.0, 2.0, 0.827_830_544_366_587_3),
            (0.975, 30.0, 1.0, 0.999_156_429_073_369_5),
            (0.005, 29.0, 2.0, 0.777_248_934_975_566_2),
            (0.995, 30.0, 1.0, 0.999_832_929_230_424_2),
            (5e-5, 29.0, 2.0, 0.654_247_474_514_818_9),
            (0.999_95, 30.0, 1.0, 0.999_998_333_293_054_2),
            (0.025, 1.0, 1000.0, 2.531_748_749_129_404_5e-5),
            (0.975, 2.0, 999.0, 0.005_558_924_279_826_672),
            (0.005, 1.0, 1000.0, 5.012_529_260_777_506_5e-6),
            (0.995, 2.0, 999.0, 0.007_406_286_938_352_937),
            (5e-5, 1.0, 1000.0, 5.000_124_879_160_575e-8),
            (0.999_95, 2.0, 999.0, 0.012_434_974_573_780_774),
            (0.025, 400.0, 601.0, 0.369_468_987_548_912_44),
            (0.975, 401.0, 600.0, 0.431_121_554_044_106_9),
            (0.005, 400.0, 601.0, 0.360_155_007_967_056_63),
            (0.995, 401.0, 600.0, 0.440_810_497_841_001_74),
            (5e-5, 400.0, 601.0, 0.340_519_546_141_173_3),
            (0.999_95, 401.0, 600.0, 0.461_579_668_036_513_73),
            (0.025, 1.0, 1_000_000.0, 2.531_780_766_379_417_8e-8),
            (0.975, 2.0, 999_999.0, 5.571_630_655_172_243e-6),
            (0.005, 1.0, 1_000_000.0, 5.012_541_810_981_495e-9),
            (0.995, 2.0, 999_999.0, 7.430_105_611_978_525e-6),
            (5e-5, 1.0, 1_000_000.0, 5.000_125_004_041_817e-11),
            (0.999_95, 2.0, 999_999.0, 1.250_659_933_037_409_9e-5),
            (0.025, 499_000.0, 501_001.0, 0.498_019_524_051_534),
            (0.975, 499_001.0, 501_000.0, 0.499_980_481_740_988_3),
            (0.005, 499_000.0, 501_001.0, 0.497_711_595_143_857_6),
            (0.995, 499_001.0, 501_000.0, 0.500_288_414_374_465_8),
            (5e-5, 499_000.0, 501_001.0, 0.497_054_226_228_518_4),
            (0.999_95, 499_001.0, 501_000.0, 0.500_945_794_628_097_4),
            (0.025, 999_999.0, 2.0, 0.999_994_428_369_344_8),
            (0.975, 1_000_000.0, 1.0, 0.999_999_974_682_192_4),
            (0.005, 999_999.0, 2.0, 0.999_992_569_894_388),
            (0.995, 1_000_000.0, 1.0, 0.999_999_994_987_458_2),
            (5e-5, 999_999.0, 2.0, 0.999_987_493_400_669_6),
            (0.999_95, 1_000_000.0, 1.0, 0.999_999_999_949_998_8),
            (0.025, 1_000_000.0, 1.0, 0.999_996_311_127_349_8),
            (0.005, 1_000_000.0, 1.0, 0.999_994_701_696_669_5),
            (5e-5, 1_000_000.0, 1.0, 0.999_990_096_561_486_9),
        ] {
            close(beta_quantile(p, a, b).x, expected, &format!("{p} {a} {b}"));
        }
    }

    #[test]
    fn quantiles_invert_the_distribution_function() {
        for (a, b) in [(0.5, 0.5), (0.35, 3.0), (2.0, 70.0), (150.0, 0.5), (4e8, 3e8)] {
            for p in [1e-100, 1e-12, 0.1, 0.4, 0.5, 0.6, 1.0 - 1e-12] {
                let found = regularised_beta(beta_quantile(p, a, b), a, b);
                assert!((found - p).abs() <= 3e-8 * p, "{p} {a} {b}: {found}");
            }
        }
    }
}
