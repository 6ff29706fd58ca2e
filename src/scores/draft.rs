//! A table while it is read: columns, rows, and what was left out.

use super::cells::{Cell, Commas, parse};
use super::table::Dropped;
use crate::votes::header::normal;

/// Entries of the report's list; the rest are only counted.
const MOST_DROPPED: usize = 1000;
/// Characters of a value in the report.
const SHOWN: usize = 200;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) models: Vec<String>,
    pub(super) groups: Vec<Option<String>>,
    pub(super) columns: Vec<Column>,
    /// One row per model.
    pub(super) values: Vec<Vec<Option<f64>>>,
}

/// What is known of a benchmark beside its models' scores.
#[derive(Debug, Default)]
pub(super) struct Column {
    pub(super) name: String,
    /// What the table says it measures: `WER`, `Macro F1`, …
    pub(super) metric: Option<String>,
    pub(super) chance: Option<f64>,
    /// Scores with a percent sign, and without.
    pub(super) percents: u64,
    pub(super) plain: u64,
}

impl Column {
    /// A cell of this column as a number; what is none goes to the log.
    pub(super) fn read(
        &mut self,
        text: &str,
        commas: Commas,
        line: u64,
        log: &mut Log,
    ) -> Option<f64> {
        match parse(text, commas) {
            Cell::Blank => None,
            Cell::Number { value, percent } => {
                *(if percent { &mut self.percents } else { &mut self.plain }) += 1;
                Some(value)
            }
            Cell::Bad(reason) => {
                log.drop(line, Some(&self.name), Some(text), reason);
                None
            }
        }
    }
}

/// What was left out, and remarks.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) dropped: Vec<Dropped>,
    /// Those beyond the list.
    pub(super) more: u64,
    pub(super) notes: Vec<String>,
}

impl Log {
    pub(super) fn drop(
        &mut self,
        line: u64,
        column: Option<&str>,
        value: Option<&str>,
        reason: &str,
    ) {
        if self.dropped.len() == MOST_DROPPED {
            self.more += 1;
            return;
        }
        let cut = |text: &str| text.trim().chars().take(SHOWN).collect();
        self.dropped.push(Dropped {
            line,
            column: column.map(cut),
            value: value.map(cut),
            reason: reason.into(),
        });
    }
}

/// What a row is, by its name and group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Model,
    /// What guessing scores.
    Chance,
}

/// Whether a row is of a model.
pub(super) fn kind(name: &str, group: Option<&str>) -> Kind {
    const CHANCE: &[&str] = &[
        "chance",
        "chancelevel",
        "chancebaseline",
        "guessing",
        "random",
        "randombaseline",
        "randomchance",
        "randomguess",
        "randomguessing",
        "randomperformance",
    ];
    let by_group = group.is_some_and(|g| matches!(normal(g).as_str(), "chance" | "random"));
    if by_group || CHANCE.contains(&normal(name).as_str()) { Kind::Chance } else { Kind::Model }
}

/// Whether a row's name says that it tells what each benchmark measures.
pub(super) fn names_metrics(name: &str) -> bool {
    matches!(normal(name).as_str(), "metric" | "metrics" | "measure" | "measures" | "scoring")
}
