//! The kernels' sources, and which buffers each entry point is bound to.

use super::shared::{
    BIND_COUNTS, BIND_DRAWN, BIND_ENTRIES, BIND_GRADIENT, BIND_LOW, BIND_MATRIX, BIND_MOVED,
    BIND_OFFSETS, BIND_OPPONENTS, BIND_PARTS, BIND_RESIDUALS, BIND_SINGLES, BIND_START,
    BIND_TOTALS, BIND_VOTER_OFFSETS, BIND_VOTERS, BIND_WITNESS, declarations,
};

/// The kernels' sources by name, each with what all share: what a test may change.
#[derive(Debug, Clone)]
pub struct Kernels {
    /// `draw_votes.wgsl`.
    pub draw_votes: String,
    /// `draw_judges.wgsl`.
    pub draw_judges: String,
    /// `replicates.wgsl`.
    pub replicates: String,
    /// `gradient.wgsl`.
    pub gradient: String,
    /// `chord.wgsl`.
    pub chord: String,
}

impl Default for Kernels {
    fn default() -> Self {
        let shared = declarations() + include_str!("prelude.wgsl");
        let with_shared = |source: &str| [&shared, source].concat();
        Self {
            draw_votes: with_shared(include_str!("draw_votes.wgsl")),
            draw_judges: with_shared(include_str!("draw_judges.wgsl")),
            replicates: with_shared(include_str!("replicates.wgsl")),
            gradient: with_shared(include_str!("gradient.wgsl")),
            chord: with_shared(include_str!("chord.wgsl")),
        }
    }
}

/// An entry point and its buffers, beside the parameters and the lanes' words.
pub(super) struct Entry {
    pub name: &'static str,
    pub buffers: &'static [u32],
}

const fn entry(name: &'static str, buffers: &'static [u32]) -> Entry {
    Entry { name, buffers }
}

// Of draw_votes.wgsl:
pub(super) const RESET: Entry = entry("reset", &[]);
pub(super) const DRAW_PARTS: Entry =
    entry("draw_parts", &[BIND_DRAWN, BIND_PARTS, BIND_ENTRIES, BIND_LOW]);
pub(super) const CHECK_TOTAL: Entry = entry("check_total", &[]);
pub(super) const CLEAR_COUNTS: Entry = entry("clear_counts", &[BIND_DRAWN]);
pub(super) const DRAW_SINGLES: Entry = entry("draw_singles", &[BIND_DRAWN, BIND_SINGLES]);
// Of draw_judges.wgsl:
pub(super) const DRAW_JUDGES: Entry =
    entry("draw_judges", &[BIND_DRAWN, BIND_COUNTS, BIND_VOTER_OFFSETS, BIND_VOTERS]);
// Of replicates.wgsl:
pub(super) const CHECK_WITNESS: Entry =
    entry("check_witness", &[BIND_COUNTS, BIND_MOVED, BIND_WITNESS]);
pub(super) const FOLD: Entry = entry(
    "fold",
    &[
        BIND_COUNTS,
        BIND_TOTALS,
        BIND_OFFSETS,
        BIND_OPPONENTS,
        BIND_START,
        BIND_GRADIENT,
        BIND_RESIDUALS,
    ],
);
// Of gradient.wgsl:
pub(super) const SLOPE: Entry = entry(
    "slope",
    &[
        BIND_TOTALS,
        BIND_OFFSETS,
        BIND_OPPONENTS,
        BIND_START,
        BIND_MOVED,
        BIND_GRADIENT,
        BIND_RESIDUALS,
    ],
);
pub(super) const TIE_SLOPE: Entry = entry("tie_slope", &[BIND_START, BIND_MOVED, BIND_GRADIENT]);
// Of chord.wgsl:
pub(super) const CHORD: Entry =
    entry("chord", &[BIND_GRADIENT, BIND_MATRIX, BIND_MOVED, BIND_START]);
pub(super) const CHECK_CONVERGENCE: Entry = entry("check_convergence", &[]);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::shared::{BIND_LANES, BIND_PARAMS};
    use super::*;
    use naga::valid::{Capabilities, ModuleInfo, ValidationFlags, Validator};

    fn validated(source: &str) -> (naga::Module, ModuleInfo) {
        let module = naga::front::wgsl::parse_str(source).expect("a shader that parses");
        let info = Validator::new(ValidationFlags::all(), Capabilities::empty())
            .validate(&module)
            .expect("a valid shader");
        (module, info)
    }

    /// Bindings that an entry point uses.
    fn used(module: &naga::Module, info: &ModuleInfo, entry: usize) -> BTreeSet<u32> {
        let of = info.get_entry_point(entry);
        let globals = module.global_variables.iter();
        globals
            .filter(|(handle, _)| !of[*handle].is_empty())
            .filter_map(|(_, global)| global.binding.map(|at| at.binding))
            .collect()
    }

    /// Every kernel is valid WGSL, and each entry point uses the very buffers it will be bound to:
    /// told without a GPU.
    #[test]
    fn entry_points_use_their_buffers() {
        let Kernels { draw_votes, draw_judges, replicates, gradient, chord } = Kernels::default();
        for (source, entries) in [
            (draw_votes, &[RESET, DRAW_PARTS, CHECK_TOTAL, CLEAR_COUNTS, DRAW_SINGLES][..]),
            (draw_judges, &[DRAW_JUDGES]),
            (replicates, &[CHECK_WITNESS, FOLD]),
            (gradient, &[SLOPE, TIE_SLOPE]),
            (chord, &[CHORD, CHECK_CONVERGENCE]),
        ] {
            let (module, info) = validated(&source);
            let found: Vec<&str> = module.entry_points.iter().map(|e| e.name.as_str()).collect();
            assert_eq!(found, entries.iter().map(|entry| entry.name).collect::<Vec<_>>());
            for (at, entry) in entries.iter().enumerate() {
                let bound = entry.buffers.iter().copied().chain([BIND_PARAMS, BIND_LANES]);
                assert_eq!(used(&module, &info, at), bound.collect(), "{}", entry.name);
                // The storage buffers that any WebGPU device can bind.
                assert!(entry.buffers.len() < 8, "{}", entry.name);
            }
        }
    }
}
