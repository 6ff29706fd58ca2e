//! Which ranks the votes leave possible: for one model, and for all models at once.
//!
//! A model's rank is right within `[1 + those surely above, models - those surely below]` when no
//! model is wrongly called surely above or below: the ranks follow from differences, and their
//! level is that of all the differences together (Mogstad, Romano, Shaikh and Wilhelm 2024,
//! "Inference for Ranks"). For [one model](rank_intervals) these are its differences from the
//! others; for [all models](rank_sets) they are all differences.
//!
//! # Design
//!
//! The differences' p-values are those of the covariance, two-sided, and Holm's (1979) steps keep
//! the level over them. Whatever is sure has the estimate's direction: of the two hypotheses on a
//! difference, one for each direction, at most one is false, so that they need no correction for
//! each other (Shaffer 1980, Finner 1999). [Tiers](super::tiers) part at the same differences. Critical values from resamples would know how differences depend on each other and
//! be some 3 % smaller. But then the ranks would wait for resampling, change with its seed, and
//! inherit what is wrong with it where judges are few or replicates have no finite ratings; these
//! are the same before and after. Quantiles of the replicates' ranks are no alternative: replicates
//! scatter around the estimates as these do around the truth, so their ranks are more spread out
//! than the votes' own, and in a close field of eight equal models they hold the rank of a given
//! one only two times in three.

use serde::{Serialize, Serializer};

use super::differences::Differences;
use crate::stats::adjust::holm_threshold;

/// The ranks from the best to the worst that is possible. Written as `[best, worst]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranks {
    /// The smallest.
    pub best: u32,
    /// The largest.
    pub worst: u32,
}

impl Ranks {
    /// Whether a rank is possible.
    #[must_use]
    pub fn contains(&self, rank: u32) -> bool {
        self.best <= rank && rank <= self.worst
    }
}

impl Serialize for Ranks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.best, self.worst].serialize(serializer)
    }
}

/// Of every model by itself: each interval is right with the level's probability.
#[must_use]
pub fn rank_intervals(ratings: &[f64], differences: &Differences, level: f64) -> Vec<Ranks> {
    let models = ratings.len();
    let of = |m: usize| {
        let others = || (0..models).filter(move |&k| k != m);
        let most = holm_threshold(models.saturating_sub(1), 1.0 - level, &|most| {
            others().filter(|&k| differences.p(m, k) <= most).count()
        });
        let sure = |above: bool| {
            let so = |&k: &usize| differences.p(m, k) <= most && (ratings[k] > ratings[m]) == above;
            others().filter(so).count() as u32
        };
        Ranks { best: 1 + sure(true), worst: models as u32 - sure(false) }
    };
    (0..models).map(of).collect()
}

/// Of all models at once: all of them are right with the level's probability.
#[must_use]
pub fn rank_sets(ratings: &[f64], differences: &Differences, level: f64) -> Vec<Ranks> {
    let models = ratings.len();
    let most = differences.sure(level);
    let mut ranks = vec![Ranks { best: 1, worst: models as u32 }; models];
    for j in 1..models {
        for i in (0..j).filter(|&i| differences.p(i, j) <= most) {
            let (above, below) = if ratings[i] > ratings[j] { (i, j) } else { (j, i) };
            ranks[above].worst -= 1;
            ranks[below].best += 1;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::super::sandwich::Covariance;
    use super::*;
    use crate::stats::philox::{Domain, Stream};
    use crate::stats::special::{normal_quantile, normal_sf};

    fn independent(se: f64, models: usize) -> Covariance {
        Covariance::normal(DMatrix::identity(models, models) * (se * se))
    }

    fn normal(stream: &mut Stream) -> f64 {
        normal_quantile(stream.unit().max(1e-12))
    }

    /// The definition, word by word: differences as a sorted list.
    fn slowly(ratings: &[f64], se: f64, level: f64, only: Option<usize>) -> Vec<Ranks> {
        let models = ratings.len();
        let mut hypotheses = vec![];
        for i in 0..models {
            for j in (0..models).filter(|&j| ratings[i] > ratings[j]) {
                if only.is_none_or(|m| i == m || j == m) {
                    let z = (ratings[i] - ratings[j]) / (se * 2.0_f64.sqrt());
                    hypotheses.push((2.0 * normal_sf(z), i, j));
                }
            }
        }
        hypotheses.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut ranks = vec![Ranks { best: 1, worst: models as u32 }; models];
        for (k, &(p, above, below)) in hypotheses.iter().enumerate() {
            if p > (1.0 - level) / (hypotheses.len() - k) as f64 {
                break;
            }
            ranks[above].worst -= 1;
            ranks[below].best += 1;
        }
        ranks
    }

    #[test]
    fn ranks_are_those_of_the_definition() {
        let mut stream = Stream::new(5, Domain::Simulation, 0, 0);
        let mut settled = 0;
        for study in 0..200_usize {
            let models = 2 + study % 7;
            let ratings: Vec<f64> = (0..models).map(|_| normal(&mut stream)).collect();
            let (se, level) = (0.1 + 0.1 * (study % 4) as f64, [0.95, 0.8, 0.6][study % 3]);
            let differences = Differences::new(&ratings, &independent(se, models));
            let sets = rank_sets(&ratings, &differences, level);
            assert_eq!(sets, slowly(&ratings, se, level, None));
            let intervals = rank_intervals(&ratings, &differences, level);
            for m in 0..models {
                assert_eq!(intervals[m], slowly(&ratings, se, level, Some(m))[m]);
                // No sharper together than alone.
                let (alone, together) = (intervals[m], sets[m]);
                assert!(together.best <= alone.best && together.worst >= alone.worst);
                settled += u32::from(alone.best == alone.worst);
            }
        }
        assert!(settled > 100, "{settled}");
    }

    #[test]
    fn what_is_not_tested_leaves_every_rank_open() {
        let open = |models: usize| vec![Ranks { best: 1, worst: models as u32 }; models];
        let wide = Differences::new(&[9.0, 0.0, -9.0], &independent(1e9, 3));
        assert_eq!(rank_intervals(&[9.0, 0.0, -9.0], &wide, 0.95), open(3));
        assert_eq!(rank_sets(&[9.0, 0.0, -9.0], &wide, 0.95), open(3));
        // Without errors equal ratings are equal, and others are not.
        let exact = Differences::new(&[1.0, 0.0, 1.0], &independent(0.0, 3));
        let ranks = [(1, 2), (3, 3), (1, 2)].map(|(best, worst)| Ranks { best, worst });
        assert_eq!(rank_intervals(&[1.0, 0.0, 1.0], &exact, 0.95), ranks);
        assert_eq!(rank_sets(&[1.0, 0.0, 1.0], &exact, 0.95), ranks);
        let none = Differences::new(&[], &independent(1.0, 0));
        assert!(
            rank_sets(&[], &none, 0.95).is_empty() && rank_intervals(&[], &none, 0.95).is_empty()
        );
    }
}
