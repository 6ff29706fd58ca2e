//! A column nobody claimed: facet, covariate, or unused, told by its cells.

use super::encoding::text_of;
use super::header::identifies;
use super::intern::Interner;
use super::table::{Covariate, Facet, Numbers};
use crate::error::quoted;
use crate::stats::order::order;

/// A facet has at most so many values, so that a code fits in a byte.
const MOST_VALUES: usize = 256;
/// A facet's values are short; longer ones are texts.
const LONGEST_VALUE: usize = 200;
/// Whole numbers of at most so many values, such as turns, are a facet too.
const MOST_WHOLE_NUMBERS: usize = 32;
/// A facet's values come back: there are at most half as many as rows, or no more than this.
const ALWAYS_FEW: usize = 10;

/// The cells of one column, kept in the narrowest form still possible.
#[derive(Debug)]
pub(super) enum Guess {
    /// Few distinct values so far.
    Few { values: Interner, codes: Vec<u8> },
    /// Many values, all numbers so far; NaN where a cell is empty.
    Numbers(Vec<f64>),
    /// Given up, for the reason said.
    Unused(String),
}

/// What a column turned out to be.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) facet: Option<Facet>,
    pub(super) covariate: Option<Covariate>,
    /// Why it is neither.
    pub(super) why: Option<String>,
}

impl Guess {
    pub(super) fn new() -> Self {
        Self::Few { values: Interner::default(), codes: Vec::new() }
    }

    /// The next row's cell.
    #[inline]
    pub(super) fn push(&mut self, cell: &[u8]) {
        match self {
            Self::Few { values, codes } => {
                if let Some(code) = values.find(cell) {
                    codes.push(code as u8);
                } else {
                    self.push_new(cell);
                }
            }
            Self::Numbers(numbers) => {
                if let Some(number) = number(cell) {
                    numbers.push(number);
                } else {
                    let example: String = text_of(cell).chars().take(40).collect();
                    *self = Self::Unused(format!(
                        "more than {MOST_VALUES} different values, not all numbers ({})",
                        quoted(&example)
                    ));
                }
            }
            Self::Unused(_) => {}
        }
    }

    fn push_new(&mut self, cell: &[u8]) {
        let Self::Few { values, codes } = self else { return };
        if cell.len() > LONGEST_VALUE {
            *self = Self::Unused(format!("holds text longer than {LONGEST_VALUE} bytes"));
            return;
        }
        let text = text_of(cell);
        let known = values.find(text.as_bytes());
        if known.is_some() || values.len() < MOST_VALUES {
            codes.push(values.intern(&text) as u8);
            return;
        }
        let numbers = numbers_of(values);
        *self = match numbers {
            Some(numbers) => {
                Self::Numbers(codes.iter().map(|&code| numbers[usize::from(code)]).collect())
            }
            None => Self::Unused(format!("more than {MOST_VALUES} different values")),
        };
        self.push(cell);
    }

    /// The verdict on the column of this name.
    pub(super) fn finish(self, name: &str) -> Verdict {
        let unused = |why: String| Verdict { why: Some(why), ..Verdict::default() };
        match self {
            Self::Unused(why) => unused(why),
            Self::Numbers(_) if identifies(name) => unused("identifies rows".into()),
            Self::Numbers(mut numbers) => {
                numbers.shrink_to_fit();
                let numbers = Numbers::Plain(numbers);
                let covariate = Some(Covariate { name: name.into(), numbers });
                Verdict { covariate, ..Verdict::default() }
            }
            Self::Few { values, codes } => few(name, &values, codes),
        }
    }
}

/// The verdict on a column of few values.
fn few(name: &str, values: &Interner, mut codes: Vec<u8>) -> Verdict {
    let texts: Vec<String> =
        (0..values.len() as u32).map(|code| values.get(code).to_owned()).collect();
    let unused = |why: &str| Verdict { why: Some(why.into()), ..Verdict::default() };
    if texts.iter().all(String::is_empty) {
        return unused("every cell is empty");
    }
    codes.shrink_to_fit();
    let numbers = numbers_of(values);
    let repeats = texts.len() <= ALWAYS_FEW.max(codes.len() / 2);
    let whole = |number: &f64| number.is_nan() || number.fract() == 0.0;
    let facet = repeats
        && numbers
            .as_ref()
            .is_none_or(|n| n.iter().all(whole) && texts.len() <= MOST_WHOLE_NUMBERS);

    // Values in order: numbers ascending, then other values by code point.
    let value = |k: usize| numbers.as_ref().map_or(f64::NAN, |numbers| numbers[k]);
    let order = order(texts.len(), &|i, j| {
        value(i).total_cmp(&value(j)).then_with(|| texts[i].cmp(&texts[j]))
    });
    let mut sorted = [0_u8; MOST_VALUES];
    for (here, &code) in order.iter().enumerate() {
        sorted[code] = here as u8;
    }
    for code in &mut codes {
        *code = sorted[usize::from(*code)];
    }

    let mut verdict = Verdict::default();
    if let Some(numbers) = numbers
        && !identifies(name)
    {
        let values = order.iter().map(|&k| numbers[k]).collect();
        let numbers = Numbers::Coded { values, codes: codes.clone() };
        verdict.covariate = Some(Covariate { name: name.into(), numbers });
    }
    if facet {
        let values = order.iter().map(|&k| texts[k].clone()).collect();
        verdict.facet = Some(Facet { name: name.into(), values, codes });
    }
    if verdict.facet.is_none() && verdict.covariate.is_none() {
        let identifier = identifies(name);
        return unused(if identifier { "identifies rows" } else { "its values hardly repeat" });
    }
    verdict
}

/// The number each value is, NaN for a missing one; `None` unless all are.
fn numbers_of(values: &Interner) -> Option<Vec<f64>> {
    let numbers: Vec<f64> =
        (0..values.len() as u32).map(|k| number_of(values.get(k))).collect::<Option<_>>()?;
    numbers.iter().any(|number| !number.is_nan()).then_some(numbers)
}

/// A finite number, NaN for a cell that says there is none, `None` for anything else.
fn number(cell: &[u8]) -> Option<f64> {
    number_of(std::str::from_utf8(cell).ok()?)
}

fn number_of(text: &str) -> Option<f64> {
    let missing = ["", "na", "n/a", "nan", "null", "none"];
    if missing.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Some(f64::NAN);
    }
    super::number::number(text).filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(name: &str, cells: impl IntoIterator<Item = String>) -> Verdict {
        let mut guess = Guess::new();
        for cell in cells {
            guess.push(cell.as_bytes());
        }
        guess.finish(name)
    }

    #[test]
    fn few_texts_are_a_facet() {
        let facet = verdict("language", ["de", "en", "", "en"].map(String::from)).facet.unwrap();
        assert_eq!(facet.values, ["", "de", "en"]);
        assert_eq!(facet.codes, [1, 2, 0, 2]);
    }

    #[test]
    fn few_whole_numbers_are_both_and_sorted_as_numbers() {
        let both = verdict("turn", ["10", "2", "", "1", "2"].map(String::from));
        assert_eq!(both.facet.unwrap().values, ["1", "2", "10", ""]);
        let covariate = both.covariate.unwrap();
        let numbers: Vec<_> = (0..5).map(|row| covariate.get(row)).collect();
        assert_eq!(numbers, [Some(10.0), Some(2.0), None, Some(1.0), Some(2.0)]);
    }

    #[test]
    fn many_numbers_are_a_covariate_unless_they_identify() {
        let cells = || (0..400).map(|k| if k == 7 { "NA".into() } else { format!("{k}.5") });
        let covariate = verdict("x1", cells()).covariate.unwrap();
        assert_eq!((covariate.get(7), covariate.get(399)), (None, Some(399.5)));
        assert!(verdict("question_id", cells()).why.is_some());
        assert!(verdict("x1", cells().chain(["abc".into()])).why.is_some());
    }

    #[test]
    fn many_texts_and_long_texts_are_unused() {
        assert!(verdict("x", (0..300).map(|k| format!("t{k}"))).why.is_some());
        assert!(verdict("x", (0..30).map(|k| format!("t{k}"))).why.is_some());
        assert!(verdict("x", (0..60).map(|k| format!("t{}", k % 30))).facet.is_some());
        assert!(verdict("x", ["y".repeat(201)]).why.is_some());
        assert!(verdict("x", [String::new(), String::new()]).why.is_some());
    }
}
