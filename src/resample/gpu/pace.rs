//! How many replicates go into one submission.

use super::shared::WORKGROUP;

/// A submission this long costs little in its fixed part, and does not hold up a screen.
const MILLISECONDS: f64 = 50.0;
/// Lanes of the first submission, when nobody knows yet what one costs.
const FIRST: u32 = 4 * WORKGROUP;
/// Most that one submission may grow over the last: one lucky measurement says little.
const GROWTH: f64 = 2.0;

/// Sizes submissions by how long the last took.
///
/// A replicate's samples do not depend on the submission it was in, so time decides nothing but
/// when they arrive.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    lanes: u32,
    most: u32,
}

impl Pace {
    /// Up to so many lanes.
    pub fn new(most: u32) -> Self {
        Self { lanes: FIRST.min(most), most }
    }

    /// Lanes of the next submission.
    pub fn lanes(&self) -> u32 {
        self.lanes
    }

    /// Learns from one.
    pub fn learn(&mut self, lanes: u32, milliseconds: f64) {
        // A clock that went back, or stood, is taken for a fast GPU.
        let scale = (MILLISECONDS / milliseconds.max(0.1)).min(GROWTH);
        let wanted = (f64::from(lanes) * scale) as u32;
        self.lanes = wanted.next_multiple_of(WORKGROUP).clamp(WORKGROUP.min(self.most), self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On a GPU that takes so long for a lane and for a submission.
    fn settled(most: u32, per_lane: f64, fixed: f64) -> u32 {
        let mut pace = Pace::new(most);
        for _ in 0..20 {
            let lanes = pace.lanes();
            pace.learn(lanes, fixed + per_lane * f64::from(lanes));
        }
        pace.lanes()
    }

    #[test]
    fn submissions_grow_to_the_time() {
        assert_eq!(settled(4096, 0.0, 1.0), 4096);
        assert_eq!(settled(4096, 0.05, 0.0), 1024);
        assert_eq!(settled(4096, 10.0, 0.0), WORKGROUP);
        assert_eq!(settled(16, 0.0, 1.0), 16);
    }

    #[test]
    fn a_clock_that_stands_does_no_harm() {
        let mut pace = Pace::new(1024);
        pace.learn(256, 0.0);
        assert_eq!(pace.lanes(), 512);
        pace.learn(512, -5.0);
        assert_eq!(pace.lanes(), 1024);
        pace.learn(1024, f64::NAN);
        assert!((WORKGROUP..=1024).contains(&pace.lanes()));
    }
}
