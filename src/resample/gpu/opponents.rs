//! Each model's pairs from its own side, with what the original fit expects of them.

use super::shared::Opponent;
use crate::rating::TieModel;
use crate::stats::special::expit;
use crate::votes::PairCounts;

/// Opponents of every model in a row.
pub struct Opponents {
    /// Where each model's begin; one longer than the models.
    pub offsets: Vec<u32>,
    /// Model by model.
    pub of: Vec<Opponent>,
}

impl Opponents {
    /// At these parameters: ratings and, last, the log tie parameter where there is one.
    pub fn new(counts: &PairCounts, ties: TieModel, parameters: &[f64]) -> Self {
        let t = parameters.get(counts.models).copied().unwrap_or_default();
        let mut of = vec![Vec::new(); counts.models];
        for (at, pair) in (0..).zip(&counts.pairs) {
            for (own, other) in [(pair.i, pair.j), (pair.j, pair.i)] {
                let apart = parameters[own as usize] - parameters[other as usize];
                let (expected, expected_other) = expected(ties, apart, t);
                of[own as usize].push(Opponent {
                    pair: at,
                    model: other,
                    apart: apart as f32,
                    expected: expected as f32,
                    expected_other: expected_other as f32,
                });
            }
        }
        let mut offsets = vec![0];
        for opponents in &of {
            offsets.push(offsets[offsets.len() - 1] + opponents.len() as u32);
        }
        Self { offsets, of: of.concat() }
    }
}

/// Of one vote at a difference of ratings: the share of a win that is expected less one half and,
/// for Davidson, of a tie; for Rao-Kupper the probabilities of a win and of a loss. As
/// `gradient.wgsl`.
fn expected(ties: TieModel, apart: f64, t: f64) -> (f64, f64) {
    match ties {
        TieModel::Half | TieModel::Drop => (0.5 * libm::tanh(0.5 * apart), 0.0),
        TieModel::Davidson => {
            let root = libm::exp(-0.5 * apart.abs());
            let tie = libm::exp(t) * root;
            let sum = 1.0 + root * root + tie;
            (0.5 * (1.0 - root * root).copysign(apart) / sum, tie / sum)
        }
        TieModel::RaoKupper => (expit(apart - t), expit(-apart - t)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::votes::Pair;

    /// Of wins, losses and ties at given odds, straight from their definitions.
    #[test]
    fn expectations_are_the_models() {
        let (p, q, t) = (3.0_f64, 0.4_f64, 0.3_f64);
        let apart = libm::log(p / q);
        let close = |(a, b): (f64, f64), (x, y): (f64, f64)| {
            assert!((a - x).abs() < 1e-14 && (b - y).abs() < 1e-14, "{a} {b} is not {x} {y}");
        };
        close(expected(TieModel::Half, apart, 0.0), (p / (p + q) - 0.5, 0.0));
        let tie = t.exp() * (p * q).sqrt();
        let all = p + q + tie;
        close(expected(TieModel::Davidson, apart, t), ((p + 0.5 * tie) / all - 0.5, tie / all));
        close(expected(TieModel::Davidson, -apart, t), ((q + 0.5 * tie) / all - 0.5, tie / all));
        let theta = t.exp();
        let (win, loss) = (p / (p + theta * q), q / (q + theta * p));
        close(expected(TieModel::RaoKupper, apart, t), (win, loss));
    }

    #[test]
    fn every_pair_is_seen_from_both_sides() {
        let pair = |i, j| Pair { i, j, wins: 1, losses: 2, ties: 0 };
        let counts = PairCounts { models: 3, pairs: vec![pair(0, 1), pair(1, 2)] };
        let Opponents { offsets, of } = Opponents::new(&counts, TieModel::Half, &[0.5, 0.0, -0.5]);
        assert_eq!(offsets, [0, 1, 3, 4]);
        let seen: Vec<_> = of.iter().map(|o| (o.pair, o.model, o.apart)).collect();
        assert_eq!(seen, [(0, 1, 0.5), (0, 0, -0.5), (1, 2, 0.5), (1, 1, -0.5)]);
    }
}
