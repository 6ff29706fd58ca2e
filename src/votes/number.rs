//! Decimal numbers in text: the nearest `f64`.
//!
//! As `str::parse` has it, but for words such as `inf`, and without the ten kilobytes of tables
//! and the slow path of its own that it brings into a WebAssembly module. Up to 19 digits with an
//! exponent within ±27, which is nearly everything that files hold, are one product of integers,
//! rounded once; the rest is divided as big integers, bit by bit. The tests hold both against the
//! standard library.

use std::cmp::Ordering;

/// Powers of ten that are exact.
const EXACT: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
/// Digits that always fit in 64 bits.
const FITTING: usize = 19;
/// The largest power of five below 2^64.
const LARGEST_FIVE: u32 = 27;
/// Digits that can matter to the nearest `f64`: the rest only tells whether there is more.
const TELLING: usize = 770;

/// The number that a text is, infinite where it is too large; `None` where it is none.
pub(crate) fn number(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let decimal = Decimal::read(unsigned)?;
    let size = decimal.nearest();
    Some(if negative { -size } else { size })
}

/// Digits and the power of ten that they are multiplied with.
struct Decimal<'a> {
    /// Digits, perhaps with a point among them.
    digits: &'a [u8],
    /// The number that the first 19 significant digits make.
    leading: u64,
    /// Whether there are digits after those.
    longer: bool,
    /// Of `leading`.
    exponent: i32,
}

#[allow(clippy::cast_possible_wrap, reason = "a text of 2^31 digits is no number here")]
impl<'a> Decimal<'a> {
    /// Reads digits, with or without a point and an exponent.
    fn read(text: &'a [u8]) -> Option<Self> {
        let mut leading = 0;
        let whole = digits(text, &mut leading);
        let point = usize::from(text.get(whole) == Some(&b'.'));
        let fraction = digits(&text[whole + point..], &mut leading);
        let (digits, rest) = text.split_at(whole + point + fraction);
        let exponent = power(rest)?;
        match whole + fraction {
            0 => None,
            1..=FITTING => {
                let exponent = exponent - fraction as i32;
                Some(Self { digits, leading, longer: false, exponent })
            }
            _ => Some(Self::of_many(digits, exponent)),
        }
    }

    /// Of more digits than 64 bits may hold, unless many are zeros in front.
    fn of_many(digits: &'a [u8], mut exponent: i32) -> Self {
        let (mut leading, mut significant, mut longer, mut point) = (0_u64, 0, false, false);
        for &byte in digits {
            if byte == b'.' {
                point = true;
            } else if significant < FITTING {
                leading = 10 * leading + u64::from(byte - b'0');
                significant += usize::from(leading > 0);
                exponent -= i32::from(point);
            } else {
                longer = true;
                exponent += i32::from(!point);
            }
        }
        Self { digits, leading, longer, exponent }
    }

    fn nearest(&self) -> f64 {
        let power = self.exponent.unsigned_abs();
        if self.leading == 0 {
            0.0
        } else if self.longer || power > LARGEST_FIVE {
            self.nearest_of_many()
        } else if self.leading < 1 << 53 && power < EXACT.len() as u32 {
            let (size, ten) = (self.leading as f64, EXACT[power as usize]);
            if self.exponent < 0 { size / ten } else { size * ten }
        } else if self.exponent < 0 {
            divided(self.leading, power as usize)
        } else {
            let whole = u128::from(self.leading) * u128::from(5_u64.pow(power));
            rounded(whole, self.exponent, false)
        }
    }

    /// Of more digits, or of a larger or smaller power of ten: a quotient of big integers.
    fn nearest_of_many(&self) -> f64 {
        let digits = self.digits.iter().filter(|&&b| b != b'.').map(|b| u32::from(b - b'0'));
        let digits: Vec<u32> = digits.skip_while(|&digit| digit == 0).collect();
        let told = digits.len().min(TELLING);
        // Of the first digit.
        let place = self.exponent.saturating_add(digits.len().min(FITTING) as i32 - 1);
        if place > 308 {
            return f64::INFINITY;
        }
        if place < -326 {
            return 0.0;
        }
        let mut above = Big::default();
        for &digit in &digits[..told] {
            above.times_plus(10, digit);
        }
        // Whatever is cut off puts the number above what is left.
        above.times_plus(10, u32::from(digits[told..].iter().any(|&digit| digit > 0)));
        let exponent = place - told as i32;
        let mut below = Big(vec![1]);
        let scaled = if exponent < 0 { &mut below } else { &mut above };
        for _ in 0..exponent.unsigned_abs() {
            scaled.times_plus(10, 0);
        }
        // A quotient of 64 or 65 bits.
        let shift = below.bits() as i32 - above.bits() as i32 + 65;
        let longer = if shift < 0 { &mut below } else { &mut above };
        longer.double(shift.unsigned_abs());
        let (quotient, rest) = above.divided_by(&below);
        rounded(quotient, -shift, rest)
    }
}

/// For each power of five, one more than 2^(127 + z) over it, in whole numbers, where z is how many
/// bits it has: its reciprocal in 128 bits.
const RECIPROCALS: [u128; LARGEST_FIVE as usize + 1] = {
    let mut reciprocals = [0; LARGEST_FIVE as usize + 1];
    let (mut k, mut five) = (1, 5_u128);
    while k < reciprocals.len() {
        let (mut quotient, mut rest, mut bits) = (0, 1, 127 + 128 - five.leading_zeros());
        while bits > 0 {
            rest *= 2;
            quotient = 2 * quotient + rest / five;
            rest %= five;
            bits -= 1;
        }
        reciprocals[k] = quotient + 1;
        (k, five) = (k + 1, 5 * five);
    }
    reciprocals
};

/// The `f64` nearest to a whole number over 10^k, of k from 1 to 27 (Lemire 2021, algorithm 1):
/// the first 64 bits of its product with the reciprocal nearly always decide.
#[allow(clippy::cast_possible_wrap, reason = "k is at most 27")]
fn divided(whole: u64, k: usize) -> f64 {
    let shift = whole.leading_zeros();
    let whole = u128::from(whole << shift);
    let reciprocal = RECIPROCALS[k];
    let mut product = whole * (reciprocal >> 64);
    // All of the bits that are cut off are ones: what comes after them may carry over.
    if (product >> 64) as u64 & 0x1FF == 0x1FF {
        product += (whole * u128::from(reciprocal as u64)) >> 64;
    }
    let (high, low) = ((product >> 64) as u64, product as u64);
    // 54 bits, the last of which rounds.
    let drop = 9 + (high >> 63) as u32;
    let mut mantissa = high >> drop;
    // An exact half goes to the even one: only 5, 25, 125 and 625 divide so many digits.
    if k <= 4 && low <= 1 && mantissa & 3 == 1 && mantissa << drop == high {
        mantissa -= 1;
    }
    mantissa = mantissa.div_ceil(2);
    // Of 5^k, 2^k, what `high` is less than its product, and the bits cut off and rounded.
    let z = 64 - 5_u64.pow(k as u32).leading_zeros();
    let exponent = i64::from(drop + 2) - i64::from(z + shift) - k as i64;
    mantissa as f64 * f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// How many digits a text begins with; they are appended to `number`, modulo 2^64.
#[inline]
fn digits(text: &[u8], number: &mut u64) -> usize {
    let mut at = 0;
    while let Some(value) = text.get(at..at + 8).and_then(eight_digits) {
        *number = number.wrapping_mul(100_000_000).wrapping_add(value);
        at += 8;
    }
    while let Some(digit) = text.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|&d| d < 10) {
        *number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    at
}

/// The number that eight digits make: pairs, then fours, then all, side by side in one word
/// (Lemire 2018).
#[inline]
fn eight_digits(text: &[u8]) -> Option<u64> {
    let word = u64::from_le_bytes(text.try_into().ok()?);
    let digits = word.wrapping_sub(0x3030_3030_3030_3030);
    let above_nine = word.wrapping_add(0x4646_4646_4646_4646);
    if (digits | above_nine) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let low = (pairs & 0x0000_00FF_0000_00FF).wrapping_mul(0x000F_4240_0000_0064);
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF).wrapping_mul(0x0000_2710_0000_0001);
    Some(low.wrapping_add(high) >> 32)
}

/// The exponent after `e`, 0 where nothing follows, `None` where something else does.
fn power(text: &[u8]) -> Option<i32> {
    let (negative, digits) = match text {
        [] => return Some(0),
        [b'e' | b'E', b'-', digits @ ..] => (true, digits),
        [b'e' | b'E', b'+', digits @ ..] | [b'e' | b'E', digits @ ..] => (false, digits),
        _ => return None,
    };
    let mut size = 0_i32;
    for byte in digits {
        let digit = byte.is_ascii_digit().then(|| i32::from(byte - b'0'))?;
        size = (10 * size + digit).min(100_000_000);
    }
    let size = if negative { -size } else { size };
    (!digits.is_empty()).then_some(size)
}

/// The `f64` nearest to `whole · 2^exponent`, or to what is less than one more than `whole`
/// where there is a `rest`; halves go to the even one. Needs 55 bits where there is a rest.
#[allow(clippy::cast_possible_wrap, reason = "they are at most 128")]
fn rounded(whole: u128, exponent: i32, rest: bool) -> f64 {
    let bits = 128 - whole.leading_zeros() as i32;
    // Below 2^-1022 there are fewer than 53 bits.
    let drop = (bits - 53).max(-1074 - exponent);
    if drop <= 0 {
        return libm::scalbn(whole as f64, exponent);
    }
    if drop > bits {
        return 0.0;
    }
    let (kept, half) = (whole >> drop, 1_u128 << (drop - 1));
    let up = match (whole - (kept << drop)).cmp(&half) {
        Ordering::Less => false,
        Ordering::Equal => rest || kept % 2 == 1,
        Ordering::Greater => true,
    };
    libm::scalbn((kept + u128::from(up)) as f64, exponent + drop)
}

/// A whole number of any size: 32 bits a digit, the least first, no zeros last.
#[derive(Default)]
struct Big(Vec<u32>);

impl Big {
    fn bits(&self) -> usize {
        32 * self.0.len() - self.0.last().map_or(0, |digit| digit.leading_zeros() as usize)
    }

    fn times_plus(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for digit in &mut self.0 {
            carry += u64::from(*digit) * u64::from(factor);
            *digit = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Doubles it so many times.
    fn double(&mut self, times: u32) {
        self.times_plus(1 << (times % 32), 0);
        let zeros = std::iter::repeat_n(0, times as usize / 32);
        self.0.splice(..0, zeros);
    }

    /// The quotient, which must be below 2^66, and whether anything is left.
    fn divided_by(mut self, divisor: &Self) -> (u128, bool) {
        let mut quotient = 0;
        let mut step = Self(divisor.0.clone());
        step.double(66);
        for _ in 0..=66 {
            quotient = 2 * quotient + u128::from(self.subtract(&step));
            step.halve();
        }
        (quotient, !self.0.is_empty())
    }

    /// Subtracts what is not larger than this; whether it was not.
    fn subtract(&mut self, other: &Self) -> bool {
        let order = self.0.len().cmp(&other.0.len());
        if order.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev())).is_lt() {
            return false;
        }
        let mut borrow = false;
        for (at, digit) in self.0.iter_mut().enumerate() {
            let less = other.0.get(at).copied().unwrap_or(0);
            let (once, under) = digit.overflowing_sub(less);
            let (twice, again) = once.overflowing_sub(u32::from(borrow));
            (*digit, borrow) = (twice, under || again);
        }
        self.trim();
        true
    }

    fn halve(&mut self) {
        let mut carry = 0;
        for digit in self.0.iter_mut().rev() {
            let odd = *digit & 1;
            *digit = *digit >> 1 | carry << 31;
            carry = odd;
        }
        self.trim();
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the standard library says, without its words.
    fn parsed(text: &str) -> Option<f64> {
        let word = text.contains(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E'));
        if word { None } else { text.parse().ok() }
    }

    fn same(text: &str) {
        let (seen, wanted) = (number(text), parsed(text));
        assert_eq!(seen.map(f64::to_bits), wanted.map(f64::to_bits), "{text}: {seen:?} {wanted:?}");
    }

    #[test]
    fn what_is_a_number_and_what_is_none() {
        for text in "|.|+|-|e5|1e|1e+|.e1|1.|.5|+.5|-0|00|007.50|1_0|1 | 1|1.2.3|0x1|1e5.0|1e400|\
            1e-400|-1e400|1e99999999999|0e99999999999|1e-99999999999|inf|nan|infinity|−1|12,5|1e++1"
            .split('|')
        {
            same(text);
        }
        assert_eq!(number("inf"), None);
        assert_eq!(number("-0").map(f64::is_sign_negative), Some(true));
    }

    #[test]
    fn halves_the_smallest_the_largest_and_very_long_ones() {
        for text in [
            "9007199254740993",
            "9007199254740993.00000000000000000000000000000000000000001",
            "9007199254740992.99999999999999999999999999999999999999999",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.47032822920623272088284396434110686182e-324",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
            "1e23",
            "8.5e22",
            "123456789012345678901234567890",
            "0.000000000000000000000000000000123456789",
        ] {
            same(text);
            same(&format!("-{text}"));
        }
        // Halfway between two neighbours, written out in full, and a last digit that decides.
        for exponent in [-1073, -1060, -1022, -500, -100, -1, 60, 500] {
            let text = format!("{:.1100}", 1.5 * 2.0_f64.powi(exponent));
            same(&text);
            same(&format!("{text}1"));
            same(&text.replace(['1', '2'], "3"));
        }
        for zeros in [700, 769, 770, 771, 900] {
            same(&format!("9007199254740993.{}1", "0".repeat(zeros)));
            same(&format!("9007199254740993.{}0", "0".repeat(zeros)));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_double_is_read_back(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(number(&format!("{value}")).map(f64::to_bits), Some(bits));
            prop_assert_eq!(number(&format!("{value:e}")).map(f64::to_bits), Some(bits));
            prop_assert_eq!(number(&format!("{value:.17e}")).map(f64::to_bits), Some(bits));
        }

        #[test]
        fn any_digits_are_what_the_standard_library_reads(
            text in r"[+-]?[0-9]{0,22}(\.[0-9]{0,24})?([eE][+-]?[0-9]{1,3})?"
        ) {
            same(&text);
        }

        #[test]
        fn what_is_near_a_half_within_the_small_powers(
            mantissa in any::<u64>(), odd in 1_u64..1 << 54, k in 0_i32..28, off in 0_u64..3,
        ) {
            same(&format!("{mantissa}e-{k}"));
            // An exact half over 10^k, where 19 digits can hold one, and its neighbours.
            let half = u128::from((1 << 53) | (odd / 4) | 1) * 10_u128.pow(k as u32 % 5);
            same(&format!("{}e-{}", half + u128::from(off) - 1, k % 5));
        }

        #[test]
        fn neighbours_of_halves_are_told_apart(bits in any::<u64>(), last in 0..3_usize) {
            let value = f64::from_bits(bits & !(1 << 63));
            prop_assume!(value.is_finite() && value.next_up().is_finite() && value > 1e-290);
            // Exact: a double has at most 1074 digits after the point.
            let (low, high) = (format!("{value:.1074}"), format!("{:.1074}", value.next_up()));
            same(&halfway(&low, &high, ["", "1", "0"][last]));
        }
    }

    /// The mean of two decimals of the same form, digit by digit.
    fn halfway(low: &str, high: &str, last: &str) -> String {
        let width = low.len().max(high.len());
        let (low, high) = (format!("{low:0>width$}"), format!("{high:0>width$}"));
        let mut out = String::new();
        let mut sums: Vec<u32> = low
            .bytes()
            .zip(high.bytes())
            .filter(|(l, _)| *l != b'.')
            .map(|(l, h)| u32::from(l - b'0') + u32::from(h - b'0'))
            .collect();
        sums.push(0);
        let mut carry = 0;
        for sum in &mut sums {
            let here = 10 * carry + *sum;
            (*sum, carry) = (here / 2, here % 2);
        }
        for k in (1..sums.len()).rev() {
            sums[k - 1] += sums[k] / 10;
            sums[k] %= 10;
        }
        let whole = low.find('.').unwrap_or(width);
        for (k, digit) in sums.iter().enumerate() {
            if k == whole {
                out.push('.');
            }
            out += &digit.to_string();
        }
        out + last
    }
}
