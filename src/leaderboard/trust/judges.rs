//! Each judge: agreement with all others, conduct, and what leaves with them.

use serde::Serialize;

use super::conduct::{Conduct, conduct};
use super::options::TrustSettings;
use crate::leaderboard::groups::second_of;
use crate::rating::agreement::exactly;
use crate::rating::{Fit, agreements, sandwich};
use crate::stats::adjust::holm;
use crate::stats::interval::alpha;
use crate::stats::order::{order, reorder};
use crate::votes::{Categories, JudgeCounts, PairCounts, Votes};

/// Votes of a judge from which on three moments describe the mean log-likelihood.
const FEWEST_VOTES: f64 = 20.0;
/// Judges of whom the ranking without them is fitted anew rather than to first order.
const EXACTLY: usize = 5;

/// All judges.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Judges {
    /// How many the votes name.
    pub named: u64,
    /// Votes that name none, each a judge of its own.
    pub anonymous: u64,
    /// Those with most votes, most first, and whoever stands out.
    pub rows: Vec<JudgeRow>,
    /// Judges who can be tested for agreement: twenty votes or more.
    pub tested: u64,
    /// Of these, how many agree less with all others than chance gives, after Holm's correction.
    pub disagree: u64,
    /// The same of those who prefer a side, among judges of six decisive votes or more.
    pub prefer_side: u64,
    /// The same of those with runs on one side longer than chance gives.
    pub straight: u64,
    /// The judge whose leaving moves a rating most, by its standard error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moves_most: Option<String>,
}

/// One judge. P-values are after Holm's correction over all judges who can be tested.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JudgeRow {
    /// As in the votes.
    pub judge: String,
    /// Votes that pass the filter.
    pub votes: u64,
    /// Mean log-likelihood of a vote under the ratings of all others…
    pub log_likelihood: f64,
    /// … what these ratings expect it to be…
    pub expected: f64,
    /// … and the difference by its standard deviation: below zero the judge votes less like the
    /// others than chance gives.
    pub agreement: f64,
    /// Two-sided. Absent below twenty votes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement_p: Option<f64>,
    /// Share of decisive votes for the model shown first. Absent where sides are not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<f64>,
    /// Exact binomial test of one half.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_p: Option<f64>,
    /// Most decisive votes in a row for the same side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<u32>,
    /// Probability of one as long in as many fair tosses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_p: Option<f64>,
    /// Median seconds between a vote and the one before. Absent where times are no dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Share of votes cast within the seconds that count as fast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fast: Option<f64>,
    /// What the ranking is without this judge.
    pub without: Without,
}

/// What changes without a judge.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Without {
    /// Largest change of a rating, by the rating's standard error; infinite where there are no
    /// finite ratings without the judge.
    pub change: f64,
    /// The model that it is of.
    pub model: String,
    /// How far its rating rises without the judge.
    pub rises: f64,
    /// Most ranks that a model moves.
    pub ranks: u32,
    /// Whether the ratings were fitted anew; else they are right to first order.
    pub exact: bool,
}

/// Codes of the judges who have one of the rows, ascending: the named ones of a tally.
fn who(votes: &Votes, rows: &[usize]) -> Vec<u32> {
    let Some(judge) = &votes.judge else { return Vec::new() };
    let mut present = vec![false; judge.names.len()];
    for &row in rows {
        if let Some(present) = present.get_mut(judge.codes[row] as usize) {
            *present = true;
        }
    }
    (0..present.len() as u32).filter(|&code| present[code as usize]).collect()
}

#[allow(
    clippy::too_many_arguments,
    reason = "votes, what they were counted to, and what was asked"
)]
pub(super) fn judges(
    votes: &Votes,
    rows: &[usize],
    counts: &PairCounts,
    counted: &JudgeCounts,
    fit: &Fit,
    names: &[&str],
    settings: &TrustSettings,
) -> Judges {
    let who = &who(votes, rows);
    let covariance = sandwich(counts, None, fit);
    let errors: Vec<f64> = (0..counts.models).map(|m| covariance.se(m)).collect();
    let mut found = agreements(counts, counted, fit, &errors);
    found.truncate(who.len());
    let by_change =
        order(found.len(), &|a, b| found[b].change.total_cmp(&found[a].change).then(a.cmp(&b)));
    let mut exact = vec![false; found.len()];
    for &judge in by_change.iter().take(EXACTLY) {
        found[judge] = exactly(counts, counted, fit, &errors, judge);
        exact[judge] = true;
    }
    let conducts = conducts(votes, rows, who, settings);
    let agreement_p = adjusted(&found, &|of| (of.votes >= FEWEST_VOTES).then_some(of.p));
    let first_p = adjusted(&conducts, &|of| of.first_p);
    let run_p = adjusted(&conducts, &|of| of.run_p);
    let alpha = alpha(settings.level);
    let below = |p: &Option<f64>| p.is_some_and(|p| p < alpha);
    let disagrees = |k: usize| below(&agreement_p[k]) && found[k].z < 0.0;
    let most = (0..found.len())
        .max_by(|&a, &b| found[a].change.total_cmp(&found[b].change).then(b.cmp(&a)));
    let own = |k: usize| -> u64 { counted.of(k).map(|(_, n)| u64::from(n)).sum() };
    let by_votes = order(found.len(), &|a, b| own(b).cmp(&own(a)));
    let name = |k: usize| votes.judge.as_ref().map_or("", |judge| judge.names.get(who[k] as usize));
    let stands_out =
        |k: usize| below(&agreement_p[k]) || below(&first_p[k]) || below(&run_p[k]) || exact[k];
    let row = |k: usize| {
        let (of, conduct) = (&found[k], &conducts[k]);
        JudgeRow {
            judge: name(k).to_owned(),
            votes: own(k),
            log_likelihood: of.log_likelihood,
            expected: of.expected,
            agreement: of.z,
            agreement_p: agreement_p[k],
            first: conduct.first,
            first_p: first_p[k],
            run: conduct.run,
            run_p: run_p[k],
            seconds: conduct.seconds,
            fast: conduct.fast,
            without: Without {
                change: of.change,
                model: names[of.model as usize].to_owned(),
                rises: of.rises,
                ranks: of.ranks,
                exact: exact[k],
            },
        }
    };
    let listed = by_votes.iter().enumerate();
    let listed = listed.filter(|(place, k)| *place < settings.listed as usize || stands_out(**k));
    Judges {
        named: who.len() as u64,
        anonymous: (counted.judges() - who.len()) as u64,
        rows: listed.map(|(_, &k)| row(k)).collect(),
        tested: agreement_p.iter().flatten().count() as u64,
        disagree: (0..found.len()).filter(|&k| disagrees(k)).count() as u64,
        prefer_side: first_p.iter().filter(|p| below(p)).count() as u64,
        straight: run_p.iter().filter(|p| below(p)).count() as u64,
        moves_most: most.map(|k| name(k).to_owned()),
    }
}

/// Holm's correction over those that have a p-value.
fn adjusted<T>(of: &[T], p: &dyn Fn(&T) -> Option<f64>) -> Vec<Option<f64>> {
    let p: Vec<Option<f64>> = of.iter().map(p).collect();
    let mut adjusted = holm(&p.iter().flatten().copied().collect::<Vec<_>>()).into_iter();
    p.into_iter().map(|p| p.and_then(|_| adjusted.next())).collect()
}

/// The conduct of each of `who`, their votes in the order in which they were cast.
fn conducts(votes: &Votes, rows: &[usize], who: &[u32], settings: &TrustSettings) -> Vec<Conduct> {
    let Some(judge) = &votes.judge else { return vec![Conduct::default(); who.len()] };
    let told = votes.tells_sides(rows.iter().copied());
    let pace = votes.time.as_ref().filter(|_| votes.count.is_none()).and_then(|time| {
        let times: Vec<f64> =
            rows.iter().map(|&row| time[row]).filter(|time| time.is_finite()).collect();
        (!times.is_empty()).then(|| second_of(&times)).flatten()
    });
    let pace = pace.map(|second| (second, settings.fast));
    let mut by_judge: Vec<usize> =
        rows.iter().copied().filter(|&row| judge.codes[row] != Categories::NONE).collect();
    let time = |row: usize| votes.time.as_ref().map_or(0.0, |time| time[row]);
    reorder(&mut by_judge, &|a, b| {
        judge.codes[a].cmp(&judge.codes[b]).then_with(|| time(a).total_cmp(&time(b)))
    });
    let mut conducts = Vec::with_capacity(who.len());
    for own in by_judge.chunk_by(|&a, &b| judge.codes[a] == judge.codes[b]) {
        let own: Vec<u32> = own.iter().map(|&row| row as u32).collect();
        conducts.push(conduct(votes, &own, told, pace));
    }
    conducts
}
