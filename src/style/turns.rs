//! The texts of a model's response, as they lie in its cell.
//!
//! A cell holds the text itself, or JSON: a list of texts, one a turn; a turn with its role and
//! content; or a list of turns, of which the model's are taken. A turn's content is a text or a
//! list of parts. JSON of any other form is an answer that happens to be JSON: a text.

use super::text::Style;
use crate::votes::encoding::text_of;
use crate::votes::json_value::Json;

/// Roles of the model's turns; `gpt` is `ShareGPT`'s.
const MODELS: [&str; 6] = ["assistant", "model", "gpt", "bot", "chatgpt", "ai"];

/// The style of a response, `None` where the cell is empty or no turn in it is the model's.
#[must_use]
pub fn style_of(cell: &[u8]) -> Option<Style> {
    let text = text_of(cell.trim_ascii());
    if text.is_empty() {
        return None;
    }
    let mut style = Style::default();
    let Some(turns) = turns(&text) else { return Some(Style::of(&text)) };
    let mut any = false;
    for turn in turns.iter().filter(|turn| turn.of_model) {
        any = true;
        for text in &turn.texts {
            style += Style::of(text);
        }
    }
    any.then_some(style)
}

/// One turn of a conversation.
#[derive(Default)]
struct Turn {
    of_model: bool,
    texts: Vec<String>,
}

/// The turns of a cell that is JSON of a form known, else `None`.
fn turns(text: &str) -> Option<Vec<Turn>> {
    let mut json = Json::new(text);
    let mut turns = Vec::new();
    match text.as_bytes().first()? {
        b'{' => turns.push(turn(&mut json)?),
        b'[' => json.list(&mut |json| {
            match json.begins()? {
                b'{' => turns.push(turn(json)?),
                b'"' => turns.push(Turn { of_model: true, texts: vec![string(json)?] }),
                // A turn in which nothing was answered.
                b'n' => json.skip().map(|()| turns.push(Turn::default()))?,
                _ => return None,
            }
            Some(())
        })?,
        _ => return None,
    }
    json.end()?;
    Some(turns)
}

/// An object with a role and a content.
fn turn(json: &mut Json<'_>) -> Option<Turn> {
    let (mut role, mut texts) = (None, None);
    json.object(&mut |json, key| {
        match (key, json.begins()?) {
            (b"role" | b"from", b'"') => {
                let name = string(json)?.to_ascii_lowercase();
                role = Some(MODELS.contains(&&*name));
            }
            (b"content" | b"value", _) => texts = Some(content(json)?),
            _ => json.skip()?,
        }
        Some(())
    })?;
    Some(Turn { of_model: role?, texts: texts? })
}

/// A text, or the texts among a list of parts; nothing for pictures, sounds and calls of tools.
fn content(json: &mut Json<'_>) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    match json.begins()? {
        b'"' => texts.push(string(json)?),
        b'[' => json.list(&mut |json| {
            match json.begins()? {
                b'"' => texts.push(string(json)?),
                b'{' => part(json, &mut texts)?,
                _ => json.skip()?,
            }
            Some(())
        })?,
        b'{' => part(json, &mut texts)?,
        _ => json.skip()?,
    }
    Some(texts)
}

/// The text of a part, `{ "type": "text", "text": … }`, if it has one.
fn part(json: &mut Json<'_>, texts: &mut Vec<String>) -> Option<()> {
    json.object(&mut |json, key| {
        match (key, json.begins()?) {
            (b"text", b'"') => texts.push(string(json)?),
            _ => json.skip()?,
        }
        Some(())
    })
}

fn string(json: &mut Json<'_>) -> Option<String> {
    let mut text = Vec::new();
    json.value(&mut text)?;
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(cell: &str) -> Option<u64> {
        style_of(cell.as_bytes()).map(|style| style.words)
    }

    #[test]
    fn texts_and_conversations() {
        for (cell, expected) in [
            ("", None),
            ("  \n", None),
            ("one two", Some(2)),
            (r#"["one two", "three"]"#, Some(3)),
            (r#"["one two", null]"#, Some(2)),
            ("[null]", None),
            (r#"{"role": "assistant", "content": "one two"}"#, Some(2)),
            (r#"{"content": "one two", "role": "user"}"#, None),
            (
                r#"[{"role":"user","content":"a b c"},{"role":"assistant","content":"one","n":1},
                    {"role":"user","content":"d"},{"role":"assistant","content":"two three"}]"#,
                Some(3),
            ),
            (
                r#"[{"role":"assistant","content":[{"type":"text","text":"one two"},
                    {"type":"image","image":"x y z","text":null}, "three"]}]"#,
                Some(3),
            ),
            (r#"[{"from":"human","value":"a"},{"from":"gpt","value":"one"}]"#, Some(1)),
            (r#"[{"role":"assistant","content":null}]"#, Some(0)),
            (r#"[{"role":"assistant","content":""}]"#, Some(0)),
            (r#"[{"role":"user","content":"a"}]"#, None),
        ] {
            assert_eq!(words(cell), expected, "{cell}");
        }
    }

    #[test]
    fn an_answer_that_is_json_is_a_text() {
        for cell in [
            "[1, 2, 3]",
            r#"{"name": "x"}"#,
            r#"[{"content": "x"}]"#,
            "[a link](https://x.y) it is",
            r#"["one", 2]"#,
            r#"["one"] and more"#,
            "[{]",
            "[[[[",
        ] {
            assert_eq!(style_of(cell.as_bytes()), Some(Style::of(cell)), "{cell}");
        }
    }

    #[test]
    fn texts_of_any_bytes_are_counted() {
        assert_eq!(style_of(b"caf\xE9 au lait").unwrap().words, 3);
        assert_eq!(style_of("a\0b".as_bytes()).unwrap().characters, 3);
        assert_eq!(words(r#"["half \ud83d a pair"]"#), Some(3));
        let deep = format!("[{}", r#"{"role":"assistant","content":"#.repeat(100_000));
        assert!(style_of(deep.as_bytes()).is_some());
    }
}
