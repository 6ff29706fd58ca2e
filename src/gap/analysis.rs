//! The whole analysis in one go.

use serde::Serialize;

use super::components::{Components, components};
use super::correlation::{Correlation, correlations};
use super::global::{Global, global};
use super::options::{EffectsOption, GapSettings};
use super::power::{Power, power, reliability};
use super::rated::OverRatings;
use super::reading::{self, Readings};
use super::selection::{Selected, Selection, select};
use super::tested::{GapModel, LeftOut, Ranked, Tested};
use crate::error::{Error, ErrorKind};
use crate::regress::ballots::Ballots;
use crate::regress::ceiling::Ceiling;
use crate::regress::design::{Design, Response};
use crate::regress::effects::Group;
use crate::regress::fit::regress_beside;
use crate::regress::frame::Frame;
use crate::regress::options::{Names, Settings};
use crate::regress::over_models::OverModels;
use crate::regress::reading::{Chosen, Target, regression};
use crate::regress::regression::Regression;
use crate::scores::{Join, Scores};
use crate::stats::interval::alpha;

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
    /// All benchmarks of the table at once and each by itself, none selected. Absent where a warning
    /// says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub global: Option<Global>,
    /// What the ratings themselves reach: no benchmark can be expected to do better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Ceiling>,
    /// Without random effects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logistic: Option<Regression>,
    /// With them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixed: Option<Regression>,
    /// In place of both where ratings stand for the votes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rated: Option<OverRatings>,
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

impl Provenance {
    pub(super) fn new(settings: GapSettings, scores: &Scores, replicates: usize) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            seed: settings.seed,
            settings,
            scores_hash: scores.report.hash.clone(),
            replicates,
        }
    }
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
    let Selected { selection, design, left_out: more_left_out } =
        select(ballots, &tested, scores, &settings);
    let mut warnings = reading::warnings(&tested, ranked, ballots);
    let (global, ceiling) = match global(ballots, &tested, scores, settings.level, settings.seed) {
        Ok((global, ceiling)) => (Some(global), Some(ceiling)),
        Err(why) => {
            warnings.push(format!("the table as a whole was not looked at: {why}"));
            (None, None)
        }
    };
    let mut fits = regressions(&design, ballots, &settings, &mut warnings);
    let chosen = if selection.arbitrary { Chosen::Arbitrarily } else { Chosen::Fairly };
    for fit in [&mut fits.logistic, &mut fits.mixed].into_iter().flatten() {
        fit.reading = regression(fit, chosen, settings.level).all();
    }
    let Regressions { logistic, mixed } = fits;
    let of = |column: &[f64]| -> Vec<f64> { tested.ranked.iter().map(|&at| column[at]).collect() };
    let ratings = of(&ranked.ratings);
    let reliability = reliability(&ratings, &of(&ranked.errors));
    let alpha = alpha(settings.level);
    let power = power(tested.models.len(), reliability, alpha, 0.8, 0.5, settings.seed);
    let answer = reading::answer::read(
        global.as_ref(),
        chosen,
        (mixed.as_ref(), logistic.as_ref()),
        settings.level,
    );
    let readings = Readings {
        answer: answer.answer,
        alone: answer.alone,
        selected: answer.selected,
        correlations: reading::correlations::sentences(&correlations, &ratings, &power),
        top_k: reading::top_k::sentences(&correlations, alpha, Target::Votes),
        components: components.as_ref().map(reading::components).unwrap_or_default(),
        selection: reading::selection::sentences(&selection, &settings, tested.models.len()),
        votes: answer.votes,
        power: reading::power::sentences(&power, Target::Votes),
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
        global,
        ceiling,
        logistic,
        mixed,
        rated: None,
        power,
        warnings,
        readings,
        provenance: Provenance::new(settings, scores, replicates),
    })
}

/// The two regressions on what the selection kept.
struct Regressions {
    logistic: Option<Regression>,
    mixed: Option<Regression>,
}

/// Fits both beside what the models alone say, which is the same for both. One without an answer is
/// a warning.
fn regressions(
    design: &Design,
    ballots: &Ballots,
    settings: &GapSettings,
    warnings: &mut Vec<String>,
) -> Regressions {
    let over = (design.rows() > 0)
        .then(|| OverModels::new(design, &Frame::new(design, true), settings.level, settings.seed))
        .flatten();
    let names = Names { models: &ballots.models, judges: &ballots.judges };
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
        match regress_beside(design, names, over.as_ref(), &settings) {
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
    let random = match settings.effects {
        EffectsOption::Signed => vec![Group::Model],
        EffectsOption::Crossed => vec![Group::ModelA, Group::ModelB],
    };
    Regressions { logistic, mixed: fit("the mixed regression", random) }
}
