//! The module for readers with a GPU: resampling, and nothing else.

use js_sys::{Float32Array, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use mindgap::error::Error;
use mindgap::resample::gpu::{Gpu, GpuResampler as Engine, Kernels, LEFT_TO_CPU};
use mindgap::resample::{Digest, Plan, Resampler, Samples};
use mindgap_convert::{JsResult, object, thrown};

/// Panics name themselves in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// A GPU.
#[wasm_bindgen]
pub struct Device(Gpu);

#[wasm_bindgen]
impl Device {
    /// The fastest there is; rejects with `gpu-unavailable`.
    pub async fn open() -> JsResult<Device> {
        Gpu::open().await.map(Self).map_err(thrown)
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

    /// `{ samples, status, orders }` of the replicates `from..to`.
    pub async fn run(&mut self, from: u32, to: u32) -> JsResult<JsValue> {
        let samples = self.samples(from, to).await?;
        object(&[
            ("samples", Float32Array::from(&samples.ratings[..]).into()),
            ("status", Uint8Array::from(&samples.status[..]).into()),
            ("orders", Uint32Array::from(&samples.orders[..]).into()),
        ])
    }

    /// Counts the replicates `from..to`.
    pub async fn count(&mut self, from: u32, to: u32) -> JsResult<()> {
        let samples = self.samples(from, to).await?;
        let digest = self.digest.get_or_insert_with(|| Digest::new(self.ratings.len()));
        digest.add(&samples, &self.ratings);
        Ok(())
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
        let gpu = Engine::new(gpu, &plan, &Kernels::default())?;
        let ratings = gpu.ratings().to_vec();
        Ok(Self { gpu, cpu: Resampler::new(plan)?, digest: None, ratings })
    }

    async fn samples(&mut self, from: u32, to: u32) -> JsResult<Samples> {
        let mut samples = self.gpu.run(from..to).await.map_err(thrown)?;
        let models = self.ratings.len();
        for at in 0..samples.status.len() {
            if samples.status[at] == LEFT_TO_CPU {
                let replicate = from + at as u32;
                let one = self.cpu.run(replicate..replicate + 1);
                samples.status[at] = one.status[0];
                samples.orders.extend(one.orders);
                samples.ratings[at * models..(at + 1) * models].copy_from_slice(&one.ratings);
            }
        }
        Ok(samples)
    }
}
