//! What may be asked of the gap, checked once, every default filled in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::power::{MOST_MODELS, Power, power};
use super::top_k::Variant;
use crate::error::Error;
use crate::regress::options::replicates;
use crate::stats::interval::checked_level;

/// Models that the fewest correlations need: two always agree or disagree wholly.
pub const FEWEST_MODELS: usize = 3;

/// Of the whole analysis, as a caller gives them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GapOptions {
    /// Names of votes to names of scores, beyond those that are equal.
    pub names: Option<BTreeMap<String, Option<String>>>,
    /// Of every interval. Default 0.95.
    pub level: Option<f64>,
    /// Length of top lists. Default 4.
    pub k: Option<usize>,
    /// Fagin's p. Default ½.
    pub penalty: Option<f64>,
    /// Default 0.9.
    pub merge_above: Option<f64>,
    /// Default 10.
    pub most_inflation: Option<f64>,
    /// Default signed.
    pub effects: Option<EffectsOption>,
    /// Default 200 where they do not take long.
    pub judge_replicates: Option<u32>,
    /// Of permutations, judges and studies. Default 1.
    pub seed: Option<u64>,
}

/// The random effects of the mixed model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EffectsOption {
    /// One intercept for a model on either side, with its sign.
    #[default]
    Signed,
    /// `(1 | model_a) + (1 | model_b)`, as in the paper: every model twice, once a side, so that
    /// errors are √2 too small. Needs votes that tell who was shown first.
    Crossed,
}

/// Of the whole analysis, checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GapSettings {
    /// Names of votes to names of scores.
    pub names: BTreeMap<String, Option<String>>,
    /// Of every interval.
    pub level: f64,
    /// Length of top lists.
    pub k: usize,
    /// Fagin's p.
    pub penalty: f64,
    /// Correlation above which benchmarks are merged.
    pub merge_above: f64,
    /// Largest inflation factor.
    pub most_inflation: f64,
    /// The random effects.
    pub effects: EffectsOption,
    /// Judges resampled so often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge_replicates: Option<u32>,
    /// Of whatever chance there is.
    pub seed: u64,
}

impl GapOptions {
    /// Checks every value and fills in every default.
    ///
    /// # Errors
    /// `bad-option` names the option, its value and what was expected.
    pub fn resolve(self) -> Result<GapSettings, Error> {
        let k = self.k.unwrap_or(4);
        if k == 0 {
            return Err(Error::option("k", k, "1 or more"));
        }
        let most_inflation = self.most_inflation.unwrap_or(10.0);
        if !(1.0..=1e6).contains(&most_inflation) {
            return Err(Error::option(
                "mostInflation",
                most_inflation,
                "a number from 1 to 1,000,000",
            ));
        }
        Ok(GapSettings {
            names: self.names.unwrap_or_default(),
            level: checked_level(self.level)?,
            k,
            penalty: share("penalty", self.penalty, 0.5)?,
            merge_above: share("mergeAbove", self.merge_above, 0.9)?,
            most_inflation,
            effects: self.effects.unwrap_or_default(),
            judge_replicates: replicates(self.judge_replicates)?,
            seed: self.seed.unwrap_or(1),
        })
    }
}

/// Of a top-k distance.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TopKOptions {
    /// Default 4.
    pub k: Option<usize>,
    /// Default ½.
    pub p: Option<f64>,
    /// Default Fagin's.
    pub variant: Option<Variant>,
}

impl TopKOptions {
    /// k, p and the variant.
    ///
    /// # Errors
    /// As [`GapOptions::resolve`].
    pub fn resolve(&self) -> Result<(usize, f64, Variant), Error> {
        let k = self.k.unwrap_or(4);
        if k == 0 {
            return Err(Error::option("k", k, "1 or more"));
        }
        Ok((k, share("p", self.p, 0.5)?, self.variant.unwrap_or_default()))
    }
}

/// Of a power, as a caller gives them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PowerOptions {
    /// Models compared.
    pub models: Option<usize>,
    /// Default 1.
    pub reliability: Option<f64>,
    /// Default 0.05.
    pub alpha: Option<f64>,
    /// Default 0.8.
    pub power: Option<f64>,
    /// Default 0.5.
    pub tau: Option<f64>,
    /// Default 1.
    pub seed: Option<u64>,
}

impl PowerOptions {
    /// Answers them.
    ///
    /// # Errors
    /// As [`GapOptions::resolve`].
    pub fn answer(&self) -> Result<Power, Error> {
        let most = MOST_MODELS;
        let expected = format!("a whole number from 2 to {most}");
        let models = self.models.ok_or_else(|| Error::option("models", "missing", &expected))?;
        if models < 2 || models > most {
            return Err(Error::option("models", models, &expected));
        }
        let inside = |name: &str, value: Option<f64>, default: f64| {
            let value = value.unwrap_or(default);
            if value > 0.0 && value < 1.0 {
                Ok(value)
            } else {
                Err(Error::option(name, value, "a number between 0 and 1"))
            }
        };
        let tau = share("tau", self.tau, 0.5)?;
        Ok(power(
            models,
            share("reliability", self.reliability, 1.0)?,
            inside("alpha", self.alpha, 0.05)?,
            inside("power", self.power, 0.8)?,
            tau,
            self.seed.unwrap_or(1),
        ))
    }
}

fn share(name: &str, given: Option<f64>, default: f64) -> Result<f64, Error> {
    let value = given.unwrap_or(default);
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(Error::option(name, value, "a number from 0 to 1"))
    }
}
