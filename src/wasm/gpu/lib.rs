//! The module for readers with a GPU: resampling, and nothing else.
#![allow(clippy::missing_errors_doc, reason = "an error is the core's own, documented there")]

use js_sys::{Float32Array, Uint8Array, Uint32Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{WorkerGlobalScope, console};

use mindgap::error::Error;
use mindgap::resample::gpu::{Gpu, GpuResampler as Engine, Kernels};
use mindgap::resample::{Digest, Plan, Resampler, Samples};
use mindgap_convert::{JsResult, object, thrown};

/// Panics name themselves in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Milliseconds of this worker's own clock. Browsers blur it by as much as a millisecond: enough to
/// size submissions of fifty.
fn milliseconds() -> f64 {
    let scope = js_sys::global().dyn_into::<WorkerGlobalScope>().ok();
    scope.and_then(|scope| scope.performance()).map_or(0.0, |clock| clock.now())
}

/// Tells developers what went wrong on the GPU: results only say that the CPU took over.
fn complain(what: &str) {
    console::warn_1(&format!("mindgap: {what}").into());
}

/// A GPU.
#[wasm_bindgen]
pub struct Device(Gpu);

#[wasm_bindgen]
impl Device {
    /// The fastest there is; rejects with `gpu-unavailable`.
    pub async fn open() -> JsResult<Device> {
        Gpu::open(complain).await.map(Self).map_err(thrown)
    }

    /// Its name, which may be empty: browsers tell little.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.0.name.clone()
    }

    /// Loses it, as a driver's crash would: for tests.
    pub fn lose(&self) {
        self.0.lose();
    }
}

/// Runs ranges of a plan's replicates on the GPU, and on this thread what the GPU leaves to it.
#[wasm_bindgen]
pub struct GpuResampler {
    gpu: Engine,
    cpu: Resampler,
    digest: Option<Digest>,
    ratings: Vec<f64>,
}

#[wasm_bindgen]
impl GpuResampler {
    /// From a plan's bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(device: &Device, plan: &[u8]) -> JsResult<GpuResampler> {
        Self::open(&device.0, plan).map_err(thrown)
    }

    /// `{ samples, status, orders, left }` of the replicates `from..to`: `left` of them the GPU left
    /// to this thread.
    pub async fn run(&mut self, from: u32, to: u32) -> JsResult<JsValue> {
        let before = self.gpu.left();
        let samples = self.samples(from, to).await?;
        object(&[
            ("samples", Float32Array::from(&samples.ratings[..]).into()),
            ("status", Uint8Array::from(&samples.status[..]).into()),
            ("orders", Uint32Array::from(&samples.orders[..]).into()),
            ("left", (self.gpu.left() - before).into()),
        ])
    }

    /// Counts the replicates `from..to`, and answers how many of them the GPU left to this thread.
    pub async fn count(&mut self, from: u32, to: u32) -> JsResult<u32> {
        let before = self.gpu.left();
        let samples = self.samples(from, to).await?;
        let digest = self.digest.get_or_insert_with(|| Digest::new(self.ratings.len(), 0));
        digest.add(&samples, &self.ratings);
        Ok(self.gpu.left() - before)
    }

    /// What was counted since the last time; empty where nothing was.
    pub fn digest(&mut self) -> Uint32Array {
        let words = self.digest.take().map(|digest| digest.to_words());
        Uint32Array::from(words.as_deref().unwrap_or_default())
    }
}

impl GpuResampler {
    fn open(gpu: &Gpu, plan: &[u8]) -> Result<Self, Error> {
        let plan = Plan::from_bytes(plan)?;
        let gpu = Engine::new(gpu, &plan, &Kernels::default(), milliseconds)?;
        let ratings = gpu.ratings().to_vec();
        Ok(Self { gpu, cpu: Resampler::new(plan)?, digest: None, ratings })
    }

    async fn samples(&mut self, from: u32, to: u32) -> JsResult<Samples> {
        self.gpu.run(from..to, Some(&mut self.cpu)).await.map_err(thrown)
    }
}
