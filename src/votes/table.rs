//! The column store: one entry per kept row and column, as narrow as it goes.

use serde::Serialize;

use super::report::Report;

/// How one vote fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[repr(u8)]
pub enum Outcome {
    /// The first model won.
    #[serde(rename = "model_a")]
    A,
    /// The second model won.
    #[serde(rename = "model_b")]
    B,
    /// Neither won.
    #[serde(rename = "tie")]
    Tie,
    /// Neither won, and neither was any good.
    #[serde(rename = "tie (bothbad)")]
    BothBad,
}

impl Outcome {
    /// The first model's score: 1, 0, or ½ for either tie.
    #[must_use]
    pub fn score(self) -> f64 {
        match self {
            Self::A => 1.0,
            Self::B => 0.0,
            Self::Tie | Self::BothBad => 0.5,
        }
    }
}

/// The votes of one file. All columns are `rows()` long.
///
/// A row is one vote, or `count` equal votes. A file of wins, losses and ties
/// gives up to three rows a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Votes {
    /// Model names, sorted by code point; at most 65,535.
    pub models: Vec<String>,
    /// The first model of each row, an index into `models`.
    pub a: Vec<u16>,
    /// The second model, never the first.
    pub b: Vec<u16>,
    /// How each row fell.
    pub outcome: Vec<Outcome>,
    /// Votes a row stands for, at least 1; absent where every row is one vote.
    /// All together fit in a `u32`.
    pub count: Option<Vec<u32>>,
    /// Whether rows say which model was shown first: counts do not, nor do a winner and a loser.
    pub sides: bool,
    /// Who voted.
    pub judge: Option<Categories>,
    /// When, in seconds or whatever unit the file has; ascending is later, NaN is not told.
    pub time: Option<Vec<f64>>,
    /// Categorical columns, in the order of the file.
    pub facets: Vec<Facet>,
    /// Numeric columns, in the order of the file.
    pub covariates: Vec<Covariate>,
    /// The free text of each row, empty where there is none.
    pub text: Option<Strings>,
    /// What was read, what was left out and why.
    pub report: Report,
}

impl Votes {
    /// Kept rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.outcome.len()
    }

    /// Votes that one row stands for.
    #[must_use]
    pub fn weight(&self, row: usize) -> u32 {
        self.count.as_ref().map_or(1, |count| count[row])
    }
}

/// A column of names, each stored once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Categories {
    /// The names, sorted by code point.
    pub names: Strings,
    /// Index into `names` by row, [`Categories::NONE`] where the cell is empty.
    pub codes: Vec<u32>,
}

impl Categories {
    /// The code of an empty cell.
    pub const NONE: u32 = u32::MAX;

    /// One row's name.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        let code = self.codes[row];
        (code != Self::NONE).then(|| self.names.get(code as usize))
    }
}

/// Many strings in one buffer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strings {
    bytes: String,
    ends: Vec<u32>,
}

impl Strings {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.bytes[start..self.ends[index] as usize]
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Bytes of all together; the callers keep it below 4 GB.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u32);
    }
}

/// A categorical column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// Its header.
    pub name: String,
    /// Its values, at most 256: numbers ascending, other values by code point.
    pub values: Vec<String>,
    /// Index into `values` by row.
    pub codes: Vec<u8>,
}

/// A numeric column.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// Its header.
    pub name: String,
    /// Its numbers.
    pub(super) numbers: Numbers,
}

/// Where a covariate's numbers lie.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Numbers {
    /// One a row, NaN where the cell is empty.
    Plain(Vec<f64>),
    /// Few distinct ones: the number of each code and the code of each row.
    Coded { values: Vec<f64>, codes: Vec<u8> },
    /// The first model's less the second's, by [`difference`].
    Difference { sides: Box<[Numbers; 2]>, normalised: bool },
}

impl Numbers {
    /// One row's number, NaN where it has none.
    pub(super) fn get(&self, row: usize) -> f64 {
        match self {
            Self::Plain(numbers) => numbers[row],
            Self::Coded { values, codes } => values[codes[row] as usize],
            Self::Difference { sides, normalised } => {
                difference(sides[0].get(row), sides[1].get(row), *normalised)
            }
        }
    }

    /// Whether a number of a row is below 0.
    pub(super) fn has_negative(&self) -> bool {
        match self {
            Self::Plain(numbers) | Self::Coded { values: numbers, .. } => {
                numbers.iter().any(|&number| number < 0.0)
            }
            Self::Difference { .. } => true,
        }
    }
}

/// What the first model has more than the second: a − b, or normalised (a − b)/(a + b), which is
/// 0 where both are 0, as Li, Angelopoulos and Chiang (2024, "Does style matter?") measure style.
/// NaN where a side has no number, or the difference is none.
pub(crate) fn difference(a: f64, b: f64, normalised: bool) -> f64 {
    // Half of each, so that no sum is infinite.
    let (more, all) = (a / 2.0 - b / 2.0, a / 2.0 + b / 2.0);
    let value = if !normalised {
        a - b
    } else if all > 0.0 {
        more / all
    } else {
        more
    };
    if value.is_finite() { value } else { f64::NAN }
}

impl Covariate {
    /// One row's number, `None` where the cell is empty.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<f64> {
        Some(self.numbers.get(row)).filter(|number| !number.is_nan())
    }
}
