//! What may be asked of a leaderboard, checked once, every default filled in.

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Error, quoted};
use crate::rating::TieModel;
use crate::resample::Unit;
use crate::stats::interval::checked_level;
use crate::votes::which::is_zero;
use crate::votes::{Filter, Where};

/// Largest seed: JavaScript's largest exact whole number.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// Most replicates of a ranking, which are counted where they are too many to keep.
pub const MAX_REPLICATES: u32 = 1_000_000_000;

/// Most replicates of a head-to-head record, which keeps a pair's.
pub const MAX_PAIR_REPLICATES: u32 = 1_000_000;

/// Ratings, replicates times models, that are kept without being asked for.
pub const KEPT_RATINGS: u64 = 1 << 24;

/// Ratings that can be kept: four bytes each, in a tab's memory.
pub const MAX_RATINGS: u64 = 1 << 28;

/// Options of a ranking as a caller gives them; absent means the default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RankOptions {
    /// The rating model: Bradley-Terry is the only one.
    pub model: Option<Model>,
    /// How ties enter. Default: half a win each.
    pub ties: Option<TieModel>,
    /// Which votes. Default: all.
    pub r#where: Option<Where>,
    /// Only votes of judges with at least so many in the whole file. Default 0.
    pub min_votes: Option<u32>,
    /// No votes of these judges. Default: none.
    pub without_judges: Option<Vec<String>>,
    /// Resampling; `false` leaves the sandwich intervals.
    pub bootstrap: Option<Switch<BootstrapOptions>>,
    /// Level of every interval. Default 0.95.
    pub level: Option<f64>,
    /// Virtual ties per model against a fixed opponent. Default 0.
    pub prior: Option<f64>,
    /// A model to pin the Elo scale on.
    pub anchor: Option<AnchorOptions>,
    /// Numeric columns to control for. Default none.
    pub control: Option<Vec<String>>,
    /// Whether the advantage of being shown first is fitted. Default false.
    pub position: Option<bool>,
    /// Whether every pair counts alike. Default false.
    pub reweight: Option<bool>,
}

/// Options of the head-to-head record as a caller gives them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeadToHeadOptions {
    /// Default: the pairwise bootstrap test.
    pub test: Option<Test>,
    /// Default: none, as in the paper.
    pub adjust: Option<Adjust>,
    /// Which votes. Default: all.
    pub r#where: Option<Where>,
    /// Only votes of judges with at least so many in the whole file. Default 0.
    pub min_votes: Option<u32>,
    /// No votes of these judges. Default: none.
    pub without_judges: Option<Vec<String>>,
    /// Resampling. `method` has no meaning here.
    pub bootstrap: Option<BootstrapOptions>,
    /// Level of every interval and, from 1, of the tests. Default 0.95.
    pub level: Option<f64>,
}

/// The rating models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Model {
    /// Bradley and Terry (1952).
    #[default]
    BradleyTerry,
}

/// The tests of one pair's record against an even one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Share of bootstrap win rates on the other side of one half.
    #[default]
    Bootstrap,
    /// Normal test of the win rate, ties as half.
    Normal,
    /// Exact binomial test of wins against losses, ties left out.
    Sign,
}

/// Adjustments for testing many pairs at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adjust {
    /// As in the paper.
    #[default]
    None,
    /// Holm (1979): the family-wise error rate.
    Holm,
    /// Benjamini and Hochberg (1995): the false discovery rate.
    BenjaminiHochberg,
}

/// The bootstrap intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Quantiles of the replicates.
    #[default]
    Percentile,
    /// The same mirrored at the estimate.
    Basic,
    /// Bias-corrected and accelerated (Efron 1987).
    Bca,
}

/// Options of the bootstrap as a caller gives them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BootstrapOptions {
    /// Default 10,000.
    pub replicates: Option<u32>,
    /// What is resampled. Default: votes.
    pub unit: Option<Unit>,
    /// Default: drawn, and told.
    pub seed: Option<u64>,
    /// Default: percentile.
    pub method: Option<Method>,
    /// Whether to keep every replicate. Default: up to 16,777,216 ratings. Of no meaning to a
    /// head-to-head record.
    pub samples: Option<bool>,
}

/// Pins one model's place on the Elo scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnchorOptions {
    /// Its name.
    pub model: String,
    /// Its place. Default 1000.
    #[serde(default = "anchor_elo")]
    pub elo: f64,
}

fn anchor_elo() -> f64 {
    1000.0
}

/// `false`, or options: JavaScript's way to switch something off.
#[derive(Debug, Clone)]
pub struct Switch<T>(pub Option<T>);

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Switch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for Either<T> {
            type Value = Switch<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("false or an object")
            }
            fn visit_bool<E: de::Error>(self, on: bool) -> Result<Self::Value, E> {
                Ok(Switch(on.then(T::default)))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|value| Switch(Some(value)))
            }
        }
        deserializer.deserialize_any(Either(std::marker::PhantomData))
    }
}

/// The bootstrap with every default filled in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bootstrap {
    /// Zero when no resampling was asked for.
    pub replicates: u32,
    /// What is resampled, and what the sandwich is clustered by.
    pub unit: Unit,
    /// Of every stream.
    pub seed: u64,
    /// How replicates become an interval.
    pub method: Method,
    /// Whether replicates are kept rather than counted, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub samples: Option<bool>,
}

/// A ranking's options, checked, every default filled in: what provenance tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RankSettings {
    /// The rating model.
    pub model: Model,
    /// How ties enter.
    pub ties: TieModel,
    /// Which votes.
    pub r#where: Where,
    /// Only those of judges with at least so many in the whole file.
    #[serde(skip_serializing_if = "is_zero")]
    pub min_votes: u32,
    /// None of these judges.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_judges: Vec<String>,
    /// Resampling.
    pub bootstrap: Bootstrap,
    /// Level of every interval.
    pub level: f64,
    /// Virtual ties per model.
    pub prior: f64,
    /// A model to pin the Elo scale on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<AnchorOptions>,
    /// Numeric columns that are controlled for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub control: Vec<String>,
    /// Whether the advantage of being shown first is fitted.
    #[serde(skip_serializing_if = "is_false")]
    pub position: bool,
    /// Whether every pair counts alike.
    #[serde(skip_serializing_if = "is_false")]
    pub reweight: bool,
}

impl RankSettings {
    /// Whether more than counts per pair is needed.
    #[must_use]
    pub fn is_controlled(&self) -> bool {
        !self.control.is_empty() || self.position || self.reweight
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Head-to-head options, checked, every default filled in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeadToHeadSettings {
    /// The test of each pair.
    pub test: Test,
    /// The adjustment over pairs.
    pub adjust: Adjust,
    /// Which votes.
    pub r#where: Where,
    /// Only those of judges with at least so many in the whole file.
    #[serde(skip_serializing_if = "is_zero")]
    pub min_votes: u32,
    /// None of these judges.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_judges: Vec<String>,
    /// Resampling.
    pub bootstrap: Bootstrap,
    /// Level of every interval.
    pub level: f64,
}

impl RankSettings {
    /// Which votes.
    #[must_use]
    pub fn filter(&self) -> Filter<'_> {
        let Self { r#where, min_votes, without_judges, .. } = self;
        Filter { r#where, min_votes: *min_votes, without_judges }
    }
}

impl HeadToHeadSettings {
    /// Which votes.
    #[must_use]
    pub fn filter(&self) -> Filter<'_> {
        let Self { r#where, min_votes, without_judges, .. } = self;
        Filter { r#where, min_votes: *min_votes, without_judges }
    }
}

impl RankOptions {
    /// Checks every value and fills in every default; `draw` gives the seed if none is given.
    ///
    /// # Errors
    /// `bad-option` names the option, its value and what was expected.
    pub fn resolve(self, draw: impl FnOnce() -> u64) -> Result<RankSettings, Error> {
        let bootstrap = match self.bootstrap {
            Some(Switch(None)) => BootstrapOptions { replicates: Some(0), ..Default::default() },
            Some(Switch(Some(options))) => options,
            None => BootstrapOptions::default(),
        };
        let prior = self.prior.unwrap_or(0.0);
        if !(prior >= 0.0 && prior.is_finite()) {
            return Err(Error::option("prior", prior, "a number of votes, 0 or more"));
        }
        if let Some(anchor) = &self.anchor
            && !anchor.elo.is_finite()
        {
            return Err(Error::option("anchor.elo", anchor.elo, "a number"));
        }
        let control = self.control.unwrap_or_default();
        if let Some(twice) = (1..control.len()).find(|&k| control[..k].contains(&control[k])) {
            return Err(Error::option("control", quoted(&control[twice]), "each column once"));
        }
        Ok(RankSettings {
            model: self.model.unwrap_or_default(),
            ties: self.ties.unwrap_or_default(),
            r#where: self.r#where.unwrap_or_default(),
            min_votes: self.min_votes.unwrap_or_default(),
            without_judges: self.without_judges.unwrap_or_default(),
            bootstrap: bootstrap.resolve(MAX_REPLICATES, draw)?,
            level: checked_level(self.level)?,
            prior,
            anchor: self.anchor,
            control,
            position: self.position.unwrap_or(false),
            reweight: self.reweight.unwrap_or(false),
        })
    }
}

impl HeadToHeadOptions {
    /// Checks every value and fills in every default.
    ///
    /// # Errors
    /// As [`RankOptions::resolve`].
    pub fn resolve(self, draw: impl FnOnce() -> u64) -> Result<HeadToHeadSettings, Error> {
        let bootstrap = self.bootstrap.unwrap_or_default();
        if bootstrap.method.is_some() {
            let expected = "absent: pairs have percentile intervals";
            return Err(Error::option("bootstrap.method", "given", expected));
        }
        let test = self.test.unwrap_or_default();
        let bootstrap = bootstrap.resolve(MAX_PAIR_REPLICATES, draw)?;
        if test == Test::Bootstrap && bootstrap.replicates == 0 {
            return Err(Error::option(
                "bootstrap.replicates",
                0,
                "1 or more for the bootstrap test",
            ));
        }
        Ok(HeadToHeadSettings {
            test,
            adjust: self.adjust.unwrap_or_default(),
            r#where: self.r#where.unwrap_or_default(),
            min_votes: self.min_votes.unwrap_or_default(),
            without_judges: self.without_judges.unwrap_or_default(),
            bootstrap,
            level: checked_level(self.level)?,
        })
    }
}

impl BootstrapOptions {
    fn resolve(self, most: u32, draw: impl FnOnce() -> u64) -> Result<Bootstrap, Error> {
        let replicates = self.replicates.unwrap_or(10_000);
        if replicates > most {
            let expected = format!("a whole number up to {most}");
            return Err(Error::option("bootstrap.replicates", replicates, &expected));
        }
        let seed = self.seed.unwrap_or_else(|| draw() & MAX_SEED);
        if seed > MAX_SEED {
            return Err(Error::option("bootstrap.seed", seed, "a whole number from 0 to 2^53 - 1"));
        }
        Ok(Bootstrap {
            replicates,
            unit: self.unit.unwrap_or_default(),
            seed,
            method: self.method.unwrap_or_default(),
            samples: self.samples,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<RankSettings, String> {
        let options: RankOptions = serde_json::from_str(json).map_err(|e| e.to_string())?;
        options.resolve(|| u64::MAX).map_err(|e| e.to_string())
    }

    #[test]
    fn nothing_given_is_the_papers_way() {
        let settings = parse("{}").unwrap();
        assert_eq!(settings.ties, TieModel::Half);
        assert_eq!(settings.bootstrap.replicates, 10_000);
        assert_eq!(settings.bootstrap.unit, Unit::Vote);
        assert_eq!(settings.bootstrap.seed, MAX_SEED, "a drawn seed must fit JavaScript's numbers");
        assert!((settings.level - 0.95).abs() < f64::EPSILON);
    }

    #[test]
    fn false_switches_resampling_off() {
        assert_eq!(parse(r#"{"bootstrap": false}"#).unwrap().bootstrap.replicates, 0);
        assert_eq!(parse(r#"{"bootstrap": true}"#).unwrap().bootstrap.replicates, 10_000);
    }

    #[test]
    fn every_wrong_value_is_named() {
        for (json, wanted) in [
            (r#"{"tiez": "half"}"#, "unknown field `tiez`"),
            (r#"{"ties": "thirds"}"#, "unknown variant `thirds`"),
            (r#"{"level": 1}"#, "option level is 1;"),
            (r#"{"prior": -1}"#, "option prior is -1;"),
            (r#"{"bootstrap": {"replicates": -1}}"#, "invalid value"),
            (
                r#"{"bootstrap": {"replicates": 2000000000}}"#,
                "option bootstrap.replicates is 2000000000",
            ),
            (r#"{"bootstrap": {"seed": 9007199254740992}}"#, "option bootstrap.seed is"),
            (r#"{"bootstrap": {"unit": "vot"}}"#, "unknown variant `vot`"),
            (r#"{"bootstrap": 7}"#, "false or an object"),
            (r#"{"anchor": {}}"#, "missing field `model`"),
        ] {
            let message = parse(json).unwrap_err();
            assert!(message.contains(wanted), "{json}: {message}");
        }
    }
}
