//! Values of JSON (RFC 8259), read strictly: whatever is not JSON is `None`.
//!
//! Only what a row needs: the scalars of an object as text. `serde_json` would be a tenth of the
//! module that every reader loads; the tests hold this against it.

use std::io::Write;

use super::number::number;

/// Takes a field of an object: the reader stands before its value, and must be moved behind it.
pub(crate) type Field<'a> = &'a mut dyn FnMut(&mut Json<'_>, &[u8]) -> Option<()>;

/// A text and how far it has been read.
pub(crate) struct Json<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Json<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Reads an object.
    pub(crate) fn object(&mut self, field: Field<'_>) -> Option<()> {
        self.space();
        self.take(b'{')?;
        let mut key = Vec::new();
        if self.closes(b'}') {
            return Some(());
        }
        loop {
            key.clear();
            self.space();
            self.take(b'"')?;
            self.string(&mut key)?;
            self.space();
            self.take(b':')?;
            self.space();
            field(self, &key)?;
            if self.ends(b'}')? {
                return Some(());
            }
        }
    }

    /// Reads a list: before each item, which `item` must be moved behind.
    #[cfg(feature = "style")]
    pub(crate) fn list(&mut self, item: &mut dyn FnMut(&mut Json<'_>) -> Option<()>) -> Option<()> {
        self.space();
        self.take(b'[')?;
        if self.closes(b']') {
            return Some(());
        }
        loop {
            self.space();
            item(self)?;
            if self.ends(b']')? {
                return Some(());
            }
        }
    }

    /// Appends the text of a value: a string's characters, a whole number as it is written, any
    /// other number as Rust writes it, `true`, `false`, lists and objects as they are written;
    /// nothing for `null`.
    pub(crate) fn value(&mut self, text: &mut Vec<u8>) -> Option<()> {
        if self.peek() == Some(b'"') {
            self.at += 1;
            return self.string(text);
        }
        let written = self.written()?;
        match written.as_bytes().first()? {
            b'n' => {}
            b'-' | b'0'..=b'9' if written.contains(['.', 'e', 'E']) => {
                let number = number(written).filter(|number| number.is_finite())?;
                // Writing to memory cannot fail.
                let _ = write!(text, "{number}");
            }
            _ => text.extend_from_slice(written.as_bytes()),
        }
        Some(())
    }

    /// The character with which the next value begins.
    #[inline]
    pub(crate) fn begins(&self) -> Option<u8> {
        self.peek()
    }

    /// A value as it is written.
    pub(crate) fn written(&mut self) -> Option<&'a str> {
        let from = self.at;
        self.skip()?;
        self.text.get(from..self.at)
    }

    /// Passes over a value.
    pub(crate) fn skip(&mut self) -> Option<()> {
        let mut open = Vec::new(); // the brackets that are to close
        loop {
            self.space();
            let begins = self.peek()?;
            match begins {
                b'{' | b'[' => {
                    self.at += 1;
                    let close = begins + 2;
                    if !self.closes(close) {
                        open.push(close);
                        self.skip_key(close)?;
                        continue;
                    }
                }
                b'"' => self.skip_string()?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                _ => self.number()?,
            }
            loop {
                let Some(&close) = open.last() else { return Some(()) };
                if !self.ends(close)? {
                    self.skip_key(close)?;
                    break;
                }
                open.pop();
            }
        }
    }

    /// The end of the text.
    pub(crate) fn end(&mut self) -> Option<()> {
        self.space();
        (self.at == self.text.len()).then_some(())
    }

    /// In an object, the next key and its colon.
    fn skip_key(&mut self, close: u8) -> Option<()> {
        if close == b'}' {
            self.space();
            self.skip_string()?;
            self.space();
            self.take(b':')?;
        }
        Some(())
    }

    fn skip_string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            match self.plain()?.1 {
                b'"' => return Some(()),
                b'\\' => self.escaped()?,
                _ => return None,
            };
        }
    }

    /// Appends the characters of a string whose quote has been read.
    fn string(&mut self, text: &mut Vec<u8>) -> Option<()> {
        loop {
            let (plain, end) = self.plain()?;
            text.extend_from_slice(plain);
            match end {
                b'"' => return Some(()),
                b'\\' => {
                    let c = self.escaped()?;
                    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                _ => return None,
            }
        }
    }

    /// The characters up to a quote, a backslash or a control character, and that one.
    #[inline]
    fn plain(&mut self) -> Option<(&'a [u8], u8)> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let end = rest.iter().position(|&byte| matches!(byte, b'"' | b'\\' | ..b' '))?;
        self.at += end + 1;
        Some((&rest[..end], rest[end]))
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{C}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            _ => return None,
        })
    }

    /// A character by its number, or by two: the halves of a surrogate pair. A half by itself,
    /// which some programs write of a text that was cut there, is U+FFFD.
    fn unicode(&mut self) -> Option<char> {
        let first = self.four_digits()?;
        if (0xD800..0xDC00).contains(&first) {
            let behind = self.at;
            let second = self.word("\\u").and_then(|()| self.four_digits());
            let low = second.and_then(|second| second.checked_sub(0xDC00));
            if let Some(low) = low.filter(|&low| low < 0x400) {
                return char::from_u32(0x10000 + ((first - 0xD800) << 10 | low));
            }
            self.at = behind;
        }
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)
    }

    fn number(&mut self) -> Option<()> {
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > from).then_some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += word.len();
        rest.starts_with(word.as_bytes()).then_some(())
    }

    /// After a value in a list or an object: whether it closes here, rather than go on.
    fn ends(&mut self, close: u8) -> Option<bool> {
        if self.closes(close) {
            return Some(true);
        }
        self.take(b',').map(|()| false)
    }

    /// Whether the next character closes a list or an object.
    #[inline]
    fn closes(&mut self, close: u8) -> bool {
        self.space();
        let closes = self.peek() == Some(close);
        self.at += usize::from(closes);
        closes
    }

    #[inline]
    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Option<()> {
        let here = self.peek() == Some(byte);
        self.at += 1;
        here.then_some(())
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// The fields of an object, the last of each name, as `serde_json` reads them.
    fn by_serde(text: &str) -> Option<Vec<(String, String)>> {
        let Ok(Value::Object(fields)) = serde_json::from_str(text) else { return None };
        let mut fields: Vec<(String, String)> = fields
            .into_iter()
            .map(|(key, value)| {
                let text = match value {
                    Value::String(text) => text,
                    Value::Bool(value) => value.to_string(),
                    Value::Number(n) if n.is_f64() => n.as_f64().unwrap().to_string(),
                    Value::Number(number) => number.to_string(),
                    Value::Null => String::new(),
                    nested => nested.to_string(),
                };
                (key, text)
            })
            .collect();
        fields.sort();
        Some(fields)
    }

    fn by_us(text: &str) -> Option<Vec<(String, String)>> {
        let mut fields = std::collections::BTreeMap::new();
        let mut json = Json::new(text);
        json.object(&mut |json, key| {
            let nested = matches!(json.begins(), Some(b'[' | b'{'));
            let mut value = Vec::new();
            json.value(&mut value)?;
            let of = |bytes: &[u8]| String::from_utf8(bytes.into()).unwrap();
            // What is nested stands as it is written; held against `serde_json` it is written anew.
            let anew = |text: String| {
                let value = serde_json::from_str::<Value>(&without_lone_surrogates(&text));
                value.ok().filter(|_| nested).map_or(text, |value| value.to_string())
            };
            fields.insert(of(key), anew(of(&value)));
            Some(())
        })?;
        json.end()?;
        Some(fields.into_iter().collect())
    }

    #[test]
    fn objects_are_read_as_serde_json_reads_them() {
        for text in [
            r#" { "a" : 1 , "b":-0.5e3,"c":true,"d":false,"e":null,"f":[1,{"g":[]},"]"],"h":{} } "#,
            r#"{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 é 😀","\u0061b":""}"#,
            r#"{"a":1,"a":2}"#,
            "{}",
            r#"{"a":18446744073709551615,"b":-9223372036854775808,"c":0.1,"d":1e-7,"e":1E+2,"f":-0.0}"#,
        ] {
            assert!(by_us(text).is_some(), "{text}");
            assert_eq!(by_us(text), by_serde(text), "{text}");
        }
        let long = r#"{"a":12345678901234567890123}"#;
        assert_eq!(by_us(long).unwrap()[0].1, "12345678901234567890123", "a name, digit by digit");
    }

    /// The text with every half of a surrogate pair that stands alone as U+FFFD.
    fn without_lone_surrogates(text: &str) -> String {
        let half = |at: usize| {
            let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
            let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)?;
            (0xD800..0xE000).contains(&number).then_some(number)
        };
        let (mut mended, mut at) = (String::new(), 0);
        while let Some(c) = text[at..].chars().next() {
            let low = |at| half(at).is_some_and(|number| number >= 0xDC00);
            let taken = match half(at) {
                Some(..0xDC00) if low(at + 6) => 12,
                Some(_) => {
                    mended.push_str("\\ufffd");
                    at += 6;
                    continue;
                }
                None if c == '\\' => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
                None => c.len_utf8(),
            };
            mended.push_str(&text[at..at + taken]);
            at += taken;
        }
        mended
    }

    #[test]
    fn half_a_surrogate_pair_is_a_replacement_character() {
        for (text, is) in [
            (r#"{"a":"x\ud800"}"#, "x\u{FFFD}"),
            (r#"{"a":"\ud800\u0041"}"#, "\u{FFFD}A"),
            (r#"{"a":"\udc00y"}"#, "\u{FFFD}y"),
            (r#"{"a":"\ud83d\ud83d\ude00"}"#, "\u{FFFD}😀"),
        ] {
            assert_eq!(by_us(text).unwrap()[0].1, is, "{text}");
            assert_eq!(by_us(text), by_serde(&without_lone_surrogates(text)), "{text}");
        }
        assert_eq!(by_us(r#"{"a":"\ud800\u00"}"#), None);
    }

    #[test]
    fn what_is_no_object_is_told() {
        for text in [
            "",
            "{",
            "}",
            "[]",
            "1",
            "{}{}",
            "{} x",
            "{a:1}",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a" 1}"#,
            r#"{,"a":1}"#,
            r#"{"a":1 "b":2}"#,
            r#"{"a":01}"#,
            r#"{"a":1.}"#,
            r#"{"a":.5}"#,
            r#"{"a":-}"#,
            r#"{"a":1e}"#,
            r#"{"a":+1}"#,
            r#"{"a":tru}"#,
            r#"{"a":truex}"#,
            r#"{"a":[1,]}"#,
            r#"{"a":[1}"#,
            r#"{"a":{"b"}}"#,
            r#"{"a":{"b":1,}}"#,
            r#"{"a":[1 2]}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\u12"}"#,
            r#"{"a":"\u+123"}"#,
            "{\"a\":\"\n\"}",
            r#"{"a":"x}"#,
            r#"{"a":NaN}"#,
            r#"{"a":1e999}"#,
            r#"{"a":[}]}"#,
            r#"{"a":"\u00é"}"#,
        ] {
            assert_eq!(by_serde(text), None, "{text}");
            assert_eq!(by_us(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn spoilt_objects_too(
            at in proptest::collection::vec((0..200_usize, 0..40_usize), 0..3),
            which in 0..3_usize,
        ) {
            let mut text: Vec<char> = [
                r#"{"a":"x\n\u00e9","b":[1,2.5e-1,{"c":null}],"d":true,"e":-17}"#,
                r#"{"model_a":"GPT","model_b":"é😀","winner":"tie","turn":3,"p":{}}"#,
                r#"{"a":[{"a":1},"\ud83d\ude00",0.5]}"#,
            ][which].chars().collect();
            for (place, put) in at {
                let place = place % text.len();
                if let Some(c) = r#"{}[]",:\u0123456789eE+-.tfnaé "#.chars().nth(put) {
                    text[place] = c;
                } else {
                    text.remove(place);
                }
            }
            let text: String = text.into_iter().collect();
            let mended = without_lone_surrogates(&text);
            prop_assert_eq!(by_us(&text), by_serde(&mended), "{}", text);
        }
    }
}
