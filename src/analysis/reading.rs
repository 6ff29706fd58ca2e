//! Plain sentences, made from the numbers.

use super::regression::{Kind, Regression};

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
        (0, _) => "No feature is left to regress on.".into(),
        (1, [one]) => format!("The one feature, {one}, has a {level} interval that leaves out zero."),
        (1, _) => format!("The one feature has a {level} interval that holds zero: these votes do not show that it matters."),
        (n, []) => format!("None of the {n} features has a {level} interval that leaves out zero."),
        (n, some) => format!("{} of {n} features have {level} intervals that leave out zero: {}.", some.len(), listed(some)),
    });
    if !effects.is_empty() {
        sentences.push(format!(
            "All features together {} (likelihood ratio {:.1} on {} degree{} of freedom, p {}).",
            if fit.test.p < 0.05 { "say more than no feature at all" } else { "cannot be told from none" },
            fit.test.chi_square,
            fit.test.degrees,
            if fit.test.degrees == 1 { "" } else { "s" },
            p_value(fit.test.p),
        ));
    }
    if let Some(r2) = fit.r2 {
        sentences.push(format!(
            "The features explain {} of the variation in who wins (marginal R²), and with the models' own identities {} (conditional R²): {} is left to what neither knows.",
            percent(r2.marginal), percent(r2.conditional), percent(1.0 - r2.conditional),
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
            if unseen.log_loss < coin { "better than guessing" } else { "no better than guessing" },
        ));
    }
    sentences
}

/// `30 %`, `0.4 %`: as many digits as tell something.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent != 0.0 && percent.abs() < 9.95 && (percent - percent.round()).abs() > 0.05 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

/// `0.031`, `below 0.0001`.
#[must_use]
pub fn p_value(p: f64) -> String {
    if p < 0.0001 {
        "below 0.0001".into()
    } else if p < 0.1 {
        format!("{p:.4}").trim_end_matches('0').to_owned()
    } else {
        format!("{p:.2}")
    }
}

/// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
#[must_use]
pub fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).into(),
        [all @ .., last] if names.len() <= 5 => format!("{} and {last}", all.join(", ")),
        [first @ .., _] => {
            format!("{} and {} more", first[..4].join(", "), names.len() - 4)
        }
    }
}
