//! What comes out: names, figures, and how they were made.
//!
//! These structs are the JavaScript objects field by field (`pkg/src/types.ts`
//! says what each means and in which unit). Best model first throughout.

use serde::Serialize;

use super::groups::options::{FacetSettings, TimeSettings};
use super::options::{HeadToHeadSettings, Method, RankSettings};
use super::trust::TrustSettings;
use crate::rating::{Ranks, TieModel, TieModelComparison};
use crate::resample::Unit;
use crate::stats::interval::Interval;

/// A ranked leaderboard.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Board {
    /// Best first.
    pub models: Vec<ModelRow>,
    /// Groups of models no two of which the votes tell apart, best first.
    pub tiers: Vec<Vec<String>>,
    /// How the models' intervals were found.
    pub interval_method: IntervalMethod,
    /// What a person should know about the intervals, in plain sentences.
    pub warnings: Vec<String>,
    /// How the ratings were found.
    pub fit: FitSummary,
    /// Davidson and Rao-Kupper on the same votes; absent where either has no fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tie_models: Option<TieModelComparison>,
    /// What ratings are controlled for; absent where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controls: Option<Vec<ControlRow>>,
    /// Present once replicates are in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<BootstrapSummary>,
    /// How to get the same figures again.
    pub provenance: Provenance,
}

/// How intervals of ratings were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntervalMethod {
    /// Robust errors and the normal distribution.
    Normal,
    /// Errors clustered by judge and Student's t.
    T,
    /// Quantiles of the replicates.
    Percentile,
    /// The same mirrored at the estimate.
    Basic,
    /// Bias-corrected and accelerated.
    Bca,
}

/// A board with what stands behind its bootstrap, models in the board's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// The board.
    pub board: Board,
    /// Replicates that had a finite optimum, one row of ratings each, where they were kept.
    pub samples: Option<Vec<f32>>,
    /// models × models: the share of replicates in which model `m` took rank `k + 1`.
    pub rank_shares: Vec<f32>,
    /// models × models: the share of replicates in which model `i` stood above model `j`.
    pub above: Vec<f32>,
}

/// One model's line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelRow {
    /// As in the votes.
    pub name: String,
    /// Log-odds; sums to zero over models.
    pub rating: f64,
    /// e^rating.
    pub strength: f64,
    /// 1000 + 400 / ln 10 · rating, or as anchored.
    pub elo: f64,
    /// Robust standard error of the rating, clustered by judge where judges are the unit; infinite
    /// where most of what is known comes from one judge alone.
    pub se: f64,
    /// Of the rating.
    pub interval: Interval,
    /// The same on the Elo scale.
    pub elo_interval: Interval,
    /// 1 is best; equal ratings share.
    pub rank: u32,
    /// Ranks that the votes leave possible for this model.
    pub rank_interval: Ranks,
    /// Ranks that the votes leave possible for all models at once.
    pub rank_set: Ranks,
    /// Share of replicates in which no other model stood above it; absent without replicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_share: Option<f64>,
    /// `LMArena`'s rule: 1 + models whose interval lies wholly above.
    pub rank_by_interval: u32,
    /// 1 is best.
    pub tier: u32,
    /// All votes on it.
    pub votes: u64,
    /// Votes for it.
    pub wins: u64,
    /// Ties of either kind.
    pub ties: u64,
    /// Votes against it.
    pub losses: u64,
    /// (wins + ties / 2) / votes.
    pub win_rate: f64,
    /// Mean of the win rate over opponents met.
    pub average_win_rate: f64,
    /// K = 4, from 1000, in the order of the votes; absent for counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequential_elo: Option<f64>,
}

/// A covariate, and what it does to the odds of winning.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlRow {
    /// The column; `position` is being shown first.
    pub name: String,
    /// Log-odds for each unit of the first side's lead.
    pub estimate: f64,
    /// Its robust standard error, clustered by judge where judges are the unit.
    pub se: f64,
    /// Two-sided, of no effect.
    pub p: f64,
    /// Of the estimate.
    pub interval: Interval,
    /// For each standard deviation; absent for the position, as all below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_sd: Option<PerSd>,
    /// Standard deviation of the column, divisor n.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Mean of the side shown first less the other; 0 where votes do not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// The difference that ratings are at: the mean where sides were drawn by lot, else 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub centre: Option<f64>,
}

/// A coefficient for each standard deviation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PerSd {
    /// Log-odds.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Of the estimate.
    pub interval: Interval,
}

/// How the ratings were found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FitSummary {
    /// How ties entered.
    pub ties: TieModel,
    /// Newton steps.
    pub iterations: u32,
    /// Always true: a fit that did not converge is an error.
    pub converged: bool,
    /// Davidson's ν or Rao-Kupper's θ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tie_parameter: Option<TieParameterSummary>,
    /// At the optimum.
    pub log_likelihood: f64,
    /// 2 · parameters − 2 · log-likelihood.
    pub aic: f64,
    /// Largest absolute component, per vote.
    pub gradient_norm: f64,
    /// Virtual ties per model.
    pub prior: f64,
    /// Votes that entered: without the ties, where these are dropped.
    pub votes: u64,
    /// Votes left out because a number that is controlled for is missing or infinite; absent where
    /// nothing is controlled for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<u64>,
    /// Whether every pair counts alike; absent where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reweighted: Option<bool>,
}

/// A tie model's own parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TieParameterSummary {
    /// `nu` (Davidson) or `theta` (Rao-Kupper).
    pub name: &'static str,
    /// On its own scale.
    pub value: f64,
    /// Natural logarithm.
    pub log: f64,
    /// Robust standard error of the logarithm, clustered by judge where judges are the unit.
    pub log_se: f64,
}

/// What the replicates were.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BootstrapSummary {
    /// How replicates became an interval.
    pub method: Method,
    /// What was resampled.
    pub unit: Unit,
    /// Of every stream.
    pub seed: u64,
    /// Asked for.
    pub replicates: u32,
    /// With finite ratings.
    pub kept: u32,
    /// Without a finite optimum: they count as ±∞.
    pub lost: u32,
    /// Whose optimum was not reached: they count as anywhere.
    pub not_converged: u32,
    /// What the lost ones are due to, the most frequent first.
    pub apart: Vec<Apart>,
}

/// A model that votes drawn anew did not tie to most others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Apart {
    /// Its name.
    pub name: String,
    /// In how many replicates.
    pub replicates: u32,
}

/// How to get the same figures again. The caller adds its workers and seconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// This crate's version.
    pub version: &'static str,
    /// Absent when no chance was involved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The options with every default filled in.
    pub settings: Settings,
    /// xxh3-128 of the file's bytes.
    pub data_hash: String,
    /// What computed it.
    pub backend: &'static str,
    /// Replicates behind the intervals, those without finite ratings too.
    pub replicates: u32,
}

/// The settings of whichever call it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Settings {
    /// Of a ranking.
    Rank(RankSettings),
    /// Of the head-to-head record.
    HeadToHead(HeadToHeadSettings),
    /// Of boards by the values of a facet.
    Facet(FacetSettings),
    /// Of what can be said of the votes themselves.
    Trust(TrustSettings),
    /// Of boards over time.
    Time(TimeSettings),
}

impl Provenance {
    pub(super) fn new(settings: Settings, data_hash: &str, seed: u64, replicates: u32) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            seed: (replicates > 0).then_some(seed),
            settings,
            data_hash: data_hash.to_owned(),
            backend: if cfg!(target_arch = "wasm32") { "wasm" } else { "native" },
            replicates,
        }
    }
}
