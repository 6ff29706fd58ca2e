//! Which column plays which part, told by names and by what the columns hold.

use super::cells::{Cell, parse};
use super::described::no_score;
use super::grid::Grid;
use super::options::ColumnMap;
use crate::error::{Error, ErrorKind};
use crate::stats::numbering::Numbering;
use crate::votes::header::normal;

/// Rows that tell what a column holds.
const LOOKED_AT: usize = 200;

const MODEL: &[&str] = &[
    "model",
    "models",
    "modelname",
    "modelid",
    "system",
    "systems",
    "systemname",
    "method",
    "llm",
    "lm",
    "name",
    "agent",
    "engine",
];
const GROUP: &[&str] = &[
    "group",
    "category",
    "type",
    "modeltype",
    "modelfamily",
    "kind",
    "family",
    "class",
    "access",
    "openness",
    "license",
    "licence",
    "provider",
    "organization",
    "organisation",
    "developer",
    "vendor",
];
const BENCHMARK: &[&str] = &[
    "benchmark",
    "benchmarkname",
    "task",
    "taskname",
    "dataset",
    "datasetname",
    "test",
    "eval",
    "evaluation",
    "scenario",
    "metric",
    "metricname",
];
const METRIC: &[&str] = &["metric", "metricname", "measure"];
const SCORE: &[&str] =
    &["score", "scores", "value", "result", "performance", "metricvalue", "accuracy", "acc"];

/// The columns of a table, by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Parts {
    /// A row per model.
    Wide { model: usize, group: Option<usize>, benchmarks: Vec<usize> },
    /// A row per score.
    Long {
        model: usize,
        group: Option<usize>,
        benchmark: usize,
        metric: Option<usize>,
        score: usize,
    },
}

/// Whether a column of this name holds models' names.
pub(super) fn names_models(name: &str) -> bool {
    MODEL.contains(&normal(name).as_str())
}

/// Gives out the parts: those of `map` by its names, the others by recognition.
pub(super) fn parts(grid: &Grid, map: &ColumnMap) -> Result<Parts, Error> {
    let names: Vec<String> = grid.header.iter().map(|name| normal(name)).collect();
    let given = |part: &str, column: &Option<String>| match column {
        None => Ok(None),
        Some(column) => grid
            .header
            .iter()
            .position(|name| name == column)
            .or_else(|| names.iter().position(|name| *name == normal(column)))
            .map(Some)
            .ok_or_else(|| {
                Error::from(ErrorKind::UnknownColumn {
                    part: part.into(),
                    column: column.clone(),
                    found: grid.header.clone(),
                })
            }),
    };
    let given_model = given("model", &map.model)?;
    let given_group = given("group", &map.group)?;
    let given_benchmark = given("benchmark", &map.benchmark)?;
    let given_score = given("score", &map.score)?;
    let mut taken: Vec<usize> =
        [given_model, given_group, given_benchmark, given_score].into_iter().flatten().collect();
    let refuse = |reason: &str| {
        Error::from(ErrorKind::NoScores { reason: reason.into(), found: grid.header.clone() })
    };
    let find = |known: &[&str], taken: &[usize], fits: &dyn Fn(usize) -> bool| {
        known.iter().find_map(|name| {
            (0..names.len()).find(|&k| names[k] == *name && !taken.contains(&k) && fits(k))
        })
    };
    let textual = |k: usize| holds(grid, k) == Holds::Words;
    let model = given_model
        .or_else(|| find(MODEL, &taken, &|_| true))
        // pandas gives its index no name.
        .or_else(|| (0..names.len()).find(|k| !taken.contains(k) && textual(*k)).filter(|&k| k < 2))
        .ok_or_else(|| refuse("found no column of models; looked for model, system or name"))?;
    taken.push(model);

    let asked = given_benchmark.is_some() || given_score.is_some();
    let benchmark = given_benchmark.or_else(|| find(BENCHMARK, &taken, &textual));
    let score = given_score
        .or_else(|| find(SCORE, &taken, &|k| holds(grid, k) == Holds::Numbers))
        .or_else(|| {
            let other = |k: &usize| !taken.contains(k) && holds(grid, *k) == Holds::Numbers;
            asked.then(|| (0..names.len()).find(other)).flatten()
        });
    let long = match (benchmark, score) {
        (Some(benchmark), Some(score)) => {
            let numbers = (0..names.len()).filter(|&k| {
                holds(grid, k) == Holds::Numbers && no_score(&grid.header[k]).is_none()
            });
            // A wide table may have a column of words named so, and one named "score".
            (asked || repeats(grid, model) || numbers.count() == 1).then_some((benchmark, score))
        }
        _ if asked => {
            let part = if benchmark.is_none() { "benchmarks' names" } else { "scores" };
            return Err(refuse(&format!("found no column of {part} for a table of a score a row")));
        }
        _ => None,
    };
    if let Some((benchmark, score)) = long {
        taken.extend([benchmark, score]);
        let metric = find(METRIC, &taken, &textual);
        let group = given_group.or_else(|| find(GROUP, &taken, &textual));
        return Ok(Parts::Long { model, group, benchmark, metric, score });
    }
    let group = given_group.or_else(|| find(GROUP, &taken, &textual));
    taken.extend(group);
    let benchmarks: Vec<usize> = (0..names.len()).filter(|k| !taken.contains(k)).collect();
    if benchmarks.is_empty() {
        return Err(refuse("found no column of scores beside the models' names"));
    }
    Ok(Parts::Wide { model, group, benchmarks })
}

/// What most cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Numbers,
    Words,
    Nothing,
}

fn holds(grid: &Grid, column: usize) -> Holds {
    let (mut numbers, mut words) = (0, 0);
    for row in 0..grid.rows().min(LOOKED_AT) {
        match parse(&grid.cell(row, column), grid.commas) {
            Cell::Number { .. } => numbers += 1,
            Cell::Bad(_) => words += 1,
            Cell::Blank => {}
        }
    }
    match (numbers, words) {
        (0, 0) => Holds::Nothing,
        _ if numbers >= words => Holds::Numbers,
        _ => Holds::Words,
    }
}

/// Whether a cell of the column comes twice.
fn repeats(grid: &Grid, column: usize) -> bool {
    let mut seen = Numbering::default();
    (0..grid.rows()).any(|row| !seen.is_new(&grid.cell(row, column)))
}
