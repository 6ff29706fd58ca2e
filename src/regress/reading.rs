//! What a regression says, in plain sentences made from its numbers.

use super::effects::Group;
use super::regression::{Kind, Regression};
use crate::words::{counted, listed, p_value, percent};

/// What a regression says.
#[must_use]
pub fn regression(fit: &Regression, level: f64) -> Vec<String> {
    let effects = &fit.fixed[1..];
    let mut sentences = Vec::new();
    let excluded: Vec<&str> = effects
        .iter()
        .filter(|e| e.interval.0 > 0.0 || e.interval.1 < 0.0)
        .map(|e| e.name.as_str())
        .collect();
    let level = percent(level);
    sentences.push(match (effects.len(), excluded.as_slice()) {
        (0, _) => "There is no feature to regress on.".into(),
        (1, [one]) => format!("The one feature, {one}, has a {level} interval that leaves out zero."),
        (1, _) => format!("The one feature has a {level} interval that holds zero: these votes do not show that it matters."),
        (n, []) => format!("None of the {n} features has a {level} interval that leaves out zero."),
        (n, [one]) => format!("One of the {n} features has a {level} interval that leaves out zero: {one}."),
        (n, some) => format!("{} of the {n} features have {level} intervals that leave out zero: {}.", counted(some.len()), listed(some)),
    });
    if !effects.is_empty() {
        sentences.push(format!(
            "All features together {} (likelihood ratio {:.1} on {} degree{} of freedom, p {}).",
            if fit.test.p < 0.05 {
                "say more than no feature at all"
            } else {
                "cannot be told from none"
            },
            fit.test.chi_square,
            fit.test.degrees,
            if fit.test.degrees == 1 { "" } else { "s" },
            p_value(fit.test.p),
        ));
    }
    if let Some(r2) = fit.r2 {
        let judges = fit.random.iter().any(|r| r.group == Group::Judge);
        let models = fit.random.iter().any(|r| r.group != Group::Judge);
        let who = match (models, judges) {
            (true, true) => "knowing which models and which judge it is",
            (false, true) => "knowing which judge it is",
            _ => "knowing which models they are",
        };
        sentences.push(format!(
            "The features explain {} of the variance of the log-odds (marginal R²), features and {who} {} (conditional R²); the rest is the chance in single votes.",
            percent(r2.marginal), percent(r2.conditional),
        ));
    }
    if let (Kind::Logistic, Some(pseudo)) = (fit.kind, fit.pseudo_r2) {
        sentences.push(format!(
            "McFadden's R² is {:.3}: the share by which the features bring the votes' deviance down.",
            pseudo.mc_fadden
        ));
    }
    if let Some(unseen) = &fit.unseen {
        let coin = std::f64::consts::LN_2;
        sentences.push(format!(
            "Of a model's votes that the fit has not seen it calls {} right ({} of those it has), with a log loss of {:.3} where a coin has {coin:.3}: {}.",
            percent(unseen.accuracy),
            percent(unseen.seen_accuracy),
            unseen.log_loss,
            // A difference that the figures do not show is none.
            if unseen.log_loss < coin - 0.005 { "better than guessing" } else { "no better than guessing" },
        ));
    }
    sentences
}
