//! The slope of [`LANES`] replicates' log-likelihoods: twin of `gpu/gradient.wgsl`.
//!
//! # Design
//!
//! `σ(β_i - β_j)` is `p_i / (p_i + p_j)` with `p = e^β`: one exponential per model and one division per
//! pair, where the logistic function takes an exponential per pair. What a model's votes should
//! have been is then `p_i Σ_j n_ij / (p_i + p_j)`, and each `n / (p_i + p_j)` serves both its models.
//!
//! Every lane goes through the same operations in the same order whatever the others hold, so a
//! replicate's bits do not depend on its company.

use super::LANES;
use super::replicates::Replicates;
use crate::rating::TieModel;

/// One number for each replicate of a batch.
pub type Lanes = [f64; LANES];

/// What the likelihood of every replicate knows beside its votes.
#[derive(Debug, Clone, PartialEq)]
pub struct Likelihood {
    pub models: usize,
    pub ties: TieModel,
    pub prior: f64,
    /// The models of each pair, ascending.
    pub pairs: Vec<(u32, u32)>,
}

impl Likelihood {
    /// Parameters: one per model and, for two of the tie models, the log tie parameter.
    pub fn parameters(&self) -> usize {
        self.models + usize::from(self.ties.has_parameter())
    }

    /// The gradient of every replicate at `parameters`. `strengths` is room for e^β.
    pub fn gradient(
        &self,
        replicates: &Replicates,
        parameters: &[Lanes],
        strengths: &mut [Lanes],
        gradient: &mut [Lanes],
    ) {
        let half = if self.ties == TieModel::Davidson { 0.5 } else { 1.0 };
        for (strength, rating) in strengths.iter_mut().zip(&parameters[..self.models]) {
            *strength = rating.map(|rating| libm::exp(half * rating));
        }
        gradient.fill([0.0; LANES]);
        let log_tie = parameters.get(self.models);
        match (self.ties, log_tie) {
            (TieModel::Davidson, Some(log_nu)) => {
                self.davidson(replicates, strengths, log_nu, gradient);
            }
            (TieModel::RaoKupper, Some(log_theta)) => {
                self.rao_kupper(replicates, strengths, log_theta, gradient);
            }
            _ => self.decisive(replicates, strengths, gradient),
        }
        for (slope, score) in gradient.iter_mut().zip(&replicates.scores) {
            for lane in 0..LANES {
                slope[lane] += score[lane];
            }
        }
        if self.prior > 0.0 {
            for (slope, rating) in gradient.iter_mut().zip(&parameters[..self.models]) {
                for lane in 0..LANES {
                    // σ(β) - ½, without cancellation where they are close.
                    slope[lane] -= self.prior * 0.5 * libm::tanh(0.5 * rating[lane]);
                }
            }
        }
    }

    /// Minus the wins expected of each model, ties as half-wins or left out:
    /// `p_i Σ_j n_ij / (p_i + p_j)`.
    fn decisive(&self, replicates: &Replicates, p: &[Lanes], gradient: &mut [Lanes]) {
        let mut at = 0;
        while let Some(&(i, _)) = self.pairs.get(at) {
            let first = p[i as usize];
            let mut row = [0.0; LANES];
            while let Some(&(_, j)) = self.pairs.get(at).filter(|pair| pair.0 == i) {
                let (second, votes) = (&p[j as usize], &replicates.votes[at]);
                let column = &mut gradient[j as usize];
                for lane in 0..LANES {
                    let each = f64::from(votes[lane]) / (first[lane] + second[lane]);
                    row[lane] -= each;
                    column[lane] -= each;
                }
                at += 1;
            }
            for lane in 0..LANES {
                gradient[i as usize][lane] += row[lane];
            }
        }
        for (slope, p) in gradient.iter_mut().zip(p) {
            for lane in 0..LANES {
                slope[lane] *= p[lane];
            }
        }
    }

    /// With `q = e^(β/2)` and `D = q_i² + q_j² + ν q_i q_j`: `P(i) = q_i² / D`,
    /// `P(tie) = ν q_i q_j / D`, and a tie counts half a win.
    fn davidson(
        &self,
        replicates: &Replicates,
        q: &[Lanes],
        log_nu: &Lanes,
        gradient: &mut [Lanes],
    ) {
        let half_nu = log_nu.map(|t| 0.5 * libm::exp(t));
        let mut ties = [0.0; LANES];
        for (&(i, j), votes) in self.pairs.iter().zip(&replicates.votes) {
            let (i, j) = (i as usize, j as usize);
            for lane in 0..LANES {
                let (a, b, h) = (q[i][lane], q[j][lane], half_nu[lane]);
                let (first, second) = (a + h * b, b + h * a);
                let each = f64::from(votes[lane]) / (a * first + b * second);
                gradient[i][lane] -= each * first;
                gradient[j][lane] -= each * second;
                ties[lane] += each * a * b;
            }
        }
        for (slope, q) in gradient.iter_mut().zip(q) {
            for lane in 0..LANES {
                slope[lane] *= q[lane];
            }
        }
        for lane in 0..LANES {
            let expected = 2.0 * half_nu[lane] * ties[lane];
            gradient[self.models][lane] = replicates.ties[lane] - expected;
        }
    }

    /// `P(i) = p_i / (p_i + θ p_j)`, `P(j) = p_j / (p_j + θ p_i)`, and a tie is
    /// `(θ² - 1) P(i) P(j)`: a vote for both, as it were.
    fn rao_kupper(
        &self,
        replicates: &Replicates,
        p: &[Lanes],
        log_theta: &Lanes,
        gradient: &mut [Lanes],
    ) {
        let theta = log_theta.map(libm::exp);
        let mut both = [0.0; LANES];
        let counts = replicates.votes.iter().zip(&replicates.votes_or_ties);
        for (&(i, j), (for_i, for_j)) in self.pairs.iter().zip(counts) {
            let (i, j) = (i as usize, j as usize);
            for lane in 0..LANES {
                let (a, b, t) = (p[i][lane], p[j][lane], theta[lane]);
                let first = f64::from(for_i[lane]) * a / (a + t * b);
                let second = f64::from(for_j[lane]) * b / (b + t * a);
                gradient[i][lane] += second - first;
                gradient[j][lane] += first - second;
                both[lane] += first + second;
            }
        }
        for lane in 0..LANES {
            // The slope of ln(θ² - 1) is 2 + 2 / (θ² - 1).
            let slope = 2.0 / libm::expm1(2.0 * log_theta[lane]);
            let counted = slope * replicates.ties[lane] - replicates.decisive[lane];
            gradient[self.models][lane] = counted + both[lane];
        }
    }
}
