//! What looks at the models' responses while a file is read, and makes covariates of them.
//!
//! Who counts Markdown is no part of the votes: it is told each pair of responses, which are kept
//! nowhere, and says at the end what came of them.

use super::table::{Covariate, Numbers};

/// Measures the two responses of each vote.
pub trait Measure {
    /// The responses of the next row that is kept, as they stand in their cells: empty where there
    /// is none.
    fn responses(&mut self, a: &[u8], b: &[u8]);

    /// What came of them.
    fn finish(&mut self) -> Vec<Measured>;
}

/// A covariate of the responses.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// The normalised difference (a − b)/(a + b) of each row, in the order in which they came; NaN
    /// where a response is missing.
    pub values: Vec<f64>,
}

impl From<Measured> for Covariate {
    fn from(Measured { name, values }: Measured) -> Self {
        Self { name, numbers: Numbers::Plain(values) }
    }
}
