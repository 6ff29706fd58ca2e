//! Plain sentences, made from the numbers. "Told from zero" and "nearer than chance" are said of
//! p-values after correction for many tests; how many there are before it stands beside.

pub mod answer;
pub mod correlations;
pub mod global;
pub mod power;
pub mod rated;
pub mod selection;
pub mod top_k;

use serde::Serialize;

use super::components::Components;
use super::tested::{Ranked, Tested};
use crate::regress::ballots::Ballots;
use crate::scores::Match;
use crate::stats::permutations::arrangements;
use crate::words::{counted, listed, percent};

/// Plain sentences about each part, in the order of a report.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Readings {
    /// Whether benchmarks say anything of preference, with the models as the sample: all together,
    /// what they explain beside what there is to explain, and models that no fit has seen.
    pub answer: Vec<String>,
    /// Of each benchmark by itself.
    pub alone: Vec<String>,
    /// Of the correlations.
    pub correlations: Vec<String>,
    /// Of the top lists.
    pub top_k: Vec<String>,
    /// Of the components.
    pub components: Vec<String>,
    /// Of what was merged and dropped.
    pub selection: Vec<String>,
    /// Of the coefficients of those that were selected, over models; where the selection is arbitrary,
    /// all that the regression on them says, which the answer leaves out.
    pub selected: Vec<String>,
    /// With votes for the sample: about these models only.
    pub votes: Vec<String>,
    /// Of what this many models can tell.
    pub power: Vec<String>,
}

/// What a person should know of what went in.
#[must_use]
pub fn warnings(tested: &Tested, ranked: &Ranked, ballots: &Ballots) -> Vec<String> {
    let mut warnings = names(tested);
    let only = &tested.join.only_in_votes;
    if !only.is_empty() {
        let names: Vec<&str> = only.iter().map(String::as_str).collect();
        warnings.push(format!(
            "no scores for {}: their votes are in the ranking alone",
            listed(&names)
        ));
    }
    if tested.benchmarks.is_empty() {
        warnings.push("no benchmark can be compared with the votes".into());
    }
    if ranked.samples.is_empty() {
        warnings.push("the ranking has no replicates: correlations come without intervals".into());
    }
    if ranked.lost > 0 {
        let replicates = ranked.samples.len() / ranked.models.len().max(1);
        warnings.push(format!(
            "{} of {} replicates of the ranking have no finite ratings: they count at both ends of the correlations' intervals",
            ranked.lost,
            replicates + ranked.lost as usize
        ));
    }
    if ballots.judge.is_empty() {
        warnings.push("the votes name no judges: errors take every vote as independent".into());
    }
    warnings
}

/// Names that look alike and are not joined.
#[must_use]
pub fn names(tested: &Tested) -> Vec<String> {
    let similar = tested.join.matches.iter().filter(|m| m.how == Match::Similar);
    let similar: Vec<String> =
        similar.map(|m| format!("{} may be {}", m.votes, m.scores)).collect();
    let all = similar.join("; ");
    if similar.is_empty() {
        Vec::new()
    } else {
        vec![format!("not joined until you confirm it by names: {all}")]
    }
}

/// Of n! equally likely orders two agree or disagree wholly.
fn least_p(models: usize) -> f64 {
    2.0 / arrangements(models, models).max(2.0)
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
