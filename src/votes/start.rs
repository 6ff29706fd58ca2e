//! How a file is laid out and what its columns are, told from its beginning.

use super::csv::{self, Scan, Span};
use super::encoding::text_of;
use super::header::{LOOKED_FOR, Missing, Parts, assign};
use super::json::{self, Columns, DEEPEST, ObjectRow};
use super::number::number;
use super::options::{ColumnMap, FormatOption, ReadOptions};
use super::outcome::OutcomeReader;
use super::report::Format;
use super::rows::too_large;
use super::sniff;
use super::square::{Square, is_square};
use crate::error::{Error, ErrorKind};

/// Bytes of text the decisions are made on, however the bytes arrive.
pub(super) const HEAD: usize = 64 * 1024;
/// More columns than any vote file has: a matrix, or the wrong delimiter.
const MOST_COLUMNS: usize = 1000;
/// JSON objects whose keys make the columns.
const OBJECTS: usize = 100;
/// Rows shown when the columns cannot be told.
const PREVIEW: usize = 5;

/// How rows lie in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Cells between delimiters.
    Delimited(u8),
    /// A JSON object a line.
    Lines,
    /// One JSON array of objects.
    Array,
}

impl Layout {
    /// As the report names it.
    pub(super) fn format(self) -> Format {
        match self {
            Self::Delimited(b'\t') => Format::Tsv,
            Self::Delimited(_) => Format::Csv,
            Self::Lines | Self::Array => Format::Jsonl,
        }
    }
}

/// The columns of a file, and where its rows begin.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) layout: Layout,
    pub(super) header: Vec<String>,
    /// Of JSON, how many levels of objects in each other are columns.
    pub(super) levels: u32,
    pub(super) parts: Parts,
    /// The table of wins that is to be filled, where the file is one.
    pub(super) square: Option<Square>,
    /// Where the first data row begins, and lines before it.
    pub(super) at: usize,
    pub(super) lines: u64,
}

/// Tells layout and columns; `None` while the first JSON object has not wholly
/// arrived. `last`: `text` is all there is.
pub(super) fn start(
    text: &[u8],
    last: bool,
    options: &ReadOptions,
) -> Result<Option<Start>, Error> {
    let head = &text[..text.len().min(HEAD)];
    sniff::markup(head)?;
    let content = head.trim_ascii_start();
    let array = content.first() == Some(&b'[');
    let objects = match content {
        [] => return Err(ErrorKind::EmptyFile {}.into()),
        [b'{', ..] => true,
        [b'[', rest @ ..] => rest.trim_ascii_start().first() == Some(&b'{'),
        _ => false,
    };
    let delimiters: &[u8] = match options.format {
        FormatOption::Auto if !objects => b",\t;|",
        FormatOption::Csv => b",;|",
        FormatOption::Tsv => b"\t",
        FormatOption::Auto | FormatOption::Jsonl => {
            return of_objects(text, last, array, &options.columns);
        }
    };
    delimited(head, text.len() < HEAD, delimiters, options).map(Some)
}

/// Tries the delimiters in turn: the first under which the columns are
/// recognised, or which makes a table of wins, else the one that makes most columns.
fn delimited(
    head: &[u8],
    whole: bool,
    delimiters: &[u8],
    options: &ReadOptions,
) -> Result<Start, Error> {
    // Excel may name the delimiter in a line of its own.
    let named = match head {
        [b's', b'e', b'p', b'=', named, b'\r' | b'\n', ..] => Some(*named),
        _ => None,
    };
    let mut best: Option<(u8, First, Option<Missing>)> = None;
    for &delimiter in named.as_slice().iter().chain(delimiters) {
        let first = first_rows(head, whole, delimiter, named.is_some())?;
        let missing = match assign(&first.header, &options.columns) {
            Ok(parts) if options.square.is_none() => {
                return Ok(first.start(Layout::Delimited(delimiter), parts, None));
            }
            assigned => assigned.err(),
        };
        if best.as_ref().is_none_or(|(_, best, _)| first.promise() > best.promise()) {
            best = Some((delimiter, first, missing));
        }
    }
    let Some((delimiter, first, missing)) = best else {
        return Err(ErrorKind::EmptyFile {}.into());
    };
    if let Some(line) = first.open_quote {
        return Err(ErrorKind::OpenQuote { line }.into());
    }
    let free = options.columns == ColumnMap::default();
    if options.square.is_some() || free && is_square(&first.header, &first.preview) {
        let square = Square::new(&first.header, first.lines, options.square)?;
        return Ok(first.start(Layout::Delimited(delimiter), Parts::square(), Some(square)));
    }
    Err(no_columns(missing.unwrap_or(Missing::Parts(Vec::new())), first.header, first.preview))
}

/// The beginning of a table under one delimiter.
struct First {
    header: Vec<String>,
    /// Where the next row begins, and the lines before it.
    at: usize,
    lines: u64,
    /// Some rows.
    preview: Vec<Vec<String>>,
    /// The line of a quote among the names that never closes.
    open_quote: Option<u64>,
}

impl First {
    /// What speaks for its delimiter where no names are recognised.
    fn promise(&self) -> (bool, usize) {
        (is_square(&self.header, &self.preview), self.header.len())
    }

    fn start(self, layout: Layout, parts: Parts, square: Option<Square>) -> Start {
        let Self { header, at, lines, .. } = self;
        Start { layout, header, levels: 1, parts, square, at, lines }
    }
}

fn first_rows(head: &[u8], whole: bool, delimiter: u8, skip_first: bool) -> Result<First, Error> {
    let mut copy = head.to_vec();
    let (mut cells, mut at, mut lines) = (Vec::new(), 0, 0);
    let mut skip = skip_first;
    let mut first: Option<First> = None;
    while let Scan::Row { next, lines: more, open } =
        csv::row(&mut copy, at, delimiter, whole, &mut cells)
    {
        let quote = open.then(|| 1 + lines + csv::open_quote(&copy[at..next], at, &cells));
        (at, lines) = (next, lines + more);
        let texts: Vec<String> = cells.iter().map(|&cell| cell_text(&copy, cell)).collect();
        if std::mem::take(&mut skip) || texts.iter().all(String::is_empty) {
            continue;
        }
        match &mut first {
            None if texts.len() > MOST_COLUMNS => {
                return Err(too_large("more columns than a vote file has", MOST_COLUMNS, lines));
            }
            None => {
                let preview = Vec::new();
                first = Some(First { header: texts, at, lines, preview, open_quote: quote });
            }
            Some(first) if first.preview.len() < PREVIEW => first.preview.push(texts),
            Some(_) => break,
        }
    }
    match first {
        Some(first) => Ok(first),
        None if whole => Err(ErrorKind::EmptyFile {}.into()),
        None => Err(too_large("more bytes of column names than votes have", HEAD, lines + 1)),
    }
}

fn cell_text(text: &[u8], cell: Span) -> String {
    text_of(text.get(cell.start as usize..cell.end as usize).unwrap_or_default().trim_ascii())
        .into_owned()
}

/// The keys of the first objects, in the order they come.
fn of_objects(
    text: &[u8],
    last: bool,
    array: bool,
    map: &ColumnMap,
) -> Result<Option<Start>, Error> {
    let layout = if array { Layout::Array } else { Layout::Lines };
    let scan = |text: &[u8], at, last| {
        if array {
            return json::element(text, at, last);
        }
        let (end, scan) = json::line(text, at, last);
        ((at, end), scan)
    };
    let mut objects = Vec::new();
    let head = &text[..text.len().min(HEAD)];
    let mut at = 0;
    while let ((from, to), Scan::Row { next, .. }) = scan(head, at, last && text.len() < HEAD) {
        if !head[from..to].trim_ascii().is_empty() {
            objects.push((from, to));
        }
        at = next;
        if objects.len() == OBJECTS {
            break;
        }
    }
    if objects.is_empty() {
        match scan(text, at, last) {
            (object, Scan::Row { .. }) => objects.push(object),
            (_, Scan::Incomplete) => return Ok(None),
            (_, Scan::End) => return Err(ErrorKind::EmptyFile {}.into()),
        }
    }
    let (header, levels) = keys(text, &objects)?;
    match assign(&header, map) {
        Ok(parts) => {
            Ok(Some(Start { layout, header, levels, parts, square: None, at: 0, lines: 0 }))
        }
        Err(missing) => {
            let mut row = ObjectRow::default();
            let mut preview = Vec::new();
            for &(from, to) in objects.iter().take(PREVIEW) {
                let columns = Columns { names: &header, levels, nested: true, unneeded: &[] };
                if row.read(&text[from..to], columns) {
                    preview
                        .push(row.cells.iter().map(|&cell| cell_text(&row.text, cell)).collect());
                }
            }
            Err(no_columns(missing, header, preview))
        }
    }
}

/// The keys of objects in the order they come, and how many levels of objects in each other they
/// lead through: as many as make no more columns than a vote file has. (An object of objects may
/// have a key for each judge.)
fn keys(text: &[u8], objects: &[(usize, usize)]) -> Result<(Vec<String>, u32), Error> {
    for levels in (1..=DEEPEST).rev() {
        let mut header: Vec<String> = Vec::new();
        for &(from, to) in objects {
            for key in json::keys(&text[from..to], levels).unwrap_or_default() {
                if header.len() <= MOST_COLUMNS && !header.contains(&key) {
                    header.push(key);
                }
            }
        }
        if header.len() <= MOST_COLUMNS {
            return Ok((header, levels));
        }
    }
    Err(too_large("more keys than a vote file has columns", MOST_COLUMNS, 1))
}

/// Whether a first line in which nothing was recognised is data: it holds an
/// outcome or a number.
fn looks_like_data(header: &[String]) -> bool {
    let data = |name: &String| {
        number(name).is_some() || name.eq_ignore_ascii_case("nan") || OutcomeReader::is_word(name)
    };
    header.len() > 1 && header.iter().any(data)
}

/// The error of parts that were not found.
pub(super) fn no_columns(missing: Missing, found: Vec<String>, preview: Vec<Vec<String>>) -> Error {
    match missing {
        Missing::Column { part, column } => {
            ErrorKind::UnknownColumn { part: part.into(), column, found }
        }
        Missing::Parts(parts) => {
            let parts_missing = parts.len();
            ErrorKind::NoColumns {
                missing: parts.into_iter().map(Into::into).collect(),
                looked_for: LOOKED_FOR.iter().map(|&name| name.into()).collect(),
                header_missing: parts_missing == 3 && looks_like_data(&found),
                found,
                preview,
            }
        }
    }
    .into()
}
