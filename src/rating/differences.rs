//! Which models the votes tell apart: every difference of two ratings, tested.

use super::sandwich::Covariance;
use crate::stats::adjust::holm_threshold;

/// Two-sided p-values of all differences.
#[derive(Debug, Clone, PartialEq)]
pub struct Differences {
    models: usize,
    /// Of `i < j` at `j (j - 1) / 2 + i`.
    p: Vec<f64>,
}

impl Differences {
    /// Each by the test that its errors allow: normal, or Student's t with its own degrees of
    /// freedom where errors are clustered by judge.
    #[must_use]
    pub fn new(ratings: &[f64], errors: &Covariance) -> Self {
        let models = ratings.len();
        let mut p = Vec::with_capacity(models * models.saturating_sub(1) / 2);
        for j in 1..models {
            for i in 0..j {
                p.push(errors.difference_p(i, j, ratings[i] - ratings[j]));
            }
        }
        Self { models, p }
    }

    /// How many models there are.
    #[must_use]
    pub fn models(&self) -> usize {
        self.models
    }

    /// Of two models, which must be different ones.
    #[must_use]
    pub fn p(&self, a: usize, b: usize) -> f64 {
        let (i, j) = (a.min(b), a.max(b));
        self.p[j * (j - 1) / 2 + i]
    }

    /// All of them: `i < j` at `j (j - 1) / 2 + i`.
    #[must_use]
    pub fn all(&self) -> &[f64] {
        &self.p
    }

    /// Up to which p-value a difference is sure, all of them tested at once (Holm 1979). Below 1:
    /// equal ratings are never told apart.
    #[must_use]
    pub fn sure(&self, level: f64) -> f64 {
        let at_most = |most: f64| self.p.iter().filter(|&&p| p <= most).count();
        holm_threshold(self.p.len(), 1.0 - level, &at_most)
    }
}
