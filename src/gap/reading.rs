//! Plain sentences, made from the numbers.

use serde::Serialize;

use super::components::Components;
use super::correlation::Correlation;
use super::power::Power;
use super::selection::Selection;
use super::tested::{Ranked, Tested};
use crate::regress::ballots::Ballots;
use crate::scores::Match;
use crate::words::{at_least, counted, listed, p_value, percent, signed};

/// Plain sentences about each part.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Readings {
    /// Of the correlations.
    pub correlations: Vec<String>,
    /// Of the top lists.
    pub top_k: Vec<String>,
    /// Of the components.
    pub components: Vec<String>,
    /// Of what was merged and dropped.
    pub selection: Vec<String>,
    /// Of the mixed regression, or of the plain one where there is no other.
    pub regression: Vec<String>,
    /// Of what this many models can tell.
    pub power: Vec<String>,
}

/// What a person should know of what went in.
#[must_use]
pub fn warnings(tested: &Tested, ranked: &Ranked, ballots: &Ballots) -> Vec<String> {
    let mut warnings = Vec::new();
    let similar = tested.join.matches.iter().filter(|m| m.how == Match::Similar);
    let similar: Vec<String> =
        similar.map(|m| format!("{} may be {}", m.votes, m.scores)).collect();
    if !similar.is_empty() {
        warnings.push(format!("not joined until you confirm it by names: {}", similar.join("; ")));
    }
    let only = &tested.join.only_in_votes;
    if !only.is_empty() {
        let names: Vec<&str> = only.iter().map(String::as_str).collect();
        warnings.push(format!(
            "no scores for {}: their votes are in the ranking alone",
            listed(&names)
        ));
    }
    if tested.models.len() < 5 {
        warnings.push(format!(
            "with {} models no rank correlation can be told from zero at 5 %",
            tested.models.len()
        ));
    }
    if tested.benchmarks.is_empty() {
        warnings.push("no benchmark can be compared with the votes".into());
    }
    if ranked.samples.is_empty() {
        warnings.push("the ranking has no replicates: correlations come without intervals".into());
    }
    if ballots.judge.is_empty() {
        warnings.push("the votes name no judges: errors take every vote as independent".into());
    }
    warnings
}

/// What the correlations say.
#[must_use]
pub fn correlations(rows: &[Correlation], power: &Power) -> Vec<String> {
    let n = rows.len();
    if n == 0 {
        return Vec::new();
    }
    let below = |p: fn(&Correlation) -> f64| rows.iter().filter(|row| p(row) < 0.05).count();
    let (before, after) = (below(|r| r.kendall.tested.p), below(|r| r.kendall.tested.p_adjusted));
    let mut sentences = vec![format!(
        "{} of {n} rank correlation{} (Kendall's τ) {} below 0.05 before correction; {} after.",
        counted(before),
        if n == 1 { "" } else { "s" },
        if before < 2 { "is" } else { "are" },
        counted(after).to_lowercase(),
    )];
    let most = rows.iter().map(|row| row.kendall.tau.abs()).fold(0.0, f64::max);
    let strongest: Vec<&Correlation> =
        rows.iter().filter(|row| row.kendall.tau.abs() > most - 1e-9).collect();
    sentences.push(match strongest.as_slice() {
        _ if most < 1e-9 => {
            "None of them goes with the votes or against them: every τ is 0.".into()
        }
        [one] => format!(
            "The strongest is {} with τ {}{} (p {}, {} after correction).",
            one.benchmark,
            signed(one.kendall.tau),
            one.kendall.tested.interval.map_or_else(String::new, |(low, high)| format!(
                ", between {} and {} over the votes' replicates",
                signed(low),
                signed(high)
            )),
            p_value(one.kendall.tested.p),
            p_value(one.kendall.tested.p_adjusted),
        ),
        several => {
            let named: Vec<String> = several
                .iter()
                .map(|row| format!("{} ({})", row.benchmark, signed(row.kendall.tau)))
                .collect();
            let named: Vec<&str> = named.iter().map(String::as_str).collect();
            format!("The strongest, as strong as each other, are {}.", listed(&named))
        }
    });
    let against = rows.iter().filter(|row| row.kendall.tau < -1e-9).count();
    if against > 0 {
        sentences.push(format!(
            "{} of {n} point{} the other way: a better score goes with fewer votes won.",
            counted(against),
            if against == 1 { "s" } else { "" },
        ));
    }
    if let Some(critical) = power.critical {
        sentences.push(format!(
            "With {} models only {} can be told from zero at 5 %.",
            power.models,
            at_least(critical)
        ));
    }
    sentences
}

/// What the top lists say, of so many models.
#[must_use]
pub fn top_k(rows: &[Correlation], models: usize) -> Vec<String> {
    let nearest = rows.iter().min_by(|a, b| a.top_k.distance.total_cmp(&b.top_k.distance));
    let farthest = rows.iter().max_by(|a, b| a.top_k.distance.total_cmp(&b.top_k.distance));
    let (Some(nearest), Some(farthest)) = (nearest, farthest) else { return Vec::new() };
    let mean = rows.iter().map(|row| row.top_k.distance).sum::<f64>() / rows.len() as f64;
    let k = nearest.top_k.k;
    let scale = if k >= models {
        "where 0 is the same order; both lists hold every model"
    } else {
        "where 0 is the same list and 1 shares nothing"
    };
    vec![format!(
        "Of the benchmarks' lists of the best {k}, that of {} is nearest to the voters' (distance {:.2}, {scale}), that of {} farthest ({:.2}); the mean is {mean:.2}.",
        nearest.benchmark, nearest.top_k.distance, farthest.benchmark, farthest.top_k.distance,
    )]
}

/// What the components say.
#[must_use]
pub fn components(found: &Components) -> Vec<String> {
    let first = found.explained.first().copied().unwrap_or_default();
    vec![format!(
        "{} component{} hold{} 95 % of the variance of {} benchmarks over {} models; the first alone holds {}.",
        counted(found.reach95),
        if found.reach95 == 1 { "" } else { "s" },
        if found.reach95 == 1 { "s" } else { "" },
        found.benchmarks.len(),
        found.models.len(),
        percent(first),
    )]
}

/// What was merged, dropped and kept.
#[must_use]
pub fn selection(selection: &Selection, most: f64) -> Vec<String> {
    let mut sentences = Vec::new();
    if !selection.merged.is_empty() {
        let members: usize = selection.merged.iter().map(|m| m.members.len()).sum();
        sentences.push(format!(
            "{members} benchmarks say nearly the same as others and were merged into {}.",
            selection.merged.len()
        ));
    }
    let kept: Vec<&str> = selection.kept.iter().map(|k| k.name.as_str()).collect();
    let left =
        if kept.is_empty() { "none is left".into() } else { format!("left: {}", listed(&kept)) };
    sentences.push(match selection.dropped.len() {
        0 if kept.is_empty() => "No column can enter a regression.".into(),
        0 => format!("No column had to be dropped for what the others explain of it; {left}."),
        1 => format!("One column was dropped because the others explain it (variance inflation above {most}); {left}."),
        n => format!("{} columns were dropped because the others explain them (variance inflation above {most}); {left}.", counted(n)),
    });
    sentences
}

/// What this many models can tell.
#[must_use]
pub fn power(power: &Power) -> Vec<String> {
    let mut sentences = vec![match (power.critical, power.detectable) {
        (Some(critical), Some(detectable)) => format!(
            "{} models tell a correlation from zero at {} where they show {}; a true τ of {detectable:.2} is found {} of the time.",
            power.models,
            percent(power.alpha),
            at_least(critical),
            percent(power.power),
        ),
        (Some(critical), None) => format!(
            "{} models tell a correlation from zero at {} where they show {}, and with votes this noisy no true τ is found {} of the time.",
            power.models,
            percent(power.alpha),
            at_least(critical),
            percent(power.power),
        ),
        _ => format!(
            "{} models cannot show a correlation at {}, however strong it is.",
            power.models,
            percent(power.alpha)
        ),
    }];
    sentences.push(match power.models_needed {
        Some(needed) => format!("To find a true τ of {:.2} with a probability of {} it would take {needed} models.", power.tau, percent(power.power)),
        None => format!("To find a true τ of {:.2} with a probability of {} it would take more than 1,000 models, or steadier ratings.", power.tau, percent(power.power)),
    });
    sentences
}
