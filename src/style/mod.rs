//! The style of the models' responses: their length and their Markdown, counted while votes are
//! read. Of the texts nothing is kept.
//!
//! `turns` finds a response's texts in its cell, `text` counts one of them, `columns` makes the
//! covariates. The reader knows only that something [measures](crate::votes::Measure).
//!
//! ```
//! use mindgap::votes::ReadOptions;
//!
//! let file = "model_a,model_b,winner,response_a,response_b\n\
//!             x,y,model_a,A **bold** answer,An answer\n";
//! let options = ReadOptions { style: true, ..ReadOptions::default() };
//! let votes = mindgap::style::read(file.as_bytes(), options)?;
//! let bold = votes.covariates.iter().find(|covariate| covariate.name == "style.bold").unwrap();
//! assert_eq!(bold.get(0), Some(1.0));
//! # Ok::<(), mindgap::Error>(())
//! ```

mod columns;
mod text;
mod turns;

pub use columns::{Columns, NAMES};
pub use text::Style;
pub use turns::style_of;

use crate::error::Error;
use crate::votes::{ReadOptions, Reader, Votes};

/// A reader that counts style where its options say so.
#[must_use]
pub fn reader(options: ReadOptions) -> Reader {
    Reader::measuring(options, Box::new(Columns::default()))
}

/// Reads a whole vote file.
///
/// # Errors
/// As a [`Reader`]'s; `bad-option` for `style` where the file has no responses.
pub fn read(bytes: &[u8], options: ReadOptions) -> Result<Votes, Error> {
    let mut reader = reader(options);
    reader.push(bytes)?;
    reader.finish()
}
