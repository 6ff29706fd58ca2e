//! Rows of JSON: an object a line, or the objects of one array.

use std::fmt;
use std::io::Write;

use serde::de::{Deserialize, DeserializeSeed};
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::csv::{Scan, Span, find, newlines};
use super::encoding::text_of;

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
    struct Keys(Vec<String>);
    impl<'de> Deserialize<'de> for Keys {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            struct KeyVisitor;
            impl<'de> Visitor<'de> for KeyVisitor {
                type Value = Keys;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Keys, M::Error> {
                    let mut keys = Vec::new();
                    while let Some((key, IgnoredAny)) = map.next_entry::<String, _>()? {
                        keys.push(key);
                    }
                    Ok(Keys(keys))
                }
            }
            from.deserialize_map(KeyVisitor)
        }
    }
    serde_json::from_str::<Keys>(&text_of(text)).ok().map(|keys| keys.0)
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
        self.text.clear();
        self.cells.clear();
        self.cells.resize(columns.len(), Span::MISSING);
        self.unknown_key = None;
        let object = text_of(object);
        let mut from = serde_json::Deserializer::from_str(&object);
        let read = from.deserialize_map(RowVisitor { row: self, columns });
        read.and_then(|()| from.end()).is_ok()
    }
}

struct RowVisitor<'a> {
    row: &'a mut ObjectRow,
    columns: &'a [String],
}

impl<'de> Visitor<'de> for RowVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let mut expected = 0; // objects of one file have their keys in one order
        while let Some(key) = map.next_key_seed(Key { columns: self.columns, expected })? {
            match key {
                Ok(column) => {
                    let start = self.row.text.len() as u32;
                    map.next_value_seed(Cell(&mut self.row.text))?;
                    let end = u32::try_from(self.row.text.len()).map_err(M::Error::custom)?;
                    self.row.cells[column] = Span { start, end };
                    expected = column + 1;
                }
                Err(key) => {
                    map.next_value::<IgnoredAny>()?;
                    self.row.unknown_key.get_or_insert(key);
                }
            }
        }
        Ok(())
    }
}

/// Turns a key into its column.
struct Key<'a> {
    columns: &'a [String],
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Result<usize, String>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Result<usize, String>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        if self.columns.get(self.expected).is_some_and(|name| name == key) {
            return Ok(Ok(self.expected));
        }
        Ok(self.columns.iter().position(|name| name == key).ok_or_else(|| key.to_owned()))
    }
}

/// Appends a value's text.
struct Cell<'a>(&'a mut Vec<u8>);

impl Cell<'_> {
    fn show(self, value: impl fmt::Display) {
        // Writing to memory cannot fail.
        let _ = write!(self.0, "{value}");
    }
}

impl<'de> DeserializeSeed<'de> for Cell<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.show(value);
        Ok(())
    }
    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.show(value);
        Ok(())
    }
    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.show(value);
        Ok(())
    }
    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.show(value);
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<(), S::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
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
