//! Which votes pass, in which order they were cast, and what their judges wrote.

use serde::Serialize;

use super::table::{Facet, Outcome, Votes};
use super::which::Filter;
use super::{Tally, Where};
use crate::error::{Error, ErrorKind};
use crate::stats::order::reorder;

/// One vote's free text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// The first model.
    pub a: String,
    /// The second model.
    pub b: String,
    /// How the vote fell.
    pub outcome: Outcome,
    /// Who voted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge: Option<String>,
    /// What they wrote.
    pub text: String,
}

/// Some of the comments that pass a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommentPage {
    /// How many pass in all.
    pub total: u64,
    /// Those asked for, in the order of the file.
    pub comments: Vec<Comment>,
}

impl Votes {
    /// The rows that pass a filter, ascending.
    ///
    /// # Errors
    /// `unknown-facet` and `unknown-facet-value`, naming what there is; `bad-option` for judges that
    /// there are not.
    pub fn select(
        &self,
        filter: Filter<'_>,
    ) -> Result<impl Iterator<Item = usize> + use<'_>, Error> {
        let facets = compile(&self.facets, filter.r#where)?;
        let judges = self.judge.as_ref().zip(self.judges_who_pass(filter)?);
        let passes = move |row: &usize| {
            facets.iter().all(|(facet, keep)| keep[usize::from(facet.codes[*row])])
                && judges.as_ref().is_none_or(|(judge, pass)| {
                    pass[(judge.codes[*row] as usize).min(pass.len() - 1)]
                })
        };
        Ok((0..self.rows()).filter(passes))
    }

    /// The votes that pass a filter in the order they were cast: by time where
    /// the file tells it (votes without a time come last), else by row. Models
    /// are positions in `models` of the filter's [`Tally`]. `None` for files of
    /// counts, whose votes have no order.
    ///
    /// # Errors
    /// As [`Votes::select`].
    #[allow(clippy::type_complexity, reason = "spelled out, it says what comes")]
    pub fn ordered(
        &self,
        filter: Filter<'_>,
    ) -> Result<Option<impl Iterator<Item = (u32, u32, Outcome)> + use<'_>>, Error> {
        let rows = self.select(filter)?;
        if self.count.is_some() {
            return Ok(None);
        }
        let mut rows: Vec<usize> = rows.collect();
        if let Some(time) = &self.time {
            // Positive NaN is above every number in the total order.
            reorder(&mut rows, &|i, j| time[i].total_cmp(&time[j]));
        }
        let mut position = vec![0; self.models.len()];
        for &row in &rows {
            position[usize::from(self.a[row])] = 1;
            position[usize::from(self.b[row])] = 1;
        }
        let mut before = 0;
        for seen in &mut position {
            let here = before;
            before += *seen;
            *seen = here;
        }
        Ok(Some(rows.into_iter().map(move |row| {
            let (a, b) = (usize::from(self.a[row]), usize::from(self.b[row]));
            (position[a], position[b], self.outcome[row])
        })))
    }

    /// The free texts of the votes that pass a filter: `limit` of them from `offset` on.
    ///
    /// # Errors
    /// As [`Votes::select`].
    pub fn comments<'a>(
        &self,
        filter: impl Into<Filter<'a>>,
        offset: usize,
        limit: usize,
    ) -> Result<CommentPage, Error> {
        let rows = self.select(filter.into())?;
        let mut page = CommentPage { total: 0, comments: Vec::new() };
        let Some(text) = &self.text else { return Ok(page) };
        let written = rows.filter(|&row| !text.get(row).is_empty());
        for (index, row) in written.enumerate() {
            page.total += 1;
            if index >= offset && page.comments.len() < limit {
                page.comments.push(Comment {
                    a: self.models[usize::from(self.a[row])].clone(),
                    b: self.models[usize::from(self.b[row])].clone(),
                    outcome: self.outcome[row],
                    judge: self.judge.as_ref().and_then(|j| j.get(row)).map(str::to_owned),
                    text: text.get(row).to_owned(),
                });
            }
        }
        Ok(page)
    }

    /// The votes that pass a filter, counted.
    ///
    /// # Errors
    /// As [`Votes::select`].
    pub fn tally<'a>(&self, filter: impl Into<Filter<'a>>) -> Result<Tally, Error> {
        Ok(super::tally::count(self, self.select(filter.into())?, true))
    }

    /// The same without [`Tally::judges`], which take longer to count than all the rest.
    ///
    /// # Errors
    /// As [`Votes::select`].
    pub fn tally_pairs<'a>(&self, filter: impl Into<Filter<'a>>) -> Result<Tally, Error> {
        Ok(super::tally::count(self, self.select(filter.into())?, false))
    }
}

/// Each facet filtered by, and for each of its codes whether it passes.
fn compile<'a>(
    facets: &'a [Facet],
    filter: &Where,
) -> Result<Vec<(&'a Facet, [bool; 256])>, Error> {
    let mut compiled = Vec::with_capacity(filter.0.len());
    for (name, values) in &filter.0 {
        let Some(facet) = facets.iter().find(|facet| facet.name == *name) else {
            let found = facets.iter().map(|facet| facet.name.clone()).collect();
            return Err(ErrorKind::UnknownFacet { facet: name.clone(), found }.into());
        };
        let mut keep = [false; 256];
        for value in values {
            let Some(code) = facet.values.iter().position(|v| v == value) else {
                return Err(ErrorKind::UnknownFacetValue {
                    facet: name.clone(),
                    value: value.clone(),
                    found: facet.values.clone(),
                }
                .into());
            };
            keep[code] = true;
        }
        compiled.push((facet, keep));
    }
    Ok(compiled)
}
