//! The order of the kernels over a batch of replicates, and the way of its results.

use super::buffers::{Buffers, IN_FLIGHT};
use super::device::{Gpu, Kernel, Submitted, to_bytes};
use super::kernels::{self, Entry, Kernels};
use super::shared::{
    BIND_COUNTS, BIND_DRAWN, BIND_LANES, BIND_MOVED, BIND_PARAMS, CHORD_ROWS, CONVERGED, FITTING,
    STATUS, WORKGROUP,
};
use crate::error::Error;

/// Steps in one submission; what has not converged by then is left to the CPU.
const STEPS: u32 = 12;
/// Rows that an invocation takes one after the other where there is little to do.
const ROWS_EACH: usize = 16;

/// Buffers and kernels of one plan.
pub(super) struct Batch {
    gpu: Gpu,
    buffers: Buffers,
    kernels: Pipelines,
    /// Batches submitted so far, which tells whose turn the staging buffers are.
    submitted: usize,
}

struct Pipelines {
    reset: Kernel,
    draw_parts: Kernel,
    check_total: Kernel,
    clear_counts: Kernel,
    draw_singles: Kernel,
    draw_judges: Option<Kernel>,
    check_witness: Kernel,
    fold: Kernel,
    slope: Kernel,
    tie_slope: Option<Kernel>,
    chord: Kernel,
    check_convergence: Kernel,
}

/// A batch on its way.
pub(super) struct Pending {
    on_gpu: Submitted,
    staging: usize,
    /// Lanes of a row.
    stride: usize,
    pub count: u32,
}

/// What came of a batch.
pub(super) struct Fitted {
    /// How far each parameter moved: parameters × lanes.
    moved: Vec<u32>,
    stride: usize,
    status: Vec<u32>,
}

impl Fitted {
    pub(super) fn converged(&self, lane: usize) -> bool {
        self.status[lane] == CONVERGED
    }

    /// How far a parameter of a lane moved.
    pub(super) fn moved(&self, parameter: usize, lane: usize) -> f32 {
        f32::from_bits(self.moved[parameter * self.stride + lane])
    }
}

impl Pipelines {
    fn new(gpu: &Gpu, buffers: &Buffers, sources: &Kernels) -> Self {
        let votes = gpu.module(&sources.draw_votes);
        let replicates = gpu.module(&sources.replicates);
        let (gradient, steps) = (gpu.module(&sources.gradient), gpu.module(&sources.chord));
        let kernel = |module: &wgpu::ShaderModule, entry: &Entry| {
            let every = [BIND_PARAMS, BIND_LANES];
            let bindings = every.iter().chain(entry.buffers);
            let bound = bindings.filter_map(|&at| buffers.get(at).map(|buffer| (at, buffer)));
            gpu.kernel(module, entry.name, bound)
        };
        let judges = buffers.get(BIND_COUNTS) != buffers.get(BIND_DRAWN);
        Self {
            reset: kernel(&votes, &kernels::RESET),
            draw_parts: kernel(&votes, &kernels::DRAW_PARTS),
            check_total: kernel(&votes, &kernels::CHECK_TOTAL),
            clear_counts: kernel(&votes, &kernels::CLEAR_COUNTS),
            draw_singles: kernel(&votes, &kernels::DRAW_SINGLES),
            draw_judges: judges
                .then(|| kernel(&gpu.module(&sources.draw_judges), &kernels::DRAW_JUDGES)),
            check_witness: kernel(&replicates, &kernels::CHECK_WITNESS),
            fold: kernel(&replicates, &kernels::FOLD),
            slope: kernel(&gradient, &kernels::SLOPE),
            tie_slope: buffers
                .rows
                .has_tie_parameter()
                .then(|| kernel(&gradient, &kernels::TIE_SLOPE)),
            chord: kernel(&steps, &kernels::CHORD),
            check_convergence: kernel(&steps, &kernels::CHECK_CONVERGENCE),
        }
    }
}

impl Batch {
    pub(super) fn new(gpu: &Gpu, buffers: Buffers, sources: &Kernels) -> Self {
        let kernels = Pipelines::new(gpu, &buffers, sources);
        Self { gpu: gpu.clone(), buffers, kernels, submitted: 0 }
    }

    /// Most replicates of a batch.
    pub(super) fn lanes(&self) -> u32 {
        self.buffers.lanes
    }

    /// Draws and fits replicates, at most [`lanes`](Self::lanes) of them. As many batches may be on
    /// their way as there are staging buffers.
    pub(super) fn submit(&mut self, first: u32, count: u32) -> Result<Pending, Error> {
        let mut encoder = self.encoder();
        self.encode_draws(&mut encoder, first, count);
        self.encode_fits(&mut encoder, count);
        let staging = self.submitted % IN_FLIGHT;
        self.submitted += 1;
        let stride = count.next_multiple_of(WORKGROUP) as usize;
        let moved = self.buffers.rows.parameters * stride;
        let into = &self.buffers.staging[staging];
        self.copy(&mut encoder, BIND_MOVED, 0, into, 0, moved);
        self.copy(&mut encoder, BIND_LANES, STATUS as usize * stride, into, moved, stride);
        let on_gpu = self.gpu.submit(encoder, into, moved + stride)?;
        Ok(Pending { on_gpu, staging, stride, count })
    }

    /// What came of a batch, once it is done.
    pub(super) async fn finish(&self, batch: Pending) -> Result<Fitted, Error> {
        let Pending { on_gpu, staging, stride, .. } = batch;
        let mut moved = self.gpu.read(on_gpu, &self.buffers.staging[staging]).await?;
        let status = moved.split_off(self.buffers.rows.parameters * stride);
        Ok(Fitted { moved, stride, status })
    }

    /// The votes per cell of replicates, at most [`lanes`](Self::lanes) of them; nothing for those
    /// that were not drawn.
    pub(super) async fn draw(
        &mut self,
        first: u32,
        count: u32,
    ) -> Result<Vec<Option<Vec<u32>>>, Error> {
        let count = count.min(self.lanes());
        let stride = count.next_multiple_of(WORKGROUP) as usize;
        let words = self.buffers.rows.cells * stride;
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
        let staging = self.gpu.allocate(words + stride, usage);
        let mut encoder = self.encoder();
        self.encode_draws(&mut encoder, first, count);
        self.copy(&mut encoder, BIND_COUNTS, 0, &staging, 0, words);
        self.copy(&mut encoder, BIND_LANES, STATUS as usize * stride, &staging, words, stride);
        let submitted = self.gpu.submit(encoder, &staging, words + stride)?;
        let read = self.gpu.read(submitted, &staging).await?;
        let (cells, status) = read.split_at(words);
        let of = |lane: usize| cells.iter().skip(lane).step_by(stride).copied().collect();
        let lanes = (0..count as usize).map(|lane| (status[lane] == FITTING).then(|| of(lane)));
        Ok(lanes.collect())
    }

    fn encoder(&self) -> wgpu::CommandEncoder {
        self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default())
    }

    /// Copies words of a buffer, from a word on, to words of a staging buffer.
    fn copy(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        binding: u32,
        from: usize,
        staging: &wgpu::Buffer,
        to: usize,
        words: usize,
    ) {
        if let Some(buffer) = self.buffers.get(binding) {
            let [from, to, bytes] = [from, to, words].map(|words| 4 * words as u64);
            encoder.copy_buffer_to_buffer(buffer, from, staging, to, bytes);
        }
    }

    fn encode_draws(&self, encoder: &mut wgpu::CommandEncoder, first: u32, count: u32) {
        let Self { gpu, buffers, kernels, .. } = self;
        if let Some(params) = buffers.get(BIND_PARAMS) {
            gpu.queue.write_buffer(params, 0, &to_bytes(&buffers.params_of(first, count)));
        }
        if let Some(drawn) = buffers.get(BIND_DRAWN) {
            let words = buffers.rows.drawn as u64 * u64::from(count.next_multiple_of(WORKGROUP));
            encoder.clear_buffer(drawn, 0, Some(4 * words));
        }
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        let mut run = |kernel: &Kernel, rows| gpu.dispatch(&mut pass, kernel, count, rows);
        run(&kernels.reset, 1);
        run(&kernels.draw_parts, buffers.part_blocks);
        run(&kernels.check_total, 1);
        for _ in 0..buffers.redraws {
            // Few lanes are left to these, so that each invocation may take many rows.
            run(&kernels.clear_counts, buffers.rows.drawn.div_ceil(ROWS_EACH));
            run(&kernels.draw_parts, buffers.part_blocks.div_ceil(ROWS_EACH));
            run(&kernels.check_total, 1);
        }
        run(&kernels.draw_singles, buffers.single_blocks.div_ceil(ROWS_EACH));
        if let Some(judges) = &kernels.draw_judges {
            run(judges, buffers.rows.cells);
        }
    }

    fn encode_fits(&self, encoder: &mut wgpu::CommandEncoder, count: u32) {
        let Self { gpu, buffers, kernels, .. } = self;
        let rows = buffers.rows;
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        let mut run = |kernel: &Kernel, rows| gpu.dispatch(&mut pass, kernel, count, rows);
        run(&kernels.check_witness, 1);
        run(&kernels.fold, rows.models);
        for step in 0..STEPS {
            // The first step's slopes are the residuals.
            if step > 0 {
                run(&kernels.slope, rows.models);
            }
            if let Some(tie_slope) = &kernels.tie_slope {
                run(tie_slope, 1);
            }
            run(&kernels.chord, rows.parameters.div_ceil(CHORD_ROWS as usize));
            run(&kernels.check_convergence, 1);
        }
    }
}
