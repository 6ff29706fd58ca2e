//! The bindings: thin, no logic, the only place that knows JavaScript.
//!
//! Private to the npm package, whose hand-written TypeScript is the public
//! face. Options come in and results go out as plain objects through serde;
//! errors become an `Error` with `code`, `message` and the kind's fields.
//!
//! Three modules are built from this crate: `votes` is the one that every reader loads; with the
//! feature `gpu` there is `gpu`, for those who have one and something to do for it; with the feature
//! `gap` there is `gap`, for those who have benchmark scores or covariates.

mod convert;
#[cfg(feature = "gap")]
mod gap;
#[cfg(feature = "gpu")]
mod gpu;
#[cfg(not(any(feature = "gap", feature = "gpu")))]
mod votes;

use wasm_bindgen::prelude::*;

/// Panics name themselves in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
