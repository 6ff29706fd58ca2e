//! A board for every window of time.

use serde::Serialize;

use super::options::TimeSettings;
use super::part::{Part, PartRow, slices};
use super::reading;
use super::test::{Test, test};
use super::windows::{date, divide};
use super::zero::Zero;
use crate::error::{Error, ErrorKind};
use crate::leaderboard::board::{Provenance, Settings};
use crate::stats::order::order;
use crate::votes::Votes;

/// Boards over time, and whether they differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OverTime {
    /// One for each window with votes, the earliest first.
    pub windows: Vec<Window>,
    /// When each model had its first vote, the earliest first.
    pub first_votes: Vec<FirstVote>,
    /// The models whose mean is the zero of every window's ratings; empty where no two models have
    /// votes in all windows, and `zero_sentence` says what takes its place.
    pub zero: Vec<String>,
    /// The zero in words.
    pub zero_sentence: String,
    /// Whether ratings differ between windows at all.
    pub test: Test,
    /// Votes that pass the filter and tell no time: left out.
    pub untimed: u64,
    /// What the figures say, in plain sentences.
    pub sentences: Vec<String>,
    /// How to get the same figures again.
    pub provenance: Provenance,
}

/// One window's board.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// What it is called: `2024-05`, `from 2024-05-01`, `window 3`.
    pub label: String,
    /// Time of its first vote, in the file's unit (seconds since 1970 for dates).
    pub from: f64,
    /// Time of its last vote.
    pub to: f64,
    /// The days of both in UTC, where times are dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<[String; 2]>,
    /// Votes in it.
    pub votes: u64,
    /// Who cast them, where judges are the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judges: Option<u32>,
    /// Best first. Absent where these votes alone have no ratings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<PartRow>>,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// When a model had its first vote.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FirstVote {
    /// Its name.
    pub model: String,
    /// In the file's unit.
    pub time: f64,
    /// The day in UTC, where times are dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Place of its window.
    pub window: u32,
}

/// Ranks the votes of every window by themselves.
///
/// # Errors
/// `bad-option` where votes tell no times, or the calendar's windows are asked for and times are no
/// dates; as [`Votes::select`]; judges as the unit where there are none; votes of which none passes.
pub fn over_time(votes: &Votes, settings: TimeSettings) -> Result<OverTime, Error> {
    let part_settings = &settings.part;
    let Some(time) = &votes.time else {
        let expected = "votes with a column of times: these do not say when they were cast";
        return Err(Error::option("windows", "given", expected));
    };
    let (mut rows, mut untimed) = (Vec::new(), 0);
    for row in votes.select(part_settings.filter())? {
        if time[row].is_finite() {
            rows.push(row);
        } else {
            untimed += u64::from(votes.weight(row));
        }
    }
    if rows.is_empty() {
        let reason = "no vote with a time passes the filter".to_owned();
        return Err(ErrorKind::NoFit { reason }.into());
    }
    let times: Vec<f64> = rows.iter().map(|&row| time[row]).collect();
    let weights: Vec<u32> = rows.iter().map(|&row| votes.weight(row)).collect();
    let divided = divide(&times, &weights, settings.windows)?;
    let mut window_of = vec![None; votes.rows()];
    for (&row, &window) in rows.iter().zip(&divided.of) {
        window_of[row] = Some(window);
    }
    let slices = slices(votes, part_settings, &|row| window_of[row])?;
    let parts: Vec<Part> = (0..divided.labels.len())
        .map(|k| Part::new(votes, slices.count(&|slice| usize::from(slice) == k), part_settings))
        .collect();
    let whole = || Part::new(votes, slices.count(&|_| true), part_settings);
    let zero = Zero::new(&parts, &whole);
    let day = |time: f64| divided.second.map(|second| date(time / second));
    let windows: Vec<Window> = parts
        .iter()
        .zip(&divided.labels)
        .enumerate()
        .map(|(k, (part, label))| {
            let (from, to) = range(&times, &divided.of, k as u16);
            Window {
                label: label.clone(),
                from,
                to,
                days: day(from).zip(day(to)).map(|(from, to)| [from, to]),
                votes: part.votes(),
                judges: part.judges(),
                models: part.rows(votes, part_settings, &zero),
                refused: part.fitted.as_ref().err().cloned(),
            }
        })
        .collect();
    let labels: Vec<&str> = divided.labels.iter().map(String::as_str).collect();
    let test = test(part_settings, "windows of time", &parts, &labels);
    let first_votes = first_votes(votes, &rows, &times, &divided.of, &day);
    let zero_sentence = reading::zero(&zero, votes, "window");
    let sentences = reading::over_time(&windows, &first_votes, untimed, &test, &zero_sentence);
    let hash = &votes.report.hash;
    Ok(OverTime {
        windows,
        first_votes,
        zero: zero.names(votes),
        zero_sentence,
        test,
        untimed,
        sentences,
        provenance: Provenance::new(Settings::Time(settings), hash, 0, 0),
    })
}

/// The first and the last time in a window.
fn range(times: &[f64], of: &[u16], window: u16) -> (f64, f64) {
    let here = times.iter().zip(of).filter(|(_, of)| **of == window).map(|(time, _)| *time);
    here.fold((f64::INFINITY, f64::NEG_INFINITY), |(from, to), time| (from.min(time), to.max(time)))
}

fn first_votes(
    votes: &Votes,
    rows: &[usize],
    times: &[f64],
    windows: &[u16],
    day: &dyn Fn(f64) -> Option<String>,
) -> Vec<FirstVote> {
    let mut first = vec![(f64::INFINITY, 0_u16); votes.models.len()];
    for ((&row, &time), &window) in rows.iter().zip(times).zip(windows) {
        for model in [votes.a[row], votes.b[row]] {
            let first = &mut first[usize::from(model)];
            if time < first.0 {
                *first = (time, window);
            }
        }
    }
    let by_time = order(first.len(), &|a, b| first[a].0.total_cmp(&first[b].0));
    let met = by_time.into_iter().filter(|&model| first[model].0.is_finite());
    met.map(|model| FirstVote {
        model: votes.models[model].clone(),
        time: first[model].0,
        day: day(first[model].0),
        window: u32::from(first[model].1),
    })
    .collect()
}
