//! The module for questions that not every reader asks: benchmark scores (tables, correlations,
//! regressions), and votes in groups.
#![allow(clippy::missing_errors_doc, reason = "an error is the core's own, documented there")]

use std::collections::BTreeMap;

use wasm_bindgen::prelude::*;

use mindgap::ErrorKind;
use mindgap::gap::analysis::gap;
use mindgap::gap::options::{GapOptions, PowerOptions, TopKOptions};
use mindgap::gap::rated::{GivenRatings, gap_of_ratings};
use mindgap::gap::tested::Ranked;
use mindgap::gap::top_k;
use mindgap::leaderboard::groups::{self, FacetOptions, TimeOptions};
use mindgap::leaderboard::trust::{self, TrustOptions};
use mindgap::regress::ballots::Ballots;
use mindgap::regress::features;
use mindgap::regress::options::RegressOptions;
use mindgap::scores::{self, Scores};
use mindgap::votes::Votes;
use mindgap_convert::{JsResult, from_js, thrown, to_js};

/// Panics name themselves in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Reads a table of scores: `Scores`. With a `file`, `bytes` are the rows decoded from it, as CSV.
#[wasm_bindgen(js_name = readScores)]
#[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
pub fn read_scores(bytes: &[u8], options: JsValue, file: Option<Vec<u8>>) -> JsResult<JsValue> {
    let options = from_js(options)?;
    let read = match &file {
        Some(file) => scores::read_decoded(bytes, file, &options),
        None => scores::read(bytes, &options),
    };
    to_js(&read.map_err(thrown)?)
}

/// Joins the names of votes and scores: `Join`.
#[wasm_bindgen(js_name = joinNames)]
#[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
pub fn join_names(votes: Vec<String>, scores: Vec<String>, names: JsValue) -> JsResult<JsValue> {
    let names: BTreeMap<String, Option<String>> = from_js(names)?;
    to_js(&scores::join(&votes, &scores, &names).map_err(thrown)?)
}

/// Analyses ballots, a ranking of the same votes and scores: `Gap`.
#[wasm_bindgen(js_name = gap)]
pub fn gap_of(
    ballots: &[u8],
    ranked: JsValue,
    samples: Vec<f32>,
    scores: JsValue,
    options: JsValue,
) -> JsResult<JsValue> {
    let ballots = Ballots::from_bytes(ballots).map_err(thrown)?;
    let ranked = Ranked { samples, ..from_js::<Ranked>(ranked)? };
    let scores = needed(scores)?;
    let settings = from_js::<GapOptions>(options)?.resolve().map_err(thrown)?;
    to_js(&gap(&ballots, &ranked, &scores, settings).map_err(thrown)?)
}

/// Analyses ratings that stand for votes, and scores: `Gap`.
#[wasm_bindgen(js_name = gapOfRatings)]
pub fn gap_of_rated(given: JsValue, scores: JsValue, options: JsValue) -> JsResult<JsValue> {
    let given: GivenRatings = from_js(given)?;
    let settings = from_js::<GapOptions>(options)?.resolve().map_err(thrown)?;
    to_js(&gap_of_ratings(&given, &needed(scores)?, settings).map_err(thrown)?)
}

/// A table that has to be there.
fn needed(scores: JsValue) -> JsResult<Scores> {
    let missing = || thrown(ErrorKind::Options { message: "scores are missing".into() }.into());
    from_js::<Option<Scores>>(scores)?.ok_or_else(missing)
}

/// Regresses ballots on their covariates and on scores: `Regression`.
#[wasm_bindgen(js_name = regress)]
pub fn regress_votes(ballots: &[u8], scores: JsValue, options: JsValue) -> JsResult<JsValue> {
    let ballots = Ballots::from_bytes(ballots).map_err(thrown)?;
    let scores: Option<Scores> = from_js(scores)?;
    let options: RegressOptions = from_js(options)?;
    to_js(&features::votes(&ballots, scores.as_ref(), &options).map_err(thrown)?)
}

/// Boards by the values of a facet, of packed votes: `ByFacet`.
#[wasm_bindgen(js_name = byFacet)]
pub fn by_facet(votes: &[u8], options: JsValue) -> JsResult<JsValue> {
    let settings = from_js::<FacetOptions>(options)?.resolve().map_err(thrown)?;
    let votes = Votes::from_bytes(votes).map_err(thrown)?;
    to_js(&groups::by_facet(&votes, settings).map_err(thrown)?)
}

/// Boards over time, of packed votes: `OverTime`.
#[wasm_bindgen(js_name = overTime)]
pub fn over_time(votes: &[u8], options: JsValue) -> JsResult<JsValue> {
    let settings = from_js::<TimeOptions>(options)?.resolve().map_err(thrown)?;
    let votes = Votes::from_bytes(votes).map_err(thrown)?;
    to_js(&groups::over_time(&votes, settings).map_err(thrown)?)
}

/// What can be said of packed votes themselves: `Trust`.
#[wasm_bindgen]
pub fn trust(votes: &[u8], options: JsValue) -> JsResult<JsValue> {
    let settings = from_js::<TrustOptions>(options)?.resolve().map_err(thrown)?;
    let votes = Votes::from_bytes(votes).map_err(thrown)?;
    to_js(&trust::trust(&votes, settings).map_err(thrown)?)
}

/// Distance of the first k of two lists of numbers; `undefined` for lists without any.
#[wasm_bindgen(js_name = topKDistance)]
pub fn top_k_distance(a: &[f64], b: &[f64], options: JsValue) -> JsResult<Option<f64>> {
    let (k, p, variant) = from_js::<TopKOptions>(options)?.resolve().map_err(thrown)?;
    Ok(top_k::distance(a, b, k, p, variant))
}

/// What a number of models can tell: `Power`.
#[wasm_bindgen]
pub fn power(options: JsValue) -> JsResult<JsValue> {
    let options: PowerOptions = from_js(options)?;
    to_js(&options.answer().map_err(thrown)?)
}
