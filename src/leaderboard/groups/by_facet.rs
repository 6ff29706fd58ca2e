//! A board for every value of a facet.

use serde::Serialize;

use super::moves::{Move, moves};
use super::options::FacetSettings;
use super::part::{Part, PartRow, slices};
use super::reading;
use super::test::{Test, test};
use super::zero::Zero;
use crate::error::{Error, ErrorKind};
use crate::leaderboard::board::{Provenance, Settings};
use crate::votes::Votes;

/// Boards by the values of a facet, and whether they differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ByFacet {
    /// The facet.
    pub facet: String,
    /// One for each value with votes, in the order of the report.
    pub groups: Vec<Group>,
    /// The models whose mean is the zero of every group's ratings; empty where no two models have
    /// votes in all groups, and `zero_sentence` says what takes its place.
    pub zero: Vec<String>,
    /// The zero in words.
    pub zero_sentence: String,
    /// Whether ratings differ between groups at all.
    pub test: Test,
    /// Every model in every group against all other votes.
    pub moves: Vec<Move>,
    /// What the figures say, in plain sentences.
    pub sentences: Vec<String>,
    /// How to get the same figures again.
    pub provenance: Provenance,
}

/// One value's board.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// As it stands in the file.
    pub value: String,
    /// Votes that carry it.
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

/// Ranks the votes of every value of a facet by themselves, and compares.
///
/// # Errors
/// `unknown-facet`; as [`Votes::select`]; judges as the unit where there are none; votes of which
/// none passes.
pub fn by_facet(votes: &Votes, settings: FacetSettings) -> Result<ByFacet, Error> {
    let Some(facet) = votes.facets.iter().find(|facet| facet.name == settings.facet) else {
        let found = votes.facets.iter().map(|facet| facet.name.clone()).collect();
        return Err(ErrorKind::UnknownFacet { facet: settings.facet, found }.into());
    };
    let part_settings = &settings.part;
    let slices = slices(votes, part_settings, &|row| Some(u16::from(facet.codes[row])))?;
    let parts: Vec<(usize, Part)> = (0..facet.values.len())
        .map(|code| (code, slices.count(&|slice| usize::from(slice) == code)))
        .filter(|(_, sliced)| !sliced.tally.counts.pairs.is_empty())
        .map(|(code, sliced)| (code, Part::new(votes, sliced, part_settings)))
        .collect();
    if parts.is_empty() {
        let reason = "no vote passes the filter".to_owned();
        return Err(ErrorKind::NoFit { reason }.into());
    }
    let (codes, parts): (Vec<usize>, Vec<Part>) = parts.into_iter().unzip();
    let whole = || Part::new(votes, slices.count(&|_| true), part_settings);
    let zero = Zero::new(&parts, &whole);
    let values: Vec<&str> = codes.iter().map(|&code| &*facet.values[code]).collect();
    let groups: Vec<Group> = parts
        .iter()
        .zip(&values)
        .map(|(part, value)| Group {
            value: (*value).to_owned(),
            votes: part.votes(),
            judges: part.judges(),
            models: part.rows(votes, part_settings, &zero),
            refused: part.fitted.as_ref().err().cloned(),
        })
        .collect();
    let rest = |k: usize| {
        let others = slices.count(&|slice| usize::from(slice) != codes[k]);
        Part::new(votes, others, part_settings)
    };
    let subject = format!("values of {}", settings.facet);
    let test = test(part_settings, &subject, &parts, &values);
    let moves = moves(votes, part_settings, &parts, &values, &rest);
    let zero_sentence = reading::zero(&zero, votes, "value");
    let sentences = reading::by_facet(&settings, &groups, &test, &moves, &zero_sentence);
    let hash = &votes.report.hash;
    Ok(ByFacet {
        facet: settings.facet.clone(),
        groups,
        zero: zero.names(votes),
        zero_sentence,
        test,
        moves,
        sentences,
        provenance: Provenance::new(Settings::Facet(settings), hash, 0, 0),
    })
}
