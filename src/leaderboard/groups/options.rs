//! What may be asked of groups, checked once, every default filled in.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::rating::TieModel;
use crate::resample::Unit;
use crate::stats::interval::checked_level;
use crate::votes::Where;

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
    /// Level of every interval and, from 1, of the tests. Default 0.95.
    pub level: Option<f64>,
    /// Virtual ties per model against a fixed opponent. Default 0.
    pub prior: Option<f64>,
    /// What errors are clustered by. Default: votes.
    pub unit: Option<Unit>,
}

/// How every group is fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartSettings {
    /// How ties enter.
    pub ties: TieModel,
    /// Which votes.
    pub r#where: Where,
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

impl FacetOptions {
    /// Checks every value and fills in every default.
    ///
    /// # Errors
    /// `bad-option` names the option, its value and what was expected.
    pub fn resolve(self) -> Result<FacetSettings, Error> {
        let Self { facet, ties, r#where, level, prior, unit } = self;
        let part = part(ties, r#where, level, prior, unit)?;
        Ok(FacetSettings { facet, part })
    }
}

/// How every group is fitted, checked.
fn part(
    ties: Option<TieModel>,
    r#where: Option<Where>,
    level: Option<f64>,
    prior: Option<f64>,
    unit: Option<Unit>,
) -> Result<PartSettings, Error> {
    let prior = prior.unwrap_or(0.0);
    if !(prior >= 0.0 && prior.is_finite()) {
        return Err(Error::option("prior", prior, "a number of votes, 0 or more"));
    }
    Ok(PartSettings {
        ties: ties.unwrap_or_default(),
        r#where: r#where.unwrap_or_default(),
        level: checked_level(level)?,
        prior,
        unit: unit.unwrap_or_default(),
    })
}
