//! What may be asked of the votes themselves, checked once, every default filled in.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::leaderboard::options::MAX_SEED;
use crate::rating::TieModel;
use crate::stats::interval::checked_level;
use crate::votes::which::is_zero;
use crate::votes::{Filter, Where};

/// Draws at most.
const MOST_DRAWS: u32 = 100_000;

/// Options as a caller gives them; absent means the default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TrustOptions {
    /// How ties enter: half a win each, which is the default, or dropped.
    pub ties: Option<TieModel>,
    /// Which votes. Default: all.
    pub r#where: Option<Where>,
    /// Only votes of judges with at least so many in the whole file. Default 0.
    pub min_votes: Option<u32>,
    /// No votes of these judges. Default: none.
    pub without_judges: Option<Vec<String>>,
    /// From 1, what tests may err. Default 0.95.
    pub level: Option<f64>,
    /// Draws from the fit. Default 999.
    pub draws: Option<u32>,
    /// Splits of the judges into halves. Default 100.
    pub splits: Option<u32>,
    /// Of all draws and splits. Default 1.
    pub seed: Option<u64>,
    /// Judges that are listed: those with most votes, and whoever stands out. Default 200.
    pub listed: Option<u32>,
    /// A vote cast within so many seconds of the judge's one before counts as fast. Default 5.
    pub fast: Option<f64>,
}

/// Options with every default filled in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "each is the option of its name")]
pub struct TrustSettings {
    pub ties: TieModel,
    pub r#where: Where,
    #[serde(skip_serializing_if = "is_zero")]
    pub min_votes: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_judges: Vec<String>,
    pub level: f64,
    pub draws: u32,
    pub splits: u32,
    pub seed: u64,
    pub listed: u32,
    pub fast: f64,
}

impl TrustSettings {
    /// Which votes.
    #[must_use]
    pub fn filter(&self) -> Filter<'_> {
        let Self { r#where, min_votes, without_judges, .. } = self;
        Filter { r#where, min_votes: *min_votes, without_judges }
    }
}

impl TrustOptions {
    /// Checks every value and fills in every default.
    ///
    /// # Errors
    /// `bad-option` names the option, its value and what was expected.
    pub fn resolve(self) -> Result<TrustSettings, Error> {
        let ties = self.ties.unwrap_or_default();
        if ties.has_parameter() {
            let name = if ties == TieModel::Davidson { "davidson" } else { "rao-kupper" };
            return Err(Error::option("ties", name, "half or drop"));
        }
        let up_to = |name: &str, value: u32, least: u32| {
            if (least..=MOST_DRAWS).contains(&value) {
                return Ok(value);
            }
            let expected = format!("a whole number from {least} to {MOST_DRAWS}");
            Err(Error::option(name, value, &expected))
        };
        let seed = self.seed.unwrap_or(1);
        if seed > MAX_SEED {
            return Err(Error::option("seed", seed, "a whole number from 0 to 2^53 - 1"));
        }
        let fast = self.fast.unwrap_or(5.0);
        if !(fast >= 0.0 && fast.is_finite()) {
            return Err(Error::option("fast", fast, "a number of seconds, 0 or more"));
        }
        Ok(TrustSettings {
            ties,
            r#where: self.r#where.unwrap_or_default(),
            min_votes: self.min_votes.unwrap_or_default(),
            without_judges: self.without_judges.unwrap_or_default(),
            level: checked_level(self.level)?,
            draws: up_to("draws", self.draws.unwrap_or(999), 19)?,
            splits: up_to("splits", self.splits.unwrap_or(100), 20)?,
            seed,
            listed: self.listed.unwrap_or(200),
            fast,
        })
    }
}
