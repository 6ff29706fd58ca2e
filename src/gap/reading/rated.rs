//! What ratings in place of votes say, and what they cannot.

use crate::gap::rated::{GivenRatings, OverRatings};
use crate::gap::tested::Tested;
use crate::regress::reading::{Chosen, OverModels, Target, coefficients};
use crate::words::{counted, listed, percent};

/// Of the regression over models: its test with the verdict, shares explained, coefficients.
#[must_use]
pub fn sentences(
    rated: &OverRatings,
    chosen: Chosen,
    level: f64,
) -> (Vec<String>, Vec<String>, Vec<String>) {
    if rated.columns.is_empty() {
        return (Vec::new(), Vec::new(), Vec::new());
    }
    let over = OverModels {
        models: rated.models,
        benchmarks: rated.columns.len(),
        test: rated.permutation.as_ref(),
        against: rated.against.iter().map(String::as_str).collect(),
        of_votes: None,
        target: Target::Ratings,
    };
    let coefficients = rated.meta.as_ref().map(|meta| coefficients(meta, level));
    (
        over.sentences(chosen, level),
        explained(rated).into_iter().collect(),
        coefficients.into_iter().collect(),
    )
}

/// The share of the ratings' variance, beside what unrelated benchmarks explain of it and what there
/// is to explain.
fn explained(rated: &OverRatings) -> Option<String> {
    let r2 = rated.r2?;
    let n = rated.columns.len();
    let (what, explain) = match n {
        1 => ("the benchmark".into(), "explains"),
        n => (format!("the {n} benchmarks"), "explain"),
    };
    let of_noise = r2.reliability.map_or_else(String::new, |share| {
        format!("; by the ratings' errors {} of it is more than their own noise", percent(share))
    });
    Some(format!(
        "Of the variance of the ratings {what} {explain} {} (R²); {} unrelated benchmark{} about {}{of_noise}.",
        percent(r2.value),
        counted(n).to_ascii_lowercase(),
        if n == 1 { "" } else { "s" },
        percent(r2.unrelated),
    ))
}

/// What a person should know of the ratings.
#[must_use]
pub fn warnings(given: &GivenRatings, tested: &Tested) -> Vec<String> {
    let mut warnings = Vec::new();
    let called = given
        .name
        .as_deref()
        .map_or_else(|| "ratings".into(), |name| format!("the ratings of {name}"));
    warnings.push(format!(
        "{called} stand for votes: there is no regression of votes, no prediction of the votes of unseen models, no ceiling of what single votes let anybody explain, and nothing is said of voters"
    ));
    if let Some(why) = &given.average {
        warnings.push(format!(
            "these ratings are {why}: that benchmarks go with their own average is no finding"
        ));
    }
    warnings.push(if given.errors.is_empty() {
        "the ratings have no errors: how much of them is noise is not known, and all of it counts as what benchmarks leave open".into()
    } else {
        "the ratings' errors are taken as independent of each other".to_owned()
    });
    let only = &tested.join.only_in_votes;
    if !only.is_empty() {
        let names: Vec<&str> = only.iter().map(String::as_str).collect();
        warnings.push(format!("no scores for {}: not looked at", listed(&names)));
    }
    warnings
}
