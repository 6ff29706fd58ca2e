//! An adapter's device, its kernels and its way back.

use std::sync::{Arc, Mutex};

use futures_channel::oneshot;

use super::shared::WORKGROUP;
use super::unavailable;
use crate::error::{Error, ErrorKind};

/// A GPU, ready to compute.
#[derive(Debug, Clone)]
pub struct Gpu {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    /// Its name, for people.
    pub name: String,
    /// Why it was lost, once it is.
    lost: Arc<Mutex<Option<String>>>,
}

/// An entry point and what is bound to it.
#[derive(Debug)]
pub(super) struct Kernel {
    pipeline: wgpu::ComputePipeline,
    group: wgpu::BindGroup,
}

/// Commands on their way, and the words they will have put into a staging buffer.
pub(super) struct Submitted {
    /// What to wait for, where no event loop does.
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "the event loop waits"))]
    index: wgpu::SubmissionIndex,
    mapped: oneshot::Receiver<bool>,
    bytes: u64,
}

impl Gpu {
    /// The fastest adapter there is. `complain` is told, once each, why the device was lost and
    /// what went wrong where nobody asked.
    ///
    /// # Errors
    /// `gpu-unavailable`, with the reason.
    pub async fn open(complain: fn(&str)) -> Result<Self, Error> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..wgpu::RequestAdapterOptions::default()
        };
        let adapter = instance
            .request_adapter(&options)
            .await
            .map_err(|error| unavailable(&error.to_string()))?;
        let (device, queue) = request_device(&adapter).await?;
        let lost = Arc::new(Mutex::new(None));
        let told = Arc::clone(&lost);
        device.set_device_lost_callback(move |_, reason| {
            complain(&format!("the GPU was lost: {reason}"));
            if let Ok(mut told) = told.lock() {
                *told = Some(reason);
            }
        });
        let told = Arc::clone(&lost);
        // Whatever else goes wrong is no reason to panic: the CPU can do the same work.
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            let error = error.to_string();
            complain(&error);
            if let Ok(mut told) = told.lock() {
                told.get_or_insert(error);
            }
        }));
        let name = adapter.get_info().name;
        Ok(Self { device, queue, name, lost })
    }

    /// Destroys the device, as a driver's crash would.
    pub fn lose(&self) {
        self.device.destroy();
    }

    fn lost(&self) -> Option<String> {
        self.lost.lock().ok().and_then(|lost| lost.clone())
    }

    fn device_lost(&self) -> Error {
        ErrorKind::DeviceLost { reason: self.lost().unwrap_or_default() }.into()
    }

    /// Bytes of the largest buffer that can be bound.
    pub(super) fn largest_binding(&self) -> u64 {
        let limits = self.device.limits();
        limits.max_storage_buffer_binding_size.min(limits.max_buffer_size)
    }

    /// A kernel over the buffers bound to it, by binding.
    pub(super) fn kernel<'a>(
        &self,
        module: &wgpu::ShaderModule,
        entry: &str,
        bound: impl Iterator<Item = (u32, &'a wgpu::Buffer)>,
    ) -> Kernel {
        let pipeline = self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(entry),
            layout: None,
            module,
            entry_point: Some(entry),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        let entries: Vec<wgpu::BindGroupEntry<'_>> = bound
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        let group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(entry),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        Kernel { pipeline, group }
    }

    pub(super) fn module(&self, source: &str) -> wgpu::ShaderModule {
        let source = wgpu::ShaderSource::Wgsl(source.into());
        self.device.create_shader_module(wgpu::ShaderModuleDescriptor { label: None, source })
    }

    /// A buffer of so many words.
    pub(super) fn allocate(&self, words: usize, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            // A binding must not be empty, nor shorter than an item of what it is an array of.
            size: 4 * words.max(8) as u64,
            usage,
            mapped_at_creation: false,
        })
    }

    /// A buffer that holds these words.
    ///
    /// # Errors
    /// More of them than can be bound.
    pub(super) fn filled(&self, words: &[u32]) -> Result<wgpu::Buffer, Error> {
        if size_of_val(words) as u64 > self.largest_binding() {
            return Err(unavailable("its buffers cannot hold this many models or votes"));
        }
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
        let buffer = self.allocate(words.len(), usage);
        self.queue.write_buffer(&buffer, 0, &to_bytes(words));
        Ok(buffer)
    }

    /// Runs a kernel over lanes and so many rows. Beyond the limit of a dimension an invocation
    /// takes several rows.
    pub(super) fn dispatch(
        &self,
        pass: &mut wgpu::ComputePass<'_>,
        kernel: &Kernel,
        lanes: u32,
        rows: usize,
    ) {
        let most = self.device.limits().max_compute_workgroups_per_dimension as usize;
        pass.set_pipeline(&kernel.pipeline);
        pass.set_bind_group(0, &kernel.group, &[]);
        pass.dispatch_workgroups(lanes.div_ceil(WORKGROUP), rows.clamp(1, most) as u32, 1);
    }

    /// Runs what was encoded, which puts words into `staging`.
    pub(super) fn submit(
        &self,
        encoder: wgpu::CommandEncoder,
        staging: &wgpu::Buffer,
        words: usize,
    ) -> Result<Submitted, Error> {
        if self.lost().is_some() {
            return Err(self.device_lost());
        }
        let bytes = 4 * words as u64;
        let index = self.queue.submit([encoder.finish()]);
        let (done, mapped) = oneshot::channel();
        staging.slice(..bytes).map_async(wgpu::MapMode::Read, move |result| {
            // Nobody waits any more where the call was dropped.
            let _ = done.send(result.is_ok());
        });
        Ok(Submitted { index, mapped, bytes })
    }

    /// The words that were put into `staging`, once they are there.
    pub(super) async fn read(
        &self,
        submitted: Submitted,
        staging: &wgpu::Buffer,
    ) -> Result<Vec<u32>, Error> {
        // The web's event loop does this by itself.
        #[cfg(not(target_arch = "wasm32"))]
        self.device
            .poll(wgpu::PollType::Wait { submission_index: Some(submitted.index), timeout: None })
            .map_err(|_| self.device_lost())?;
        if submitted.mapped.await != Ok(true) || self.lost().is_some() {
            return Err(self.device_lost());
        }
        let view = staging.slice(..submitted.bytes).get_mapped_range();
        let view = view.map_err(|_| self.device_lost())?;
        let (chunks, _) = view.as_chunks::<4>();
        let words = chunks.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        drop(view);
        staging.unmap();
        Ok(words)
    }
}

/// A device with what the adapter offers in sizes, or else with what every adapter has.
async fn request_device(adapter: &wgpu::Adapter) -> Result<(wgpu::Device, wgpu::Queue), Error> {
    let offered = adapter.limits();
    let required_limits = wgpu::Limits {
        max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size,
        max_buffer_size: offered.max_buffer_size,
        max_compute_workgroups_per_dimension: offered.max_compute_workgroups_per_dimension,
        ..wgpu::Limits::default()
    };
    let generous = wgpu::DeviceDescriptor { required_limits, ..wgpu::DeviceDescriptor::default() };
    if let Ok(opened) = adapter.request_device(&generous).await {
        return Ok(opened);
    }
    let modest = wgpu::DeviceDescriptor::default();
    adapter.request_device(&modest).await.map_err(|error| unavailable(&error.to_string()))
}

pub(super) fn to_bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
