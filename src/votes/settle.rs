//! The end of a file: names sorted, what each column is, and the report's figures.

use super::codes::{Context, Settled};
use super::differences::{self, Made};
use super::guess::Verdict;
use super::header::OutcomePart;
use super::report::{Column, Difference, FacetSummary, FacetValue, OutcomeCounts, Role, Texts};
use super::rows::Rows;
use super::table::{Categories, Covariate, Facet, Outcome, Strings};
use super::texts;
use crate::error::{DropCounts, Dropped, Error, ErrorKind, OutcomeSeen};

/// Votes without a judge in a file that names judges: each counts as a judge of its own.
const MOST_ANONYMOUS: u64 = 16_000_000;

/// What [`Rows`] has become.
pub(super) struct Finished {
    pub(super) models: Vec<String>,
    pub(super) a: Vec<u16>,
    pub(super) b: Vec<u16>,
    pub(super) outcome: Vec<Outcome>,
    pub(super) count: Option<Vec<u32>>,
    pub(super) judge: Option<Categories>,
    pub(super) time: Option<Vec<f64>>,
    pub(super) facets: Vec<Facet>,
    pub(super) covariates: Vec<Covariate>,
    pub(super) differences: Vec<Difference>,
    pub(super) texts: Option<Texts>,
    pub(super) text: Option<Strings>,
    pub(super) rows: u64,
    pub(super) kept: u64,
    pub(super) dropped: Vec<Dropped>,
    pub(super) drops: DropCounts,
    pub(super) unknown: Vec<OutcomeSeen>,
    pub(super) sides: bool,
    pub(super) by_outcome: OutcomeCounts,
    pub(super) columns: Vec<Column>,
    pub(super) summaries: Vec<FacetSummary>,
    pub(super) notes: Vec<String>,
}

impl Rows {
    /// Sorts names, settles what each column is, and refuses a file without votes.
    pub(super) fn finish(mut self) -> Result<Finished, Error> {
        if self.seen == 0 {
            return Err(ErrorKind::HeaderOnly { header: self.header }.into());
        }
        self.keep_square()?;
        if self.outcome.is_empty() {
            return Err(ErrorKind::NoVotes {
                rows: self.seen,
                dropped_by_reason: self.drops,
                dropped: self.dropped,
                unknown_outcomes: self.unknown.shown(),
            }
            .into());
        }
        let mut roles: Vec<Column> = self.columns();
        let mut notes = self.notes();
        let settled = self.settled_numbers()?;
        notes.extend(settled.note.clone());
        let outcome: Vec<Outcome> =
            self.outcome.iter().map(|&fell| settled.outcome(fell)).collect();
        let mut by_outcome = OutcomeCounts::default();
        for (row, &outcome) in outcome.iter().enumerate() {
            by_outcome.add(outcome, self.count.get(row).map_or(1, |&count| u64::from(count)));
        }

        let models = self.sorted_models();
        let judge = self.sorted_judges(&mut roles, &mut notes);
        let time = self.settled_time(&mut roles, &mut notes);
        let mut verdicts: Vec<(usize, Verdict)> = std::mem::take(&mut self.guesses)
            .into_iter()
            .map(|(column, guess)| (column, guess.finish(&self.header[column])))
            .collect();
        let texts = texts::claim(&self, &mut verdicts, &mut roles);
        let made = differences::make(&self, &mut verdicts, &mut roles);
        let (mut facets, mut covariates, mut summaries) = (Vec::new(), Vec::new(), Vec::new());
        let mut differences = Vec::new();
        let mut made = made.into_iter().peekable();
        for (column, Verdict { facet, covariate, why }) in verdicts {
            while let Some(Made { covariate, difference, .. }) =
                made.next_if(|made| made.column == column)
            {
                covariates.push(covariate);
                differences.push(difference);
            }
            let role = &mut roles[column];
            role.why = why;
            role.role = match (&facet, &covariate) {
                (Some(_), _) => Role::Facet,
                (None, Some(_)) => Role::Covariate,
                (None, None) => role.role,
            };
            summaries.extend(facet.as_ref().map(|facet| self.summary(facet)));
            facets.extend(facet);
            covariates.extend(covariate);
        }
        texts::settle(&mut self, &mut roles, &mut covariates, &mut differences);
        let text = self.parts.text.map(|_| self.text);
        let count = self.parts.has_counts().then_some(self.count);
        Ok(Finished {
            models,
            a: self.a,
            b: self.b,
            outcome,
            count,
            judge,
            time,
            facets,
            covariates,
            differences,
            texts,
            text,
            rows: self.seen,
            kept: self.total,
            dropped: self.dropped,
            drops: self.drops,
            unknown: self.unknown.shown(),
            sides: self.parts.tells_sides(),
            by_outcome,
            columns: roles,
            summaries,
            notes,
        })
    }

    /// What the numbers among the outcomes mean.
    fn settled_numbers(&self) -> Result<Settled, Error> {
        let column = match self.parts.outcome {
            OutcomePart::Winner { winner, .. } => self.header[winner].as_str(),
            _ => "",
        };
        self.codes.settle(&Context {
            column,
            scores: self.outcomes.scores(),
            given: self.outcomes.given_numbers(),
            header: &self.header,
            preview: &self.preview,
        })
    }

    fn columns(&self) -> Vec<Column> {
        let roles = self.parts.roles(self.header.len());
        let column = |(name, role): (&String, Option<Role>)| Column {
            name: name.clone(),
            role: role.unwrap_or(Role::Unused),
            why: None,
        };
        self.header.iter().zip(roles).map(column).collect()
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let repeated: Vec<&str> = (0..self.header.len())
            .filter(|&k| self.repeated[k])
            .map(|k| &*self.header[k])
            .collect();
        if !repeated.is_empty() {
            let names = repeated.join(", ");
            notes.push(format!("Column names that come twice ({names}): the first is read."));
        }
        if self.shorter > 0 {
            let rows = self.shorter;
            notes.push(format!("{rows} kept rows lack some cells; those are taken as empty."));
        }
        if let Some(line) = self.not_utf8 {
            notes.push(format!(
                "Some cells are not UTF-8, the first on line {line}; they were read as Windows-1252."
            ));
        }
        if self.outcomes.rounded {
            notes.push(
                "Preferences between 1 and 2 are taken as votes for the nearer model.".into(),
            );
        }
        if let Some(line) = self.text_cut {
            notes.push(format!("Free text from line {line} on is left out: there is too much."));
        }
        notes
    }

    /// Model names by code point; `a` and `b` follow.
    fn sorted_models(&mut self) -> Vec<String> {
        let mut used = vec![false; self.models.len()];
        for &model in self.a.iter().chain(&self.b) {
            used[usize::from(model)] = true;
        }
        let mut order = self.models.order();
        order.retain(|&model| used[model]);
        let mut sorted = vec![0; used.len()];
        for (here, &model) in order.iter().enumerate() {
            sorted[model] = here as u16;
        }
        for model in self.a.iter_mut().chain(&mut self.b) {
            *model = sorted[usize::from(*model)];
        }
        order.iter().map(|&k| self.models.get(k as u32).to_owned()).collect()
    }

    fn sorted_judges(
        &mut self,
        roles: &mut [Column],
        notes: &mut Vec<String>,
    ) -> Option<Categories> {
        let column = self.parts.judge?;
        let mut judges = std::mem::take(&mut self.judges);
        let mut codes = std::mem::take(&mut self.judge);
        let nobody =
            |(row, code): (usize, &u32)| (*code == Categories::NONE).then(|| self.votes_of(row));
        let anonymous: u64 = codes.iter().enumerate().filter_map(nobody).sum();
        let why = if judges.len() == 0 {
            Some("every cell is empty")
        } else if anonymous > MOST_ANONYMOUS {
            Some("too many votes name no judge")
        } else {
            None
        };
        if let Some(why) = why {
            roles[column].role = Role::Unused;
            roles[column].why = Some(why.into());
            return None;
        }
        if anonymous > 0 {
            notes.push(format!(
                "{anonymous} votes name no judge; each is taken as a judge of its own."
            ));
        }
        judges.close();
        let order = judges.order();
        let mut sorted = vec![0; order.len()];
        let mut names = Strings::default();
        for (here, &code) in order.iter().enumerate() {
            sorted[code] = here as u32;
            names.push(judges.get(code as u32));
        }
        for code in codes.iter_mut().filter(|code| **code != Categories::NONE) {
            *code = sorted[*code as usize];
        }
        Some(Categories { names, codes })
    }

    fn settled_time(&mut self, roles: &mut [Column], notes: &mut Vec<String>) -> Option<Vec<f64>> {
        let column = self.parts.time?;
        let unknown = self.time.iter().filter(|time| time.is_nan()).count();
        if unknown == self.time.len() {
            roles[column].role = Role::Unused;
            roles[column].why = Some("no cell is a number or an ISO 8601 time".into());
            return None;
        }
        if unknown > 0 {
            notes.push(format!("{unknown} votes have no time; they come last in vote order."));
        }
        Some(std::mem::take(&mut self.time))
    }

    /// Votes that a kept row stands for.
    pub(super) fn votes_of(&self, row: usize) -> u64 {
        self.count.get(row).map_or(1, |&count| u64::from(count))
    }

    fn summary(&self, facet: &Facet) -> FacetSummary {
        let mut votes = vec![0; facet.values.len()];
        for (row, &code) in facet.codes.iter().enumerate() {
            votes[usize::from(code)] += self.votes_of(row);
        }
        let values = facet.values.iter().zip(votes);
        FacetSummary {
            name: facet.name.clone(),
            values: values
                .map(|(value, votes)| FacetValue { value: value.clone(), votes })
                .collect(),
        }
    }
}
