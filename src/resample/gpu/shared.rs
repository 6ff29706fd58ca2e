//! What Rust and WGSL both know, written once: numbers, and structs word by word.
//!
//! [`declarations`] is the WGSL of it, which every kernel has before its own text. The tests have
//! naga read it back, so that a field that Rust puts elsewhere than a kernel looks is seen.

use std::fmt::Write;
use std::mem::offset_of;

use super::super::chord;
use super::super::vote_tables::{Part, Single};
use crate::rating::TieModel;
use crate::stats::philox::{Domain, MULTIPLIERS, ROUNDS, WEYL};

/// Declares numbers for Rust, and lists them for WGSL.
macro_rules! constants {
    ($($(#[$doc:meta])* $name:ident = $value:expr;)*) => {
        $($(#[$doc])* pub const $name: u32 = $value;)*
        const CONSTANTS: &[(&str, u32)] = &[$((stringify!($name), $name)),*];
    };
}

constants! {
    /// Invocations of a workgroup, all of one row: one per lane.
    WORKGROUP = 64;
    /// Rows of the matrix that one invocation of `chord` takes: a `vec4`.
    CHORD_ROWS = chord::ROWS as u32;

    /// Words of a lane, each a row of its own: votes drawn,
    TOTAL = 0;
    /// times that a total was too large,
    ATTEMPT = 1;
    /// one of the four below,
    STATUS = 2;
    /// the bits of the largest step of a parameter, of this step and of the last,
    STEP_SIZE = 3;
    /// as said,
    LAST_STEP_SIZE = 4;
    /// and ties drawn.
    TIES = 5;
    /// Words of a lane.
    LANE_WORDS = 6;

    /// A lane's status: drawn, or being drawn but for single votes, and fitted step by step.
    FITTING = 0;
    /// At its optimum.
    CONVERGED = 1;
    /// For the CPU to settle.
    UNSETTLED = 2;
    /// To be drawn.
    TO_DRAW = 3;

    /// Ties count half a win each way.
    TIES_HALF = TieModel::Half as u32;
    /// Ties are left out.
    TIES_DROPPED = TieModel::Drop as u32;
    /// Davidson's ties.
    TIES_DAVIDSON = TieModel::Davidson as u32;
    /// Rao and Kupper's ties.
    TIES_RAO_KUPPER = TieModel::RaoKupper as u32;

    /// Domains of the random numbers.
    CELLS = Domain::Cells as u32;
    /// As said.
    CELLS_EXTRA = Domain::CellsExtra as u32;
    /// As said.
    TOP_UP = Domain::TopUp as u32;
    /// Of the generator.
    PHILOX_ROUNDS = ROUNDS;
    /// As said.
    MULTIPLIER_0 = MULTIPLIERS[0];
    /// As said.
    MULTIPLIER_1 = MULTIPLIERS[1];
    /// As said.
    WEYL_0 = WEYL[0];
    /// As said.
    WEYL_1 = WEYL[1];

    /// Bindings: [`Params`],
    BIND_PARAMS = 0;
    /// the lanes' words,
    BIND_LANES = 1;
    /// votes per cell, or judges, drawn,
    BIND_DRAWN = 2;
    /// votes per cell,
    BIND_COUNTS = 3;
    /// [`Part`]s,
    BIND_PARTS = 4;
    /// their tables,
    BIND_ENTRIES = 5;
    /// and what decides on thresholds,
    BIND_LOW = 6;
    /// [`Single`]s,
    BIND_SINGLES = 7;
    /// where each cell's voters begin,
    BIND_VOTER_OFFSETS = 8;
    /// [`Voter`]s,
    BIND_VOTERS = 9;
    /// where each model's opponents begin,
    BIND_OFFSETS = 10;
    /// [`Opponent`]s,
    BIND_OPPONENTS = 11;
    /// the original fit's parameters,
    BIND_START = 12;
    /// how far each lane is from them,
    BIND_MOVED = 13;
    /// its gradient,
    BIND_GRADIENT = 14;
    /// and what that was at the original fit,
    BIND_RESIDUALS = 15;
    /// pairs of the witness,
    BIND_WITNESS = 16;
    /// the inverse information,
    BIND_MATRIX = 17;
    /// and votes per pair.
    BIND_TOTALS = 18;
}

/// A number of one word.
pub trait Word: Copy {
    /// As a word.
    fn word(self) -> u32;
}

impl Word for u32 {
    fn word(self) -> u32 {
        self
    }
}

impl Word for f32 {
    fn word(self) -> u32 {
        self.to_bits()
    }
}

/// A struct that kernels read.
pub trait Layout {
    /// Its declaration in WGSL.
    const WGSL: &'static str;
    /// Fields and where Rust puts them, in bytes.
    #[cfg(test)]
    const FIELDS: &'static [(&'static str, &'static str, usize)];
    /// Puts it behind `words`, each field where the struct has it.
    fn put(&self, words: &mut Vec<u32>);
}

/// The fields of a `#[repr(C)]` struct of words, with their types.
macro_rules! layout {
    ($name:ident { $($field:ident: $kind:ident),* $(,)? }) => {
        impl Layout for $name {
            const WGSL: &'static str = concat!(
                "struct ", stringify!($name), " {\n",
                $("    ", stringify!($field), ": ", stringify!($kind), ",\n",)*
                "}\n",
            );
            #[cfg(test)]
            const FIELDS: &'static [(&'static str, &'static str, usize)] =
                &[$((stringify!($field), stringify!($kind), offset_of!($name, $field))),*];
            fn put(&self, words: &mut Vec<u32>) {
                let first = words.len();
                words.resize(first + size_of::<$name>() / 4, 0);
                $(words[first + offset_of!($name, $field) / 4] = <$kind>::word(self.$field);)*
            }
        }
    };
}

/// A plan's sizes and options, and which of its replicates a batch holds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[repr(C)]
pub struct Params {
    /// Of the random numbers.
    pub key_low: u32,
    /// As said.
    pub key_high: u32,
    /// The replicate of the first lane.
    pub first: u32,
    /// Lanes that hold a replicate.
    pub count: u32,
    /// Lanes that there are: the length of a row.
    pub lanes: u32,
    /// Votes (or judges) of a replicate.
    pub votes: u32,
    /// The parts they are drawn in.
    pub parts: u32,
    /// The table of single votes has 2^bits slots.
    pub single_bits: u32,
    /// Models.
    pub models: u32,
    /// Parameters: models, and a tie parameter.
    pub parameters: u32,
    /// Pairs of models.
    pub pairs: u32,
    /// Rows of what is drawn: cells, or judges.
    pub drawn: u32,
    /// One of `TIES_…`.
    pub ties: u32,
    /// Pairs of the witness's tree.
    pub tree: u32,
    /// 1 where a decisive and a tied pair follow them, else 0.
    pub tie_witness: u32,
    /// As `FitOptions::prior`.
    pub prior: f32,
    /// Of a parameter.
    pub tolerance: f32,
    /// As the CPU's.
    pub fastest_rate: f32,
    /// As the CPU's.
    pub slowest_rate: f32,
    /// As the CPU's.
    pub largest_rating: f32,
    /// The slope of Rao and Kupper's ln(θ² - 1) at the original fit.
    pub tie_slope: f32,
    /// What slopes are summed in: a power of two.
    pub parts_of_a_vote: f32,
}

layout!(Params {
    key_low: u32,
    key_high: u32,
    first: u32,
    count: u32,
    lanes: u32,
    votes: u32,
    parts: u32,
    single_bits: u32,
    models: u32,
    parameters: u32,
    pairs: u32,
    drawn: u32,
    ties: u32,
    tree: u32,
    tie_witness: u32,
    prior: f32,
    tolerance: f32,
    fastest_rate: f32,
    slowest_rate: f32,
    largest_rating: f32,
    tie_slope: f32,
    parts_of_a_vote: f32,
});

layout!(Part { offset: u32, bits: u32, minimum: u32, cell: u32 });
layout!(Single { threshold: u32, alias_cell: u32 });

/// Votes of one judge in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Voter {
    /// Who.
    pub judge: u32,
    /// How many.
    pub votes: u32,
}

layout!(Voter { judge: u32, votes: u32 });

/// A pair from one side, and what is expected of a vote in it at the original fit.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C)]
pub struct Opponent {
    /// The pair, by position.
    pub pair: u32,
    /// The other model.
    pub model: u32,
    /// The own rating less the other's.
    pub apart: f32,
    /// The share of a win less one half; for Rao-Kupper the probability of a win.
    pub expected: f32,
    /// For Davidson the probability of a tie, for Rao-Kupper of a loss, else 0.
    pub expected_other: f32,
}

layout!(Opponent { pair: u32, model: u32, apart: f32, expected: f32, expected_other: f32 });

/// The WGSL of everything above.
pub fn declarations() -> String {
    let structs = [Params::WGSL, Part::WGSL, Single::WGSL, Voter::WGSL, Opponent::WGSL];
    let mut wgsl = structs.concat();
    for (name, value) in CONSTANTS {
        // Writing to a string does not fail.
        let _ = writeln!(wgsl, "const {name} = {value}u;");
    }
    wgsl
}

/// The words of structs in a row.
pub fn words_of<T: Layout>(items: impl Iterator<Item = T>) -> Vec<u32> {
    let mut words = Vec::new();
    items.for_each(|item| item.put(&mut words));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use naga::{ScalarKind, TypeInner};

    /// How naga lays out the struct differs from how Rust does; nothing where they agree.
    fn difference<T: Layout>(wgsl: &str, name: &str) -> Option<String> {
        let module = naga::front::wgsl::parse_str(wgsl).expect("declarations that parse");
        let found = module.types.iter().find(|(_, kind)| kind.name.as_deref() == Some(name));
        let Some((_, naga::Type { inner: TypeInner::Struct { members, span }, .. })) = found else {
            return Some(format!("there is no {name}"));
        };
        let theirs = members.iter().map(|member| {
            let TypeInner::Scalar(scalar) = module.types[member.ty].inner else { return None };
            let kind = match (scalar.kind, scalar.width) {
                (ScalarKind::Uint, 4) => "u32",
                (ScalarKind::Float, 4) => "f32",
                _ => return None,
            };
            Some((member.name.as_deref()?, kind, member.offset as usize))
        });
        let theirs: Option<Vec<_>> = theirs.collect();
        let ours = Some(T::FIELDS.to_vec());
        let same = theirs == ours && *span as usize == size_of::<T>();
        (!same).then(|| format!("{theirs:?} of {span} bytes is not {ours:?}"))
    }

    #[test]
    fn structs_are_where_kernels_look() {
        let wgsl = declarations();
        assert_eq!(difference::<Params>(&wgsl, "Params"), None);
        assert_eq!(difference::<Part>(&wgsl, "Part"), None);
        assert_eq!(difference::<Single>(&wgsl, "Single"), None);
        assert_eq!(difference::<Voter>(&wgsl, "Voter"), None);
        assert_eq!(difference::<Opponent>(&wgsl, "Opponent"), None);
    }

    /// The comparison above sees fields exchanged, a type changed and a gap.
    #[test]
    fn a_struct_that_differs_is_seen() {
        let wgsl = declarations();
        for (from, to) in [
            ("    first: u32,\n    count: u32,\n", "    count: u32,\n    first: u32,\n"),
            ("    prior: f32,", "    prior: u32,"),
            ("    votes: u32,", "    @align(16) votes: u32,"),
            ("    tie_slope: f32,", "    tie_slope: f32,\n    one_more: f32,"),
        ] {
            let changed = wgsl.replacen(from, to, 1);
            assert_ne!(changed, wgsl, "{from}");
            assert!(difference::<Params>(&changed, "Params").is_some(), "{to}");
        }
    }

    #[test]
    fn words_stand_in_the_order_of_the_fields() {
        let part = Part { offset: 1, bits: 2, minimum: 3, cell: 4 };
        assert_eq!(words_of([part, part].into_iter()), [1, 2, 3, 4, 1, 2, 3, 4]);
        let pair = Opponent { pair: 7, model: 8, apart: 1.0, expected: 0.5, expected_other: 0.0 };
        assert_eq!(words_of([pair].into_iter()), [7, 8, 0x3f80_0000, 0x3f00_0000, 0]);
    }

    #[test]
    fn no_two_buffers_share_a_binding() {
        let mut bindings: Vec<u32> = CONSTANTS
            .iter()
            .filter(|(name, _)| name.starts_with("BIND_"))
            .map(|&(_, binding)| binding)
            .collect();
        bindings.sort_unstable();
        let count = bindings.len();
        bindings.dedup();
        assert_eq!(bindings.len(), count);
    }
}
