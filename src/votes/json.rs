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

/// Levels of objects in each other whose values become columns with dotted names, `a.b.c`. What
/// lies deeper stays as it is written.
pub(crate) const DEEPEST: u32 = 8;

/// The keys of an object in their order, dotted where `levels` of objects lie in each other;
/// `None` where the text is no object.
pub(crate) fn keys(text: &[u8], levels: u32) -> Option<Vec<String>> {
    let mut keys = Vec::new();
    whole(&text_of(text), levels, &mut |json, key| {
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
    let _ = whole(&text, 1, &mut |json, key| {
        let value = json.written()?;
        if value.starts_with(['[', '{']) {
            found.push((String::from_utf8_lossy(key).into_owned(), value.to_owned()));
        }
        Some(())
    });
    found
}

/// Reads a text that is one object, field by field.
fn whole(text: &str, levels: u32, field: Field<'_>) -> Option<()> {
    let mut json = Json::new(text);
    fields(&mut json, &mut Vec::new(), levels, field)?;
    json.end()
}

/// Reads an object's fields, and instead of an object among them that one's, down to `levels`.
/// `outer` is the key of the object itself, with a dot behind it.
fn fields(json: &mut Json<'_>, outer: &mut Vec<u8>, levels: u32, field: Field<'_>) -> Option<()> {
    let length = outer.len();
    json.object(&mut |json, key| {
        let nested = levels > 1 && json.begins() == Some(b'{');
        if length == 0 && !nested {
            return field(json, key);
        }
        outer.truncate(length);
        outer.extend_from_slice(key);
        if nested {
            outer.push(b'.');
            return fields(json, outer, levels - 1, field);
        }
        field(json, outer)
    })
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
    /// The first key that came twice.
    pub(crate) key_twice: Option<String>,
}

/// What is read of an object.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a> {
    /// Their names, dotted where objects lie in each other.
    pub(crate) names: &'a [String],
    /// How many of those become columns.
    pub(crate) levels: u32,
    /// Whether lists, and objects that lie deeper, stand as they are written; else their cells
    /// are empty.
    pub(crate) nested: bool,
    /// Columns whose texts and lists nobody needs: such cells are empty. Those from its end on are
    /// needed.
    pub(crate) unneeded: &'a [bool],
}

impl ObjectRow {
    /// Reads an object; `false` where the text is none. Strings stand as they
    /// are, numbers and booleans as JSON writes them, `null` is empty. Of values
    /// with one name the last counts.
    pub(crate) fn read(&mut self, object: &[u8], columns: Columns<'_>) -> bool {
        let Self { text, cells, unknown_key, key_twice } = self;
        let Columns { names, levels, nested, unneeded } = columns;
        text.clear();
        cells.clear();
        cells.resize(names.len(), Span::MISSING);
        (*unknown_key, *key_twice) = (None, None);
        let mut expected = 0; // objects of one file have their keys in one order
        let read = whole(&text_of(object), levels, &mut |json, key| {
            let is = |name: &String| name.as_bytes() == key;
            let owned = || String::from_utf8_lossy(key).into_owned();
            let at_once = names.get(expected).is_some_and(is).then_some(expected);
            let Some(column) = at_once.or_else(|| names.iter().position(is)) else {
                if json.begins() != Some(b'n') {
                    unknown_key.get_or_insert_with(owned);
                }
                return json.skip();
            };
            expected = column + 1;
            if cells[column] != Span::MISSING {
                key_twice.get_or_insert_with(owned);
            }
            let start = text.len() as u32;
            let left_out = match json.begins() {
                Some(b'[' | b'{') => !nested || unneeded.get(column) == Some(&true),
                Some(b'"') => unneeded.get(column) == Some(&true),
                _ => false,
            };
            if left_out {
                json.skip()?;
            } else {
                json.value(text)?;
            }
            let end = u32::try_from(text.len()).ok()?;
            cells[column] = Span { start, end };
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
        let names = ["a", "b", "c", "d", "e", "f"].map(String::from);
        let columns = Columns { names: &names, levels: 1, nested: true, unneeded: &[] };
        let mut row = ObjectRow::default();
        let object = r#" {"b": "x\ny", "a": 0.5, "z": [1, {"a": 2}], "c": {"a": 1}, "d": null,
            "f": ["en", "de"]} "#;
        assert!(row.read(object.as_bytes(), columns));
        let text = |k: usize| {
            let span = row.cells[k];
            (span != Span::MISSING)
                .then(|| String::from_utf8_lossy(&row.text[span.start as usize..span.end as usize]))
        };
        assert_eq!(text(0).as_deref(), Some("0.5"));
        assert_eq!(text(1).as_deref(), Some("x\ny"));
        assert_eq!(text(2).as_deref(), Some(r#"{"a": 1}"#));
        assert_eq!(text(5).as_deref(), Some(r#"["en", "de"]"#));
        assert_eq!(text(3).as_deref(), Some(""));
        assert_eq!(text(4), None);
        assert_eq!(row.unknown_key.as_deref(), Some("z"));
        assert!(row.read(object.as_bytes(), Columns { nested: false, ..columns }));
        assert_eq!(row.cells[2].of(&row.text), b"");
        assert_eq!(row.cells[5].of(&row.text), b"");
        for bad in ["{", "[1]", "{} {}", "{\"a\":1", "1", ""] {
            assert!(!row.read(bad.as_bytes(), columns), "{bad}");
        }
    }

    #[test]
    fn objects_in_objects_become_dotted_names() {
        let object = r#"{"a": 1, "m": {"x": {"h1": "2", "": [3]}, "y": null, "z": {}}, "m.y": 4}"#;
        let keys_of = |levels| keys(object.as_bytes(), levels).unwrap();
        assert_eq!(keys_of(1), ["a", "m", "m.y"]);
        assert_eq!(keys_of(2), ["a", "m.x", "m.y", "m.z", "m.y"]);
        assert_eq!(keys_of(DEEPEST), ["a", "m.x.h1", "m.x.", "m.y", "m.y"]);
        let names = ["m.y", "m.x.h1"].map(String::from);
        let mut row = ObjectRow::default();
        let unneeded = &[false, true];
        let columns = Columns { names: &names, levels: DEEPEST, nested: true, unneeded };
        assert!(row.read(object.as_bytes(), columns));
        assert_eq!(row.cells[0].of(&row.text), b"4");
        assert_eq!(row.cells[1].of(&row.text), b"", "a column that nobody needs");
        assert_ne!(row.cells[1], Span::MISSING);
        assert_eq!(row.key_twice.as_deref(), Some("m.y"));
        assert_eq!(row.unknown_key.as_deref(), Some("a"));
    }

    #[test]
    fn objects_in_objects_without_end_do_no_harm() {
        let depth = 200_000;
        let deep = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        let names = keys(deep.as_bytes(), DEEPEST).unwrap();
        assert_eq!(names, ["a.".repeat(7) + "a"]);
        let mut row = ObjectRow::default();
        let columns = Columns { names: &names, levels: DEEPEST, nested: true, unneeded: &[] };
        assert!(row.read(deep.as_bytes(), columns));
        assert_eq!(row.cells[0].of(&row.text).len(), 6 * (depth - 8) + 1);
        assert_eq!(keys(&deep.as_bytes()[..deep.len() - 1], DEEPEST), None);
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
