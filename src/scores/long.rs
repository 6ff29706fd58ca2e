//! A row per score.

use super::draft::{Column, Draft, Kind, Log, kind};
use super::grid::{Grid, too_large};
use super::{MOST_BENCHMARKS, MOST_MODELS};
use crate::error::{Error, quoted};
use crate::stats::numbering::Numbering;

/// The columns of a long table.
pub(super) struct Places {
    pub(super) model: usize,
    pub(super) group: Option<usize>,
    pub(super) benchmark: usize,
    pub(super) metric: Option<usize>,
    pub(super) score: usize,
}

/// Reads the rows of a long table.
pub(super) fn long(grid: &Grid, places: &Places, log: &mut Log) -> Result<Draft, Error> {
    let several = several_metrics(grid, places);
    let mut draft = Draft::default();
    let (mut models, mut benchmarks) = (Numbering::default(), Numbering::default());
    let mut filled = Numbering::default();
    // By benchmark, whether its chance level was told.
    let mut chance = Vec::new();
    for row in 0..grid.rows() {
        let line = grid.line(row);
        let (model_cell, benchmark_cell) =
            (grid.cell(row, places.model), grid.cell(row, places.benchmark));
        let (model, benchmark) = (model_cell.as_ref(), benchmark_cell.as_ref());
        for (name, k) in [(model, places.model), (benchmark, places.benchmark)] {
            if name.is_empty() {
                log.drop(line, Some(&grid.header[k]), None, "no name in this row");
            }
        }
        if model.is_empty() || benchmark.is_empty() {
            continue;
        }
        let metric =
            places.metric.map(|k| grid.cell(row, k).into_owned()).filter(|m| !m.is_empty());
        let name = match &metric {
            Some(metric) if several => format!("{benchmark} ({metric})"),
            _ => benchmark.to_owned(),
        };
        let group = places.group.map(|k| grid.cell(row, k).into_owned()).filter(|g| !g.is_empty());
        let column = benchmarks.of_text(&name);
        if column == draft.columns.len() {
            draft.columns.push(Column { name, metric, ..Column::default() });
            chance.push(false);
        }
        if draft.columns.len() > MOST_BENCHMARKS {
            return Err(too_large("more benchmarks than can be read", MOST_BENCHMARKS, line));
        }
        let text = grid.cell(row, places.score);
        if kind(model, group.as_deref()) == Kind::Chance {
            if std::mem::replace(&mut chance[column], true) {
                log.drop(line, None, Some(&text), "a second chance level of this benchmark");
            } else {
                draft.columns[column].chance =
                    draft.columns[column].read(&text, grid.commas, line, log);
            }
            continue;
        }
        let place = models.of_text(model);
        if place == draft.models.len() {
            draft.models.push(model.to_owned());
            draft.groups.push(None);
            draft.values.push(Vec::new());
        }
        if draft.models.len() > MOST_MODELS {
            return Err(too_large("more models than can be read", MOST_MODELS, line));
        }
        if draft.groups[place].is_none() {
            draft.groups[place] = group;
        }
        let before = filled.len();
        if filled.of(&[place as u32, column as u32]) < before {
            let reason = format!("a second score of {} here", quoted(model));
            log.drop(line, Some(&draft.columns[column].name), Some(&text), &reason);
            continue;
        }
        let value = draft.columns[column].read(&text, grid.commas, line, log);
        let values = &mut draft.values[place];
        if values.len() <= column {
            values.resize(column + 1, None);
        }
        values[column] = value;
    }
    for values in &mut draft.values {
        values.resize(draft.columns.len(), None);
    }
    Ok(draft)
}

/// Whether some benchmark is measured in more than one way.
fn several_metrics(grid: &Grid, places: &Places) -> bool {
    let Some(metric) = places.metric else { return false };
    let (mut benchmarks, mut first) = (Numbering::default(), Vec::new());
    (0..grid.rows()).any(|row| {
        let metric = grid.cell(row, metric);
        let benchmark = benchmarks.of_text(&grid.cell(row, places.benchmark));
        if benchmark == first.len() {
            first.push(metric.clone().into_owned());
        }
        first[benchmark] != metric
    })
}
