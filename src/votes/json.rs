//! Rows of JSON: an object a line, or the objects of one array.

use super::csv::{Scan, Span, find, newlines};
use super::encoding::text_of;
use super::json_value::{Field, Json};

/// Finds the line at `start`: its end comes back before the scan.
pub(crate) fn line(buffer: &[u8], start: usize, last: bool) -> (usize, Scan) {
    if start == buffer.len() {
        return (start, if last { Scan::End } else { Scan::Incomplete });
    }
    let end = find(buffer, start, [b'\n', b'\r', b'\n']);
    let next = match (buffer.get(end), buffer.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => end + 2,
        (Some(b'\r'), None) if !last => return (end, Scan::Incomplete),
        (Some(_), _) => end + 1,
        (None, _) if last => end,
        (None, _) => return (end, Scan::Incomplete),
    };
    (end, Scan::Row { next, lines: u64::from(next > end), open: false })
}

/// Finds the next element of the array at or after `start`, and where it
/// begins and ends. The array's own brackets and commas are passed over.
pub(crate) fn element(buffer: &[u8], start: usize, last: bool) -> ((usize, usize), Scan) {
    let between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']');
    let Some(skipped) = buffer[start..].iter().position(|byte| !between(byte)) else {
        return ((start, start), if last { Scan::End } else { Scan::Incomplete });
    };
    let from = start + skipped;
    let (mut depth, mut inside, mut at) = (0_u32, false, from);
    while let Some(&byte) = buffer.get(at) {
        match byte {
            b'\\' if inside => at += 1,
            b'"' => inside = !inside,
            _ if inside => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            b',' | b']' | b'}' if depth == 0 => break,
            _ => {}
        }
        at += 1;
    }
    if at >= buffer.len() && !last {
        return ((from, from), Scan::Incomplete);
    }
    let end = at.min(buffer.len());
    // A stray closing brace ends its element and is passed over with it.
    let next = if buffer.get(end) == Some(&b'}') { end + 1 } else { end };
    ((from, end), Scan::Row { next, lines: newlines(&buffer[start..next]), open: false })
}

/// The keys of an object in their order, `None` where the text is no object.
pub(crate) fn keys(text: &[u8]) -> Option<Vec<String>> {
    let mut keys = Vec::new();
    whole(&text_of(text), &mut |json, key| {
        keys.push(String::from_utf8_lossy(key).into_owned());
        json.skip()
    })?;
    Some(keys)
}

/// The keys of the lists and objects inside an object, and how those are written.
pub(crate) fn nested(text: &[u8]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let text = text_of(text);
    // What was read of a text that is no object is left out with its line.
    let _ = whole(&text, &mut |json, key| {
        let value = json.written()?;
        if value.starts_with(['[', '{']) {
            found.push((String::from_utf8_lossy(key).into_owned(), value.to_owned()));
        }
        Some(())
    });
    found
}

/// Reads a text that is one object, field by field.
fn whole(text: &str, field: Field<'_>) -> Option<()> {
    let mut json = Json::new(text);
    json.object(field)?;
    json.end()
}

/// One object as cells: the text of the value of each column's key.
#[derive(Debug, Default)]
pub(crate) struct ObjectRow {
    /// Where the cells lie.
    pub(crate) text: Vec<u8>,
    /// A cell for each column, missing where the object lacks its key.
    pub(crate) cells: Vec<Span>,
    /// The first key that no column has.
    pub(crate) unknown_key: Option<String>,
}

impl ObjectRow {
    /// Reads an object; `false` where the text is none. Strings stand as they
    /// are, numbers and booleans as JSON writes them, `null` is empty, and
    /// arrays and objects inside are left out.
    pub(crate) fn read(&mut self, object: &[u8], columns: &[String]) -> bool {
        let Self { text, cells, unknown_key } = self;
        text.clear();
        cells.clear();
        cells.resize(columns.len(), Span::MISSING);
        *unknown_key = None;
        let mut expected = 0; // objects of one file have their keys in one order
        let read = whole(&text_of(object), &mut |json, key| {
            let is = |name: &String| name.as_bytes() == key;
            let at_once = columns.get(expected).is_some_and(is).then_some(expected);
            let Some(column) = at_once.or_else(|| columns.iter().position(is)) else {
                unknown_key.get_or_insert_with(|| String::from_utf8_lossy(key).into_owned());
                return json.skip();
            };
            let start = text.len() as u32;
            json.value(text)?;
            let end = u32::try_from(text.len()).ok()?;
            cells[column] = Span { start, end };
            expected = column + 1;
            Some(())
        });
        read.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_becomes_cells() {
        let columns = ["a", "b", "c", "d", "e"].map(String::from);
        let mut row = ObjectRow::default();
        let object = r#" {"b": "x\ny", "a": 0.5, "z": [1, {"a": 2}], "c": {"a": 1}, "d": null} "#;
        assert!(row.read(object.as_bytes(), &columns));
        let text = |k: usize| {
            let span = row.cells[k];
            (span != Span::MISSING)
                .then(|| String::from_utf8_lossy(&row.text[span.start as usize..span.end as usize]))
        };
        assert_eq!(text(0).as_deref(), Some("0.5"));
        assert_eq!(text(1).as_deref(), Some("x\ny"));
        assert_eq!(text(2).as_deref(), Some(""));
        assert_eq!(text(3).as_deref(), Some(""));
        assert_eq!(text(4), None);
        assert_eq!(row.unknown_key.as_deref(), Some("z"));
        for bad in ["{", "[1]", "{} {}", "{\"a\":1", "1", ""] {
            assert!(!row.read(bad.as_bytes(), &columns), "{bad}");
        }
    }

    #[test]
    fn elements_of_an_array() {
        let text = b"[\n {\"a\": \"}]\\\",\"},\n {\"a\": [1, {}]} , 7, } ]\n";
        let (mut at, mut found, mut lines) = (0, Vec::new(), 0);
        while let ((from, to), Scan::Row { next, lines: more, .. }) = element(text, at, true) {
            found.push(std::str::from_utf8(&text[from..to]).unwrap().trim());
            lines += more;
            at = next;
        }
        assert_eq!(found, ["{\"a\": \"}]\\\",\"}", "{\"a\": [1, {}]}", "7", ""]);
        assert_eq!(lines, 2);
        assert_eq!(element(b"[{\"a\": 1", 0, false).1, Scan::Incomplete);
    }
}
