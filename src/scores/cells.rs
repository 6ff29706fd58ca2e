//! One cell: a number, nothing, or something else.

use crate::votes::number::number as read;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    /// Nothing, or a word for it.
    Blank,
    /// A finite number, with a percent sign or without.
    Number { value: f64, percent: bool },
    /// Neither, and why.
    Bad(&'static str),
}

impl Cell {
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Number { .. })
    }
}

/// What a comma in a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commas {
    /// Cells are separated by commas: one inside a number is of thousands.
    Thousands,
    /// The decimal one, unless it could as well be of thousands.
    Unsure,
    /// The decimal one: other numbers of the file show it.
    Decimal,
}

/// Words for nothing, in lower case.
const BLANK: &[&str] =
    &["", "-", "–", "—", "−", "--", "?", "n/a", "na", "nan", "null", "none", "n.a."];
/// Footnote marks and Markdown's bold type.
const MARKS: &[char] = &['*', '†', '‡', '§', '¶'];
const THOUSANDS: &str = "a thousands separator";

/// Reads a cell.
pub(super) fn parse(text: &str, commas: Commas) -> Cell {
    let text = text.trim();
    if is_blank(text) {
        return Cell::Blank;
    }
    let (core, percent) = bare(text);
    if core.is_empty() {
        return Cell::Bad("a mark without a number");
    }
    if is_blank(core) {
        return Cell::Blank;
    }
    let mut number = core.replace(['\u{2212}', '\u{2013}'], "-");
    match number.matches(',').count() {
        0 => {}
        1 if commas != Commas::Thousands && !number.contains('.') => {
            if commas == Commas::Unsure && could_be_thousands(&number) {
                return Cell::Bad("a comma that may be decimal or of thousands");
            }
            number = number.replace(',', ".");
        }
        _ => return Cell::Bad(if has_thousands(core) { THOUSANDS } else { "no number" }),
    }
    match read(&number) {
        // Adding zero turns -0 into 0.
        Some(value) if value.is_finite() => Cell::Number { value: value + 0.0, percent },
        Some(_) => Cell::Bad("too large a number"),
        _ if has_thousands(core) => Cell::Bad(THOUSANDS),
        _ => Cell::Bad("no number"),
    }
}

/// Whether a text shows that commas are decimal ones (`true`) or of thousands (`false`).
pub(super) fn comma_evidence(text: &str) -> Option<bool> {
    let (core, _) = bare(text);
    let whole = core.replace(['\u{2212}', '\u{2013}'], "-");
    if !whole.contains(',') || !has_thousands(&whole) {
        return None;
    }
    match whole.matches(',').count() {
        1 if whole.contains('.') => Some(false),
        1 => (!could_be_thousands(&whole)).then_some(true),
        _ => Some(false),
    }
}

fn is_blank(text: &str) -> bool {
    // No word for nothing is longer, and long texts need no lower case.
    text.len() <= 4 && BLANK.contains(&text.to_ascii_lowercase().as_str())
}

/// Without marks and percent sign.
fn bare(text: &str) -> (&str, bool) {
    let mark = |c: char| c.is_whitespace() || MARKS.contains(&c);
    let core = text.trim_matches(mark);
    match core.strip_suffix('%') {
        Some(core) => (core.trim_matches(mark), true),
        None => (core, false),
    }
}

/// One to three digits, not a lone zero, and three after the comma.
fn could_be_thousands(number: &str) -> bool {
    let unsigned = number.trim_start_matches(['-', '+']);
    unsigned.split_once(',').is_some_and(|(before, after)| {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        after.len() == 3
            && (1..=3).contains(&before.len())
            && !before.starts_with('0')
            && digits(before)
            && digits(after)
    })
}

/// Digits with separators between them.
fn has_thousands(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['-', '+']);
    let separator = |c: char| matches!(c, ',' | '.' | '\'' | '’' | '_') || c.is_whitespace();
    unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.ends_with(|c: char| c.is_ascii_digit())
        && unsigned.chars().all(|c| c.is_ascii_digit() || separator(c))
        && unsigned.contains(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<(f64, bool)> {
        match parse(text, Commas::Unsure) {
            Cell::Number { value, percent } => Some((value, percent)),
            _ => None,
        }
    }

    #[test]
    fn numbers_with_marks_signs_and_commas() {
        for (text, value, percent) in [
            (" 12.5 ", 12.5, false),
            ("**12.5**", 12.5, false),
            ("12.5†", 12.5, false),
            ("12.5 ‡*", 12.5, false),
            ("12.5 %", 12.5, true),
            ("**12.5%**†", 12.5, true),
            ("**12.5**%", 12.5, true),
            ("\u{2212}3", -3.0, false),
            ("-0", 0.0, false),
            ("1e-3", 0.001, false),
            ("12,5", 12.5, false),
            ("0,125", 0.125, false),
            ("12,5 %", 12.5, true),
            (".5", 0.5, false),
        ] {
            assert_eq!(number(text), Some((value, percent)), "{text}");
        }
        assert!(number("-0").is_some_and(|(v, _)| v.is_sign_positive()));
    }

    #[test]
    fn words_for_nothing() {
        for text in
            ["", " ", "-", "–", "—", "n/a", "N/A", "na", "NaN", "null", "None", "?", "**-**"]
        {
            assert_eq!(parse(text, Commas::Unsure), Cell::Blank, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_and_why() {
        for (text, why) in [
            ("abc", "no number"),
            ("inf", "no number"),
            ("infinity", "no number"),
            ("1e999", "too large a number"),
            ("1,234,567", THOUSANDS),
            ("1.234,5", THOUSANDS),
            ("1 234", THOUSANDS),
            ("1'234.5", THOUSANDS),
            ("1,234", "a comma that may be decimal or of thousands"),
            ("*", "a mark without a number"),
            ("%", "a mark without a number"),
            ("4/5", "no number"),
            ("12.5 ± 0.1", "no number"),
            ("F1", "no number"),
        ] {
            assert_eq!(parse(text, Commas::Unsure), Cell::Bad(why), "{text}");
        }
        assert_eq!(parse("12,5", Commas::Thousands), Cell::Bad(THOUSANDS));
        assert_eq!(parse("1,234", Commas::Decimal), Cell::Number { value: 1.234, percent: false });
    }

    #[test]
    fn what_shows_the_meaning_of_commas() {
        assert_eq!(comma_evidence("12,5"), Some(true));
        assert_eq!(comma_evidence("0,123"), Some(true));
        assert_eq!(comma_evidence("12,345"), None);
        assert_eq!(comma_evidence("1,234.5"), Some(false));
        assert_eq!(comma_evidence("1,234,567"), Some(false));
        assert_eq!(comma_evidence("GPT, 4"), None);
    }
}
