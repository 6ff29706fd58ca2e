//! What a page puts around the text of a cell, taken off: Markdown's emphasis, links, footnotes and
//! escapes, HTML's tags and entities.

use std::borrow::Cow;

/// A cell's text as a reader of the page sees it, without outer spaces.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains(['*', '_', '~', '`', '[', '<', '&', '\\']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '<' => tag(rest, &mut out),
            '&' => entity(rest, &mut out),
            '[' | '!' => link(rest, &mut out),
            '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.push_str(&rest[1..2]);
                &rest[2..]
            }
            _ => {
                out.push(first);
                &rest[first.len_utf8()..]
            }
        };
    }
    Cow::Owned(without_emphasis(out.trim()))
}

/// Leaves out a tag; what a raised one holds is a footnote, what a lowered one holds stands apart
/// from digits before it.
fn tag<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let name: String = rest[1..]
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let end = rest.find('>').filter(|&end| !rest[1..end].contains('<'));
    let Some(end) = end.filter(|_| name.starts_with(|c: char| c.is_ascii_alphabetic())) else {
        out.push('<');
        return &rest[1..];
    };
    let after = &rest[end + 1..];
    let opens = !rest[1..].starts_with('/');
    match name.as_str() {
        "sup" if opens => match after.find("</sup>") {
            Some(close) => return &after[close + "</sup>".len()..],
            None => return after,
        },
        "sub" if opens && out.ends_with(|c: char| c.is_ascii_digit()) => out.push(' '),
        "br" | "p" | "div" | "li" => out.push(' '),
        _ => {}
    }
    after
}

/// Characters that have names in HTML, those that tables use.
const ENTITIES: &[(&str, &str)] = &[
    ("&nbsp;", " "),
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&plusmn;", "±"),
    ("&minus;", "-"),
    ("&ndash;", "–"),
    ("&mdash;", "—"),
    ("&dagger;", "†"),
    ("&uarr;", "↑"),
    ("&darr;", "↓"),
];

fn entity<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let known = ENTITIES.iter().find(|(name, _)| rest.starts_with(name));
    let (name, means) = known.copied().unwrap_or(("&", "&"));
    out.push_str(means);
    &rest[name.len()..]
}

/// `[text](target)` and `[text][target]` are their text; images and footnotes are nothing.
fn link<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let image = rest.starts_with("![");
    let from = usize::from(image);
    if !rest[from..].starts_with('[') {
        out.push('!');
        return &rest[1..];
    }
    if let Some((_, after)) = rest[from..].strip_prefix("[^").and_then(|note| note.split_once(']'))
    {
        return after;
    }
    let closed = closing(&rest[from..], '[', ']').map(|end| from + end);
    if let Some(end) = closed {
        let after = &rest[end + 1..];
        let target = match after.chars().next() {
            Some('(') => closing(after, '(', ')'),
            Some('[') => closing(after, '[', ']'),
            _ => None,
        };
        if let Some(target) = target {
            if !image {
                out.push_str(&plain(&rest[from + 1..end]));
            }
            return &after[target + 1..];
        }
    }
    out.push_str(&rest[..=from]);
    &rest[from + 1..]
}

/// Where the bracket that a text begins with closes.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Without `**` that come in pairs, and without marks around the whole text.
fn without_emphasis(text: &str) -> String {
    let mut text = text.to_owned();
    if text.matches("**").count().is_multiple_of(2) {
        text = text.replace("**", "");
    }
    for mark in ["__", "~~", "*", "_", "`"] {
        let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        if let Some(inner) = inner.map(str::trim).filter(|inner| !inner.is_empty()) {
            text = inner.to_owned();
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_shows_is_what_is_read() {
        for (written, shown) in [
            ("GPT-4o", "GPT-4o"),
            ("**GPT-4o**", "GPT-4o"),
            ("**GPT-4o** (ours)", "GPT-4o (ours)"),
            ("***86.4***", "86.4"),
            ("_86.4_", "86.4"),
            ("__86.4__", "86.4"),
            ("~~86.4~~", "86.4"),
            ("`gpt-4o`", "gpt-4o"),
            ("snake_case_name", "snake_case_name"),
            ("Llama\\_3\\_8B", "Llama_3_8B"),
            ("[GPT-4o](https://example.org/a_(b))", "GPT-4o"),
            ("[**GPT-4o**](https://example.org)", "GPT-4o"),
            ("**[GPT-4o](https://example.org)**", "GPT-4o"),
            ("[GPT-4o][gpt]", "GPT-4o"),
            ("![logo](a.png) GPT-4o", "GPT-4o"),
            ("86.4[^1]", "86.4"),
            ("86.4<sup>1</sup>", "86.4"),
            ("86.4<sub>12</sub>", "86.4 12"),
            ("H<sub>2</sub>O", "H2O"),
            ("<b>86.4</b>", "86.4"),
            ("<a href=\"https://example.org\" target=_blank>GPT-4o</a>", "GPT-4o"),
            ("SD-QA<br>(Pan)", "SD-QA (Pan)"),
            ("86.4&nbsp;&plusmn;&nbsp;0.3", "86.4 ± 0.3"),
            ("R&D", "R&D"),
            ("a < b", "a < b"),
            ("[12]", "[12]"),
            ("a [b", "a [b"),
            ("wow!", "wow!"),
            ("**", "**"),
            ("*", "*"),
            ("", ""),
        ] {
            assert_eq!(plain(written), shown, "{written}");
        }
    }
}
