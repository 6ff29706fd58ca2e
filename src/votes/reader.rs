//! The reader: bytes in as they arrive, votes out at the end.
//!
//! # Design
//!
//! ```text
//! bytes → unpack (hash, gunzip) → text (UTF-8) → buffer → rows → columns
//! ```
//!
//! Only the buffer between the bytes and the rows holds text, and only until
//! its rows are complete: memory grows with the votes, not with the file. The
//! first decisions wait for a fixed number of bytes, so that the result does
//! not depend on how the bytes were cut.

use super::csv::{self, Scan, Span};
use super::decoded::{Decoded, SourceColumn};
use super::encoding::{Encoding, Utf16};
use super::json::{self, Columns, ObjectRow};
use super::measure::Measure;
use super::options::{FormatOption, ReadOptions};
use super::outcome::OutcomeReader;
use super::report::{Format, Report};
use super::rows::{Row, Rows, too_large};
use super::start::{HEAD, Layout, Start, start};
use super::texts::Texts;
use super::unpack::Unpack;
use super::{Votes, sniff};
use crate::error::{Error, ErrorKind, quoted};

/// Bytes that tell text from other files, and its encoding.
const SNIFF: usize = 4096;
/// Bytes of one row.
const LONGEST_ROW: usize = 16 << 20;
/// Bytes taken in at a time, so that the buffer stays small whatever comes.
const PIECE: usize = 1 << 20;

/// Rows of JSON after which is asked again which columns are of no use.
const LOOK_AGAIN: u64 = 64;

/// Reads a vote file that arrives in chunks. After an error it is of no more use.
pub struct Reader {
    unpack: Unpack,
    text: Text,
    decoded: Option<Decoded>,
}

impl Reader {
    /// A reader at the start of a file.
    #[must_use]
    pub fn new(options: ReadOptions) -> Self {
        Self { unpack: Unpack::new(), text: Text::new(options), decoded: None }
    }

    /// For a file whose rows something else decodes: which of its columns are wanted. From here on
    /// [`Reader::push`] takes rows as CSV, the wanted columns below their names, and
    /// [`Reader::source`] the file's bytes; lines are rows, counted from 1. `size` is the file's where
    /// only some of its bytes will come.
    pub fn decoded(&mut self, columns: Vec<SourceColumn>, size: Option<u64>) -> &[bool] {
        self.text.options.format = FormatOption::Csv;
        // What was a column's name or cell is no sign of another kind of file.
        self.text.encoding = Some(Encoding::Utf8);
        self.text.by_row = true;
        self.decoded.insert(Decoded::new(columns, size, &self.text.options)).wanted()
    }

    /// The next bytes of a file whose rows come decoded: counted and hashed.
    pub fn source(&mut self, bytes: &[u8]) {
        self.unpack.pass(bytes);
    }

    /// The columns, among those that come, whose further cells make no difference.
    #[must_use]
    pub fn given_up(&self) -> Vec<u32> {
        let table = self.text.table.as_ref();
        table.into_iter().flat_map(|t| t.rows.given_up()).map(|column| column as u32).collect()
    }

    /// A reader that lets `measure` look at the models' responses: for options with `style`.
    #[must_use]
    pub fn measuring(options: ReadOptions, measure: Box<dyn Measure>) -> Self {
        let mut reader = Self::new(options);
        reader.text.measure = Some(measure);
        reader
    }

    /// The next bytes of the file.
    ///
    /// # Errors
    /// What makes the whole file unreadable; a bad row is only counted.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Error> {
        let text = &mut self.text;
        if self.decoded.is_some() {
            return text.push(chunk);
        }
        self.unpack.push(chunk, |bytes| text.push(bytes))
    }

    /// Data rows read so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.text.table.as_ref().map_or(0, |table| table.rows.seen)
    }

    /// The votes, at the end of the file.
    ///
    /// # Errors
    /// As [`Reader::push`]; `header-only` and `no-votes` where nothing is left.
    pub fn finish(mut self) -> Result<Votes, Error> {
        let text = &mut self.text;
        if self.decoded.is_none() {
            self.unpack.finish(|bytes| text.push(bytes))?;
        }
        let encoding = text.finish()?;
        let Some(table) = self.text.table else { return Err(ErrorKind::EmptyFile {}.into()) };
        let mut notes = table.notes();
        if self.text.utf16.is_some_and(|utf16| utf16.replaced) {
            notes.push("Some UTF-16 is broken; it shows as \u{FFFD}.".into());
        }
        let mut format = table.layout.format();
        let mut done = table.rows.finish()?;
        notes.extend(done.notes);
        let (mut bytes, mut hash) = (self.unpack.bytes(), self.unpack.hash());
        if let Some(decoded) = self.decoded {
            format = Format::Parquet;
            notes.extend(decoded.notes(bytes));
            (bytes, hash) = decoded.told(bytes, hash);
            done.columns = decoded.columns(done.columns);
            done.texts = done.texts.or(decoded.texts());
        }
        let report = Report {
            format,
            encoding: encoding.name(),
            gzip: self.unpack.gzip(),
            bytes,
            hash,
            rows: done.rows,
            kept: done.kept,
            dropped: done.dropped,
            dropped_by_reason: done.drops,
            unknown_outcomes: done.unknown,
            outcomes: done.by_outcome,
            models: done.models.clone(),
            judges: done.judge.as_ref().map(|judge| judge.names.len() as u64),
            facets: done.summaries,
            covariates: done.covariates.iter().map(|c| c.name.clone()).collect(),
            differences: done.differences,
            texts: done.texts,
            columns: done.columns,
            notes,
        };
        Ok(Votes {
            models: done.models,
            a: done.a,
            b: done.b,
            outcome: done.outcome,
            count: done.count,
            sides: done.sides,
            judge: done.judge,
            time: done.time,
            facets: done.facets,
            covariates: done.covariates,
            text: done.text,
            report,
        })
    }
}

/// Reads a whole vote file.
///
/// # Errors
/// As [`Reader`].
pub fn read(bytes: &[u8], options: ReadOptions) -> Result<Votes, Error> {
    let mut reader = Reader::new(options);
    reader.push(bytes)?;
    reader.finish()
}

/// From decompressed bytes to rows.
struct Text {
    options: ReadOptions,
    /// The first bytes, until there are enough to tell the encoding.
    head: Vec<u8>,
    encoding: Option<Encoding>,
    utf16: Option<Utf16>,
    /// Text whose rows are not read yet.
    buffer: Vec<u8>,
    /// Who looks at the responses, until the rows are there to come to.
    measure: Option<Box<dyn Measure>>,
    /// Rows are looked for when the buffer holds so much: a row that arrives
    /// bit by bit is not looked through from its start each time.
    wait: usize,
    table: Option<Table>,
    /// Whether rows are counted in place of lines.
    by_row: bool,
}

impl Text {
    fn new(options: ReadOptions) -> Self {
        Self {
            options,
            head: Vec::new(),
            encoding: None,
            utf16: None,
            buffer: Vec::new(),
            measure: None,
            wait: HEAD,
            table: None,
            by_row: false,
        }
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for piece in bytes.chunks(PIECE) {
            if self.encoding.is_some() {
                self.decode(piece);
            } else {
                self.head.extend_from_slice(piece);
                if self.head.len() < SNIFF {
                    continue;
                }
                self.settle_encoding()?;
            }
            self.advance(false)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Encoding, Error> {
        let encoding = match self.encoding {
            Some(encoding) => encoding,
            None => self.settle_encoding()?,
        };
        if let Some(utf16) = &mut self.utf16 {
            utf16.finish(&mut self.buffer);
        }
        self.advance(true)?;
        Ok(encoding)
    }

    fn settle_encoding(&mut self) -> Result<Encoding, Error> {
        let head = std::mem::take(&mut self.head);
        let first = &head[..head.len().min(SNIFF)];
        let (encoding, mark) = Encoding::guess(first);
        sniff::binary(first, encoding)?;
        if let Encoding::Utf16 { big_endian } = encoding {
            self.utf16 = Some(Utf16::new(big_endian));
        }
        self.encoding = Some(encoding);
        self.decode(&head[mark..]);
        Ok(encoding)
    }

    fn decode(&mut self, bytes: &[u8]) {
        match &mut self.utf16 {
            Some(utf16) => utf16.decode(bytes, &mut self.buffer),
            None => self.buffer.extend_from_slice(bytes),
        }
    }

    /// Reads the rows that have wholly arrived.
    fn advance(&mut self, last: bool) -> Result<(), Error> {
        if !last && self.buffer.len() < self.wait {
            return Ok(());
        }
        let mut at = 0;
        if self.table.is_none() {
            match start(&self.buffer, last, &self.options)? {
                Some(start) => {
                    at = start.at;
                    let texts = Texts::new(&start, &self.options, self.measure.take())?;
                    let outcomes = self.options.outcomes.clone();
                    self.table = Some(Table::new(start, outcomes, texts, self.by_row));
                }
                None => return self.wait_for_more(),
            }
        }
        let Some(table) = &mut self.table else { return Ok(()) };
        at = table.read(&mut self.buffer, at, last)?;
        self.buffer.drain(..at);
        self.wait_for_more()
    }

    fn wait_for_more(&mut self) -> Result<(), Error> {
        // A row's last line end may need one byte more to be certain.
        if self.buffer.len() > LONGEST_ROW + 2 {
            let (layout, line) =
                self.table.as_ref().map_or((Layout::Lines, 1), |table| (table.layout, table.line));
            return Err(endless(&mut self.buffer, layout, line));
        }
        self.wait = 2 * self.buffer.len();
        Ok(())
    }
}

/// The error of a row that does not end: perhaps for a quote that does not close.
fn endless(rest: &mut [u8], layout: Layout, line: u64) -> Error {
    let mut cells = Vec::new();
    let open = match layout {
        Layout::Delimited(delimiter) => {
            let scan = csv::row(rest, 0, delimiter, true, &mut cells);
            matches!(scan, Scan::Row { open: true, .. })
        }
        Layout::Lines | Layout::Array => false,
    };
    if open { endless_quote(line + csv::open_quote(rest, 0, &cells)) } else { endless_row(line) }
}

fn endless_row(line: u64) -> Error {
    too_large("a row of more bytes than votes have", LONGEST_ROW, line)
}

fn endless_quote(line: u64) -> Error {
    too_large("a quote opens here and never closes, as far as is read", LONGEST_ROW, line)
}

/// The rows of a file whose columns are known.
struct Table {
    layout: Layout,
    rows: Rows,
    /// The line on which the next row begins.
    line: u64,
    /// Whether that is the row's own number.
    by_row: bool,
    cells: Vec<Span>,
    object: ObjectRow,
    /// Of JSON, how many levels of objects in each other are columns.
    levels: u32,
    /// Columns that turned out to be of no use: most of a file with texts.
    unneeded: Vec<bool>,
    /// Where a quote opened that never closed.
    open_quote: Option<u64>,
    /// A key that came too late to be a column, and its line.
    late_key: Option<(String, u64)>,
    /// A key that came twice in an object, and its line.
    key_twice: Option<(String, u64)>,
}

impl Table {
    fn new(
        start: Start,
        outcomes: std::collections::BTreeMap<String, super::OutcomeMeaning>,
        texts: Option<Texts>,
        by_row: bool,
    ) -> Self {
        let Start { layout, header, levels, parts, lines, square, .. } = start;
        let outcomes = OutcomeReader::new(outcomes, parts.numbers(&header));
        Self {
            layout,
            rows: Rows::new(header, parts, outcomes, texts, square),
            line: if by_row { 1 } else { 1 + lines },
            by_row,
            cells: Vec::new(),
            object: ObjectRow::default(),
            levels,
            unneeded: Vec::new(),
            open_quote: None,
            late_key: None,
            key_twice: None,
        }
    }

    /// Reads rows from `at` on; where the unread rest begins comes back.
    fn read(&mut self, buffer: &mut [u8], mut at: usize, last: bool) -> Result<usize, Error> {
        loop {
            let scan = match self.layout {
                Layout::Delimited(delimiter) => self.delimited(buffer, at, delimiter, last)?,
                Layout::Lines => {
                    let (end, scan) = json::line(buffer, at, last);
                    self.object(&buffer[at..end], self.line, scan)?;
                    scan
                }
                Layout::Array => {
                    let ((from, to), scan) = json::element(buffer, at, last);
                    let line = self.line + csv::newlines(&buffer[at..from]);
                    self.object(&buffer[from..to], line, scan)?;
                    scan
                }
            };
            let Scan::Row { next, lines, .. } = scan else {
                self.rows.settle_judges(buffer)?;
                return Ok(at);
            };
            if next - at > LONGEST_ROW {
                return Err(match (scan, self.open_quote) {
                    (Scan::Row { open: true, .. }, Some(line)) => endless_quote(line),
                    _ => endless_row(self.line),
                });
            }
            at = next;
            self.line += if self.by_row { 1 } else { lines };
        }
    }

    fn delimited(
        &mut self,
        buffer: &mut [u8],
        at: usize,
        delimiter: u8,
        last: bool,
    ) -> Result<Scan, Error> {
        let scan = csv::row(buffer, at, delimiter, last, &mut self.cells);
        let Scan::Row { next, open, .. } = scan else { return Ok(scan) };
        let blank = self.cells.len() == 1 && buffer[at..next].trim_ascii().is_empty();
        if open {
            self.open_quote = Some(self.line + csv::open_quote(&buffer[at..next], at, &self.cells));
            self.rows.push_bad(self.line, &buffer[at..next]);
        } else if !blank {
            self.rows.push(Row { text: buffer, cells: &self.cells }, self.line)?;
        }
        Ok(scan)
    }

    fn object(&mut self, text: &[u8], line: u64, scan: Scan) -> Result<(), Error> {
        if !matches!(scan, Scan::Row { .. }) {
            return Ok(());
        }
        let text = text.trim_ascii();
        if text.is_empty() && self.layout == Layout::Lines {
            return Ok(());
        }
        if self.rows.seen.is_multiple_of(LOOK_AGAIN) {
            self.unneeded.resize(self.rows.header().len(), false);
            self.rows.given_up().for_each(|column| self.unneeded[column] = true);
        }
        let Self { levels, ref unneeded, .. } = *self;
        let columns = Columns { names: self.rows.header(), levels, nested: true, unneeded };
        if !self.object.read(text, columns) {
            self.rows.push_bad(line, text);
            return Ok(());
        }
        if let Some(key) = self.object.unknown_key.take() {
            self.late_key.get_or_insert((key, line));
        }
        if let Some(key) = self.object.key_twice.take() {
            self.key_twice.get_or_insert((key, line));
        }
        self.rows.push(Row { text: &self.object.text, cells: &self.object.cells }, line)?;
        self.rows.settle_judges(&self.object.text)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        match self.layout {
            Layout::Delimited(b';') => notes.push("Cells are separated by semicolons.".into()),
            Layout::Delimited(b'|') => notes.push("Cells are separated by bars.".into()),
            _ => {}
        }
        if let Some(line) = self.open_quote {
            notes.push(format!(
                "A quote opens on line {line} and never closes; its row and everything behind it are left out."
            ));
        }
        if let Some((key, line)) = &self.late_key {
            notes.push(format!(
                "The key {} first comes on line {line}, too late to be a column; it is left out.",
                quoted(key)
            ));
        }
        if let Some((key, line)) = &self.key_twice {
            notes.push(format!(
                "The key {} comes twice in the object on line {line}; the last value counts.",
                quoted(key)
            ));
        }
        notes
    }
}
