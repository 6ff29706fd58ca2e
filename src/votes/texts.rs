//! The columns of the models' responses, and what becomes of them.

use super::column_pairs::responses;
use super::guess::Verdict;
use super::measure::{Measure, Measured};
use super::options::ReadOptions;
use super::report::{self, Column, Difference, Role};
use super::rows::{Row, Rows};
use super::start::{Start, no_columns};
use super::table::Covariate;
use crate::error::Error;

/// The columns of the responses, of the first model and of the second.
pub(super) struct Texts {
    columns: [usize; 2],
    /// Who looks at them.
    measure: Option<Box<dyn Measure>>,
}

impl Texts {
    /// Those of a file. `measure` is for options with `style` alone.
    pub(super) fn new(
        Start { header, parts, .. }: &Start,
        options: &ReadOptions,
        measure: Option<Box<dyn Measure>>,
    ) -> Result<Option<Self>, Error> {
        let found = responses(header, parts, &options.columns)
            .map_err(|missing| no_columns(missing, header.clone(), Vec::new()))?;
        if !options.style {
            return Ok(found.map(|columns| Self { columns, measure: None }));
        }
        let refused = |expected| Err(Error::option("style", "true", expected));
        match (found, measure) {
            (Some(columns), Some(measure)) => Ok(Some(Self { columns, measure: Some(measure) })),
            (Some(_), None) => refused("false here: this reader measures no texts"),
            (None, _) => refused(
                "a file with the models' responses: response_a and response_b, conversation_a and conversation_b, or columns.responseA and columns.responseB",
            ),
        }
    }

    /// Whether the cells of a column are measured.
    pub(super) fn measures(&self, column: usize) -> bool {
        self.measure.is_some() && self.columns.contains(&column)
    }

    /// The next row that is kept.
    #[inline]
    pub(super) fn push(&mut self, row: Row<'_>) {
        if let Some(measure) = &mut self.measure {
            let [a, b] = self.columns.map(|column| row.or_empty(column));
            measure.responses(a, b);
        }
    }
}

/// Gives the responses' columns their part. Where both hold numbers alone, they are no texts.
pub(super) fn claim(
    rows: &Rows,
    verdicts: &mut [(usize, Verdict)],
    columns: &mut [Column],
) -> Option<report::Texts> {
    let both = rows.texts.as_ref()?.columns;
    let own = |column: &usize| both.contains(column);
    if !verdicts.iter().any(|(column, verdict)| own(column) && verdict.covariate.is_none()) {
        return None;
    }
    for (_, verdict) in verdicts.iter_mut().filter(|(column, _)| own(column)) {
        *verdict = Verdict::default();
    }
    for (column, role) in both.into_iter().zip([Role::ResponseA, Role::ResponseB]) {
        if columns[column].role == Role::Unused {
            columns[column].role = role;
        }
    }
    let [a, b] = both.map(|column| rows.header[column].clone());
    Some(report::Texts { a, b })
}

/// Takes what was measured of the responses into the covariates.
pub(super) fn settle(
    rows: &mut Rows,
    columns: &mut [Column],
    covariates: &mut Vec<Covariate>,
    differences: &mut Vec<Difference>,
) {
    let Some(Texts { columns: both, measure: Some(mut measure) }) = rows.texts.take() else {
        return;
    };
    let [a, b] = both.map(|column| rows.header[column].clone());
    for Measured { name, mut values } in measure.finish() {
        values.resize(rows.outcome.len(), f64::NAN);
        if let Some(own) = columns.iter_mut().find(|column| column.name == name)
            && own.role == Role::Covariate
        {
            own.role = Role::Unused;
            own.why = Some("what is counted in the responses has its name".into());
            covariates.retain(|covariate| covariate.name != name);
        }
        let without = (0..values.len()).filter(|&row| values[row].is_nan());
        differences.push(Difference {
            missing: without.map(|row| rows.votes_of(row)).sum(),
            name: name.clone(),
            a: vec![a.clone()],
            b: vec![b.clone()],
            normalised: true,
        });
        covariates.push(Measured { name, values }.into());
    }
}
