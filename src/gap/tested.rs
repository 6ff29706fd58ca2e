//! Votes and scores side by side: the models that have both, the benchmarks that can be looked at.

use serde::{Deserialize, Serialize};

use super::options::{FEWEST_MODELS, GapSettings};
use crate::error::{Error, ErrorKind};
use crate::regress::reading::Target;
use crate::scores::{Direction, Join, Match, Scores, join};
use crate::stats::interval::Interval;

/// Ranked models, best first: what a board says of them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ranked {
    /// Names, as in the votes.
    pub models: Vec<String>,
    /// Log-odds.
    pub ratings: Vec<f64>,
    /// Of the ratings. Ratings from elsewhere may have none.
    pub intervals: Vec<Interval>,
    /// Standard errors of the ratings. Likewise.
    pub errors: Vec<f64>,
    /// Of each model. Ratings from elsewhere have none.
    pub win_rates: Vec<f64>,
    /// replicates × models, columns in the order of `models`; may be empty.
    #[serde(skip)]
    pub samples: Vec<f32>,
    /// Replicates that are not among them, for want of finite ratings.
    #[serde(default)]
    pub lost: u32,
}

impl Ranked {
    /// Whether votes made the ranking: only these have win rates.
    #[must_use]
    pub fn target(&self) -> Target {
        if self.win_rates.is_empty() { Target::Ratings } else { Target::Votes }
    }

    /// Refuses what no ranking gives.
    ///
    /// # Errors
    /// `bad-option` on `board`.
    pub fn check(&self) -> Result<(), Error> {
        let n = self.models.len();
        let lengths =
            [self.ratings.len(), self.intervals.len(), self.errors.len(), self.win_rates.len()];
        // An end may be infinite.
        let ordered = |interval: &Interval| interval.low <= interval.high;
        let mut numbers = self.ratings.iter().chain(&self.errors).chain(&self.win_rates);
        let fine = n > 0
            && lengths.iter().all(|&len| len == n)
            && self.samples.len().is_multiple_of(n)
            && numbers.all(|x| x.is_finite())
            && self.intervals.iter().all(ordered)
            && self.samples.iter().all(|x| x.is_finite())
            && self.ratings.is_sorted_by(|a, b| a >= b);
        if fine {
            return Ok(());
        }
        Err(Error::option(
            "board",
            "one that was changed",
            "a board as rank gives it, best model first",
        ))
    }
}

/// A model with votes and scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GapModel {
    /// As the votes call it.
    pub name: String,
    /// As the scores call it.
    pub scores_name: String,
    /// Where the table tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Log-odds; ratings from elsewhere as they came.
    pub rating: f64,
    /// Of the rating. Absent for ratings without errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// Of the votes. Absent for ratings from elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub win_rate: Option<f64>,
}

/// A benchmark that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its name.
    pub benchmark: String,
    /// Why.
    pub why: String,
}

/// What is in both.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// How names went together.
    pub join: Join,
    /// Best first.
    pub models: Vec<GapModel>,
    /// Each model's place in the ranking.
    pub ranked: Vec<usize>,
    /// Each model's row of the table.
    pub rows: Vec<usize>,
    /// Columns of the table that are looked at.
    pub benchmarks: Vec<usize>,
    /// The others.
    pub left_out: Vec<LeftOut>,
}

impl Tested {
    /// Joins a ranking with a table.
    ///
    /// # Errors
    /// As [`join`]; `too-few-models` where fewer than three models have both.
    pub fn new(ranked: &Ranked, scores: &Scores, settings: &GapSettings) -> Result<Self, Error> {
        let joined = join(&ranked.models, &scores.models, &settings.names)?;
        let mut tested = Self {
            join: joined,
            models: Vec::new(),
            ranked: Vec::new(),
            rows: Vec::new(),
            benchmarks: Vec::new(),
            left_out: Vec::new(),
        };
        for (place, name) in ranked.models.iter().enumerate() {
            let used = |m: &&crate::scores::NameMatch| m.votes == *name && m.how != Match::Similar;
            let Some(found) = tested.join.matches.iter().find(used) else { continue };
            let Some(row) = scores.models.iter().position(|m| *m == found.scores) else { continue };
            tested.models.push(GapModel {
                name: name.clone(),
                scores_name: found.scores.clone(),
                group: scores.groups.as_ref().and_then(|groups| groups[row].clone()),
                rating: ranked.ratings[place],
                interval: ranked.intervals.get(place).copied(),
                win_rate: ranked.win_rates.get(place).copied(),
            });
            tested.ranked.push(place);
            tested.rows.push(row);
        }
        if tested.models.len() < FEWEST_MODELS {
            return Err(ErrorKind::TooFewModels {
                common: tested.models.iter().map(|m| m.name.clone()).collect(),
                in_votes: ranked.models.clone(),
                in_scores: scores.models.clone(),
                rated: ranked.target() == Target::Ratings,
            }
            .into());
        }
        let with = ranked.target().in_words();
        for (k, benchmark) in scores.benchmarks.iter().enumerate() {
            let column: Vec<f64> =
                tested.rows.iter().filter_map(|&row| scores.values[row][k]).collect();
            let why = if !benchmark.included {
                benchmark.why.clone().unwrap_or_else(|| "left out by choice".into())
            } else if column.is_empty() {
                format!("no model with {with} has a score")
            } else if column.len() < FEWEST_MODELS {
                format!("only {} of the models with {with} have a score", column.len())
            } else if column.windows(2).all(|two| two[0].total_cmp(&two[1]).is_eq()) {
                format!("every model with {with} has the same score")
            } else {
                tested.benchmarks.push(k);
                continue;
            };
            tested.left_out.push(LeftOut { benchmark: benchmark.name.clone(), why });
        }
        Ok(tested)
    }

    /// One benchmark's scores of the models, as in the table.
    pub fn scores<'a>(
        &'a self,
        scores: &'a Scores,
        benchmark: usize,
    ) -> impl Iterator<Item = Option<f64>> + 'a {
        self.rows.iter().map(move |&row| scores.values[row][benchmark])
    }
}

/// A score turned so that higher is better.
#[must_use]
pub fn turned(value: f64, direction: Direction) -> f64 {
    if direction == Direction::Lower { -value } else { value }
}
