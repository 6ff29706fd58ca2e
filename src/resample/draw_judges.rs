//! The votes of the judges of [`LANES`] replicates: twin of `gpu/draw_judges.wgsl`.
//!
//! A replicate takes as many judges as there are, with replacement, with all their votes. How often
//! it takes each is drawn as votes are, every judge a cell of one ([`draw_votes`]).
//!
//! [`draw_votes`]: super::draw_votes

use super::LANES;
use super::judge_tables::{JudgeTables, Many};

/// The votes of judges taken with these weights, per cell and lane, and in all.
///
/// A lane whose total is beyond 32 bits may hold cells that are not what they should be.
pub fn draw_judges(
    tables: &JudgeTables,
    weights: &[[u8; LANES]],
    counts: &mut [[u32; LANES]],
) -> [u64; LANES] {
    for (count, range) in counts.iter_mut().zip(tables.offsets.windows(2)) {
        *count = [0; LANES];
        // As many votes as 16 bits can take, whatever their weights.
        for judges in tables.judges[range[0] as usize..range[1] as usize].chunks(256) {
            let mut sum = [0_u16; LANES];
            for &judge in judges {
                let weight = weights[judge as usize];
                for lane in 0..LANES {
                    sum[lane] += u16::from(weight[lane]);
                }
            }
            for lane in 0..LANES {
                count[lane] += u32::from(sum[lane]);
            }
        }
    }
    for Many { cell, judge, votes } in &tables.many {
        let (count, weight) = (&mut counts[*cell as usize], weights[*judge as usize]);
        for lane in 0..LANES {
            count[lane] = count[lane].wrapping_add(votes.wrapping_mul(u32::from(weight[lane])));
        }
    }
    let mut totals = [0; LANES];
    for (total, weight) in tables.totals.iter().zip(weights) {
        for lane in 0..LANES {
            totals[lane] += total * u64::from(weight[lane]);
        }
    }
    totals
}
