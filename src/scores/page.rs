//! A table in the midst of a page: Markdown's rows between bars, or HTML's. What is read of it is
//! text again, a row a line and every row on the line that it has in the page.

use super::cells::{Cell, Commas, parse};
use super::columns::names_models;
use super::draft::Log;
use super::markup::plain;
use crate::error::{Error, ErrorKind, FoundTable};
use crate::votes::csv;
use crate::votes::encoding::text_of;

/// What separates cells in the text of a table; no page has it.
pub(super) const SEPARATOR: u8 = 0x1f;
/// Rows that tell what a table holds.
const LOOKED_AT: usize = 50;
/// Names of columns in a list of tables.
const MOST_NAMED: usize = 20;

/// A table of a page, its header first.
pub(super) struct PageTable {
    rows: Vec<Row>,
}

struct Row {
    /// In the page, from 1.
    line: u64,
    cells: Vec<String>,
}

impl PageTable {
    fn header(&self) -> &[String] {
        self.rows.first().map_or(&[], |row| &row.cells)
    }

    fn column(&self, k: usize) -> impl Iterator<Item = Cell> {
        let rows = self.rows.iter().skip(1).take(LOOKED_AT);
        rows.filter_map(move |row| row.cells.get(k)).map(|cell| parse(cell, Commas::Unsure))
    }

    /// Whether it has two rows, a column of numbers and one of words.
    pub(super) fn holds_scores(&self) -> bool {
        let columns = || 0..self.header().len();
        let count = |k: usize, of: fn(&Cell) -> bool| self.column(k).filter(of).count();
        let words = |k: &usize| {
            count(*k, |cell| matches!(cell, Cell::Bad(_))) > count(*k, |cell| cell.is_number())
        };
        let numbers = |k: &usize| !words(k) && self.column(*k).any(Cell::is_number);
        self.rows.len() > 2 && columns().any(|k| numbers(&k)) && columns().any(|k| words(&k))
    }

    fn names_models(&self) -> bool {
        self.header().iter().any(|name| names_models(&plain(name)))
    }

    /// As delimited text, its cells as a reader of the page sees them. (In other files a name that
    /// looks like markup is a name.)
    pub(super) fn text(&self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut line = 1;
        for row in &self.rows {
            // Rows of HTML may share a line.
            let lines = row.line.saturating_sub(line).max(u64::from(line > 1));
            text.extend((0..lines).map(|_| b'\n'));
            line = row.line.max(line + lines);
            for (k, cell) in row.cells.iter().enumerate() {
                if k > 0 {
                    text.push(SEPARATOR);
                }
                let cell = plain(cell).replace(|c: char| c.is_ascii_control(), " ");
                if cell.starts_with('"') {
                    text.extend(format!("\"{}\"", cell.replace('"', "\"\"")).bytes());
                } else {
                    text.extend(cell.bytes());
                }
            }
        }
        text
    }
}

/// The tables of a page, in its order: Markdown's, and HTML's where there are none.
pub(super) fn tables(text: &[u8]) -> Vec<PageTable> {
    let markdown = if text.contains(&b'|') { markdown(text) } else { Vec::new() };
    if markdown.is_empty() { html(text) } else { markdown }
}

/// The table asked for (counted from 1), or the only one that can be meant: the one with a column of
/// models, or else the one with numbers and words.
///
/// # Errors
/// `several-tables` where nobody can know which is meant, `bad-option` where there is no such table.
pub(super) fn chosen(
    tables: Vec<PageTable>,
    asked: Option<usize>,
    log: &mut Log,
) -> Result<Option<PageTable>, Error> {
    let n = tables.len();
    let of_scores: Vec<usize> = (0..n).filter(|&k| tables[k].holds_scores()).collect();
    let of_models: Vec<usize> =
        of_scores.iter().copied().filter(|&k| tables[k].names_models()).collect();
    let candidates = if of_models.is_empty() { of_scores } else { of_models };
    let at = match (asked, candidates.as_slice()) {
        (Some(asked), _) if (1..=n).contains(&asked) => asked - 1,
        (Some(asked), _) => {
            let expected = format!("a number from 1 to {n}: the page has so many tables");
            return Err(Error::option("table", asked, &expected));
        }
        (None, []) => return Ok(None),
        (None, [only]) => *only,
        (None, several) => {
            let tables = several.iter().map(|&k| found(k, &tables[k])).collect();
            return Err(ErrorKind::SeveralTables { tables }.into());
        }
    };
    let Some(table) = tables.into_iter().nth(at) else { return Ok(None) };
    if n > 1 && asked.is_none() {
        let line = table.rows[0].line;
        log.notes.push(format!(
            "Of the {n} tables of the page the one on line {line} is read; the option table takes another."
        ));
    }
    Ok(Some(table))
}

fn found(k: usize, table: &PageTable) -> FoundTable {
    FoundTable {
        table: k + 1,
        line: table.rows[0].line,
        rows: table.rows.len() as u64 - 1,
        header: table.header().iter().take(MOST_NAMED).map(|name| plain(name).into()).collect(),
    }
}

fn markdown(text: &[u8]) -> Vec<PageTable> {
    let mut tables: Vec<PageTable> = Vec::new();
    let mut open = false;
    let mut before: &[u8] = b"";
    for (line, now) in (1..).zip(text.split(|byte| *byte == b'\n')) {
        let now = now.trim_ascii();
        if let (true, Some(table)) = (open && now.contains(&b'|'), tables.last_mut()) {
            table.rows.push(Row { line, cells: between_bars(now) });
        } else if is_rule(now) && before.contains(&b'|') {
            let header = between_bars(before);
            open = header.len() > 1 && header.len() == between_bars(now).len();
            if open {
                tables.push(PageTable { rows: vec![Row { line: line - 1, cells: header }] });
            }
        } else {
            open = false;
        }
        before = now;
    }
    tables
}

/// `|---|:-:|`: nothing but dashes, colons and bars.
fn is_rule(line: &[u8]) -> bool {
    line.first().is_some_and(|byte| b"|:-".contains(byte))
        && line.contains(&b'-')
        && line.iter().all(|byte| b"|:- \t".contains(byte))
}

/// The cells of a row of Markdown; a bar behind a backslash belongs to its cell.
fn between_bars(line: &[u8]) -> Vec<String> {
    let line = text_of(line);
    let line = line.strip_prefix('|').unwrap_or(&line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        if c == '|' && !escaped {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    // What follows the last bar is no cell, unless something stands there.
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn html(text: &[u8]) -> Vec<PageTable> {
    let mut tables = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(start) = find_tag(text, at, text.len(), &["table"]) {
        let end = find_tag(text, start, text.len(), &["/table"]).unwrap_or(text.len());
        let mut rows: Vec<(Row, bool)> = Vec::new();
        let mut from = start;
        while let Some(row) = find_tag(text, from, end, &["tr"]) {
            line += csv::newlines(&text[at..row]);
            at = row;
            from = find_tag(text, row + 1, end, &["tr", "/tr"]).unwrap_or(end);
            let (cells, heads) = html_row(text, row, from);
            // Of two rows of headings the second names the columns.
            if heads && matches!(rows.as_slice(), [(_, true)]) {
                rows.clear();
            }
            if !cells.is_empty() {
                rows.push((Row { line, cells }, heads));
            }
        }
        if rows.len() > 1 {
            tables.push(PageTable { rows: rows.into_iter().map(|(row, _)| row).collect() });
        }
        line += csv::newlines(&text[at..end]);
        at = end.max(start + 1).min(text.len());
    }
    tables
}

/// The cells of a row of HTML, and whether all are headings.
fn html_row(text: &[u8], start: usize, end: usize) -> (Vec<String>, bool) {
    const CELL: &[&str] = &["td", "th"];
    let (mut cells, mut heads) = (Vec::new(), true);
    let mut at = start;
    while let Some(cell) = find_tag(text, at, end, CELL) {
        let next = find_tag(text, cell + 1, end, &["td", "th", "/td", "/th"]).unwrap_or(end);
        let inside = text_of(&text[cell..next]);
        let (tag, content) = inside.split_once('>').unwrap_or((&inside, ""));
        heads &= tag.to_ascii_lowercase().starts_with("<th");
        let words: Vec<&str> = content.split_whitespace().collect();
        cells.push(words.join(" "));
        let wide = tag.split_once("colspan=").and_then(|(_, n)| {
            let digits = n.trim_start_matches(['"', '\'']);
            digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())]
                .parse()
                .ok()
        });
        cells.extend((1..wide.unwrap_or(1).min(100)).map(|_| String::new()));
        at = next;
    }
    (cells, heads)
}

/// Where one of these tags begins.
fn find_tag(text: &[u8], from: usize, to: usize, names: &[&str]) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..to)?.iter().position(|byte| *byte == b'<')?;
        let is = |name: &&str| {
            let rest = &text[at + 1..to];
            rest.get(..name.len()).is_some_and(|s| s.eq_ignore_ascii_case(name.as_bytes()))
                && !rest.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
        };
        if names.iter().any(is) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Vec<Vec<String>>> {
        let rows = |table: PageTable| table.rows.into_iter().map(|row| row.cells).collect();
        tables(text.as_bytes()).into_iter().map(rows).collect()
    }

    #[test]
    fn tables_of_markdown() {
        let page = "# A | B\n\n| a | b \\| c |\r\n|:--|--:|\r\n| 1 | 2 |\n| 3 |\nwords\n\nx | y\n--|--\n4 | 5 | 6\n";
        assert_eq!(
            of(page),
            [
                vec![vec!["a", "b \\| c"], vec!["1", "2"], vec!["3"]],
                vec![vec!["x", "y"], vec!["4", "5", "6"]]
            ]
        );
        // A rule of another width, a rule without a header, a list.
        for none in ["| a | b |\n|---|\n| 1 | 2 |\n", "\n|---|---|\n| 1 | 2 |\n", "- a | b\n- c\n"]
        {
            assert_eq!(of(none), Vec::<Vec<Vec<String>>>::new(), "{none}");
        }
    }

    #[test]
    fn tables_of_html() {
        let page = "<!doctype html><table class=x><thead><tr><th>Model</th><th>A</th></tr></thead>\n\
            <tbody><TR><td>x\n y</td><td><b>1</b></td></TR><tr><td colspan=\"2\">z</table><table></table>";
        let wanted = vec![vec!["Model", "A"], vec!["x y", "<b>1</b>"], vec!["z", ""]];
        assert_eq!(of(page), [wanted]);
        // Headings over headings.
        let two = "<table><tr><th></th><th colspan=2>Group</th></tr><tr><th>Model</th><th>A</th><th>B</th></tr><tr><td>x</td><td>1</td><td>2</td></tr></table>";
        assert_eq!(of(two), [vec![vec!["Model", "A", "B"], vec!["x", "1", "2"]]]);
        assert_eq!(of("<table><tr><td>"), Vec::<Vec<Vec<String>>>::new());
        assert_eq!(of("<table").len(), 0);
    }

    #[test]
    fn rows_keep_their_lines() {
        let page = "one\n\n| m | a |\n|---|---|\n| \"x\" y | 1 |\n";
        let table = tables(page.as_bytes()).remove(0);
        assert_eq!(table.text(), b"\n\nm\x1fa\n\n\"\"\"x\"\" y\"\x1f1");
    }
}
