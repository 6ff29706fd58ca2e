//! What may be asked of a regression, checked once, every default filled in.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::design::Response;
use super::effects::Group;
use crate::error::Error;
use crate::stats::interval::checked_level;

/// Most judges' resamples.
const MOST_REPLICATES: u32 = 100_000;

/// Of one regression, as a caller gives them. What features are is the caller's to say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegressOptions {
    /// Columns of the votes and benchmarks.
    pub features: Vec<String>,
    /// Names of votes to names of scores, beyond those that are equal.
    pub names: Option<BTreeMap<String, Option<String>>>,
    /// Groups with an intercept each. Default none.
    pub random: Option<Vec<Group>>,
    /// What 1 means. Default the second model.
    pub response: Option<Response>,
    /// Of every interval. Default 0.95.
    pub level: Option<f64>,
    /// Default where it does not take long.
    pub profile: Option<bool>,
    /// Default where it does not take long.
    pub unseen: Option<bool>,
    /// Default 0.
    pub judge_replicates: Option<u32>,
    /// Default 1.
    pub seed: Option<u64>,
}

/// What to fit, and what to say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Groups with an intercept each; none is the plain logit.
    pub random: Vec<Group>,
    /// What 1 means.
    pub response: Response,
    /// Of every interval.
    pub level: f64,
    /// Profile-likelihood intervals; `None` where they do not take long.
    pub profile: Option<bool>,
    /// Leave-one-model-out prediction, likewise.
    pub unseen: Option<bool>,
    /// Judges resampled so often; `None` for [`JUDGE_REPLICATES`] where they do not take long.
    pub judge_replicates: Option<u32>,
    /// Of the resampling.
    pub seed: u64,
}

/// Resamples of judges that nobody had to ask for.
pub const JUDGE_REPLICATES: u32 = 200;

/// The names behind a design's indices.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Of the models.
    pub models: &'a [String],
    /// Of the judges.
    pub judges: &'a [String],
}

impl RegressOptions {
    /// Checks every value and fills in every default.
    ///
    /// # Errors
    /// As [`GapOptions::resolve`].
    pub fn settings(&self) -> Result<Settings, Error> {
        let random = self.random.clone().unwrap_or_default();
        for (at, group) in random.iter().enumerate() {
            let twice = random[..at].contains(group)
                || *group == Group::Model
                    && random.iter().any(|g| matches!(g, Group::ModelA | Group::ModelB));
            if twice {
                let names: Vec<&str> = random.iter().map(|group| group.name()).collect();
                let given = format!("[\"{}\"]", names.join("\",\""));
                return Err(Error::option(
                    "random",
                    given,
                    "each group once, and model or model_a and model_b",
                ));
            }
        }
        Ok(Settings {
            random,
            response: self.response.unwrap_or_default(),
            level: checked_level(self.level)?,
            profile: self.profile,
            unseen: self.unseen,
            judge_replicates: Some(replicates(self.judge_replicates)?.unwrap_or(0)),
            seed: self.seed.unwrap_or(1),
        })
    }
}

/// Resamples of judges as a caller gives them, where they are not too many.
///
/// # Errors
/// `bad-option`.
pub fn replicates(given: Option<u32>) -> Result<Option<u32>, Error> {
    match given {
        Some(given) if given > MOST_REPLICATES => Err(Error::option(
            "judgeReplicates",
            given,
            &format!("a whole number up to {MOST_REPLICATES}"),
        )),
        given => Ok(given),
    }
}
