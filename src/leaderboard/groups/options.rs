//! What may be asked of groups, checked once, every default filled in.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::windows::MOST_WINDOWS;
use crate::error::Error;
use crate::rating::TieModel;
use crate::resample::Unit;
use crate::stats::interval::checked_level;
use crate::votes::which::is_zero;
use crate::votes::{Filter, Where};

/// Options of boards by the values of a facet, as a caller gives them; absent means the default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FacetOptions {
    /// The facet.
    pub facet: String,
    /// How ties enter. Default: half a win each.
    pub ties: Option<TieModel>,
    /// Which votes. Default: all.
    pub r#where: Option<Where>,
    /// Only votes of judges with at least so many in the whole file. Default 0.
    pub min_votes: Option<u32>,
    /// No votes of these judges. Default: none.
    pub without_judges: Option<Vec<String>>,
    /// Level of every interval and, from 1, of the tests. Default 0.95.
    pub level: Option<f64>,
    /// Virtual ties per model against a fixed opponent. Default 0.
    pub prior: Option<f64>,
    /// What errors are clustered by. Default: votes.
    pub unit: Option<Unit>,
}

/// Options of boards over time, as a caller gives them; absent means the default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TimeOptions {
    /// How many windows of equally many votes, or the calendar's. Default 8.
    pub windows: Option<Windows>,
    /// How ties enter. Default: half a win each.
    pub ties: Option<TieModel>,
    /// Which votes. Default: all.
    pub r#where: Option<Where>,
    /// Only votes of judges with at least so many in the whole file. Default 0.
    pub min_votes: Option<u32>,
    /// No votes of these judges. Default: none.
    pub without_judges: Option<Vec<String>>,
    /// Level of every interval and, from 1, of the test. Default 0.95.
    pub level: Option<f64>,
    /// Virtual ties per model against a fixed opponent. Default 0.
    pub prior: Option<f64>,
    /// What errors are clustered by. Default: votes.
    pub unit: Option<Unit>,
}

/// Windows of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Windows {
    /// So many, of equally many votes.
    Count(u32),
    /// The calendar's.
    Calendar(Calendar),
}

// By hand: JavaScript's numbers come as floats, which `untagged` takes for no whole ones.
impl<'de> Deserialize<'de> for Windows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Windows;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, day, week, month, quarter or year")
            }
            fn visit_u64<E: de::Error>(self, count: u64) -> Result<Windows, E> {
                Ok(Windows::Count(u32::try_from(count).unwrap_or(u32::MAX)))
            }
            fn visit_f64<E: de::Error>(self, count: f64) -> Result<Windows, E> {
                if count.fract().abs() > 0.0 || count < 0.0 {
                    return Err(E::invalid_value(de::Unexpected::Float(count), &self));
                }
                Ok(Windows::Count(count as u32))
            }
            fn visit_str<E: de::Error>(self, word: &str) -> Result<Windows, E> {
                Ok(Windows::Calendar(match word {
                    "day" => Calendar::Day,
                    "week" => Calendar::Week,
                    "month" => Calendar::Month,
                    "quarter" => Calendar::Quarter,
                    "year" => Calendar::Year,
                    _ => return Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                }))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// The calendar's windows, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Calendar {
    Day,
    /// From Monday on.
    Week,
    Month,
    Quarter,
    Year,
}

/// Options of boards over time, every default filled in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeSettings {
    /// How many windows of equally many votes, or the calendar's.
    pub windows: Windows,
    /// How every window's votes are fitted.
    #[serde(flatten)]
    pub part: PartSettings,
}

/// How every group is fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartSettings {
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
    /// Level of every interval.
    pub level: f64,
    /// Virtual ties per model.
    pub prior: f64,
    /// What errors are clustered by.
    pub unit: Unit,
}

/// Options of boards by the values of a facet, every default filled in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FacetSettings {
    /// The facet.
    pub facet: String,
    /// How every value's votes are fitted.
    #[serde(flatten)]
    pub part: PartSettings,
}

impl PartSettings {
    /// Which votes.
    #[must_use]
    pub fn filter(&self) -> Filter<'_> {
        let Self { r#where, min_votes, without_judges, .. } = self;
        Filter { r#where, min_votes: *min_votes, without_judges }
    }
}

/// What both kinds of groups may be asked for.
macro_rules! part {
    ($options:expr) => {{
        let prior = $options.prior.unwrap_or(0.0);
        if !(prior >= 0.0 && prior.is_finite()) {
            return Err(Error::option("prior", prior, "a number of votes, 0 or more"));
        }
        PartSettings {
            ties: $options.ties.unwrap_or_default(),
            r#where: $options.r#where.unwrap_or_default(),
            min_votes: $options.min_votes.unwrap_or_default(),
            without_judges: $options.without_judges.unwrap_or_default(),
            level: checked_level($options.level)?,
            prior,
            unit: $options.unit.unwrap_or_default(),
        }
    }};
}

impl FacetOptions {
    /// Checks every value and fills in every default.
    ///
    /// # Errors
    /// `bad-option` names the option, its value and what was expected.
    pub fn resolve(self) -> Result<FacetSettings, Error> {
        Ok(FacetSettings { part: part!(self), facet: self.facet })
    }
}

impl TimeOptions {
    /// Checks every value and fills in every default.
    ///
    /// # Errors
    /// As [`FacetOptions::resolve`].
    pub fn resolve(self) -> Result<TimeSettings, Error> {
        let windows = self.windows.unwrap_or(Windows::Count(8));
        if let Windows::Count(count) = windows
            && !(1..=MOST_WINDOWS as u32).contains(&count)
        {
            let expected = format!(
                "a whole number from 1 to {MOST_WINDOWS}, day, week, month, quarter or year"
            );
            return Err(Error::option("windows", count, &expected));
        }
        Ok(TimeSettings { part: part!(self), windows })
    }
}
