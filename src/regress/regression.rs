//! A regression with everything that is said of it: what [`regress`](super::fit::regress) fills in.

use serde::{Deserialize, Serialize};

use super::ceiling::Ceiling;
use super::clustered::Clustered;
use super::design::{Design, Response};
use super::effects::Group;
use super::judges::Resampled;
use super::meta::Meta;
use super::permutation::Permutation;
use super::unseen::Unseen;
use crate::stats::interval::Interval;

/// What every coefficient's line is called first.
pub const INTERCEPT: &str = "(intercept)";

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
///
/// What it says of models (`permutation`, `meta`, `ceiling`, `unseen`) has the models as its sample.
/// Everything else, the errors and intervals of `fixed` among it, is about these models only: it
/// takes votes, or judges, for the sample, and says nothing of a model that was not there.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Regression {
    /// Which of the two.
    pub kind: Kind,
    /// What 1 means.
    pub response: Response,
    /// Models that have votes here.
    pub models: usize,
    /// Judges that the votes name, each vote without one a judge of its own; 0 where none is named.
    pub judges: u64,
    /// Decisive votes fitted.
    pub votes: f64,
    /// Ties, left out.
    pub ties: u64,
    /// Decisive votes without one of the numbers, left out.
    pub incomplete: u64,
    /// Distinct rows.
    pub rows: usize,
    /// [`INTERCEPT`] first, where there is one: where rows tell who was shown first and some pair
    /// occurs in both orders.
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
    /// Against the same without features, with every vote independent.
    pub test: Test,
    /// All benchmarks together, the scores dealt to the models anew. Absent without benchmarks, or
    /// where `untested` says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permutation: Option<Permutation>,
    /// Each benchmark over models. Likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// Benchmarks that models score better in the less they are preferred: see
    /// [`OverModels::against`](super::over_models::OverModels::against).
    #[serde(skip)]
    pub against: Option<Vec<String>>,
    /// What features equal to the ratings would reach. Of regressions on benchmarks alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Ceiling>,
    /// Why there is no `permutation`, `meta` or `ceiling`, in words.
    pub untested: Vec<String>,
    /// Of the mixed model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r2: Option<Shares>,
    /// Of the plain logit.
    #[serde(skip_serializing_if = "Option::is_none", rename = "pseudoR2")]
    pub pseudo_r2: Option<PseudoR2>,
    /// Of the plain logit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_loss: Option<LogLoss>,
    /// How well it predicts a model that it has not seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unseen: Option<Unseen>,
    /// A random effect's variance is estimated as zero.
    pub singular: bool,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// Plain sentences, made from the numbers.
    pub reading: Vec<String>,
}

impl Regression {
    /// With what is told by the design alone.
    pub(super) fn blank(kind: Kind, design: &Design, fixed: Vec<FixedEffect>) -> Self {
        Self {
            kind,
            response: design.response,
            models: design.models().len(),
            judges: design.judges(),
            votes: design.decisive(),
            ties: design.ties,
            incomplete: design.incomplete,
            rows: design.rows(),
            fixed,
            random: Vec::new(),
            log_likelihood: 0.0,
            aic: 0.0,
            bic: 0.0,
            iterations: 0,
            test: Test { chi_square: 0.0, degrees: 0, p: 1.0, null_log_likelihood: 0.0 },
            permutation: None,
            meta: None,
            against: None,
            ceiling: None,
            untested: Vec::new(),
            r2: None,
            pseudo_r2: None,
            log_loss: None,
            unseen: None,
            singular: false,
            warnings: Vec::new(),
            reading: Vec::new(),
        }
    }
}

/// One coefficient, log-odds per unit. Errors and intervals are about these models only.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FixedEffect {
    /// Of the column.
    pub name: String,
    /// Whether it is a benchmark's: then `meta` and `permutation` say what it is worth over models.
    pub benchmark: bool,
    /// Log-odds per unit.
    pub estimate: f64,
    /// From the Hessian: every vote independent.
    pub se: f64,
    /// Their ratio.
    pub z: f64,
    /// Wald's, two-sided.
    pub p: f64,
    /// Wald's.
    pub interval: Interval,
    /// Of the profile likelihood, an end infinite where the likelihood has none. Absent where it was
    /// not asked for, or could not be followed to both ends, which is warned of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Interval>,
    /// Clustered by judge; from three judges on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clustered: Option<Clustered>,
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
    /// Where the variance is estimated as zero: the largest that is not ruled out, at the level of
    /// the intervals. Of one intercept a model by the meta-regression's τ², of judges by profile
    /// likelihood; absent where nothing is left to tell it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
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
    /// What the ratings themselves would explain: the marginal R² cannot be expected to be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<f64>,
    /// The median marginal R² of as many unrelated benchmarks: over deals of the scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unrelated: Option<f64>,
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
    /// The ratings' own `McFadden` R², of votes not seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<f64>,
    /// The median `McFadden` R² of as many unrelated benchmarks: over deals of the scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unrelated: Option<f64>,
}

/// Mean log loss of the votes fitted; a coin has ln 2.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogLoss {
    /// Of this fit.
    pub fitted: f64,
    /// Of the same without features.
    pub without: f64,
    /// Of the ratings themselves, for votes not seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<f64>,
    /// The median of as many unrelated benchmarks: over deals of the scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unrelated: Option<f64>,
}

fn as_object<S: serde::Serializer>(pairs: &[(String, f64)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}
