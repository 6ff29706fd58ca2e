//! What covariates add to a ranking: the names behind their columns.
//!
//! Inside, columns stand in the order of their names, so that the order in which they are asked for
//! changes no bit of any figure.

use super::Ranking;
use super::board::{ControlRow, PerSd};
use super::options::RankSettings;
use super::ranking::named;
use crate::error::{Error, ErrorKind, quoted};
use crate::rating::control::{
    ControlError, ControlledFit, Frame, FrameOptions, Influences, Undetermined,
    controlled_sandwich, fit_rows,
};
use crate::rating::{Covariance, Fit, FitOptions};
use crate::resample::{ControlPlan, Unit};
use crate::stats::interval::Interval;
use crate::stats::order::order;
use crate::votes::{Contests, Covariate, PairCounts, Votes};
use crate::words::listed;

/// Votes fitted with covariates.
pub(super) struct Controls {
    /// Without their numbers, which the frame holds.
    contests: Contests,
    frame: Frame,
    fitted: ControlledFit,
    /// Names of the columns asked for, and the column of each.
    columns: Vec<(String, usize)>,
}

/// The votes that have all numbers, these in the order of their names.
///
/// # Errors
/// `bad-option` for what is no numeric column, or a position that is not told; `no-fit` where no
/// vote has all numbers.
pub(super) fn read(votes: &Votes, settings: &RankSettings) -> Result<Contests, Error> {
    let mut columns = Vec::new();
    for name in by_name(&settings.control) {
        columns.push(column(votes, name)?);
    }
    let by_judge = settings.bootstrap.unit == Unit::Judge;
    let contests = votes.contests(settings.filter(), &columns, by_judge)?;
    if contests.rows() == 0 && contests.incomplete > 0 {
        let names: Vec<&str> = settings.control.iter().map(String::as_str).collect();
        let reason = format!("no vote has a number for {}", listed(&names));
        return Err(ErrorKind::NoFit { reason }.into());
    }
    if settings.position && !contests.told() {
        let expected = "false: these votes do not say who was shown first";
        return Err(Error::option("position", true, expected));
    }
    Ok(contests)
}

fn by_name(names: &[String]) -> impl Iterator<Item = &String> {
    order(names.len(), &|a, b| names[a].cmp(&names[b])).into_iter().map(|k| &names[k])
}

fn column<'a>(votes: &'a Votes, name: &str) -> Result<&'a Covariate, Error> {
    if let Some(column) = votes.covariates.iter().find(|column| column.name == name) {
        return Ok(column);
    }
    let found: Vec<&str> = votes.covariates.iter().map(|column| column.name.as_str()).collect();
    let mut expected = match found.len() {
        0 => "none: these votes have no numeric columns".to_owned(),
        1 => format!("{}, the numeric column of these votes", found[0]),
        _ => format!("numeric columns of these votes: {}", listed(&found)),
    };
    if votes.facets.iter().any(|facet| facet.name == name) {
        expected +=
            "; what is the same for both sides favours neither, so rank its values apart (where)";
    }
    Err(Error::option("control", quoted(name), &expected))
}

impl Controls {
    /// Fits votes with their numbers.
    ///
    /// # Errors
    /// As without covariates; `bad-option` for columns that say nothing of their own; `no-fit`
    /// where they tell all.
    pub fn fit(
        mut contests: Contests,
        counts: &PairCounts,
        settings: &RankSettings,
        models: &[String],
    ) -> Result<(Self, Fit), Error> {
        let mut names: Vec<String> = by_name(&settings.control).cloned().collect();
        let position = settings.position.then(|| "position".to_owned());
        let asked = settings.control.iter().chain(&position);
        names.extend(position.clone());
        let place = |name: &String| names.iter().rposition(|n| n == name).unwrap_or_default();
        let columns = asked.map(|name| (name.clone(), place(name))).collect();
        let options = FrameOptions {
            position: settings.position,
            reweight: settings.reweight,
            ties: settings.ties,
        };
        let frame = Frame::new(&contests, options).map_err(|why| undetermined(&why, &names))?;
        contests.numbers = Vec::new();
        let options = FitOptions { ties: settings.ties, prior: settings.prior };
        let fitted = fit_rows(&frame.rows, counts, &options).map_err(|error| match error {
            ControlError::Fit(error) => named(error, models),
            ControlError::Separated(columns) => separated(&columns, &names),
        })?;
        let fit = fitted.fit.clone();
        Ok((Self { contests, frame, fitted, columns }, fit))
    }

    /// Robust errors of ratings and coefficients.
    pub fn covariance(&self) -> Covariance {
        let Contests { count, judges, .. } = &self.contests;
        controlled_sandwich(&self.frame.rows, count, judges.as_ref(), &self.fitted)
    }

    /// What to resample.
    pub fn plan(&self, settings: &RankSettings) -> ControlPlan {
        ControlPlan {
            rows: self.frame.rows.clone(),
            counts: self.contests.count.clone(),
            judges: self.contests.judges.clone(),
            fit: self.fitted.fit.options,
            start: self.fitted.parameters(),
            seed: settings.bootstrap.seed,
            replicates: settings.bootstrap.replicates,
        }
    }

    /// How many coefficients there are.
    pub fn columns(&self) -> usize {
        self.fitted.coefficients.len()
    }

    /// Log-odds for each standard deviation.
    pub fn coefficient(&self, k: usize) -> f64 {
        self.fitted.coefficients[k]
    }

    /// Of `BCa` intervals.
    pub fn acceleration(&self, parameter: usize) -> f64 {
        let Contests { count, judges, .. } = &self.contests;
        let influences = Influences::new(&self.frame.rows, &self.fitted, parameter);
        influences.acceleration(count, judges.as_ref())
    }

    /// Votes that lack a number.
    pub fn incomplete(&self) -> u64 {
        self.contests.incomplete
    }
}

fn undetermined(why: &Undetermined, names: &[String]) -> Error {
    let position = |k: usize| names[k] == "position";
    match why {
        Undetermined::Constant(k) => {
            let expected = "a column that varies: this one is the same for all votes that count";
            Error::option("control", quoted(&names[*k]), expected)
        }
        Undetermined::ByModels(k) if position(*k) => {
            let expected = "false: who is shown first follows from who plays whom in these votes";
            Error::option("position", true, expected)
        }
        Undetermined::ByModels(k) => {
            let expected = "a column that varies within pairs: this one follows from the two models, so ratings hold all of it";
            Error::option("control", quoted(&names[*k]), expected)
        }
        Undetermined::ByEachOther(columns) => {
            let names: Vec<&str> = columns.iter().map(|&k| names[k].as_str()).collect();
            let expected =
                "columns of which none follows from the others (collinear): leave one out";
            Error::option("control", listed(&names), expected)
        }
    }
}

fn separated(columns: &[usize], names: &[String]) -> Error {
    let names: Vec<&str> = columns.iter().map(|&k| names[k].as_str()).collect();
    let reason = format!(
        "{} and who plays tell every outcome without a mistake (separation), so that no finite coefficient fits best; leave it out, or take more votes",
        listed(&names)
    );
    ErrorKind::NoFit { reason }.into()
}

impl Ranking {
    /// The coefficients in the order asked for, the position last.
    pub(super) fn control_rows(&self, intervals: &[Interval]) -> Option<Vec<ControlRow>> {
        let controls = self.controls.as_ref()?;
        let row = |(name, k): &(String, usize)| {
            let at = self.names.len() + k;
            let (estimate, se) = (controls.fitted.coefficients[*k], self.covariance.se(at));
            let interval = intervals[*k];
            let scale = controls.frame.scales.get(*k);
            let sd = scale.map_or(1.0, |scale| scale.sd);
            ControlRow {
                name: name.clone(),
                estimate: estimate / sd,
                se: se / sd,
                p: self.covariance.p(at, estimate),
                interval: interval.map(|end| end / sd),
                per_sd: scale.map(|_| PerSd { estimate, se, interval }),
                sd: scale.map(|scale| scale.sd),
                mean: scale.map(|scale| scale.mean),
                centre: scale.map(|scale| scale.centre),
            }
        };
        Some(controls.columns.iter().map(row).collect())
    }

    /// What a person should know about the control, in plain sentences.
    pub(super) fn control_warnings(&self) -> Vec<String> {
        let Some(controls) = &self.controls else { return Vec::new() };
        let mut warnings = Vec::new();
        let incomplete = controls.incomplete();
        if incomplete > 0 {
            let (votes, lack) = if incomplete == 1 { ("vote", "lacks") } else { ("votes", "lack") };
            warnings.push(format!(
                "{incomplete} {votes} of {} {lack} a number that is controlled for and {} left out.",
                incomplete + self.tally_votes(),
                if incomplete == 1 { "is" } else { "are" },
            ));
        }
        if self.settings.position {
            return warnings;
        }
        let sided = |k: usize| !controls.frame.scales[k].is_centred();
        let sided = controls.columns.iter().filter(|(_, k)| sided(*k));
        let sided: Vec<&str> = sided.map(|(name, _)| name.as_str()).collect();
        if !sided.is_empty() {
            warnings.push(format!(
                "The side shown first differs in {} beyond chance: sides were not drawn by lot, and a position (position: true) may be worth fitting.",
                listed(&sided)
            ));
        }
        warnings
    }
}
