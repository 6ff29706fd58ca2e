//! The bootstrap of rankings with covariates: rows are drawn in the place of cells.
//!
//! Read [`plan`] (what a worker is told), then [`engine`]. How votes and judges are drawn, what a
//! sample holds and what counts them is the same as without covariates.

pub mod engine;
pub mod plan;

pub use engine::ControlResampler;
pub use plan::ControlPlan;
