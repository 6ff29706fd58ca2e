//! Does the regression predict the votes of a model that it has not seen?

use serde::Serialize;

use super::design::Design;
use super::effects::Effects;
use super::fit::rows;
use super::frame::Frame;
use super::regression::Settings;
use crate::error::Error;
use crate::stats::special::log_expit;

/// With fewer models nothing would be left to learn from.
const FEWEST_MODELS: usize = 4;

/// Predictions beyond this are as good as certain, and one mistake would decide the mean.
const SURE: f64 = 12.0;

/// Over all models left out in turn.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unseen {
    /// Share of the held-out votes whose winner was called.
    pub accuracy: f64,
    /// Mean log loss of them; a coin has ln 2.
    pub log_loss: f64,
    /// Of the fit that has seen every model.
    pub seen_accuracy: f64,
    /// Likewise.
    pub seen_log_loss: f64,
    /// Fits without a model that could not tell all features apart, and used fewer.
    pub reduced: u32,
    /// Each model's own.
    pub models: Vec<UnseenModel>,
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
}

#[derive(Debug, Clone, Copy, Default)]
struct Score {
    votes: f64,
    called: f64,
    loss: f64,
    /// Features that the fit used.
    features: usize,
}

/// Leaves out each model in turn. `None` for fewer than four models, or where no fit without one
/// has a finite answer.
pub(super) fn predict(
    design: &Design,
    models: &[String],
    judges: &[String],
    settings: &Settings,
) -> Option<Unseen> {
    let ids: std::collections::BTreeSet<u32> = design.a.iter().chain(&design.b).copied().collect();
    if ids.len() < FEWEST_MODELS {
        return None;
    }
    let everything = scores(design, |_| true, |_| true, models, judges, settings)?;
    let mut total = Score::default();
    let mut reduced = 0;
    let mut rows = Vec::new();
    for id in ids {
        let has = |row: usize| design.a[row] == id || design.b[row] == id;
        let Some(score) = scores(design, |row| !has(row), has, models, judges, settings) else {
            continue;
        };
        total.votes += score.votes;
        total.called += score.called;
        total.loss += score.loss;
        reduced += u32::from(score.features < everything.features);
        rows.push(UnseenModel {
            model: models[id as usize].clone(),
            votes: score.votes,
            accuracy: score.called / score.votes,
            log_loss: score.loss / score.votes,
        });
    }
    (total.votes > 0.0).then(|| Unseen {
        accuracy: total.called / total.votes,
        log_loss: total.loss / total.votes,
        seen_accuracy: everything.called / everything.votes,
        seen_log_loss: everything.loss / everything.votes,
        reduced,
        models: rows,
    })
}

/// Fits some rows and predicts others.
fn scores(
    design: &Design,
    learnt: impl Fn(usize) -> bool,
    asked: impl Fn(usize) -> bool,
    models: &[String],
    judges: &[String],
    settings: &Settings,
) -> Option<Score> {
    let only = |row: usize| if learnt(row) { design.votes[row] } else { 0.0 };
    let votes: Vec<f64> = (0..design.rows()).map(only).collect();
    let part = design.with_votes(&design.wins, &votes);
    let won: f64 = part.wins.iter().sum();
    if won <= 0.0 || won >= part.decisive() {
        return None;
    }
    let frame = Frame::new(&part, true);
    let p = frame.columns();
    let plain = rows(&part, &frame.x, p).fit(&vec![0.0; p], None);
    let (beta, mixed) = if settings.random.is_empty() {
        (plain.ok()?.beta, None)
    } else {
        let effects: Result<Effects, Error> =
            Effects::new(&part, &settings.random, models, judges, settings.response);
        let effects = effects.ok()?;
        let start = plain.map_or_else(|_| vec![0.0; p], |fit| fit.beta);
        let fit = effects.problem(&part, &frame.x, p).fit_alone(&start).ok()?;
        (fit.beta.clone(), Some((effects, fit)))
    };
    let beta = frame.back(&beta);
    let mut score = Score { features: frame.kept.len(), ..Score::default() };
    for row in (0..design.rows()).filter(|&row| asked(row)) {
        let x = design.row(row);
        let fixed =
            beta[0] + frame.kept.iter().zip(&beta[1..]).map(|(&k, b)| x[k] * b).sum::<f64>();
        let random = mixed.as_ref().map_or(0.0, |(effects, fit)| {
            let (a, b, judge) = (design.a[row], design.b[row], design.judge[row]);
            effects.predictor(fit, a, b, judge, settings.response)
        });
        let eta = (fixed + random).clamp(-SURE, SURE);
        let (wins, votes) = (design.wins[row], design.votes[row]);
        score.votes += votes;
        score.loss -= wins * log_expit(eta) + (votes - wins) * log_expit(-eta);
        score.called += if eta > 0.0 {
            wins
        } else if eta < 0.0 {
            votes - wins
        } else {
            votes / 2.0
        };
    }
    (score.votes > 0.0).then_some(score)
}
