//! The module for votes with texts: the style of responses, and nothing else.

use wasm_bindgen::prelude::*;

use mindgap::style::{Columns, NAMES};
use mindgap::votes::Measure;

/// Panics name themselves in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// What a reader of votes shows the responses to: its `ResponseMeasure`.
#[wasm_bindgen]
#[derive(Default)]
pub struct StyleColumns(Columns);

#[wasm_bindgen]
impl StyleColumns {
    /// Before the first response.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> StyleColumns {
        Self::default()
    }

    /// The responses of the next row.
    pub fn responses(&mut self, a: &[u8], b: &[u8]) {
        self.0.responses(a, b);
    }

    /// The names of the covariates.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        NAMES.map(str::to_owned).into()
    }

    /// Their numbers, one covariate after the other; taken away.
    #[must_use]
    pub fn values(&mut self) -> Vec<f64> {
        self.0.finish().into_iter().flat_map(|column| column.values).collect()
    }
}
