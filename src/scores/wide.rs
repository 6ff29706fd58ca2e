//! A row per model, a column per benchmark.

use super::cells::{Cell, parse};
use super::draft::{Column, Draft, Kind, Log, kind, names_metrics};
use super::grid::{Grid, too_large};
use super::{MOST_BENCHMARKS, MOST_MODELS};
use crate::error::{Error, quoted};
use crate::stats::numbering::Numbering;

/// Reads the rows of a wide table.
pub(super) fn wide(
    grid: &Grid,
    model: usize,
    group: Option<usize>,
    benchmarks: &[usize],
    log: &mut Log,
) -> Result<Draft, Error> {
    let rows: Vec<usize> = (0..grid.rows()).collect();
    let number = |row: usize, k: usize| parse(&grid.cell(row, k), grid.commas).is_number();
    let (metrics, rows): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(|&row| {
        names_metrics(&grid.cell(row, model)) && !benchmarks.iter().any(|&k| number(row, k))
    });

    let (mut places, mut columns) = (Vec::new(), Vec::new());
    let mut names = Numbering::default();
    for &k in benchmarks {
        let name = match grid.header[k].as_str() {
            "" => format!("column {}", k + 1),
            name => name.to_owned(),
        };
        let holds = Holds::of(grid, k, &rows);
        let unnamed = grid.header[k].is_empty();
        if unnamed && holds == Holds::Nothing {
            continue;
        }
        if unnamed && k == 0 && counts_rows(grid, &rows) {
            log.notes.push("The first column only counts the rows and is left out.".into());
            continue;
        }
        if let Holds::Words(row) = holds {
            log.notes.push(format!(
                "The column {} holds no number and is left out; on line {} it has {}.",
                quoted(&name),
                grid.line(row),
                quoted(&grid.cell(row, k).chars().take(40).collect::<String>()),
            ));
            continue;
        }
        if !names.is_new(&name) {
            log.drop(grid.header_line, Some(&name), None, "a second column of this name");
            continue;
        }
        let metric = metrics
            .first()
            .map(|&row| grid.cell(row, k).into_owned())
            .filter(|text| !text.is_empty());
        places.push(k);
        columns.push(Column { name, metric, ..Column::default() });
    }
    if columns.len() > MOST_BENCHMARKS {
        let what = "more benchmarks than can be read";
        return Err(too_large(what, MOST_BENCHMARKS, grid.header_line));
    }
    if let Some(&row) = metrics.first() {
        let name = grid.cell(row, model);
        log.notes.push(format!(
            "The row {} on line {} tells what is measured and is no model.",
            quoted(&name),
            grid.line(row)
        ));
    }
    for &row in metrics.iter().skip(1) {
        log.drop(grid.line(row), None, Some(&grid.cell(row, model)), "a second row of metrics");
    }

    let mut draft = Draft { columns, ..Draft::default() };
    let mut known = Numbering::default();
    let mut chance = false;
    for row in rows {
        let line = grid.line(row);
        let cell = grid.cell(row, model);
        let name = cell.as_ref();
        if name.is_empty() {
            log.drop(line, Some(&grid.header[model]), None, "no model's name in this row");
            continue;
        }
        let group = group.map(|k| grid.cell(row, k).into_owned()).filter(|g| !g.is_empty());
        let kind = kind(name, group.as_deref());
        if kind == Kind::Chance && std::mem::replace(&mut chance, true) {
            log.drop(line, None, Some(name), "a second row of chance levels");
            continue;
        }
        if kind == Kind::Model && !known.is_new(name) {
            log.drop(line, Some(&grid.header[model]), Some(name), "a second row of this model");
            continue;
        }
        if draft.models.len() == MOST_MODELS {
            return Err(too_large("more models than can be read", MOST_MODELS, line));
        }
        let mut values = Vec::with_capacity(places.len());
        for (column, &k) in draft.columns.iter_mut().zip(&places) {
            values.push(column.read(&grid.cell(row, k), grid.commas, line, log));
        }
        if kind == Kind::Chance {
            for (column, value) in draft.columns.iter_mut().zip(values) {
                column.chance = value;
            }
            log.notes.push(format!("The row {} on line {line} gives chance levels.", quoted(name)));
            continue;
        }
        draft.models.push(name.to_owned());
        draft.groups.push(group);
        draft.values.push(values);
    }
    Ok(draft)
}

#[derive(PartialEq, Eq)]
enum Holds {
    /// At least one.
    Numbers,
    /// No number, and the first row with something else.
    Words(usize),
    Nothing,
}

impl Holds {
    fn of(grid: &Grid, column: usize, rows: &[usize]) -> Self {
        let mut words = None;
        for &row in rows {
            match parse(&grid.cell(row, column), grid.commas) {
                Cell::Number { .. } => return Self::Numbers,
                Cell::Bad(_) => {
                    words.get_or_insert(row);
                }
                Cell::Blank => {}
            }
        }
        words.map_or(Self::Nothing, Self::Words)
    }
}

/// Whether the first column only counts: 0, 1, 2, … or 1, 2, 3, ….
fn counts_rows(grid: &Grid, rows: &[usize]) -> bool {
    let counts = |from: usize| {
        rows.iter().enumerate().all(|(k, &row)| grid.cell(row, 0).parse() == Ok(k + from))
    };
    counts(0) || counts(1)
}
