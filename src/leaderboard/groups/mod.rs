//! Votes in groups: the values of a facet side by side, windows of time one after the other.
//!
//! - [`options`]: what may be asked
//! - `part`: one group fitted by itself, and its rows; `zero`: where its ratings are counted from
//! - [`by_facet`](mod@by_facet): a board per value, with `test` (whether ratings differ at all) and
//!   `moves` (which models stand elsewhere in one value's votes than in all others)
//! - [`over_time`](mod@over_time): a board per window of `windows`
//! - `reading`: the sentences, made from the numbers
//!
//! ```
//! use mindgap::leaderboard::groups::{FacetOptions, by_facet};
//! use mindgap::votes;
//!
//! let mut csv = String::from("model_a,model_b,wins,losses,language\n");
//! for (language, wins) in [("en", 110), ("de", 35)] {
//!     csv += &format!("x,y,{wins},50,{language}\ny,z,60,50,{language}\nx,z,65,50,{language}\n");
//! }
//! let votes = votes::read(csv.as_bytes(), votes::ReadOptions::default())?;
//! let options = FacetOptions { facet: "language".into(), ..FacetOptions::default() };
//! let boards = by_facet(&votes, options.resolve()?)?;
//! assert!(boards.test.p.is_some_and(|p| p < 0.01));
//! assert!(boards.test.sentence.starts_with("The values of language differ in how they rate models"));
//! # Ok::<(), mindgap::Error>(())
//! ```

pub mod by_facet;
mod moves;
pub mod options;
pub mod over_time;
mod part;
mod reading;
mod test;
mod windows;
mod zero;

pub use by_facet::{ByFacet, by_facet};
pub use options::{FacetOptions, TimeOptions};
pub use over_time::{OverTime, over_time};
pub(crate) use windows::second_of;
