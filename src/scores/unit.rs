//! What values count in.

use super::table::Unit;

/// Told by a percent sign, else by the range of the values.
pub(super) fn unit(percent_sign: bool, values: &[f64]) -> Unit {
    let within = |most: f64| values.iter().all(|v| (0.0..=most).contains(v));
    if percent_sign {
        Unit::Percent
    } else if values.is_empty() {
        Unit::Number
    } else if within(1.0) {
        Unit::Fraction
    } else if within(100.0) && values.iter().any(|&v| v > 5.0) {
        Unit::Percent
    } else {
        Unit::Number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_sign_and_by_range() {
        assert_eq!(unit(true, &[0.5]), Unit::Percent);
        assert_eq!(unit(false, &[0.0, 0.5, 1.0]), Unit::Fraction);
        assert_eq!(unit(false, &[0.0, 50.0, 100.0]), Unit::Percent);
        assert_eq!(unit(false, &[0.5, 1.2]), Unit::Number);
        assert_eq!(unit(false, &[0.07, 3.34]), Unit::Number, "word error rates");
        assert_eq!(unit(false, &[-1.0, 50.0]), Unit::Number);
        assert_eq!(unit(false, &[1200.0]), Unit::Number);
        assert_eq!(unit(false, &[]), Unit::Number);
    }
}
