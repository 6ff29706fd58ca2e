//! What the whole table says, none of it selected: sentences about all benchmarks together, each by
//! itself, and a ridge regression on all.

use crate::gap::global::{Alone, Global};
use crate::regress::reading::{Target, other_way_round};
use crate::stats::order::order;
use crate::words::{counted, exact_percent, expected, grouped, listed, p_value, percent};

/// Whether all benchmarks together go with the ratings. One test has the verdict: where another one
/// is the first (`Some`: whether it found anything), this one only says whether it agrees.
#[must_use]
pub fn together(global: &Global, alpha: f64, first: Option<bool>, target: Target) -> String {
    let Global { q, benchmarks, models, .. } = global;
    let own = u32::from(q.exact);
    let count = match q.at_least {
        n if n == own && q.exact => "no other goes".into(),
        0 => "none goes".into(),
        1 => "one goes".into(),
        n => format!("{} go", grouped(n.into())),
    };
    let what = match *benchmarks {
        1 => "The one benchmark".into(),
        2 => "Both benchmarks as they are, none selected".into(),
        n => format!("All {n} benchmarks as they are, none selected"),
    };
    let found = q.p < alpha;
    let beside = match first {
        Some(first) if first != found => {
            if found {
                "; the verdict is the first test's, which does not bear this out"
            } else {
                "; the verdict is the first test's"
            }
        }
        _ => "",
    };
    let dealt = format!(
        "{what}: of {} {}ways to deal the scores to the {models} models, {count} with the ratings at least as well (global Q, p {}{beside}).",
        grouped(q.permutations.into()),
        if q.exact { "" } else { "random " },
        p_value(q.p),
    );
    if first.is_some() {
        return dealt;
    }
    let verdict = if found {
        let they = if *benchmarks == 1 { "it predicts" } else { "together they predict" };
        let against: Vec<&str> = global
            .alone
            .iter()
            .filter(|row| is_against(row))
            .map(|row| row.benchmark.as_str())
            .collect();
        let round = other_way_round(target, &against, *benchmarks, "");
        target.predicted(they, alpha, &round)
    } else if q.smallest_p() >= alpha {
        format!(
            "With {models} models no p can be below {}: at {} nothing can be shown.",
            p_value(q.smallest_p()),
            exact_percent(alpha)
        )
    } else {
        target.not_shown(*models, "the benchmarks say", alpha)
    };
    format!("{dealt} {verdict}")
}

/// Whether models score better in it the less they are preferred.
fn is_against(row: &Alone) -> bool {
    row.coefficient.as_ref().is_some_and(|found| found.estimate < 0.0)
}

/// What each benchmark says by itself.
#[must_use]
pub fn alone(global: &Global, alpha: f64) -> Option<String> {
    let n = global.alone.len();
    if n < 2 {
        return None;
    }
    let below = |p: &dyn Fn(&Alone) -> f64| -> Vec<&Alone> {
        let rows: Vec<&Alone> = global.alone.iter().filter(|row| p(row) < alpha).collect();
        // Not in the table's order, which says nothing.
        let names = order(rows.len(), &|i, j| rows[i].benchmark.cmp(&rows[j].benchmark));
        names.into_iter().map(|at| rows[at]).collect()
    };
    let before = below(&|row| row.permutation.p);
    let after = below(&|row| row.p_adjusted);
    let share = exact_percent(1.0 - alpha);
    if before.is_empty() {
        return Some(format!(
            "By itself none of the {n} benchmarks fits better than {share} of the deals of its scores do."
        ));
    }
    let corrected = match after.as_slice() {
        [] => "none after Holm's correction".to_owned(),
        some => format!("after Holm's correction {}", named(some)),
    };
    let (by, fit) = if before.len() == 1 { ("itself", "fits") } else { ("themselves", "fit") };
    Some(format!(
        "By {by} {} of the {n} benchmarks {fit} better than {share} of the deals of their scores do, where chance alone gives {} on average: {}; {corrected}.",
        counted(before.len()).to_ascii_lowercase(),
        expected(n as f64 * alpha),
        named(&before),
    ))
}

/// `a and b (the other way round)`.
fn named(rows: &[&Alone]) -> String {
    let name = |row: &&Alone| {
        let round = if is_against(row) { " (the other way round)" } else { "" };
        format!("{}{round}", row.benchmark)
    };
    let names: Vec<String> = rows.iter().map(name).collect();
    listed(&names.iter().map(String::as_str).collect::<Vec<&str>>())
}

/// Whether a ridge regression on all of them predicts a model that it has not seen.
#[must_use]
pub fn ridge(global: &Global, alpha: f64) -> String {
    let ridge = &global.ridge;
    let on = if global.benchmarks == 1 { "it" } else { "all of them" };
    if ridge.best_penalty.is_none() {
        return format!(
            "A ridge regression on {on} comes no nearer to the rating of a model left out than the others' mean does."
        );
    }
    let chance = if ridge.p < alpha { "" } else { ", which chance alone can do" };
    format!(
        "A ridge regression on {on} takes {} off the squared error of the others' mean for a model left out (p {}){chance}.",
        percent(ridge.best_skill),
        p_value(ridge.p),
    )
}
