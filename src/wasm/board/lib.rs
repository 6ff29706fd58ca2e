//! The module that every reader loads: votes, rankings, resampling on the CPU.
#![allow(clippy::missing_errors_doc, reason = "an error is the core's own, documented there")]

use js_sys::{Float32Array, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use mindgap::leaderboard::head_to_head::Comparison;
use mindgap::leaderboard::{Finished, HeadToHeadOptions, RankOptions, Ranking, SeparateOptions};
use mindgap::regress::ballots::Ballots;
use mindgap::resample::{Digest, Runner};
use mindgap::votes::{Measure, Measured, ReadOptions, Reader, SourceColumn, Votes, Which};
use mindgap_convert::{JsResult, from_js, object, thrown, to_js};

/// Panics name themselves in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// This build's version.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

#[wasm_bindgen]
extern "C" {
    /// What the module of style counts with.
    pub type ResponseMeasure;
    /// The responses of the next row: views of this module's memory.
    #[wasm_bindgen(method)]
    fn responses(this: &ResponseMeasure, a: &[u8], b: &[u8]);
    /// The names of the covariates that come of them.
    #[wasm_bindgen(method)]
    fn names(this: &ResponseMeasure) -> Vec<String>;
    /// Their numbers, one covariate after the other.
    #[wasm_bindgen(method)]
    fn values(this: &ResponseMeasure) -> Vec<f64>;
}

impl Measure for ResponseMeasure {
    fn responses(&mut self, a: &[u8], b: &[u8]) {
        ResponseMeasure::responses(self, a, b);
    }

    fn finish(&mut self) -> Vec<Measured> {
        let (names, values) = (self.names(), self.values());
        let rows = (values.len() / names.len().max(1)).max(1);
        let columns = names.into_iter().zip(values.chunks(rows));
        columns.map(|(name, values)| Measured { name, values: values.to_vec() }).collect()
    }
}

/// Reads a vote file that arrives in chunks.
#[wasm_bindgen]
pub struct VoteReader(Reader);

#[wasm_bindgen]
impl VoteReader {
    /// A reader with `ReadOptions`; with `style` among them it takes who counts it.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, measure: Option<ResponseMeasure>) -> JsResult<VoteReader> {
        let options = from_js::<ReadOptions>(options)?;
        Ok(Self(match measure {
            Some(measure) => Reader::measuring(options, Box::new(measure)),
            None => Reader::new(options),
        }))
    }

    /// For a file whose rows come decoded: for each of its `SourceColumn`s 1 where it is wanted.
    pub fn decoded(&mut self, columns: JsValue, size: Option<f64>) -> JsResult<Vec<u8>> {
        let columns: Vec<SourceColumn> = from_js(columns)?;
        let size = size.map(|bytes| bytes as u64);
        Ok(self.0.decoded(columns, size).iter().map(|&wanted| u8::from(wanted)).collect())
    }

    /// The next bytes of a file whose rows come decoded.
    pub fn source(&mut self, bytes: &[u8]) {
        self.0.source(bytes);
    }

    /// Those of the wanted columns that need not come any more.
    #[must_use]
    #[wasm_bindgen(js_name = givenUp)]
    pub fn given_up(&self) -> Vec<u32> {
        self.0.given_up()
    }

    /// The next bytes of the file.
    pub fn push(&mut self, chunk: &[u8]) -> JsResult<()> {
        self.0.push(chunk).map_err(thrown)
    }

    /// Rows read so far.
    #[must_use]
    pub fn rows(&self) -> f64 {
        self.0.rows() as f64
    }

    /// The votes, at the end of the file.
    pub fn finish(self) -> JsResult<VoteTable> {
        self.0.finish().map(VoteTable).map_err(thrown)
    }
}

/// Votes in memory.
#[wasm_bindgen]
pub struct VoteTable(Votes);

#[wasm_bindgen]
impl VoteTable {
    /// The `Report`.
    pub fn report(&self) -> JsResult<JsValue> {
        to_js(&self.0.report)
    }

    /// Fits the votes under `RankOptions`.
    pub fn rank(&self, options: JsValue) -> JsResult<RankJob> {
        let settings = from_js::<RankOptions>(options)?.resolve(draw_seed).map_err(thrown)?;
        Ranking::new(&self.0, settings).map(RankJob).map_err(thrown)
    }

    /// Prepares the head-to-head record under `HeadToHeadOptions`.
    #[wasm_bindgen(js_name = headToHead)]
    pub fn head_to_head(&self, options: JsValue) -> JsResult<HeadToHeadJob> {
        let settings = from_js::<HeadToHeadOptions>(options)?.resolve(draw_seed).map_err(thrown)?;
        Comparison::new(&self.0, settings).map(HeadToHeadJob).map_err(thrown)
    }

    /// What the module of the gap needs of the votes that pass, as bytes.
    #[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
    pub fn extract(
        &self,
        which: JsValue,
        features: Vec<String>,
        judges: bool,
    ) -> JsResult<Vec<u8>> {
        let which = from_js::<Which>(which)?;
        let ballots = Ballots::extract(&self.0, &which, &features, judges).map_err(thrown)?;
        Ok(ballots.to_bytes())
    }

    /// The votes with these of their facets, as the bytes of another module.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
    pub fn pack(&self, facets: Vec<String>) -> Vec<u8> {
        self.0.to_bytes(&facets.iter().map(|facet| &**facet).collect::<Vec<_>>())
    }

    /// Some of the free texts: `{ total, comments }`.
    pub fn comments(&self, which: JsValue, offset: u32, limit: u32) -> JsResult<JsValue> {
        let which = from_js::<Which>(which)?;
        let page = self.0.comments(&which, offset as usize, limit as usize).map_err(thrown)?;
        to_js(&page)
    }
}

/// One ranking: its board at once, its plan for the workers, its end.
#[wasm_bindgen]
pub struct RankJob(Ranking);

#[wasm_bindgen]
impl RankJob {
    /// The `Board` with sandwich intervals.
    pub fn board(&self) -> JsResult<JsValue> {
        to_js(&self.0.board())
    }

    /// The `Separation`s asked for.
    pub fn separations(&self, options: JsValue) -> JsResult<JsValue> {
        let options = from_js::<SeparateOptions>(options)?;
        to_js(&self.0.separations(&options).map_err(thrown)?)
    }

    /// The first of the `NextPair`s.
    #[wasm_bindgen(js_name = nextPairs)]
    pub fn next_pairs(&self, count: usize) -> JsResult<JsValue> {
        to_js(&self.0.next_pairs(count))
    }

    /// What a `Resampler` needs, as bytes.
    #[must_use]
    pub fn plan(&self) -> Vec<u8> {
        self.0.plan_bytes()
    }

    /// Who resamples where a GPU may, but need not: `{ gpu, able, why }`.
    pub fn choice(&self) -> JsResult<JsValue> {
        let choice = self.0.choice();
        let able = !self.0.settings().is_controlled();
        object(&[("gpu", choice.gpu.into()), ("able", able.into()), ("why", choice.why.into())])
    }

    /// Replicates asked for.
    #[must_use]
    pub fn replicates(&self) -> u32 {
        self.0.settings().bootstrap.replicates
    }

    /// Numbers per replicate: a rating for each model, and coefficients.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// Whether replicates are kept rather than counted.
    #[must_use]
    #[wasm_bindgen(js_name = keepsSamples)]
    pub fn keeps_samples(&self) -> bool {
        self.0.keeps_samples()
    }

    /// The board with the intervals of replicates kept: `{ board, samples, … }`.
    pub fn finish(&self, samples: &[f32], status: &[u8], orders: &[u32]) -> JsResult<JsValue> {
        self.0.finish(samples, status, orders).map_err(thrown).and_then(|done| finished(&done))
    }

    /// The board with the intervals of replicates counted: `{ board, … }`.
    #[wasm_bindgen(js_name = finishDigest)]
    pub fn finish_digest(&self, words: &[u32]) -> JsResult<JsValue> {
        self.0.finish_digest(words).map_err(thrown).and_then(|done| finished(&done))
    }
}

fn finished(finished: &Finished) -> JsResult<JsValue> {
    let floats = |values: &[f32]| JsValue::from(Float32Array::from(values));
    object(&[
        ("board", to_js(&finished.board)?),
        ("samples", finished.samples.as_deref().map_or(JsValue::UNDEFINED, floats)),
        ("rankShares", floats(&finished.rank_shares)),
        ("above", floats(&finished.above)),
    ])
}

/// Runs ranges of a plan's replicates.
#[wasm_bindgen]
pub struct Resampler {
    engine: Runner,
    digest: Option<Digest>,
}

#[wasm_bindgen]
impl Resampler {
    /// From a plan's bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(plan: &[u8]) -> JsResult<Resampler> {
        let engine = Runner::from_bytes(plan).map_err(thrown)?;
        Ok(Self { engine, digest: None })
    }

    /// `{ samples, status, orders }` of the replicates `from..to`.
    pub fn run(&mut self, from: u32, to: u32) -> JsResult<JsValue> {
        let samples = self.engine.run(from..to);
        object(&[
            ("samples", Float32Array::from(&samples.ratings[..]).into()),
            ("status", Uint8Array::from(&samples.status[..]).into()),
            ("orders", Uint32Array::from(&samples.orders[..]).into()),
        ])
    }

    /// Counts the replicates `from..to`.
    pub fn count(&mut self, from: u32, to: u32) {
        let engine = &mut self.engine;
        let digest = self.digest.get_or_insert_with(|| engine.empty_digest());
        engine.digest(from..to, digest);
    }

    /// What was counted since the last time; empty where nothing was.
    pub fn digest(&mut self) -> Uint32Array {
        let words = self.digest.take().map(|digest| digest.to_words());
        Uint32Array::from(words.as_deref().unwrap_or_default())
    }
}

/// The tests of all pairs, a range at a time.
#[wasm_bindgen]
pub struct HeadToHeadJob(Comparison);

#[wasm_bindgen]
impl HeadToHeadJob {
    /// Pairs to run.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.0.pairs()
    }

    /// Runs the pairs `from..to`, in order.
    pub fn run(&mut self, from: usize, to: usize) {
        self.0.run(from..to);
    }

    /// The `HeadToHead`.
    pub fn finish(self) -> JsResult<JsValue> {
        to_js(&self.0.finish())
    }
}

/// The one number that is not reproducible; every result tells which it was.
fn draw_seed() -> u64 {
    getrandom::u64().unwrap_or_default()
}
