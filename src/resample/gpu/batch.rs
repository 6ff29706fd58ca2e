//! The buffers of a batch of replicates, and the order of the kernels over them.

use wgpu::BufferUsages;

use super::super::vote_tables::VoteTables;
use super::device::{Gpu, Kernel, to_bytes};
use super::{FASTEST_RATE, Fit, Kernels, OVERSHOOT, Plan, SLOWEST_RATE, STEPS, TOLERANCE};
use crate::error::{Error, ErrorKind};
use crate::rating::TieModel;
use crate::rating::witness::Witness;
use crate::votes::JudgeCounts;

/// Most bytes of a buffer that is bound: WebGPU's default limit.
const LARGEST_BINDING: u64 = 128 << 20;
/// Most replicates of a batch.
const MOST_LANES: u32 = 4096;
/// Rows that a thread takes one after the other where there is little to do.
const MANY_ROWS: usize = 16;
/// Words that every lane's standing takes.
const LANE_WORDS: usize = 5;
const STATUS: usize = 2;

/// How a lane ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    Home,
    Left,
}

/// Buffers and kernels of one plan.
pub(super) struct Batch {
    gpu: Gpu,
    lanes: u32,
    params: Vec<u32>,
    buffers: Buffers,
    kernels: Pipelines,
    sizes: Sizes,
    /// Times that totals which overshoot are drawn again.
    redraws: u32,
}

struct Sizes {
    parameters: usize,
    cells: usize,
    /// What is drawn: cells, or judges.
    drawn: usize,
    blocks: usize,
    single_blocks: usize,
}

struct Buffers {
    params: wgpu::Buffer,
    lanes: wgpu::Buffer,
    drawn: wgpu::Buffer,
    /// The votes per cell, where judges are drawn.
    counts: Option<wgpu::Buffer>,
    moved: wgpu::Buffer,
    staging: wgpu::Buffer,
}

struct Pipelines {
    open: Kernel,
    draw_parts: Kernel,
    weigh: Kernel,
    forget: Kernel,
    draw_singles: Kernel,
    draw_judges: Option<Kernel>,
    begin: Kernel,
    slope: Kernel,
    chord: Kernel,
    settle: Kernel,
}

impl Batch {
    pub(super) fn new(gpu: &Gpu, plan: &Plan, fit: &Fit, sources: &Kernels) -> Result<Self, Error> {
        let cells = plan.counts.cells();
        let drawn = plan.judges.as_ref().map_or(cells.clone(), |j| vec![1; j.judges()]);
        let tables = VoteTables::new(&drawn)?;
        let start = fit.parameters();
        let witness = Witness::new(&plan.counts, &plan.fit).ok_or_else(|| {
            unavailable(
                "these models hang together only by long cycles of votes, which takes the CPU",
            )
        })?;
        let sizes = Sizes {
            parameters: start.len(),
            cells: cells.len(),
            drawn: drawn.len(),
            blocks: tables.parts.len().div_ceil(4),
            // A few standard deviations of the total; a thread goes on with what lies beyond.
            single_blocks: (4.0 * f64::from(tables.votes).sqrt()).ceil() as usize,
        };
        let widest = sizes.drawn.max(sizes.cells).max(sizes.parameters) as u64;
        let fit_in = LARGEST_BINDING / 4 / widest / 64 * 64;
        let matrix_fits = (sizes.parameters * sizes.parameters * 4) as u64 <= LARGEST_BINDING;
        if fit_in == 0 || !matrix_fits {
            return Err(unavailable("its buffers cannot hold this many models or votes"));
        }
        let lanes = (fit_in as u32).min(MOST_LANES).min(plan.replicates.next_multiple_of(64));
        let params = params(plan, &tables, &witness, &sizes, lanes.max(64));
        let (buffers, kernels) =
            build(gpu, plan, fit, sources, &tables, &witness, &sizes, lanes.max(64));
        Ok(Self {
            gpu: gpu.clone(),
            lanes: lanes.max(64),
            params,
            buffers,
            kernels,
            sizes,
            redraws: tables.redraws(OVERSHOOT),
        })
    }

    pub(super) fn lanes(&self) -> u32 {
        self.lanes
    }

    /// Draws and fits replicates: how far each parameter moved, parameters × lanes, and how the
    /// lanes stand.
    pub(super) async fn run(
        &mut self,
        first: u32,
        count: u32,
    ) -> Result<(Vec<f32>, Vec<Lane>), Error> {
        let mut encoder =
            self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        self.encode_draws(&mut encoder, first, count);
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            let (kernels, parameters) = (&self.kernels, self.sizes.parameters);
            kernels.begin.run(&mut pass, count, 1);
            for _ in 0..STEPS {
                kernels.slope.run(&mut pass, count, parameters);
                kernels.chord.run(&mut pass, count, parameters);
                kernels.settle.run(&mut pass, count, 1);
            }
        }
        let moved = self.sizes.parameters * self.lanes as usize;
        let words = self.read(encoder, &self.buffers.moved, moved).await?;
        let (moved, lanes) = words.split_at(moved);
        let home = |status: &u32| if *status == 1 { Lane::Home } else { Lane::Left };
        Ok((
            moved.iter().map(|&bits| f32::from_bits(bits)).collect(),
            self.status(lanes).iter().map(home).collect(),
        ))
    }

    /// The votes per cell that were drawn.
    pub(super) async fn draw(
        &mut self,
        first: u32,
        count: u32,
    ) -> Result<Vec<Option<Vec<u32>>>, Error> {
        let count = count.min(self.lanes);
        let mut encoder =
            self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        self.encode_draws(&mut encoder, first, count);
        let counts = self.buffers.counts.as_ref().unwrap_or(&self.buffers.drawn);
        let lanes = self.lanes as usize;
        let words = self.read(encoder, counts, self.sizes.cells * lanes).await?;
        let (cells, rest) = words.split_at(self.sizes.cells * lanes);
        let of = |lane: usize| cells.iter().skip(lane).step_by(lanes).copied().collect();
        let drawn = self.status(rest).iter().map(|&status| status == 0);
        Ok(drawn.enumerate().take(count as usize).map(|(lane, ok)| ok.then(|| of(lane))).collect())
    }

    fn status<'a>(&self, words: &'a [u32]) -> &'a [u32] {
        let lanes = self.lanes as usize;
        &words[STATUS * lanes..(STATUS + 1) * lanes]
    }

    fn encode_draws(&mut self, encoder: &mut wgpu::CommandEncoder, first: u32, count: u32) {
        self.params[2..4].copy_from_slice(&[first, count]);
        self.gpu.queue.write_buffer(&self.buffers.params, 0, &to_bytes(&self.params));
        encoder.clear_buffer(&self.buffers.drawn, 0, None);
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        let (kernels, sizes) = (&self.kernels, &self.sizes);
        kernels.open.run(&mut pass, count, 1);
        kernels.draw_parts.run(&mut pass, count, sizes.blocks);
        kernels.weigh.run(&mut pass, count, 1);
        for _ in 0..self.redraws {
            // Few lanes are left to these, so that each thread may take many rows.
            kernels.forget.run(&mut pass, count, sizes.drawn.div_ceil(MANY_ROWS));
            kernels.draw_parts.run(&mut pass, count, sizes.blocks.div_ceil(MANY_ROWS));
            kernels.weigh.run(&mut pass, count, 1);
        }
        kernels.draw_singles.run(&mut pass, count, sizes.single_blocks.div_ceil(MANY_ROWS));
        if let Some(judges) = &kernels.draw_judges {
            judges.run(&mut pass, count, sizes.cells);
        }
    }

    /// Runs what was encoded, then reads words of a buffer, and how the lanes stand.
    async fn read(
        &self,
        mut encoder: wgpu::CommandEncoder,
        buffer: &wgpu::Buffer,
        words: usize,
    ) -> Result<Vec<u32>, Error> {
        let standing = LANE_WORDS * self.lanes as usize;
        let bytes = 4 * words as u64;
        let all = words + standing;
        let larger = (self.buffers.staging.size() < 4 * all as u64)
            .then(|| self.gpu.room(all, BufferUsages::MAP_READ | BufferUsages::COPY_DST));
        let staging = larger.as_ref().unwrap_or(&self.buffers.staging);
        encoder.copy_buffer_to_buffer(buffer, 0, staging, 0, bytes);
        encoder.copy_buffer_to_buffer(&self.buffers.lanes, 0, staging, bytes, 4 * standing as u64);
        self.gpu.submit(encoder, staging, all).await
    }
}

fn unavailable(reason: &str) -> Error {
    ErrorKind::GpuUnavailable { reason: reason.into() }.into()
}

/// The prelude's `Params`, word by word.
fn params(
    plan: &Plan,
    tables: &VoteTables,
    witness: &Witness,
    sizes: &Sizes,
    lanes: u32,
) -> Vec<u32> {
    let ties = match plan.fit.ties {
        TieModel::Half => 0,
        TieModel::Drop => 1,
        TieModel::Davidson => 2,
        TieModel::RaoKupper => 3,
    };
    let mut params = vec![
        plan.seed as u32,
        (plan.seed >> 32) as u32,
        0,
        0,
        lanes,
        tables.votes,
        tables.parts.len() as u32,
        tables.single_bits,
        plan.counts.models as u32,
        sizes.parameters as u32,
        plan.counts.pairs.len() as u32,
        sizes.drawn as u32,
        ties,
        witness.tree.len() as u32,
        u32::from(witness.decisive_and_tied.is_some()),
    ];
    let rates = [plan.fit.prior as f32, TOLERANCE, FASTEST_RATE as f32, SLOWEST_RATE as f32];
    params.extend(rates.map(f32::to_bits));
    params.resize(params.len().next_multiple_of(4), 0);
    params
}

#[expect(clippy::too_many_arguments, reason = "everything meets here, once")]
fn build(
    gpu: &Gpu,
    plan: &Plan,
    fit: &Fit,
    sources: &Kernels,
    tables: &VoteTables,
    witness: &Witness,
    sizes: &Sizes,
    lanes: u32,
) -> (Buffers, Pipelines) {
    let room = |rows: usize| {
        let usage = BufferUsages::STORAGE | BufferUsages::COPY_SRC | BufferUsages::COPY_DST;
        gpu.room(rows * lanes as usize, usage)
    };
    let floats = |values: &mut dyn Iterator<Item = f64>| {
        gpu.words(&values.map(|value| (value as f32).to_bits()).collect::<Vec<_>>())
    };
    let (offsets, opponents) = opponents(plan);
    let inverse = fit.step_matrix(&plan.counts);
    let size = sizes.parameters;
    let buffers = Buffers {
        params: gpu.room(20, BufferUsages::UNIFORM | BufferUsages::COPY_DST),
        lanes: room(LANE_WORDS),
        drawn: room(sizes.drawn),
        counts: plan.judges.as_ref().map(|_| room(sizes.cells)),
        moved: room(size),
        staging: gpu.room(
            (size + LANE_WORDS) * lanes as usize,
            BufferUsages::MAP_READ | BufferUsages::COPY_DST,
        ),
    };
    let parts = tables.parts.iter().flat_map(|p| [p.offset, p.bits, p.minimum, p.cell]);
    let parts = gpu.words(&parts.collect::<Vec<_>>());
    let entries = gpu.words(&tables.entries);
    let low = gpu.words(&tables.low);
    let singles = tables.singles.iter().flat_map(|single| [single.threshold, single.alias]);
    let singles = gpu.words(&singles.collect::<Vec<_>>());
    let start = floats(&mut fit.parameters().into_iter());
    let matrix = floats(&mut (0..size * size).map(|k| inverse[(k / size, k % size)]));
    let gradient = room(size);
    let mut vouching = witness.tree.clone();
    vouching.extend(witness.decisive_and_tied.into_iter().flat_map(|(a, b)| [a, b]));
    let (offsets, opponents, vouching) =
        (gpu.words(&offsets), gpu.words(&opponents), gpu.words(&vouching));

    let counts = buffers.counts.as_ref().unwrap_or(&buffers.drawn);
    let every = [(0, &buffers.params), (1, &buffers.lanes)];
    let kernel = |module: &wgpu::ShaderModule, entry, more: &[(u32, &wgpu::Buffer)]| {
        gpu.kernel(module, entry, &[&every[..], more].concat())
    };
    let votes = gpu.module(&sources.draw_votes);
    let (climb, chord) = (gpu.module(&sources.gradient), gpu.module(&sources.chord));
    let drawn = (2, &buffers.drawn);
    let pipelines = Pipelines {
        open: kernel(&votes, "open", &[]),
        draw_parts: kernel(&votes, "draw_parts", &[drawn, (3, &parts), (4, &entries), (5, &low)]),
        weigh: kernel(&votes, "weigh", &[]),
        forget: kernel(&votes, "forget", &[drawn]),
        draw_singles: kernel(&votes, "draw_singles", &[drawn, (6, &singles)]),
        draw_judges: plan.judges.as_ref().map(|judges| {
            let (offsets, voters) = voters(judges, sizes.cells);
            let (offsets, voters) = (gpu.words(&offsets), gpu.words(&voters));
            let module = gpu.module(&sources.draw_judges);
            kernel(&module, "draw_judges", &[drawn, (3, counts), (4, &offsets), (5, &voters)])
        }),
        begin: kernel(&climb, "begin", &[(2, counts), (6, &buffers.moved), (8, &vouching)]),
        slope: kernel(
            &climb,
            "slope",
            &[
                (2, counts),
                (3, &offsets),
                (4, &opponents),
                (5, &start),
                (6, &buffers.moved),
                (7, &gradient),
            ],
        ),
        chord: kernel(
            &chord,
            "chord",
            &[(2, &gradient), (3, &matrix), (4, &buffers.moved), (5, &start)],
        ),
        settle: kernel(&chord, "settle", &[]),
    };
    (buffers, pipelines)
}

/// Each model's pairs: where they begin, and `(pair, opponent)` in a row.
fn opponents(plan: &Plan) -> (Vec<u32>, Vec<u32>) {
    let mut of = vec![Vec::new(); plan.counts.models];
    for (at, pair) in (0..).zip(&plan.counts.pairs) {
        of[pair.i as usize].extend([at, pair.j]);
        of[pair.j as usize].extend([at, pair.i]);
    }
    let mut offsets = vec![0];
    for pairs in &of {
        offsets.push(offsets[offsets.len() - 1] + pairs.len() as u32 / 2);
    }
    (offsets, of.concat())
}

/// Each cell's voters: where they begin, and `(judge, votes)` in a row.
fn voters(judges: &JudgeCounts, cells: usize) -> (Vec<u32>, Vec<u32>) {
    let mut of = vec![Vec::new(); cells];
    for judge in 0..judges.judges() {
        for (cell, votes) in judges.of(judge) {
            of[cell as usize].extend([judge as u32, votes]);
        }
    }
    let mut offsets = vec![0];
    for voters in &of {
        offsets.push(offsets[offsets.len() - 1] + voters.len() as u32 / 2);
    }
    (offsets, of.concat())
}
