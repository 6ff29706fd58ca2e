//! Does the regression predict the votes of a model that it has not seen, better than the same fit
//! without the features does?
//!
//! Each model's votes are predicted by a fit without it: its opponents are known, it is not. Without
//! features something is known all the same: how strong its opponents are. That, not a coin, is what
//! features have to beat.

use serde::Serialize;

use super::design::{Design, Source};
use super::effects::Effects;
use super::frame::Frame;
use super::logistic::{Failure, Rows};
use super::mixed::Mixed;
use super::options::{Names, Settings};
use super::pairings::Pairings;
use super::ratings::Ratings;
use crate::stats::special::log_expit;
use crate::words::listed;

/// With fewer models nothing would be left to learn from.
const FEWEST_MODELS: usize = 4;

/// Over all models left out in turn.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unseen {
    /// Share of the held-out votes whose winner was called.
    pub accuracy: f64,
    /// Mean log loss of them; a coin has ln 2.
    pub log_loss: f64,
    /// By the same fit without the features: the same random effects, or for the plain logit the
    /// opponents' ratings, the model itself at their mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without: Option<Prediction>,
    /// What was left out of the fit that features are held against.
    pub removed: Removed,
    /// Of the fit that has seen every model.
    pub seen_accuracy: f64,
    /// Likewise.
    pub seen_log_loss: f64,
    /// Fits without a model that could not tell all features apart, and used fewer.
    pub reduced: u32,
    /// Each model's own.
    pub models: Vec<UnseenModel>,
    /// Models whose votes could not be predicted: the fit without them has no finite answer.
    pub unpredicted: Vec<String>,
}

/// What features have to beat is the fit without these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Removed {
    /// The benchmarks; the votes' own columns stay.
    Benchmarks,
    /// All features, where no benchmark is among them.
    Features,
}

/// How well votes are predicted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Prediction {
    /// Share of the votes whose winner was called.
    pub accuracy: f64,
    /// Mean log loss of them.
    pub log_loss: f64,
}

/// One model left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnseenModel {
    /// Its name.
    pub model: String,
    /// Its decisive votes.
    pub votes: f64,
    /// Share of them whose winner was called.
    pub accuracy: f64,
    /// Mean log loss of them.
    pub log_loss: f64,
    /// By the same fit without the features.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without: Option<Prediction>,
}

impl Unseen {
    /// What a person should know.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.reduced > 0 {
            warnings.push(format!(
                "{} of {} fits without a model could not tell all features apart and used fewer",
                self.reduced,
                self.models.len()
            ));
        }
        if !self.unpredicted.is_empty() {
            let names: Vec<&str> = self.unpredicted.iter().map(String::as_str).collect();
            warnings.push(format!(
                "the votes of {} are not among those predicted: without them the fit has no finite answer",
                listed(&names)
            ));
        }
        if self.without.is_none() {
            warnings.push("there is no prediction without features beside that of unseen models: without one of the models the others' ratings have no finite optimum".into());
        }
        warnings
    }
}

/// Sums over votes.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    votes: f64,
    called: f64,
    loss: f64,
}

impl Score {
    fn add(&mut self, eta: f64, wins: f64, votes: f64) {
        let loss = |votes: f64, eta: f64| if votes > 0.0 { -votes * log_expit(eta) } else { 0.0 };
        self.votes += votes;
        self.loss += loss(wins, eta) + loss(votes - wins, -eta);
        self.called += if eta > 0.0 {
            wins
        } else if eta < 0.0 {
            votes - wins
        } else {
            votes / 2.0
        };
    }

    fn plus(self, other: Self) -> Self {
        Self {
            votes: self.votes + other.votes,
            called: self.called + other.called,
            loss: self.loss + other.loss,
        }
    }

    fn prediction(self) -> Prediction {
        Prediction { accuracy: self.called / self.votes, log_loss: self.loss / self.votes }
    }
}

/// Leaves out each model in turn. `None` for fewer than four models, or where no fit without one
/// has a finite answer.
pub(super) fn predict(design: &Design, names: Names, settings: &Settings) -> Option<Unseen> {
    let ids = design.models();
    if ids.len() < FEWEST_MODELS {
        return None;
    }
    let held = Held { design, names, settings };
    let everything = held.learn(design, &all_columns(design))?;
    let seen = held.score(&everything, |_| true).prediction();
    let (kept, removed) = without_features(design);
    let (mut total, mut alone) = (Score::default(), Some(Score::default()));
    let (mut reduced, mut models, mut unpredicted) = (0, Vec::new(), Vec::new());
    for id in ids {
        let has = |row: usize| design.a[row] == id || design.b[row] == id;
        let name = names.models[id as usize].clone();
        let part = design.only(|row| !has(row));
        let Some(fit) = held.learn(&part, &all_columns(design)) else {
            unpredicted.push(name);
            continue;
        };
        reduced += u32::from(fit.frame.kept.len() < everything.frame.kept.len());
        let score = held.score(&fit, has);
        let without = held.learn_without(&part, &kept).map(|fit| held.score(&fit, has));
        total = total.plus(score);
        alone = alone.zip(without).map(|(alone, score)| alone.plus(score));
        let Prediction { accuracy, log_loss } = score.prediction();
        let without = without.map(Score::prediction);
        models.push(UnseenModel { model: name, votes: score.votes, accuracy, log_loss, without });
    }
    (total.votes > 0.0).then(|| Unseen {
        accuracy: total.prediction().accuracy,
        log_loss: total.prediction().log_loss,
        without: alone.map(Score::prediction),
        removed,
        seen_accuracy: seen.accuracy,
        seen_log_loss: seen.log_loss,
        reduced,
        models,
        unpredicted,
    })
}

fn all_columns(design: &Design) -> Vec<usize> {
    (0..design.columns()).collect()
}

/// The columns that stay in the fit that features are held against.
fn without_features(design: &Design) -> (Vec<usize>, Removed) {
    let is_benchmark = |k: &usize| matches!(design.sources[*k], Source::Benchmark(_));
    if !all_columns(design).iter().any(is_benchmark) {
        return (Vec::new(), Removed::Features);
    }
    let stays = all_columns(design).into_iter().filter(|k| !is_benchmark(k));
    (stays.collect(), Removed::Benchmarks)
}

/// What predictions are made with.
struct Held<'a> {
    design: &'a Design,
    names: Names<'a>,
    settings: &'a Settings,
}

/// A fit to some of the votes.
struct Learnt {
    /// The design's columns that it was given.
    columns: Vec<usize>,
    frame: Frame,
    /// In the design's units.
    coefficients: Vec<f64>,
    random: Random,
}

/// What a fit knows of models and judges.
enum Random {
    Nothing,
    Effects(Box<(Effects, Mixed)>),
    /// By model; 0 for one that it has not seen.
    Ratings(Vec<f64>),
}

impl Held<'_> {
    /// The regression on some columns, of some votes.
    fn learn(&self, part: &Design, columns: &[usize]) -> Option<Learnt> {
        let part = part.with_columns(columns);
        let won: f64 = part.wins.iter().sum();
        if part.rows() == 0 || part.intercept && (won <= 0.0 || won >= part.decisive()) {
            return None;
        }
        let frame = Frame::new(&part, true);
        let p = frame.columns();
        let plain = Rows::new(&part, &frame.x, p).fit(&vec![0.0; p], None);
        let (beta, random) = if self.settings.random.is_empty() {
            (plain.ok()?.beta, Random::Nothing)
        } else {
            let start = match plain {
                Ok(fit) => fit.beta,
                Err(Failure::Separated) => return None,
                Err(Failure::NotConverged) => vec![0.0; p],
            };
            let (models, judges) = (self.names.models, self.names.judges);
            let effects = Effects::new(&part, &self.settings.random, models, judges).ok()?;
            let fit = effects.problem(&part, &frame.x, p).fit_alone(&start).ok()?;
            (fit.beta.clone(), Random::Effects(Box::new((effects, fit))))
        };
        let coefficients = frame.back(&beta);
        Some(Learnt { columns: columns.to_vec(), frame, coefficients, random })
    }

    /// The same without features: for the plain logit with a rating for each model instead.
    fn learn_without(&self, part: &Design, columns: &[usize]) -> Option<Learnt> {
        if !self.settings.random.is_empty() {
            return self.learn(part, columns);
        }
        let small = part.with_columns(columns);
        let frame = Frame::new(&small, false);
        let pairings = Pairings::new(&small, &frame.kept);
        let ratings = Ratings::new(&small, &pairings).ok()?;
        let mut values = vec![0.0; self.names.models.len()];
        for (&model, rating) in pairings.models.iter().zip(&ratings.values) {
            values[model as usize] = *rating;
        }
        let coefficients = ratings.others;
        let random = Random::Ratings(values);
        Some(Learnt { columns: columns.to_vec(), frame, coefficients, random })
    }

    /// How well a fit predicts the rows asked for.
    fn score(&self, fit: &Learnt, asked: impl Fn(usize) -> bool) -> Score {
        let design = self.design;
        let mut score = Score::default();
        for row in (0..design.rows()).filter(|&row| asked(row)) {
            let all = design.row(row);
            let numbers: Vec<f64> = fit.columns.iter().map(|&k| all[k]).collect();
            let (a, b) = (design.a[row], design.b[row]);
            let random = match &fit.random {
                Random::Nothing => 0.0,
                Random::Effects(known) => {
                    let (effects, mixed) = known.as_ref();
                    effects.predictor(mixed, design, (a, b, design.judge[row]))
                }
                Random::Ratings(ratings) => {
                    let (of, against) = design.sides(a, b);
                    ratings[of as usize] - ratings[against as usize]
                }
            };
            let eta = fit.frame.predict(&fit.coefficients, &numbers) + random;
            score.add(eta, design.wins[row], design.votes[row]);
        }
        score
    }
}
