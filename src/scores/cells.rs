//! One cell: a number, nothing, or something else.

use std::borrow::Cow;

use super::markup::plain;
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
/// Footnote marks, medals and arrows beside a number.
const MARKS: &[char] = &[
    '*', '†', '‡', '§', '¶', '¹', '²', '³', '⁰', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', 'ᵃ', 'ᵇ', 'ᶜ', '↑',
    '↓', '▲', '▼', '🥇', '🥈', '🥉', '🏆', '⭐',
];
/// What may stand between groups of three digits beside commas and points.
const SPACERS: &[char] = &[' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’', '_'];
const SEPARATOR: &str = "a separator that is neither decimal nor of thousands";
const UNSURE: &str = "a comma that may be decimal or of thousands";
const UNSURE_POINT: &str = "a point that may be decimal or of thousands";
const NONE: &str = "no number";

/// Reads a cell: `86.4`, `**86.4%**`, `86.4 ± 0.3`, `1,234.5`, and `+5/-4` as half of that width.
pub(super) fn parse(text: &str, commas: Commas) -> Cell {
    let text = plain(text);
    if is_blank(&text) {
        return Cell::Blank;
    }
    let (core, percent) = bare(&text);
    if core.is_empty() {
        return Cell::Bad("a mark without a number");
    }
    if is_blank(core) {
        return Cell::Blank;
    }
    let ascii = core.replace(['\u{2212}', '\u{2013}'], "-");
    let found = match width(&ascii) {
        Some([up, down]) => {
            let read = |part: &str| decimal(part, commas).map(|text| read(&text));
            match (read(up), read(down)) {
                (Ok(Some(up)), Ok(Some(down))) => Ok(Some(f64::midpoint(up, down))),
                _ => Err(NONE),
            }
        }
        None => decimal(&ascii, commas).map(|text| read(&text)),
    };
    match found {
        // Adding zero turns -0 into 0.
        Ok(Some(value)) if value.is_finite() => Cell::Number { value: value + 0.0, percent },
        Ok(Some(_)) => Cell::Bad("too large a number"),
        Ok(None) => Cell::Bad(NONE),
        Err(reason) => Cell::Bad(reason),
    }
}

/// What commas mean, as far as a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// They are decimal.
    Decimal,
    /// They are of thousands.
    Thousands,
    /// A point is decimal, so that they are not.
    Point,
}

/// What a cell shows of commas.
pub(super) fn comma_evidence(text: &str) -> Option<Evidence> {
    let text = plain(text);
    let (core, _) = bare(&text);
    if !is_separated(core) {
        return None;
    }
    let (commas, points) = (core.matches(',').count(), core.matches('.').count());
    let unsure = |separator| could_be_thousands(core, separator);
    match (commas, points) {
        (0, 1) => (!unsure('.')).then_some(Evidence::Point),
        (1, 0) => (!unsure(',')).then_some(Evidence::Decimal),
        (1, 1) if core.find(',') > core.find('.') => Some(Evidence::Decimal),
        (1.., 0 | 1) => Some(Evidence::Thousands),
        (1, 2..) => Some(Evidence::Decimal),
        _ => None,
    }
}

fn is_blank(text: &str) -> bool {
    // No word for nothing is longer, and long texts need no lower case.
    text.len() <= 4 && BLANK.contains(&text.to_ascii_lowercase().as_str())
}

/// Without marks, percent sign and what stands behind ±.
fn bare(text: &str) -> (&str, bool) {
    let mark = |c: char| c.is_whitespace() || MARKS.contains(&c);
    let core = without_spread(text.trim_matches(mark)).trim_matches(mark);
    match core.strip_suffix('%') {
        Some(core) => (core.trim_matches(mark), true),
        // 86.4 ± 0.3 %
        None => (core, core.len() < text.len() && text.trim_end_matches(mark).ends_with('%')),
    }
}

/// The number before `± 0.3`, `+/- 0.3`, `(±0.3)` or `+5/-4`.
fn without_spread(text: &str) -> &str {
    let spread = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | ')' | ' ');
    for sign in ["±", "+/-", "+/\u{2212}"] {
        if let Some((before, after)) = text.split_once(sign) {
            let before = before.trim_end_matches([' ', '(']);
            let tells = after.chars().all(spread) && after.contains(|c: char| c.is_ascii_digit());
            return if before.is_empty() || !tells { text } else { before };
        }
    }
    match text.get(1..).and_then(|rest| rest.find('+')) {
        Some(at) if width(&text[at + 1..].replace('\u{2212}', "-")).is_some() => {
            text[..=at].trim_end_matches([' ', '('])
        }
        _ => text,
    }
}

/// The two halves of an interval written alone, `+5/-4` or `±5`.
fn width(text: &str) -> Option<[&str; 2]> {
    if let Some(half) = text.strip_prefix('±') {
        return Some([half.trim(); 2]);
    }
    let (up, down) = text.strip_prefix('+')?.trim_end_matches(')').split_once('/')?;
    Some([up.trim(), down.trim().strip_prefix('-')?.trim()])
}

/// A number as Rust writes it: separators of thousands taken out, the decimal one a point.
fn decimal(number: &str, commas: Commas) -> Result<Cow<'_, str>, &'static str> {
    if !number.contains(',') && !number.contains(SPACERS) && number.matches('.').count() < 2 {
        let unsure = commas == Commas::Decimal && could_be_thousands(number, '.');
        return if unsure { Err(UNSURE_POINT) } else { Ok(Cow::Borrowed(number)) };
    }
    if !is_separated(number) {
        return Err(NONE);
    }
    let (whole, fraction) = split(number, commas)?;
    let digits = ungrouped(whole).ok_or(SEPARATOR)?;
    Ok(Cow::Owned(match fraction {
        Some(fraction) => format!("{digits}.{fraction}"),
        None => digits,
    }))
}

/// What stands before and behind the decimal separator: of commas and points the later one, where it
/// comes once.
fn split(number: &str, commas: Commas) -> Result<(&str, Option<&str>), &'static str> {
    let count = |separator: char| number.matches(separator).count();
    let lone = match (count(','), count('.')) {
        (1, 0) => match commas {
            Commas::Thousands => return Ok((number, None)),
            Commas::Unsure if could_be_thousands(number, ',') => return Err(UNSURE),
            _ => ',',
        },
        (0, 1) => '.',
        (0, _) | (_, 0) => return Ok((number, None)),
        (_, 1) if number.rfind('.') > number.rfind(',') => '.',
        (1, _) if number.rfind(',') > number.rfind('.') => ',',
        _ => return Err(SEPARATOR),
    };
    let (whole, fraction) = number.split_once(lone).unwrap_or((number, ""));
    Ok((whole, Some(fraction)))
}

/// Digits without what separates groups of three, if one kind of separator does.
fn ungrouped(whole: &str) -> Option<String> {
    let Some(separator) = whole.chars().find(|c| is_separator(*c)) else {
        return Some(whole.to_owned());
    };
    let unsigned = whole.trim_start_matches(['-', '+']);
    let mut groups = unsigned.split(separator);
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next()?;
    ((1..=3).contains(&first.len()) && digits(first) && groups.all(|g| g.len() == 3 && digits(g)))
        .then(|| whole.replace(separator, ""))
}

/// One to three digits, not a lone zero, and three after the one separator.
fn could_be_thousands(number: &str, separator: char) -> bool {
    let unsigned = number.trim_start_matches(['-', '+', '\u{2212}', '\u{2013}']);
    unsigned.split_once(separator).is_some_and(|(before, after)| {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        after.len() == 3
            && (1..=3).contains(&before.len())
            && !before.starts_with('0')
            && digits(before)
            && digits(after)
    })
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | '.') || SPACERS.contains(&c)
}

/// Digits with separators between them.
fn is_separated(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['-', '+', '\u{2212}', '\u{2013}']);
    unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.ends_with(|c: char| c.is_ascii_digit())
        && unsigned.chars().all(|c| c.is_ascii_digit() || is_separator(c))
        && unsigned.contains(is_separator)
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
    fn spreads_and_thousands_are_taken_off() {
        for (text, value, percent) in [
            ("86.4 ± 0.3", 86.4, false),
            ("86.4±0.3", 86.4, false),
            ("86.4 (±0.3)", 86.4, false),
            ("86.4 +/- 0.3", 86.4, false),
            ("86.4% ± 0.3%", 86.4, true),
            ("86.4 ± 0.3 %", 86.4, true),
            ("**86.4** ± 0.3†", 86.4, false),
            ("1285 +5/-4", 1285.0, false),
            ("1285 (+5/\u{2212}4)", 1285.0, false),
            ("+5/-4", 4.5, false),
            ("+5 / -4", 4.5, false),
            ("±5", 5.0, false),
            ("86.4¹", 86.4, false),
            ("🥇 86.4", 86.4, false),
            ("[86.4](https://example.org)", 86.4, false),
            ("86.4[^2]", 86.4, false),
            ("1,234,567", 1_234_567.0, false),
            ("1,234.5", 1234.5, false),
            ("1.234,5", 1234.5, false),
            ("1.234.567", 1_234_567.0, false),
            ("1.234.567,8", 1_234_567.8, false),
            ("1 234", 1234.0, false),
            ("1\u{202f}234,5", 1234.5, false),
            ("1'234.5", 1234.5, false),
            ("-1_234", -1234.0, false),
        ] {
            assert_eq!(number(text), Some((value, percent)), "{text}");
        }
        let one = |commas| parse("1,234", commas);
        assert_eq!(one(Commas::Thousands), Cell::Number { value: 1234.0, percent: false });
        assert_eq!(one(Commas::Decimal), Cell::Number { value: 1.234, percent: false });
        assert_eq!(one(Commas::Unsure), Cell::Bad(UNSURE));
        assert_eq!(parse("1.234", Commas::Decimal), Cell::Bad(UNSURE_POINT));
        assert_eq!(parse("0.234", Commas::Decimal), Cell::Number { value: 0.234, percent: false });
    }

    #[test]
    fn what_is_no_number_and_why() {
        for (text, why) in [
            ("abc", NONE),
            ("inf", NONE),
            ("infinity", NONE),
            ("1e999", "too large a number"),
            ("12,34,567", SEPARATOR),
            ("1,2345.6", SEPARATOR),
            ("1 23", SEPARATOR),
            ("1,234 567", NONE),
            ("1.2.3", SEPARATOR),
            ("1,234", UNSURE),
            ("*", "a mark without a number"),
            ("%", "a mark without a number"),
            ("4/5", NONE),
            ("+5/4", NONE),
            ("86.4 ± x", NONE),
            ("±", NONE),
            ("F1", NONE),
        ] {
            assert_eq!(parse(text, Commas::Unsure), Cell::Bad(why), "{text}");
        }
        assert_eq!(parse("12,5", Commas::Thousands), Cell::Bad(SEPARATOR));
    }

    #[test]
    fn what_shows_the_meaning_of_commas() {
        for (text, shown) in [
            ("12,5", Some(Evidence::Decimal)),
            ("0,123", Some(Evidence::Decimal)),
            ("1.234,5", Some(Evidence::Decimal)),
            ("**1.234.567,8**", Some(Evidence::Decimal)),
            ("12,345", None),
            ("12.345", None),
            ("1,234.5", Some(Evidence::Thousands)),
            ("1,234,567", Some(Evidence::Thousands)),
            ("86.4 ± 0.3", Some(Evidence::Point)),
            ("0.125", Some(Evidence::Point)),
            ("GPT, 4", None),
            ("125", None),
        ] {
            assert_eq!(comma_evidence(text), shown, "{text}");
        }
    }
}
