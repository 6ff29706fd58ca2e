//! Which votes count: by the values of facets, and by who cast them.

use serde::{Deserialize, Serialize};

use super::options::Where;
use super::table::{Categories, Votes};
use crate::error::{Error, quoted};

/// Which votes, as a caller gives it; absent means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Which {
    /// For each facet named, the values to keep.
    pub r#where: Where,
    /// Only of judges with at least so many votes in the whole file.
    pub min_votes: u32,
    /// Not of these judges.
    pub without_judges: Vec<String>,
}

/// Which votes.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// For each facet named, the values to keep.
    pub r#where: &'a Where,
    /// Only of judges with at least so many votes in the whole file, whatever else is filtered by.
    pub min_votes: u32,
    /// Not of these judges.
    pub without_judges: &'a [String],
}

impl<'a> From<&'a Where> for Filter<'a> {
    fn from(r#where: &'a Where) -> Self {
        Self { r#where, min_votes: 0, without_judges: &[] }
    }
}

impl<'a> From<&'a Which> for Filter<'a> {
    fn from(Which { r#where, min_votes, without_judges }: &'a Which) -> Self {
        Self { r#where, min_votes: *min_votes, without_judges }
    }
}

/// Whether a setting is what nobody asked for, and so is not told.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
pub(crate) fn is_zero(votes: &u32) -> bool {
    *votes == 0
}

impl Votes {
    /// Whether each judge passes, and last whoever is not named; `None` where all do.
    ///
    /// # Errors
    /// `bad-option` where the votes do not say who cast them, and for a name that is no judge's.
    pub(super) fn judges_who_pass(&self, filter: Filter<'_>) -> Result<Option<Vec<bool>>, Error> {
        let Filter { min_votes, without_judges, .. } = filter;
        if min_votes == 0 && without_judges.is_empty() {
            return Ok(None);
        }
        let Some(judge) = &self.judge else {
            let unknown = "these votes do not say who cast them";
            return Err(match without_judges.first() {
                Some(name) => {
                    Error::option("withoutJudges", quoted(name), &format!("no name: {unknown}"))
                }
                None => Error::option("minVotes", min_votes, &format!("0: {unknown}")),
            });
        };
        let mut votes = vec![0_u64; judge.names.len()];
        for (row, &code) in judge.codes.iter().enumerate() {
            if code != Categories::NONE {
                votes[code as usize] += u64::from(self.weight(row));
            }
        }
        let mut pass: Vec<bool> =
            votes.into_iter().map(|votes| votes >= u64::from(min_votes)).collect();
        // A vote without a name is a judge's of one vote.
        pass.push(min_votes <= 1);
        for name in without_judges {
            let Some(code) = judge.names.iter().position(|known| known == name) else {
                let expected =
                    format!("names among the {} judges of these votes", judge.names.len());
                return Err(Error::option("withoutJudges", quoted(name), &expected));
            };
            pass[code] = false;
        }
        Ok(Some(pass))
    }
}
