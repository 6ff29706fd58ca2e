//! The covariates of style: what one response has more than the other.

use super::text::Style;
use super::turns::style_of;
use crate::votes::{Measure, Measured, difference};

/// The covariates' names, as [`Style::counts`] are ordered.
pub const NAMES: [&str; 7] = [
    "style.characters",
    "style.words",
    "style.headers",
    "style.lists",
    "style.bold",
    "style.code",
    "style.links",
];

/// The normalised differences of each count, (a − b)/(a + b) and 0 where both are 0, a row for each
/// pair of responses.
#[derive(Debug, Default)]
pub struct Columns([Vec<f64>; NAMES.len()]);

impl Measure for Columns {
    fn responses(&mut self, a: &[u8], b: &[u8]) {
        let both =
            style_of(a).zip(style_of(b)).map(|(a, b): (Style, Style)| [a, b].map(|s| s.counts()));
        for (k, column) in self.0.iter_mut().enumerate() {
            let value = both.map(|[a, b]| difference(a[k] as f64, b[k] as f64, true));
            column.push(value.unwrap_or(f64::NAN));
        }
    }

    fn finish(&mut self) -> Vec<Measured> {
        let columns = NAMES.into_iter().zip(std::mem::take(&mut self.0));
        columns.map(|(name, values)| Measured { name: name.into(), values }).collect()
    }
}
