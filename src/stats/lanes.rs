//! Eight numbers at a time: the loops that every row of a controlled ranking goes through.
//!
//! The order of all operations is written out, so that native and WebAssembly results are the same
//! bits, and compilers find vector registers for the lanes.

/// How many.
pub const LANES: usize = 8;

/// Eight numbers.
pub type Lanes = [f64; LANES];

/// Beyond this the exponential stays where it is: finite, and not 0.
const LARGEST: f64 = 700.0;
/// Added and taken off again, it leaves a whole number, which its last bits hold meanwhile.
const SHIFT: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts, of which whole numbers' products with the first are exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// 1 / k!, from the last term that matters to the first.
const TAYLOR: [f64; 11] = [
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];

/// `e^x`, right to 3e-13 of itself for `|x|` up to 700, beyond which it stays.
#[inline]
#[must_use]
pub fn exp(x: &Lanes) -> Lanes {
    let (mut shifted, mut rest) = ([0.0; LANES], *x);
    for rest in &mut rest {
        *rest = if *rest > LARGEST { LARGEST } else { *rest };
        *rest = if *rest < -LARGEST { -LARGEST } else { *rest };
    }
    for lane in 0..LANES {
        shifted[lane] = rest[lane] * std::f64::consts::LOG2_E + SHIFT;
        let whole = shifted[lane] - SHIFT;
        rest[lane] = (rest[lane] - whole * LN_2_HIGH) - whole * LN_2_LOW;
    }
    let mut sum = [TAYLOR[0]; LANES];
    for term in &TAYLOR[1..] {
        for lane in 0..LANES {
            sum[lane] = sum[lane] * rest[lane] + term;
        }
    }
    for lane in 0..LANES {
        // The whole number moves into the exponent.
        sum[lane] *= f64::from_bits(shifted[lane].to_bits().wrapping_add(1023) << 52);
    }
    sum
}

/// The sum of products.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    total(&sums) + rest
}

/// The sum.
#[must_use]
pub fn sum(a: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (a, rest) = a.as_chunks::<LANES>();
    for a in a {
        for lane in 0..LANES {
            sums[lane] += a[lane];
        }
    }
    total(&sums) + rest.iter().sum::<f64>()
}

/// Adds a number times `x`.
pub fn add_product(to: &mut [f64], factor: f64, x: &[f64]) {
    let ((to, to_rest), (x, x_rest)) = (to.as_chunks_mut::<LANES>(), x.as_chunks::<LANES>());
    for (to, x) in to.iter_mut().zip(x) {
        // Read, then written: compilers need not fear that the one changes the other.
        let mut sums = *to;
        for lane in 0..LANES {
            sums[lane] += factor * x[lane];
        }
        *to = sums;
    }
    for (to, x) in to_rest.iter_mut().zip(x_rest) {
        *to += factor * x;
    }
}

/// `a` times `b`, number by number.
pub fn product(a: &[f64], b: &[f64], out: &mut [f64]) {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let (out, out_rest) = out.as_chunks_mut::<LANES>();
    for ((a, b), out) in a.iter().zip(b).zip(out) {
        let mut products = [0.0; LANES];
        for lane in 0..LANES {
            products[lane] = a[lane] * b[lane];
        }
        *out = products;
    }
    for ((a, b), out) in a_rest.iter().zip(b_rest).zip(out_rest) {
        *out = a * b;
    }
}

fn total(lanes: &Lanes) -> f64 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_libms() {
        let mut worst = 0.0_f64;
        for step in -7000..7000 {
            let x: Lanes = std::array::from_fn(|lane| 0.1 * f64::from(step) + 0.0123 * lane as f64);
            for (x, found) in x.iter().zip(exp(&x)) {
                if x.abs() < LARGEST {
                    worst = worst.max((found / libm::exp(*x) - 1.0).abs());
                }
            }
        }
        assert!(worst < 3e-13, "{worst}");
        let ends = exp(&[0.0, 1e9, -1e9, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1.0, -0.0]);
        assert!((ends[0] - 1.0).abs() < 1e-300 && (ends[7] - 1.0).abs() < 1e-300);
        assert!(ends[1] > 1e303 && ends[2] < 1e-303 && ends[3] > 1e303 && ends[4] < 1e-303);
        assert!(ends[5].is_nan());
    }

    #[test]
    fn sums_are_sums_whatever_their_length() {
        let a: Vec<f64> = (0..37).map(f64::from).collect();
        for len in 0..a.len() {
            let a = &a[..len];
            let mut squares = vec![0.0; len];
            product(a, a, &mut squares);
            assert!((dot(a, a) - squares.iter().sum::<f64>()).abs() < 1e-9);
            assert!((sum(a) - a.iter().sum::<f64>()).abs() < 1e-9);
        }
    }
}
