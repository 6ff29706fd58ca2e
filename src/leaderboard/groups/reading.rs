//! The sentences of groups, made from the numbers.

use super::by_facet::Group;
use super::moves::Move;
use super::options::{FacetSettings, PartSettings};
use super::over_time::{FirstVote, Window};
use super::test::Test;
use super::zero::Zero;
use crate::rating::Heterogeneity;
use crate::stats::interval::alpha;
use crate::votes::Votes;
use crate::words::{exact_percent, grouped, listed, p_value, signed};

/// Moves that are named one by one.
const NAMED: usize = 3;

/// A value as a sentence calls it.
fn called(value: &str) -> &str {
    if value.is_empty() { "(empty)" } else { value }
}

pub(super) fn test(
    settings: &PartSettings,
    subject: &str,
    found: &Heterogeneity,
    compared: usize,
    all: usize,
) -> String {
    let of = if compared < all {
        format!("{compared} of {all} {subject}, those with votes enough,")
    } else {
        format!("The {subject}")
    };
    let p = p_value(found.p);
    let times = format!("{:.1} times what chance gives, p {p}", found.f);
    if found.p < alpha(settings.level) {
        format!("{of} differ in how they rate models: their ratings lie apart {times}.")
    } else {
        format!(
            "{of} are not shown to differ in how they rate models: their ratings lie apart {times}, so that boards side by side may differ by chance alone."
        )
    }
}

/// The zero of all groups' ratings; `group` is what one is called.
pub(super) fn zero(zero: &Zero, votes: &Votes, group: &str) -> String {
    match zero {
        Zero::Shared(shared) => {
            let names: Vec<&str> =
                shared.iter().map(|&model| &*votes.models[model as usize]).collect();
            format!(
                "Ratings count from the mean of {}, which every {group} with ratings has votes on.",
                if names.len() == votes.models.len() {
                    "all models".into()
                } else {
                    listed(&names)
                }
            )
        }
        Zero::Whole(_) => format!(
            "No two models have votes in every {group}, so each one's ratings are shifted to the mean that its models have in all votes together; the error of that mean is not in the intervals."
        ),
        Zero::Own => format!(
            "Not even all votes together have ratings, so those of each {group} count from the mean of its own models and cannot be held against another's."
        ),
    }
}

pub(super) fn by_facet(
    settings: &FacetSettings,
    groups: &[Group],
    test: &Test,
    moves: &[Move],
    zero: &str,
) -> Vec<String> {
    let mut sentences = vec![test.sentence.clone()];
    sentences.extend(moved(settings, groups.len(), moves));
    let without = groups.iter().filter(|group| group.models.is_none());
    let without: Vec<&str> = without.map(|group| called(&group.value)).collect();
    sentences.extend(unrated(&without, groups.len(), "values"));
    sentences.push(zero.to_owned());
    sentences
}

/// Groups without ratings.
fn unrated(without: &[&str], all: usize, groups: &str) -> Option<String> {
    let (have, their) = if without.len() == 1 { ("has", "its") } else { ("have", "their") };
    (!without.is_empty()).then(|| {
        let names = listed(without);
        format!("{} of {all} {groups} {have} no ratings of {their} own: {names}.", without.len())
    })
}

pub(super) fn over_time(
    windows: &[Window],
    first: &[FirstVote],
    untimed: u64,
    test: &Test,
    zero: &str,
) -> Vec<String> {
    let mut sentences = vec![test.sentence.clone()];
    let late: Vec<&str> =
        first.iter().filter(|of| of.window > 0).map(|of| of.model.as_str()).collect();
    if !late.is_empty() {
        let (models, have) =
            if late.len() == 1 { ("model", "has its") } else { ("models", "have their") };
        sentences.push(format!(
            "{} {models} {have} first vote after the first window: {}.",
            late.len(),
            listed(&late)
        ));
    }
    let without = windows.iter().filter(|window| window.models.is_none());
    let without: Vec<&str> = without.map(|window| window.label.as_str()).collect();
    sentences.extend(unrated(&without, windows.len(), "windows"));
    if untimed > 0 {
        let votes = if untimed == 1 { "vote" } else { "votes" };
        sentences.push(format!("{} {votes} without a time are left out.", grouped(untimed)));
    }
    sentences.push(zero.to_owned());
    sentences
}

/// Which models stand elsewhere beyond noise.
fn moved(settings: &FacetSettings, groups: usize, moves: &[Move]) -> Option<String> {
    if moves.is_empty() {
        return None;
    }
    // Of two groups the second's moves are the first's.
    let moves = if groups == 2 { &moves[..moves.len() / 2] } else { moves };
    let alpha = alpha(settings.part.level);
    let mut beyond: Vec<&Move> = moves.iter().filter(|of| of.adjusted < alpha).collect();
    let all = grouped(moves.len() as u64);
    let level = exact_percent(alpha);
    if beyond.is_empty() {
        return Some(format!(
            "No model stands elsewhere in one value’s votes than in all others beyond noise: none of {all} differences is below {level} after Holm’s correction."
        ));
    }
    beyond.sort_by(|a, b| {
        a.adjusted
            .total_cmp(&b.adjusted)
            .then_with(|| b.difference.abs().total_cmp(&a.difference.abs()))
    });
    let told: Vec<String> = beyond
        .iter()
        .take(NAMED)
        .map(|of| {
            let way = if of.difference > 0.0 { "higher" } else { "lower" };
            format!(
                "{} {} {way} in {} (p {})",
                of.model,
                signed(of.difference.abs()),
                called(&of.value),
                p_value(of.adjusted)
            )
        })
        .collect();
    let told = told.join(", ");
    let (count, stands) = (beyond.len(), if beyond.len() == 1 { "stands" } else { "stand" });
    let more = if count > NAMED { format!(", and {} more", count - NAMED) } else { String::new() };
    Some(format!(
        "{count} of {all} {stands} beyond noise after Holm’s correction, against all other votes: {told}{more}."
    ))
}
