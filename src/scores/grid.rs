//! Rows and cells of a text, however they are laid out in it.

use std::borrow::Cow;

use super::cells::{Commas, Evidence, comma_evidence};
use super::columns::names_models;
use super::draft::Log;
use super::markup::plain;
use super::options::ReadOptions;
use super::page;
use super::table::Format;
use super::text::of_scores;
use super::{MOST_BENCHMARKS, MOST_BYTES, MOST_MODELS};
use crate::error::{Error, ErrorKind};
use crate::stats::numbering::Numbering;
use crate::votes::FormatOption;
use crate::votes::csv::{self, Scan, Span};
use crate::votes::encoding::text_of;
use crate::votes::json::{self, Columns, ObjectRow};
use crate::votes::sniff;

/// Columns that are no benchmark: names, groups, remarks.
const MOST_COLUMNS: usize = MOST_BENCHMARKS + 100;
/// Cells of all rows.
const MOST_CELLS: usize = MOST_MODELS * MOST_COLUMNS;
/// Rows that delimiters are tried on.
const TRIED: usize = 50;

/// A header and rows of text.
pub(super) struct Grid {
    pub(super) format: Format,
    pub(super) header: Vec<String>,
    /// The header's line.
    pub(super) header_line: u64,
    pub(super) commas: Commas,
    text: Vec<u8>,
    cells: Vec<Span>,
    rows: Vec<Row>,
    /// Data rows, unusable ones too.
    pub(super) seen: u64,
}

struct Row {
    line: u64,
    /// Where its cells begin; they end where the next row's begin.
    first: usize,
}

impl Grid {
    /// Usable rows.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The line on which a row begins.
    pub(super) fn line(&self, row: usize) -> u64 {
        self.rows[row].line
    }

    /// A cell's text, empty where the row is too short.
    pub(super) fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |next| next.first);
        let span = self.cells[self.rows[row].first..end].get(column);
        text_at(&self.text, span.copied().unwrap_or(Span::MISSING))
    }

    fn push(&mut self, line: u64, cells: impl Iterator<Item = Span>) -> Result<(), Error> {
        self.rows.push(Row { line, first: self.cells.len() });
        self.cells.extend(cells);
        if self.cells.len() > MOST_CELLS {
            return Err(too_large("more cells than a table of scores has", MOST_CELLS, line));
        }
        Ok(())
    }

    /// What commas mean in this file.
    fn tell_commas(&mut self) {
        let mut shown = [false; 3];
        for &cell in &self.cells {
            let text = text_at(&self.text, cell);
            if text.contains([',', '.'])
                && let Some(evidence) = comma_evidence(&text)
            {
                shown[evidence as usize] = true;
            }
        }
        let of = |evidence: Evidence| shown[evidence as usize];
        self.commas = match (of(Evidence::Decimal), of(Evidence::Thousands)) {
            (true, false) => Commas::Decimal,
            (false, true) => Commas::Thousands,
            (false, false) if of(Evidence::Point) => Commas::Thousands,
            _ => Commas::Unsure,
        };
    }
}

/// The error of passing a limit.
pub(super) fn too_large(what: &str, limit: usize, line: u64) -> Error {
    ErrorKind::TooLarge { what: what.into(), limit: limit as u64, line }.into()
}

/// Reads the rows of a text.
pub(super) fn grid(
    text: Vec<u8>,
    ReadOptions { format, table, .. }: &ReadOptions,
    log: &mut Log,
) -> Result<Grid, Error> {
    let content = text.trim_ascii_start();
    let array = content.first() == Some(&b'[');
    let objects = match content {
        [b'{', ..] => true,
        [b'[', rest @ ..] => rest.trim_ascii_start().first() == Some(&b'{'),
        _ => false,
    };
    let delimiters: &[u8] = match format {
        FormatOption::Jsonl => return of_objects(&text, array, log),
        FormatOption::Auto if objects => return of_objects(&text, array, log),
        FormatOption::Auto => b",\t;|",
        FormatOption::Csv => b",;|",
        FormatOption::Tsv => b"\t",
    };
    // Excel may name the delimiter in a line of its own.
    let named = match text.as_slice() {
        [b's', b'e', b'p', b'=', named, b'\r' | b'\n', ..] => Some(*named),
        _ => None,
    };
    let (delimiter, sure) =
        named.map_or_else(|| best_delimiter(&text, delimiters), |named| (named, true));
    // A page's own words may hold commas; rows that agree and name models are no page.
    if *format != FormatOption::Tsv && (table.is_some() || !sure || delimiter == b'|') {
        let tables = if named.is_some() { Vec::new() } else { page::tables(&text) };
        let chosen = match table {
            Some(asked) if tables.is_empty() && *asked != 1 => {
                return Err(Error::option("table", asked, "1: the file is one table"));
            }
            asked if !tables.is_empty() => page::chosen(tables, *asked, log)?,
            _ => None,
        };
        if let Some(table) = chosen {
            return delimited(table.text(), page::SEPARATOR, false, log);
        }
    }
    sniff::markup(&text).map_err(of_scores)?;
    delimited(text, delimiter, named.is_some(), log)
}

/// The delimiter that most rows agree with, then one that shows a column of
/// models, then the one that makes most columns; and whether it does both.
fn best_delimiter(text: &[u8], delimiters: &[u8]) -> (u8, bool) {
    let mut best = (b',', (false, false, 0));
    for &delimiter in delimiters {
        let mut copy = text[..text.len().min(1 << 16)].to_vec();
        let whole = copy.len() == text.len();
        let (mut at, mut cells, mut rows) = (0, Vec::new(), Vec::new());
        let mut known = false;
        while let Scan::Row { next, .. } = csv::row(&mut copy, at, delimiter, whole, &mut cells) {
            if !copy[at..next].trim_ascii().is_empty() {
                if rows.is_empty() {
                    known = cells.iter().any(|&cell| names_models(&plain(&text_at(&copy, cell))));
                }
                rows.push(cells.len());
            }
            at = next;
            if rows.len() > TRIED {
                break;
            }
        }
        let width = rows.first().copied().unwrap_or(0);
        let agree = 2 * rows.iter().filter(|&&w| w == width).count() >= rows.len();
        let merit = (width > 1 && agree, width > 1 && known, width);
        if merit > best.1 {
            best = (delimiter, merit);
        }
    }
    (best.0, best.1.0 && best.1.1)
}

fn delimited(
    mut text: Vec<u8>,
    delimiter: u8,
    skip_first: bool,
    log: &mut Log,
) -> Result<Grid, Error> {
    let mut grid = Grid {
        format: if delimiter == b'\t' { Format::Tsv } else { Format::Csv },
        header: Vec::new(),
        header_line: 0,
        commas: Commas::Thousands,
        text: Vec::new(),
        cells: Vec::new(),
        rows: Vec::new(),
        seen: 0,
    };
    let (mut at, mut line, mut cells, mut skip) = (0, 1, Vec::new(), skip_first);
    while let Scan::Row { next, lines, open } = csv::row(&mut text, at, delimiter, true, &mut cells)
    {
        let here = line;
        let raw = at..next;
        (at, line) = (next, line + lines);
        if std::mem::take(&mut skip) || cells.iter().all(|c| c.of(&text).trim_ascii().is_empty()) {
            continue;
        }
        if open {
            let rest = text_of(&text[raw]);
            log.drop(
                here,
                None,
                Some(&rest),
                "a quote never closes; the rest of the file is left out",
            );
            grid.seen += 1;
            continue;
        }
        if grid.header.is_empty() {
            grid.header_line = here;
            if cells.len() > MOST_COLUMNS {
                return Err(too_large("more columns than can be read", MOST_BENCHMARKS, here));
            }
            grid.header = cells.iter().map(|&c| text_at(&text, c).into_owned()).collect();
            continue;
        }
        if cells.iter().all(|c| is_rule(c.of(&text))) {
            continue;
        }
        grid.seen += 1;
        let width = grid.header.len();
        let beyond = cells.get(width..).unwrap_or_default();
        if beyond.iter().any(|c| !c.of(&text).trim_ascii().is_empty()) {
            let reason = format!("{} cells in a row of a table of {width} columns", cells.len());
            log.drop(here, None, Some(&text_of(&text[raw])), &reason);
            continue;
        }
        grid.push(here, cells.iter().take(width).copied())?;
    }
    grid.text = text;
    match delimiter {
        b';' => log.notes.push("Cells are separated by semicolons.".into()),
        b'|' => log.notes.push("Cells are separated by bars.".into()),
        _ => {}
    }
    if delimiter != b',' {
        grid.tell_commas();
    }
    Ok(grid)
}

/// A cell of the line under a Markdown table's header, or none.
fn is_rule(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    cell.is_empty() || cell.len() > 2 && cell.iter().all(|b| matches!(b, b'-' | b':'))
}

fn of_objects(text: &[u8], array: bool, log: &mut Log) -> Result<Grid, Error> {
    let mut objects: Vec<(usize, usize, u64)> = Vec::new();
    let (mut at, mut line) = (0, 1);
    loop {
        let ((from, to), scan) = if array {
            json::element(text, at, true)
        } else {
            let (end, scan) = json::line(text, at, true);
            ((at, end), scan)
        };
        let Scan::Row { next, lines, .. } = scan else { break };
        let here = if array { line + csv::newlines(&text[at..from]) } else { line };
        (at, line) = (next, line + lines);
        if array || !text[from..to].trim_ascii().is_empty() {
            objects.push((from, to, here));
        }
    }
    // The columns are all keys of all objects, in the order they come.
    let mut seen = Numbering::default();
    let mut header: Vec<String> = Vec::new();
    for &(from, to, here) in &objects {
        for key in json::keys(&text[from..to], 1).unwrap_or_default() {
            if seen.is_new(&key) {
                header.push(key);
            }
        }
        if header.len() > MOST_COLUMNS {
            return Err(too_large("more keys than can be read", MOST_BENCHMARKS, here));
        }
    }
    let mut grid = Grid {
        format: Format::Jsonl,
        header: Vec::new(),
        header_line: 1,
        commas: Commas::Unsure,
        text: Vec::new(),
        cells: Vec::new(),
        rows: Vec::new(),
        seen: objects.len() as u64,
    };
    let mut row = ObjectRow::default();
    let columns = Columns { names: &header, levels: 1, nested: false, unneeded: &[] };
    for (from, to, here) in objects {
        let object = text[from..to].trim_ascii();
        if !row.read(object, columns) {
            log.drop(here, None, Some(&text_of(object)), "no JSON object");
            continue;
        }
        log_nested(object, &row, here, log);
        // A number may be longer written out than it was in the file.
        if grid.text.len() + row.text.len() > 4 * MOST_BYTES {
            return Err(too_large("more text than a table of scores has", 4 * MOST_BYTES, here));
        }
        let start = grid.text.len() as u32;
        grid.text.extend_from_slice(&row.text);
        let moved = row.cells.iter().map(|&cell| match cell {
            Span::MISSING => cell,
            Span { start: from, end } => Span { start: from + start, end: end + start },
        });
        grid.push(here, moved)?;
    }
    grid.header = header.iter().map(|name| name.trim().to_owned()).collect();
    grid.tell_commas();
    Ok(grid)
}

/// Lists and objects inside an object are empty cells to the reader of rows,
/// as `null` is; they are not to be lost in silence.
fn log_nested(object: &[u8], row: &ObjectRow, line: u64, log: &mut Log) {
    if row.cells.iter().all(|cell| *cell == Span::MISSING || cell.end > cell.start) {
        return;
    }
    for (name, value) in json::nested(object) {
        log.drop(line, Some(&name), Some(&value), "a list or an object, no number");
    }
}

fn text_at(text: &[u8], cell: Span) -> Cow<'_, str> {
    text_of(text.get(cell.start as usize..cell.end as usize).unwrap_or_default().trim_ascii())
}
