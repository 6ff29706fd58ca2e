//! Whether votes can be trusted: does one rating per model describe them, do judges agree, how do
//! they vote, what hangs on one of them, and would other judges give the same ratings.
//!
//! - [`options`]: what may be asked
//! - `pairs`: the fit of every pair, and circular triads
//! - `judges`: each judge against all others; `conduct`: sides, runs and speed
//! - `halves`: ratings of two halves of the judges
//! - `reading`: the sentences, made from the numbers

mod conduct;
mod halves;
mod judges;
pub mod options;
mod pairs;
mod reading;

use serde::Serialize;

pub use halves::Halves;
pub use judges::{JudgeRow, Judges};
pub use options::{TrustOptions, TrustSettings};
pub use pairs::{FitOfPairs, PairRow};

use super::board::{Provenance, Settings};
use super::ranking::named;
use crate::error::Error;
use crate::rating::{self, FitOptions};
use crate::votes::Votes;

/// What can be said of votes themselves.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trust {
    /// Votes that pass the filter.
    pub votes: u64,
    /// Whether one rating per model describes every pair.
    pub fit: FitOfPairs,
    /// Each judge. Absent where the votes do not say who cast them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judges: Option<Judges>,
    /// Whether other judges would give the same ratings. Absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub halves: Option<Halves>,
    /// What the figures say, in plain sentences.
    pub sentences: Vec<String>,
    /// How to get the same figures again.
    pub provenance: Provenance,
}

/// Looks at the votes that pass.
///
/// # Errors
/// As [`Votes::select`]; `disconnected` and its kin where no finite optimum exists.
pub fn trust(votes: &Votes, settings: TrustSettings) -> Result<Trust, Error> {
    let filter = settings.filter();
    let rows: Vec<usize> = votes.select(filter)?.collect();
    let tally = votes.tally(filter)?;
    let names: Vec<&str> = tally.models.iter().map(|&m| &*votes.models[m as usize]).collect();
    let options = FitOptions { ties: settings.ties, prior: 0.0 };
    let fit = rating::fit(&tally.counts, &options).map_err(|error| {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        named(error, &names)
    })?;
    let of_pairs = pairs::fit_of_pairs(&tally.counts, &fit, &names, &settings);
    let (judges, halves) = match &tally.judges {
        None => (None, None),
        Some(counted) => {
            let found =
                judges::judges(votes, &rows, &tally.counts, counted, &fit, &names, &settings);
            let halves = halves::halves(&tally.counts, counted, &fit, &settings);
            (Some(found), Some(halves))
        }
    };
    let mut sentences = reading::pairs(&of_pairs, &settings);
    if let (Some(judges), Some(halves)) = (&judges, &halves) {
        sentences.extend(reading::judges(judges, &settings));
        sentences.push(halves.sentence.clone());
    }
    let (hash, seed, draws) = (&votes.report.hash, settings.seed, of_pairs.draws);
    Ok(Trust {
        votes: tally.counts.votes(),
        fit: of_pairs,
        judges,
        halves,
        sentences,
        provenance: Provenance::new(Settings::Trust(settings), hash, seed, draws),
    })
}
