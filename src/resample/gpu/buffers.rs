//! The buffers of one plan: its tables, and room for a batch of replicates.

use wgpu::BufferUsages;

use super::super::chord::ROWS;
use super::super::plan::Plan;
use super::super::vote_tables::VoteTables;
use super::super::work::LONG_CYCLES;
use super::device::Gpu;
use super::opponents::Opponents;
use super::shared::{
    BIND_COUNTS, BIND_DRAWN, BIND_ENTRIES, BIND_GRADIENT, BIND_LANES, BIND_LOW, BIND_MATRIX,
    BIND_MOVED, BIND_OFFSETS, BIND_OPPONENTS, BIND_PARAMS, BIND_PARTS, BIND_RESIDUALS,
    BIND_SINGLES, BIND_START, BIND_TOTALS, BIND_VOTER_OFFSETS, BIND_VOTERS, BIND_WITNESS,
    LANE_WORDS, Layout, Params, Voter, WORKGROUP, Word, words_of,
};
use super::unavailable;
use crate::error::Error;
use crate::rating::witness::Witness;
use crate::rating::{Fit, TieModel};
use crate::votes::JudgeCounts;

/// Most replicates of a batch.
const MOST_LANES: u32 = 4096;
/// Most bytes of all that grows with a batch: of a GPU's memory no more than a game's share.
const MOST_BYTES: u64 = 512 << 20;
/// Submissions in flight: one is computed while the last one's results are read.
pub(super) const IN_FLIGHT: usize = 2;

/// What a plan has of everything: rows of the buffers that have a column per lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    pub models: usize,
    pub parameters: usize,
    pub pairs: usize,
    pub cells: usize,
    /// What is drawn: cells, or judges.
    pub drawn: usize,
    judges: bool,
    /// Of `BIND_TOTALS`: pairs, and again for Rao-Kupper.
    totals: usize,
}

impl Rows {
    fn new(plan: &Plan) -> Self {
        let (models, pairs) = (plan.counts.models, plan.counts.pairs.len());
        let parameters = models + usize::from(plan.fit.ties.has_parameter());
        let cells = 3 * pairs;
        let drawn = plan.judges.as_ref().map_or(cells, JudgeCounts::judges);
        let totals = pairs * if plan.fit.ties == TieModel::RaoKupper { 2 } else { 1 };
        Self { models, parameters, pairs, cells, drawn, judges: plan.judges.is_some(), totals }
    }

    pub(super) fn has_tie_parameter(&self) -> bool {
        self.parameters > self.models
    }

    /// Rows of `BIND_GRADIENT`: parameters, then each model's share of a tie parameter's.
    fn gradient(&self) -> usize {
        self.parameters + if self.has_tie_parameter() { self.models } else { 0 }
    }

    /// Rows of `BIND_RESIDUALS`: models, and again for a tie parameter.
    fn residuals(&self) -> usize {
        self.models * if self.has_tie_parameter() { 2 } else { 1 }
    }

    /// Rows of one staging buffer: parameters, and how the lanes ended.
    fn staging(&self) -> usize {
        self.parameters + 1
    }

    /// The most lanes that a device's largest binding and a fair share of its memory can hold.
    fn lanes(&self, largest_binding: u64, replicates: u32) -> u32 {
        let counts = if self.judges { self.cells } else { 0 };
        let widest = self.drawn.max(self.cells).max(self.gradient()).max(self.residuals());
        let all = LANE_WORDS as usize
            + self.drawn
            + counts
            + self.totals
            + self.parameters
            + self.gradient()
            + self.residuals()
            + IN_FLIGHT * self.staging();
        let fit = (largest_binding / widest as u64).min(MOST_BYTES / all as u64) / 4;
        let whole = fit.min(u64::from(MOST_LANES)) as u32 / WORKGROUP * WORKGROUP;
        whole.min(replicates.next_multiple_of(WORKGROUP).max(WORKGROUP))
    }
}

/// The buffers of one plan.
pub(super) struct Buffers {
    /// What every batch's parameters begin as.
    pub params: Params,
    pub rows: Rows,
    /// Most lanes of a batch.
    pub lanes: u32,
    /// Times that totals which overshoot are drawn again.
    pub redraws: u32,
    /// Blocks of four parts, and of two single votes that are likely to be drawn.
    pub part_blocks: usize,
    pub single_blocks: usize,
    pub staging: [wgpu::Buffer; IN_FLIGHT],
    /// By what they are bound as.
    bound: Vec<(u32, wgpu::Buffer)>,
}

impl Buffers {
    /// Fills the plan's tables and allocates room for batches.
    ///
    /// # Errors
    /// A plan whose tables are too large for the device, or which only the CPU can resample.
    pub(super) fn new(gpu: &Gpu, plan: &Plan, fit: &Fit, params: &Params) -> Result<Self, Error> {
        let rows = Rows::new(plan);
        let lanes = rows.lanes(gpu.largest_binding(), plan.replicates);
        if lanes == 0 {
            return Err(unavailable("its buffers cannot hold this many models or votes"));
        }
        let drawn =
            plan.judges.as_ref().map_or_else(|| plan.counts.cells(), |j| vec![1; j.judges()]);
        let tables = VoteTables::new(&drawn)?;
        let witness =
            Witness::new(&plan.counts, &plan.fit).ok_or_else(|| unavailable(LONG_CYCLES))?;
        let staging_words = rows.staging() * lanes as usize;
        let staging = BufferUsages::MAP_READ | BufferUsages::COPY_DST;
        let mut buffers = Self {
            params: Params {
                votes: tables.votes,
                parts: tables.parts.len() as u32,
                single_bits: tables.single_bits,
                models: rows.models as u32,
                parameters: rows.parameters as u32,
                pairs: rows.pairs as u32,
                drawn: rows.drawn as u32,
                tree: witness.tree.len() as u32,
                tie_witness: u32::from(witness.decisive_and_tied.is_some()),
                ..*params
            },
            rows,
            lanes,
            redraws: tables.redraws(super::OVERSHOOT),
            part_blocks: tables.parts.len().div_ceil(4),
            // A few standard deviations of the total; an invocation goes on with what lies beyond.
            single_blocks: (4.0 * f64::from(tables.votes).sqrt()).ceil() as usize,
            staging: [(); IN_FLIGHT].map(|()| gpu.allocate(staging_words, staging)),
            bound: Vec::new(),
        };
        buffers.allocate_lanes(gpu);
        buffers.put_vote_tables(gpu, &tables)?;
        if let Some(judges) = &plan.judges {
            buffers.put_voters(gpu, judges)?;
        }
        buffers.put_fit(gpu, plan, fit, &witness)?;
        Ok(buffers)
    }

    /// The buffer that is bound as this.
    pub(super) fn get(&self, binding: u32) -> Option<&wgpu::Buffer> {
        self.bound.iter().find(|(bound, _)| *bound == binding).map(|(_, buffer)| buffer)
    }

    /// Room for every lane.
    fn allocate_lanes(&mut self, gpu: &Gpu) {
        let Self { rows, lanes, .. } = *self;
        let usage = BufferUsages::STORAGE | BufferUsages::COPY_SRC | BufferUsages::COPY_DST;
        let lane_rows = |rows: usize| gpu.allocate(rows * lanes as usize, usage);
        let drawn = lane_rows(rows.drawn);
        // Where votes are drawn, what is drawn is what is counted.
        let counts = if rows.judges { lane_rows(rows.cells) } else { drawn.clone() };
        let words = size_of::<Params>() / size_of::<u32>();
        let params = gpu.allocate(words, BufferUsages::UNIFORM | BufferUsages::COPY_DST);
        self.bound.extend([
            (BIND_PARAMS, params),
            (BIND_LANES, lane_rows(LANE_WORDS as usize)),
            (BIND_DRAWN, drawn),
            (BIND_COUNTS, counts),
            (BIND_TOTALS, lane_rows(rows.totals)),
            (BIND_MOVED, lane_rows(rows.parameters)),
            (BIND_GRADIENT, lane_rows(rows.gradient())),
            (BIND_RESIDUALS, lane_rows(rows.residuals())),
        ]);
    }

    fn put(&mut self, gpu: &Gpu, binding: u32, words: &[u32]) -> Result<(), Error> {
        self.bound.push((binding, gpu.filled(words)?));
        Ok(())
    }

    fn put_vote_tables(&mut self, gpu: &Gpu, tables: &VoteTables) -> Result<(), Error> {
        self.put(gpu, BIND_PARTS, &words_of(tables.parts.iter().copied()))?;
        self.put(gpu, BIND_ENTRIES, &tables.entries)?;
        self.put(gpu, BIND_LOW, &tables.low)?;
        self.put(gpu, BIND_SINGLES, &words_of(tables.singles.iter().copied()))
    }

    /// Each cell's voters, and where they begin.
    fn put_voters(&mut self, gpu: &Gpu, judges: &JudgeCounts) -> Result<(), Error> {
        let mut of = vec![Vec::new(); self.rows.cells];
        for judge in 0..judges.judges() {
            for (cell, votes) in judges.of(judge) {
                of[cell as usize].push(Voter { judge: judge as u32, votes });
            }
        }
        let mut offsets = vec![0];
        for voters in &of {
            offsets.push(offsets[offsets.len() - 1] + voters.len() as u32);
        }
        self.put(gpu, BIND_VOTER_OFFSETS, &offsets)?;
        self.put(gpu, BIND_VOTERS, &words_of(of.into_iter().flatten()))
    }

    /// Where every replicate starts, and what leads it on from there.
    fn put_fit(
        &mut self,
        gpu: &Gpu,
        plan: &Plan,
        fit: &Fit,
        witness: &Witness,
    ) -> Result<(), Error> {
        let start = fit.parameters();
        let opponents = Opponents::new(&plan.counts, plan.fit.ties, &start);
        self.put(gpu, BIND_OFFSETS, &opponents.offsets)?;
        self.put(gpu, BIND_OPPONENTS, &words_of(opponents.of.into_iter()))?;
        let start: Vec<u32> = start.iter().map(|&at| (at as f32).word()).collect();
        self.put(gpu, BIND_START, &start)?;
        let mut vouching = witness.tree.clone();
        vouching.extend(witness.decisive_and_tied.into_iter().flat_map(|(a, b)| [a, b]));
        self.put(gpu, BIND_WITNESS, &vouching)?;
        let inverse = fit.step_matrix(&plan.counts);
        let size = start.len();
        let at = |row, column| if row < size { inverse[(row, column)] as f32 } else { 0.0 };
        let mut matrix = Vec::with_capacity(size.next_multiple_of(ROWS) * size);
        for block in (0..size).step_by(ROWS) {
            for column in 0..size {
                matrix.extend((block..block + ROWS).map(|row| at(row, column).word()));
            }
        }
        self.put(gpu, BIND_MATRIX, &matrix)
    }

    /// A batch's parameters as words.
    pub(super) fn params_of(&self, first: u32, count: u32) -> Vec<u32> {
        let lanes = count.next_multiple_of(WORKGROUP);
        let mut words = Vec::new();
        Params { first, count, lanes, ..self.params }.put(&mut words);
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT_BINDING: u64 = 128 << 20;

    fn complete(models: usize, judges: Option<usize>) -> Rows {
        let pairs = models * (models - 1) / 2;
        let drawn = judges.unwrap_or(3 * pairs);
        let judges = judges.is_some();
        Rows { models, parameters: models, pairs, cells: 3 * pairs, drawn, judges, totals: pairs }
    }

    #[test]
    fn batches_grow_with_the_adapters_limits() {
        assert_eq!(complete(6, None).lanes(DEFAULT_BINDING, 10_000), 4096);
        assert_eq!(complete(200, None).lanes(DEFAULT_BINDING, 10_000), 512);
        assert_eq!(complete(200, None).lanes(2 << 30, 10_000), 1664);
        assert_eq!(complete(200, Some(10_000)).lanes(2 << 30, 10_000), 1472);
        assert_eq!(complete(4096, None).lanes(DEFAULT_BINDING, 10_000), 0);
        assert_eq!(complete(6, None).lanes(DEFAULT_BINDING, 70), 128);
    }
}
