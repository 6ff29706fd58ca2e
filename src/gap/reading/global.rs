//! What the whole table says, none of it selected.

use crate::gap::global::{Alone, Global};
use crate::words::{grouped, listed, p_value, percent};

/// Sentences about all benchmarks together, each by itself, and a ridge regression on all.
#[must_use]
pub fn sentences(global: &Global, level: f64) -> Vec<String> {
    let alpha = 1.0 - level;
    let mut sentences = vec![together(global, alpha)];
    sentences.extend(alone(global, alpha));
    sentences.push(ridge(global, alpha));
    sentences
}

fn together(global: &Global, alpha: f64) -> String {
    let Global { q, benchmarks, models, .. } = global;
    let count = match q.at_least {
        0 => "none goes".into(),
        1 => "one goes".into(),
        n => format!("{} go", grouped(n.into())),
    };
    let verdict = if q.p < alpha {
        let they = if *benchmarks == 1 { "it predicts" } else { "together they predict" };
        format!("So {they} which models are preferred, at {}.", percent(alpha))
    } else if q.smallest_p() >= alpha {
        format!("{models} models allow no p below {}.", p_value(q.smallest_p()))
    } else {
        format!("At {} that shows nothing.", percent(alpha))
    };
    let what = if *benchmarks == 1 {
        "The one benchmark".into()
    } else {
        format!("All {benchmarks} benchmarks as they are, none selected")
    };
    format!(
        "{what}: of {} {}ways to deal the scores to the {models} models, {count} with the ratings at least as well (global Q, p {}). {verdict}",
        grouped(q.permutations.into()),
        if q.exact { "" } else { "random " },
        p_value(q.p),
    )
}

fn alone(global: &Global, alpha: f64) -> Option<String> {
    let n = global.alone.len();
    if n < 2 {
        return None;
    }
    let below = |p: &dyn Fn(&Alone) -> f64| -> Vec<&str> {
        let rows = global.alone.iter().filter(|row| p(row) < alpha);
        rows.map(|row| row.benchmark.as_str()).collect()
    };
    let before = below(&|row| row.permutation.p);
    let after = below(&|row| row.p_adjusted);
    let fit = match before.len() {
        0 => format!("none of the {n} benchmarks fits"),
        1 => format!("one of the {n} benchmarks fits"),
        some => format!("{some} of the {n} benchmarks fit"),
    };
    let corrected = match after.as_slice() {
        [] => "none after Holm's correction".to_owned(),
        some => format!("after Holm's correction {}", listed(some)),
    };
    Some(format!(
        "By {}, {fit} better than {} of the deals do, where chance alone would let {:.1}; {corrected}.",
        if before.len() > 1 { "themselves" } else { "itself" },
        percent(1.0 - alpha),
        n as f64 * alpha,
    ))
}

fn ridge(global: &Global, alpha: f64) -> String {
    let ridge = &global.ridge;
    let on = if global.benchmarks == 1 { "it" } else { "all of them" };
    if ridge.best_penalty.is_none() {
        return format!(
            "A ridge regression on {on} comes no nearer to the rating of a model left out than the others' mean does."
        );
    }
    let chance =
        if ridge.p < alpha { "" } else { ", which the deals of the scores leave to chance" };
    format!(
        "A ridge regression on {on} takes {} off the squared error of the others' mean for a model left out (p {}){chance}.",
        percent(ridge.best_skill),
        p_value(ridge.p),
    )
}
