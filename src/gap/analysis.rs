//! The whole analysis in one go.

use serde::Serialize;

use super::components::{Components, components};
use super::correlation::{Correlation, correlations};
use super::options::{EffectsOption, GapSettings};
use super::power::{Power, power, reliability};
use super::reading::{self, Readings};
use super::selection::{Selection, select};
use super::tested::{GapModel, LeftOut, Ranked, Tested};
use crate::error::{Error, ErrorKind};
use crate::regress::ballots::Ballots;
use crate::regress::design::Response;
use crate::regress::effects::Group;
use crate::regress::fit::regress;
use crate::regress::regression::{Regression, Settings};
use crate::scores::{Join, Scores};

/// Everything that is said of votes and scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// How names went together.
    pub join: Join,
    /// Best first.
    pub models: Vec<GapModel>,
    /// Benchmarks that were not looked at.
    pub left_out: Vec<LeftOut>,
    /// In the order of the table.
    pub correlations: Vec<Correlation>,
    /// Of the whole table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Components>,
    /// What enters the regressions.
    pub selection: Selection,
    /// Without random effects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logistic: Option<Regression>,
    /// With them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixed: Option<Regression>,
    /// What this many models can tell.
    pub power: Power,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// Plain sentences.
    pub readings: Readings,
    /// How to get the same figures again. The caller adds its seconds.
    pub provenance: Provenance,
}

/// How to get the same figures again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// This crate's.
    pub version: &'static str,
    /// Of whatever chance there is.
    pub seed: u64,
    /// The options with every default filled in.
    pub settings: GapSettings,
    /// Of the table's bytes.
    pub scores_hash: String,
    /// Replicates of the votes behind the correlations' intervals.
    pub replicates: usize,
}

/// Analyses votes, ranked, and scores.
///
/// # Errors
/// `bad-scores`, `unknown-model`, `too-few-models`. A regression without a finite answer is a
/// warning, not an error.
pub fn gap(
    ballots: &Ballots,
    ranked: &Ranked,
    scores: &Scores,
    settings: GapSettings,
) -> Result<Gap, Error> {
    scores.check()?;
    ranked.check()?;
    let tested = Tested::new(ranked, scores, &settings)?;
    let correlations = correlations(&tested, ranked, scores, &settings);
    let components = components(scores);
    let (selection, design, more_left_out) = select(ballots, &tested, scores, &settings);
    let mut warnings = reading::warnings(&tested, ranked, ballots);
    let mut fit = |name: &str, random: Vec<Group>| {
        let settings = Settings {
            random,
            response: Response::ModelB,
            level: settings.level,
            profile: None,
            unseen: None,
            judge_replicates: settings.judge_replicates,
            seed: settings.seed,
        };
        match regress(&design, &ballots.models, &ballots.judges, &settings) {
            Ok(fit) => Some(fit),
            Err(error) => {
                let reason = match error.kind() {
                    ErrorKind::NoRegression { reason } => reason.clone(),
                    _ => error.to_string(),
                };
                warnings.push(format!("{name} has no answer: {reason}"));
                None
            }
        }
    };
    let logistic = fit("the plain regression", Vec::new());
    let mixed = fit(
        "the mixed regression",
        match settings.effects {
            EffectsOption::Crossed => vec![Group::ModelA, Group::ModelB],
            EffectsOption::Signed => vec![Group::Model],
        },
    );
    let of = |column: &[f64]| -> Vec<f64> { tested.ranked.iter().map(|&at| column[at]).collect() };
    let reliability = reliability(&of(&ranked.ratings), &of(&ranked.errors));
    let power = power(tested.models.len(), reliability, 0.05, 0.8, 0.5, settings.seed);
    let pairs = tested.models.len() * (tested.models.len() - 1) / 2;
    if selection.kept.len() + 2 >= tested.models.len() && !selection.kept.is_empty() {
        warnings.push(format!(
            "{} features for {} models ({pairs} pairs) can fit almost any order of them: intervals count votes, which are many, and not models, which are few",
            selection.kept.len(),
            tested.models.len()
        ));
    }
    let readings = Readings {
        correlations: reading::correlations::sentences(&correlations, &power),
        top_k: reading::top_k::sentences(&correlations),
        components: components.as_ref().map(reading::components).unwrap_or_default(),
        selection: reading::selection(&selection, settings.most_inflation),
        regression: mixed
            .as_ref()
            .or(logistic.as_ref())
            .map_or_else(Vec::new, |r| r.reading.clone()),
        power: reading::power(&power),
    };
    let replicates = ranked.samples.len() / ranked.models.len().max(1);
    let mut left_out = tested.left_out;
    left_out.extend(more_left_out);
    Ok(Gap {
        join: tested.join,
        models: tested.models,
        left_out,
        correlations,
        components,
        selection,
        logistic,
        mixed,
        power,
        warnings,
        readings,
        provenance: Provenance {
            version: env!("CARGO_PKG_VERSION"),
            seed: settings.seed,
            settings,
            scores_hash: scores.report.hash.clone(),
            replicates,
        },
    })
}
