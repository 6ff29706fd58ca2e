//! A regression with everything that is said of it: what [`regress`](super::fit::regress) fills in.

use serde::{Deserialize, Serialize};

use super::design::Response;
use super::effects::Group;
use super::judges::Resampled;
use super::unseen::Unseen;

/// What every coefficient's line is called first.
pub const INTERCEPT: &str = "(intercept)";

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

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The plain logit.
    Logistic,
    /// With random intercepts.
    Mixed,
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Regression {
    /// Which of the two.
    pub kind: Kind,
    /// What 1 means.
    pub response: Response,
    /// Decisive votes fitted.
    pub votes: f64,
    /// Ties, left out.
    pub ties: u64,
    /// Decisive votes without one of the numbers, left out.
    pub incomplete: u64,
    /// Distinct rows.
    pub rows: usize,
    /// [`INTERCEPT`] first.
    pub fixed: Vec<FixedEffect>,
    /// One a group.
    pub random: Vec<RandomEffect>,
    /// Of the votes; Laplace's for the mixed model.
    pub log_likelihood: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Schwarz's, over votes.
    pub bic: f64,
    /// Newton's or BFGS's.
    pub iterations: usize,
    /// Against the same without features.
    pub test: Test,
    /// Of the mixed model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r2: Option<Shares>,
    /// Of the plain logit.
    #[serde(skip_serializing_if = "Option::is_none", rename = "pseudoR2")]
    pub pseudo_r2: Option<PseudoR2>,
    /// How well it predicts a model that it has not seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unseen: Option<Unseen>,
    /// A random effect's variance is zero.
    pub singular: bool,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// Plain sentences, made from the numbers.
    pub reading: Vec<String>,
}

/// One coefficient, log-odds per unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FixedEffect {
    /// Of the column.
    pub name: String,
    /// Log-odds per unit.
    pub estimate: f64,
    /// From the Hessian.
    pub se: f64,
    /// Their ratio.
    pub z: f64,
    /// Wald's, two-sided.
    pub p: f64,
    /// Wald's.
    pub interval: (f64, f64),
    /// Of the profile likelihood; an end that is not there is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<(Option<f64>, Option<f64>)>,
    /// Clustered by judge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clustered_se: Option<f64>,
    /// Over judges resampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judges: Option<Resampled>,
}

/// One group's intercepts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RandomEffect {
    /// Of the options.
    pub group: Group,
    /// Of the intercepts.
    pub variance: f64,
    /// Conditional modes, by name.
    #[serde(serialize_with = "as_object")]
    pub effects: Vec<(String, f64)>,
}

/// A likelihood-ratio test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Test {
    /// Twice the difference.
    pub chi_square: f64,
    /// Columns.
    pub degrees: usize,
    /// Upper tail.
    pub p: f64,
    /// Of the fit without features.
    pub null_log_likelihood: f64,
}

/// Nakagawa and Schielzeth's R².
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shares {
    /// Of the fixed effects.
    pub marginal: f64,
    /// Of fixed and random effects.
    pub conditional: f64,
    /// Which variance the votes have: always `theoretical`.
    pub residual: &'static str,
    /// The same by the delta method.
    pub delta: Delta,
}

/// See [`crate::regress::r2::delta`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Delta {
    /// Of the fixed effects.
    pub marginal: f64,
    /// Of fixed and random effects.
    pub conditional: f64,
}

/// Likelihood-based likenesses of R².
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PseudoR2 {
    /// `McFadden` (1974).
    pub mc_fadden: f64,
    /// Cox and Snell (1989).
    pub cox_snell: f64,
    /// Nagelkerke (1991).
    pub nagelkerke: f64,
}

fn as_object<S: serde::Serializer>(pairs: &[(String, f64)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}
