//! Rows of delimited text, cell by cell, out of a buffer that fills as bytes arrive.
//!
//! RFC 4180 with the usual leniency: rows end at LF, CRLF or a lone CR; a quote
//! inside an unquoted cell is a quote; text after a closing quote belongs to
//! the cell. Unquoted cells are found eight bytes at a time and never copied;
//! line numbers are those an editor shows, newlines in quotes counted.
//!
//! Why not `csv-core`: it counts no line at a lone CR, so reports would name
//! wrong lines, and it copies every cell. It reads the same bytes in the tests
//! below, as the second opinion on where cells begin and end.

/// A cell's place in the buffer. `u32::MAX` as the start marks a cell that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    pub(crate) const MISSING: Self = Self { start: u32::MAX, end: 0 };

    /// Where a part of a text lies in it.
    pub(crate) fn within(text: &[u8], part: &[u8]) -> Self {
        if part.is_empty() {
            return Self { start: 0, end: 0 };
        }
        let start = part.as_ptr().addr().wrapping_sub(text.as_ptr().addr()) as u32;
        Self { start, end: start.wrapping_add(part.len() as u32) }
    }

    /// What stands there.
    pub(crate) fn of(self, text: &[u8]) -> &[u8] {
        &text[self.start as usize..self.end as usize]
    }
}

/// What lies at a place in the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scan {
    /// A row, the next one at `next`, so many line ends later. `open`: a quote was never closed.
    Row { next: usize, lines: u64, open: bool },
    /// The row's end has not arrived.
    Incomplete,
    /// Nothing is left.
    End,
}

/// Finds the row at `start` and its cells; a blank line is a row of one empty
/// cell. `last`: no more bytes will come.
pub(crate) fn row(
    buffer: &mut [u8],
    start: usize,
    delimiter: u8,
    last: bool,
    cells: &mut Vec<Span>,
) -> Scan {
    cells.clear();
    let mut at = start;
    let mut lines = 0;
    let mut escaped = false;
    if at == buffer.len() {
        return if last { Scan::End } else { Scan::Incomplete };
    }
    loop {
        let from = at;
        if buffer.get(at) == Some(&b'"') {
            match quoted(buffer, at + 1, last) {
                Closed::At { quote, doubled } => {
                    lines += newlines(&buffer[from..quote]);
                    at = field_end(buffer, quote + 1, delimiter);
                    // Cells that need rewriting are marked by starting at their quote.
                    let plain = !doubled && at == quote + 1;
                    escaped |= !plain;
                    let span = if plain { (from + 1, quote) } else { (from, at) };
                    cells.push(Span { start: span.0 as u32, end: span.1 as u32 });
                }
                Closed::Unknown => return Scan::Incomplete,
                Closed::Never => {
                    lines += newlines(&buffer[from..]);
                    cells.push(Span { start: from as u32 + 1, end: buffer.len() as u32 });
                    return Scan::Row { next: buffer.len(), lines, open: true };
                }
            }
        } else {
            at = field_end(buffer, at, delimiter);
            cells.push(Span { start: from as u32, end: at as u32 });
        }
        let next = match (buffer.get(at), buffer.get(at + 1)) {
            (Some(&byte), _) if byte == delimiter => {
                at += 1;
                continue;
            }
            (Some(b'\r'), Some(b'\n')) => at + 2,
            (Some(b'\r'), None) if !last => return Scan::Incomplete,
            (Some(_), _) => at + 1,
            (None, _) if last => at,
            (None, _) => return Scan::Incomplete,
        };
        if escaped {
            rewrite(buffer, cells);
        }
        return Scan::Row { next, lines: lines + u64::from(next > at), open: false };
    }
}

/// Where a quoted cell closes.
enum Closed {
    At { quote: usize, doubled: bool },
    Unknown,
    Never,
}

fn quoted(buffer: &[u8], from: usize, last: bool) -> Closed {
    let (mut at, mut doubled) = (from, false);
    loop {
        at = find(buffer, at, [b'"'; 3]);
        match (buffer.get(at), buffer.get(at + 1)) {
            (Some(_), Some(b'"')) => {
                doubled = true;
                at += 2;
            }
            (Some(_), None) if !last => return Closed::Unknown,
            (Some(_), _) => return Closed::At { quote: at, doubled },
            (None, _) if last => return Closed::Never,
            (None, _) => return Closed::Unknown,
        }
    }
}

/// Undoes doubled quotes in place, in cells that start at their opening quote.
fn rewrite(buffer: &mut [u8], cells: &mut [Span]) {
    for cell in cells {
        let (start, end) = (cell.start as usize, cell.end as usize);
        if start >= end || buffer[start] != b'"' {
            continue;
        }
        let (mut read, mut write, mut inside) = (start + 1, start, true);
        while read < end {
            let byte = buffer[read];
            if inside && byte == b'"' {
                if read + 1 < end && buffer[read + 1] == b'"' {
                    read += 1;
                } else {
                    inside = false;
                    read += 1;
                    continue;
                }
            }
            buffer[write] = byte;
            read += 1;
            write += 1;
        }
        cell.end = write as u32;
    }
}

/// Line ends before the last cell of a row that begins `at`, where that cell's quote is open.
pub(crate) fn open_quote(row: &[u8], at: usize, cells: &[Span]) -> u64 {
    let before = cells.last().map_or(0, |cell| (cell.start as usize).saturating_sub(at));
    newlines(row.get(..before).unwrap_or_default())
}

/// Line ends: every LF, and every CR without one.
pub(crate) fn newlines(bytes: &[u8]) -> u64 {
    let lone_cr = |k: usize| bytes[k] == b'\r' && bytes.get(k + 1) != Some(&b'\n');
    (0..bytes.len()).filter(|&k| bytes[k] == b'\n' || lone_cr(k)).count() as u64
}

#[inline]
fn field_end(buffer: &[u8], from: usize, delimiter: u8) -> usize {
    find(buffer, from, [delimiter, b'\n', b'\r'])
}

/// The first of three bytes from `from` on, or the end. Eight at a time: a byte
/// is zero where subtracting 1 borrows, and the lowest such byte is exact
/// (Mycroft 1987).
#[inline]
pub(crate) fn find(buffer: &[u8], from: usize, wanted: [u8; 3]) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let [x, y, z] = wanted.map(|byte| LOW * u64::from(byte));
    let mut at = from;
    while let Some(eight) = buffer.get(at..at + 8).and_then(|b| <[u8; 8]>::try_from(b).ok()) {
        let word = u64::from_le_bytes(eight);
        let zeros = |v: u64| v.wrapping_sub(LOW) & !v & HIGH;
        let hit = zeros(word ^ x) | zeros(word ^ y) | zeros(word ^ z);
        if hit != 0 {
            return at + hit.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while at < buffer.len() && !wanted.contains(&buffer[at]) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows with their lines, without blank ones; `false` where a quote stays open.
    fn rows(text: &str) -> (Vec<(u64, Vec<String>)>, bool) {
        let mut buffer = text.as_bytes().to_vec();
        let (mut at, mut line, mut cells, mut all) = (0, 1, Vec::new(), Vec::new());
        while let Scan::Row { next, lines, open } = row(&mut buffer, at, b',', true, &mut cells) {
            if open {
                return (all, false);
            }
            let cell = |s: &Span| {
                String::from_utf8_lossy(&buffer[s.start as usize..s.end as usize]).into_owned()
            };
            if !text.as_bytes()[at..next].trim_ascii().is_empty() {
                all.push((line, cells.iter().map(cell).collect()));
            }
            line += lines;
            at = next;
        }
        (all, true)
    }

    /// The same by csv-core, whose line numbers do not know lone CRs.
    fn rows_by_csv_core(text: &str) -> Vec<Vec<String>> {
        let mut core = csv_core::Reader::new();
        let (mut input, mut output, mut ends) = (text.as_bytes(), [0; 256], [0; 256]);
        let mut all = Vec::new();
        loop {
            let (mut written, mut cells) = (0, 0);
            loop {
                let (result, read, wrote, ended) =
                    core.read_record(input, &mut output[written..], &mut ends[cells..]);
                input = &input[read..];
                (written, cells) = (written + wrote, cells + ended);
                match result {
                    csv_core::ReadRecordResult::Record => break,
                    csv_core::ReadRecordResult::End => return all,
                    _ => {}
                }
            }
            let starts = [0].into_iter().chain(ends);
            let cell = |(start, end): (usize, usize)| {
                String::from_utf8_lossy(&output[start..end]).into_owned()
            };
            all.push(starts.zip(ends).take(cells).map(cell).collect());
        }
    }

    proptest::proptest! {
        #[test]
        fn rows_agree_with_csv_core(text in "[ab,\"\r\n]{0,60}") {
            let (rows, closed) = rows(&text);
            let mut wanted = rows_by_csv_core(&text);
            if !closed {
                wanted.truncate(rows.len());
            }
            let cells: Vec<Vec<String>> = rows.iter().map(|(_, cells)| cells.clone()).collect();
            proptest::prop_assert_eq!(cells, wanted);
            // Line numbers against counting the line ends before each row.
            let ends = |text: &str| text.replace("\r\n", "\n").matches(['\r', '\n']).count() as u64;
            let in_quotes: u64 = rows.iter().flat_map(|(_, cells)| cells).map(|c| ends(c)).sum();
            if let (Some((last, _)), true) = (rows.last(), closed) {
                proptest::prop_assert!(*last <= ends(&text) + 1);
                proptest::prop_assert!(*last + in_quotes >= rows.len() as u64);
            }
        }
    }

    #[test]
    fn quotes_line_ends_and_line_numbers() {
        let text = "a,b\r\n\"x, \"\"y\"\"\n2\",z\rlast,\"q\"tail\n\"\",";
        let wanted = [
            (1, vec!["a", "b"]),
            (2, vec!["x, \"y\"\n2", "z"]),
            (4, vec!["last", "qtail"]),
            (5, vec!["", ""]),
        ];
        let wanted =
            wanted.map(|(line, cells)| (line, cells.into_iter().map(String::from).collect()));
        assert_eq!(rows(text), (wanted.to_vec(), true));
    }

    #[test]
    fn a_quote_that_never_closes_is_told() {
        let mut buffer = b"\"a,b\nc".to_vec();
        let scan = row(&mut buffer, 0, b',', true, &mut Vec::new());
        assert_eq!(scan, Scan::Row { next: 6, lines: 1, open: true });
        assert_eq!(row(&mut buffer, 0, b',', false, &mut Vec::new()), Scan::Incomplete);
    }

    #[test]
    fn a_row_is_incomplete_until_its_end_is_certain() {
        for part in ["a,b", "a,b\r", "a,\"b", "a,\"b\"", ""] {
            let mut buffer = part.as_bytes().to_vec();
            let scan = row(&mut buffer, 0, b',', false, &mut Vec::new());
            assert_eq!(scan, Scan::Incomplete, "{part:?}");
        }
    }
}
