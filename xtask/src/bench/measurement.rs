//! One measurement, as the benches print it: a line of JSON.

use std::collections::BTreeMap;

/// Replicates that the tables speak of.
pub const REPLICATES: f64 = 10_000.0;

/// One tool doing one thing to one study.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct Measurement {
    /// The tool, and what it ran on: `mindgap, Chromium, 2 workers`.
    pub on: String,
    /// Models × votes.
    pub size: String,
    /// `read`, `fit` and `bootstrap` go into the table; anything else below it.
    pub what: String,
    /// Median of `runs`; absent where it did not come to an end.
    pub seconds: Option<f64>,
    /// Slowest less fastest.
    #[serde(default)]
    pub spread: f64,
    /// Five, or fewer where five would take too long.
    #[serde(default)]
    pub runs: u32,
    /// Work done in that time, and its unit.
    #[serde(default)]
    pub amount: f64,
    /// Of the amount.
    #[serde(default)]
    pub unit: String,
    /// Seconds that do not grow with the amount.
    #[serde(default)]
    pub once: f64,
    /// Most memory held, in MB.
    pub peak_mb: Option<f64>,
    /// How the tool was set, in words.
    #[serde(default)]
    pub settings: String,
    /// Log-odds by model, summing to zero.
    pub ratings: Option<BTreeMap<String, f64>>,
    /// Root of the mean variance of a rating over replicates.
    pub deviation: Option<f64>,
    /// What else was seen.
    #[serde(default)]
    pub remark: String,
    /// Why there are no seconds.
    #[serde(default)]
    pub failure: String,
}

impl Measurement {
    /// `None` for a line that is none, as builds and warnings print.
    pub fn parse(line: &str) -> Option<Self> {
        line.starts_with('{').then(|| serde_json::from_str(line).ok()).flatten()
    }

    /// One that did not come to an end, and why.
    pub fn failed(on: &str, size: &str, what: &str, failure: &str) -> Self {
        Self {
            on: on.into(),
            size: size.into(),
            what: what.into(),
            seconds: None,
            spread: 0.0,
            runs: 0,
            amount: 0.0,
            unit: String::new(),
            once: 0.0,
            peak_mb: None,
            settings: String::new(),
            ratings: None,
            deviation: None,
            remark: String::new(),
            failure: failure.into(),
        }
    }

    /// Seconds for one unit of its amount.
    pub fn each(&self) -> Option<f64> {
        Some((self.seconds? - self.once) / self.amount)
    }

    /// Seconds for ten thousand replicates, carried on from fewer where fewer were drawn.
    pub fn of_all(&self) -> Option<f64> {
        if self.extrapolated() {
            return Some(self.once + REPLICATES * self.each()?);
        }
        self.seconds
    }

    pub fn extrapolated(&self) -> bool {
        self.amount < REPLICATES
    }

    /// Largest difference of a rating from another tool's, on the Elo scale; models in common.
    pub fn elo_apart(&self, other: &Self) -> Option<f64> {
        let (ours, theirs) = (self.ratings.as_ref()?, other.ratings.as_ref()?);
        let apart = ours.iter().map(|(name, r)| Some((r - theirs.get(name)?).abs()));
        let largest = apart.collect::<Option<Vec<f64>>>()?.into_iter().fold(0.0, f64::max);
        Some(400.0 / std::f64::consts::LN_10 * largest)
    }
}

#[cfg(test)]
mod tests {
    use super::Measurement;

    const LINE: &str = r#"{"on": "a", "size": "s", "what": "bootstrap", "seconds": 7.0,
        "spread": 0.1, "runs": 5, "amount": 100, "unit": "replicates", "once": 2.0}"#;

    #[test]
    fn a_line_is_read_and_carried_on() {
        let measured = Measurement::parse(LINE).unwrap();
        assert_eq!(measured.each(), Some(0.05));
        assert!(measured.extrapolated());
        assert_eq!(measured.of_all(), Some(502.0));
        let all = Measurement { amount: 10_000.0, ..measured };
        assert_eq!(all.of_all(), Some(7.0));
    }

    #[test]
    fn what_is_no_measurement_is_passed_over() {
        assert_eq!(Measurement::parse("   Compiling mindgap v0.1.0"), None);
        assert_eq!(Measurement::parse(r#"{"warning": 1}"#), None);
        assert_eq!(Measurement::failed("a", "s", "fit", "over 2 min").of_all(), None);
    }

    #[test]
    fn ratings_are_held_against_each_other_in_elo() {
        let with = |ratings: &str| {
            let line =
                format!(r#"{{"on": "a", "size": "s", "what": "fit", "ratings": {ratings}}}"#);
            Measurement::parse(&line).unwrap()
        };
        let ours = with(r#"{"x": 0.5, "y": -0.5}"#);
        let apart = ours.elo_apart(&with(r#"{"y": -0.51, "x": 0.51}"#)).unwrap();
        assert!((apart - 1.737_178).abs() < 1e-6, "{apart}");
        assert_eq!(ours.elo_apart(&ours), Some(0.0));
        assert_eq!(ours.elo_apart(&with(r#"{"x": 0.5}"#)), None);
    }
}
