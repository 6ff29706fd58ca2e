//! Intervals, and the levels of intervals and tests.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;

/// Two ends, infinite where the data set no limit.
///
/// Written as `[low, high]`, with `null` for an infinite end, since JSON has no other word for it.
///
/// ```
/// use mindgap::stats::interval::Interval;
///
/// let open = Interval { low: 0.9, high: f64::INFINITY };
/// let written = serde_json::to_string(&open).unwrap();
/// assert_eq!(written, "[0.9,null]");
/// assert_eq!(serde_json::from_str::<Interval>(&written).unwrap(), open);
/// assert!(open.contains(3.0) && !open.contains(0.5));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end, or -∞.
    pub low: f64,
    /// The upper end, or ∞.
    pub high: f64,
}

impl Interval {
    /// As far to either side of an estimate.
    #[must_use]
    pub fn around(estimate: f64, margin: f64) -> Self {
        Self { low: estimate - margin, high: estimate + margin }
    }

    /// The shortest interval that holds both.
    #[must_use]
    pub fn with(&self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// Whether a value lies between the ends or on one of them.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The interval on another scale, which must keep the order.
    #[must_use]
    pub fn map(&self, scale: impl Fn(f64) -> f64) -> Self {
        Self { low: scale(self.low), high: scale(self.high) }
    }
}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.low, self.high].map(|end| end.is_finite().then_some(end)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Interval {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let [low, high] = <[Option<f64>; 2]>::deserialize(deserializer)?;
        Ok(Self { low: low.unwrap_or(f64::NEG_INFINITY), high: high.unwrap_or(f64::INFINITY) })
    }
}

/// A level as a caller gives it; 0.95 where absent.
///
/// # Errors
/// `bad-option` for a number that is not between 0 and 1.
pub fn checked_level(level: Option<f64>) -> Result<f64, Error> {
    let level = level.unwrap_or(0.95);
    // Negated so that NaN fails too.
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::option("level", level, "a number between 0 and 1, such as 0.95"));
    }
    Ok(level)
}

/// What a test at this level may err: 0.05 at 0.95, and not the 0.050000000000000044 of a subtraction,
/// which a p-value of six deals in 120 would be below.
///
/// ```
/// assert_eq!(mindgap::stats::interval::alpha(0.95), 0.05);
/// assert!(6.0 / 120.0 < 1.0 - 0.95_f64);
/// ```
#[must_use]
pub fn alpha(level: f64) -> f64 {
    (1e12 * (1.0 - level)).round() / 1e12
}
