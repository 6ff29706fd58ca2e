//! An adapter's device, its kernels and its way back.

use std::sync::{Arc, Mutex};

use futures_channel::oneshot;

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

impl Gpu {
    /// The fastest adapter there is.
    ///
    /// # Errors
    /// `gpu-unavailable`, with the reason.
    pub async fn open() -> Result<Self, Error> {
        let unavailable = |reason: String| Error::from(ErrorKind::GpuUnavailable { reason });
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..wgpu::RequestAdapterOptions::default()
        };
        let adapter = instance
            .request_adapter(&options)
            .await
            .map_err(|error| unavailable(error.to_string()))?;
        // The default limits are those that every WebGPU device has.
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor::default())
            .await
            .map_err(|error| unavailable(error.to_string()))?;
        let lost = Arc::new(Mutex::new(None));
        let told = Arc::clone(&lost);
        device.set_device_lost_callback(move |_, reason| {
            if let Ok(mut told) = told.lock() {
                *told = Some(reason);
            }
        });
        let told = Arc::clone(&lost);
        // Whatever else goes wrong is no reason to panic: the CPU can do the same work.
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            if let Ok(mut told) = told.lock() {
                told.get_or_insert_with(|| error.to_string());
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

    /// A kernel over the buffers bound to it, by binding.
    pub(super) fn kernel(
        &self,
        module: &wgpu::ShaderModule,
        entry: &str,
        bound: &[(u32, &wgpu::Buffer)],
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
            .iter()
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding: *binding,
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
    pub(super) fn room(&self, words: usize, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            // A binding must not be empty.
            size: 4 * words.max(4) as u64,
            usage,
            mapped_at_creation: false,
        })
    }

    /// A buffer that holds these words.
    pub(super) fn words(&self, words: &[u32]) -> wgpu::Buffer {
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
        let buffer = self.room(words.len(), usage);
        self.queue.write_buffer(&buffer, 0, &to_bytes(words));
        buffer
    }

    /// Runs what was encoded, and reads the words that it copied to `staging`.
    pub(super) async fn submit(
        &self,
        encoder: wgpu::CommandEncoder,
        staging: &wgpu::Buffer,
        words: usize,
    ) -> Result<Vec<u32>, Error> {
        if self.lost().is_some() {
            return Err(self.device_lost());
        }
        self.queue.submit([encoder.finish()]);
        let (done, mapped) = oneshot::channel();
        let slice = staging.slice(..4 * words as u64);
        slice.map_async(wgpu::MapMode::Read, move |result| {
            // Nobody waits any more where the call was dropped.
            let _ = done.send(result.is_ok());
        });
        // The web's event loop does this by itself.
        #[cfg(not(target_arch = "wasm32"))]
        self.device.poll(wgpu::PollType::wait_indefinitely()).map_err(|_| self.device_lost())?;
        if mapped.await != Ok(true) || self.lost().is_some() {
            return Err(self.device_lost());
        }
        let view = slice.get_mapped_range().map_err(|_| self.device_lost())?;
        let (chunks, _) = view.as_chunks::<4>();
        let words = chunks.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        drop(view);
        staging.unmap();
        Ok(words)
    }
}

pub(super) fn to_bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// An entry point and what is bound to it.
#[derive(Debug)]
pub(super) struct Kernel {
    pipeline: wgpu::ComputePipeline,
    group: wgpu::BindGroup,
}

impl Kernel {
    /// Runs over lanes, 64 to a workgroup, and so many rows.
    pub(super) fn run(&self, pass: &mut wgpu::ComputePass<'_>, lanes: u32, rows: usize) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[]);
        // Beyond the limit of a dimension a workgroup takes several rows.
        pass.dispatch_workgroups(lanes.div_ceil(64), rows.clamp(1, 65_535) as u32, 1);
    }
}
