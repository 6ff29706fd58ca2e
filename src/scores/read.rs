//! The reader: bytes in, a table of scores out.

use super::averages::averages;
use super::columns::{Parts, parts};
use super::described::no_score;
use super::direction::direction;
use super::draft::{Draft, Log};
use super::grid::{Grid, grid};
use super::long::{Places, long};
use super::options::ReadOptions;
use super::table::{Benchmark, Format, Layout, ScoreReport, Scores};
use super::text::text;
use super::unit::unit;
use super::wide::wide;
use crate::error::{Error, ErrorKind, quoted};
use crate::stats::order::order;
use crate::votes::FormatOption;
use crate::votes::number::number;
use crate::votes::unpack::Unpack;

/// Reads a table of scores: CSV, TSV, semicolons, JSON objects, a table in a page of Markdown or HTML; a
/// row per model or a row per score; gzipped or not; UTF-8, UTF-16 or Windows-1252.
///
/// # Errors
/// What makes the whole file unreadable: `empty-file`, `header-only`,
/// `unknown-column`, `bad-gzip`, `too-large`, `several-tables` where a page has more than one, and
/// `no-scores` with the reason.
/// A bad cell or row is only reported.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Scores, Error> {
    let text = text(bytes)?;
    let mut log = Log::default();
    if text.replaced {
        log.notes.push("Some UTF-16 is broken; it shows as \u{FFFD}.".into());
    }
    let grid = grid(text.plain, options, &mut log)?;
    if grid.header.is_empty() {
        let reason = "no row of it can be read".into();
        return Err(ErrorKind::NoScores { reason, found: Vec::new() }.into());
    }
    if grid.seen == 0 {
        return Err(ErrorKind::HeaderOnly { header: grid.header }.into());
    }
    let (layout, draft) = match parts(&grid, &options.columns)? {
        Parts::Wide { model, group, benchmarks } => {
            (Layout::Wide, wide(&grid, model, group, &benchmarks, &mut log)?)
        }
        Parts::Long { model, group, benchmark, metric, score } => {
            let places = Places { model, group, benchmark, metric, score };
            (Layout::Long, long(&grid, &places, &mut log)?)
        }
    };
    refuse_empty(&grid, &draft, &log)?;
    let benchmarks = describe(&draft, &mut log);
    if layout == Layout::Wide && benchmarks.iter().all(|b| number(&b.name).is_some()) {
        log.notes.push(
            "The first line was taken for column names, though they are numbers: is one missing?"
                .into(),
        );
    }
    if log.more > 0 {
        log.notes.push(format!("{} more cells or rows than those listed are left out.", log.more));
    }
    let by_line = order(log.dropped.len(), &|i, j| log.dropped[i].line.cmp(&log.dropped[j].line));
    Ok(Scores {
        groups: draft.groups.iter().any(Option::is_some).then_some(draft.groups),
        models: draft.models,
        benchmarks,
        values: draft.values,
        report: ScoreReport {
            layout,
            format: grid.format,
            bytes: text.bytes,
            hash: text.hash,
            rows: grid.seen,
            dropped: by_line.into_iter().map(|k| log.dropped[k].clone()).collect(),
            notes: log.notes,
        },
    })
}

/// Reads a table that something else decoded, such as Parquet's: `rows` are CSV with a line of names,
/// `file` the bytes that they come from. Lines are rows, counted from 1.
///
/// # Errors
/// As [`read`].
pub fn read_decoded(rows: &[u8], file: &[u8], options: &ReadOptions) -> Result<Scores, Error> {
    let options = ReadOptions { format: FormatOption::Csv, ..options.clone() };
    let mut scores = read(rows, &options)?;
    let mut source = Unpack::new();
    source.pass(file);
    let report = &mut scores.report;
    (report.format, report.bytes, report.hash) = (Format::Parquet, source.bytes(), source.hash());
    for dropped in &mut report.dropped {
        dropped.line = dropped.line.saturating_sub(1);
    }
    Ok(scores)
}

/// Refuses a table without a single score, and says what stands there instead.
fn refuse_empty(grid: &Grid, draft: &Draft, log: &Log) -> Result<(), Error> {
    if draft.values.iter().flatten().any(Option::is_some) {
        return Ok(());
    }
    let mut reason = if draft.models.is_empty() {
        "no row of it is a model with scores".to_owned()
    } else if draft.columns.is_empty() {
        "none of its columns holds numbers".to_owned()
    } else {
        "all its scores are blank or no numbers".to_owned()
    };
    if let Some(first) = log.dropped.first() {
        reason = format!("{reason}; line {}: {}", first.line, first.reason);
        if let Some(value) = &first.value {
            let value: String = value.chars().take(40).collect();
            reason = format!("{reason} ({})", quoted(&value));
        }
    }
    Err(ErrorKind::NoScores { reason, found: grid.header.clone() }.into())
}

/// What names and values tell of each benchmark.
fn describe(draft: &Draft, log: &mut Log) -> Vec<Benchmark> {
    let mut benchmarks: Vec<Benchmark> = Vec::with_capacity(draft.columns.len());
    for (k, column) in draft.columns.iter().enumerate() {
        let values: Vec<f64> = draft.values.iter().filter_map(|row| row[k]).collect();
        let (direction, because) = direction(&column.name, column.metric.as_deref(), &values);
        if column.percents > 0 && column.plain > 0 {
            log.notes.push(format!(
                "Some scores of {} have a percent sign and others have none; all are taken as they stand.",
                quoted(&column.name)
            ));
        }
        let constant = values.iter().all(|v| v.total_cmp(&values[0]).is_eq());
        let why = match values.len() {
            0 => Some("it has no scores".to_owned()),
            1 => Some("it has only one score".to_owned()),
            _ if constant => Some("all its scores are the same".to_owned()),
            _ => no_score(&column.name).map(str::to_owned),
        };
        benchmarks.push(Benchmark {
            name: column.name.clone(),
            direction,
            because,
            unit: unit(column.percents > 0, &values),
            chance: column.chance,
            included: why.is_none(),
            why,
        });
    }
    let names: Vec<&str> = draft.columns.iter().map(|column| column.name.as_str()).collect();
    let candidates: Vec<bool> = draft
        .columns
        .iter()
        .zip(&benchmarks)
        // A constant column is a part of an average like any other.
        .map(|(column, b)| {
            no_score(&column.name).is_none() && b.why.as_deref() != Some("it has no scores")
        })
        .collect();
    let means = averages(&names, &draft.values, &candidates);
    for (benchmark, mean) in benchmarks.iter_mut().zip(means) {
        if benchmark.included && mean.is_some() {
            (benchmark.included, benchmark.why) = (false, mean);
        }
    }
    benchmarks
}
