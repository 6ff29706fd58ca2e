//! The likelihood of one pair's votes under each way to treat ties.
//!
//! Every model is a function of `d = β_i - β_j` and, for Davidson and Rao-Kupper, of one tie
//! parameter shared by all pairs and used here on its log scale, `t`: `ln ν` or `ln θ`.
//! In these coordinates all four log-likelihoods are concave.

use serde::{Deserialize, Serialize};

use crate::stats::special::{expit_both, log_expit};
use crate::votes::Pair;

/// What a tie says about two models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieModel {
    /// Half a win each way.
    #[default]
    Half,
    /// Nothing: ties are left out.
    Drop,
    /// Davidson (1970): `P(i) : P(j) : P(tie) = p_i : p_j : ν √(p_i p_j)`.
    Davidson,
    /// Rao and Kupper (1967): `P(i beats j) = p_i / (p_i + θ p_j)`, θ > 1.
    RaoKupper,
}

impl TieModel {
    /// Whether a tie parameter is fitted along with the ratings.
    #[must_use]
    pub fn has_parameter(self) -> bool {
        matches!(self, Self::Davidson | Self::RaoKupper)
    }

    /// Log-likelihood of `votes` at rating difference `d` and log tie parameter `t`.
    pub(super) fn log_likelihood(self, votes: Votes, d: f64, t: f64) -> f64 {
        let Votes { wins, losses, ties } = votes;
        match self {
            Self::Half => {
                (wins + ties / 2.0) * log_expit(d) + (losses + ties / 2.0) * log_expit(-d)
            }
            Self::Drop => wins * log_expit(d) + losses * log_expit(-d),
            Self::Davidson => {
                let largest = (d / 2.0).abs().max(t);
                let sum = libm::exp(d / 2.0 - largest)
                    + libm::exp(-d / 2.0 - largest)
                    + libm::exp(t - largest);
                let log_sum = largest + libm::log(sum);
                wins * (d / 2.0 - log_sum) + losses * (-d / 2.0 - log_sum) + ties * (t - log_sum)
            }
            Self::RaoKupper => {
                let (win, loss) = (log_expit(d - t), log_expit(-d - t));
                // P(tie) = (θ² - 1) P(win) P(loss)
                let tie = 2.0 * t + libm::log(-libm::expm1(-2.0 * t)) + win + loss;
                wins * win + losses * loss + ties * tie
            }
        }
    }

    /// Derivatives of [`log_likelihood`](Self::log_likelihood).
    pub(super) fn derivatives(self, votes: Votes, d: f64, t: f64) -> Derivatives {
        let Votes { wins, losses, ties } = votes;
        match self {
            Self::Half => of_decisive(wins + ties / 2.0, losses + ties / 2.0, d),
            Self::Drop => of_decisive(wins, losses, d),
            Self::Davidson => of_davidson(votes, d, t),
            Self::RaoKupper => of_rao_kupper(votes, d, t),
        }
    }
}

/// Wins and losses, whole or half ones.
fn of_decisive(wins: f64, losses: f64, d: f64) -> Derivatives {
    let (win, loss) = expit_both(d);
    Derivatives {
        d: wins * loss - losses * win,
        dd: (wins + losses) * win * loss,
        ..Derivatives::default()
    }
}

fn of_davidson(votes: Votes, d: f64, t: f64) -> Derivatives {
    let Votes { wins, losses, ties } = votes;
    let n = wins + losses + ties;
    let largest = (d / 2.0).abs().max(t);
    let odds = [d / 2.0, -d / 2.0, t].map(|x| libm::exp(x - largest));
    let sum = odds[0] + odds[1] + odds[2];
    let [win, loss, tie] = odds.map(|x| x / sum);
    // 1 - P(win) is written P(loss) + P(tie), which does not cancel.
    Derivatives {
        d: 0.5 * (wins * (2.0 * loss + tie) - losses * (2.0 * win + tie) - ties * (win - loss)),
        t: ties * (win + loss) - (wins + losses) * tie,
        dd: n / 4.0 * (tie * (win + loss) + 4.0 * win * loss),
        dt: -n / 2.0 * (win - loss) * tie,
        tt: n * tie * (win + loss),
    }
}

fn of_rao_kupper(votes: Votes, d: f64, t: f64) -> Derivatives {
    let Votes { wins, losses, ties } = votes;
    let (win, not_win) = expit_both(d - t);
    let (loss, not_loss) = expit_both(-d - t);
    let first = (wins + ties) * win * not_win;
    let second = (losses + ties) * loss * not_loss;
    // θ⁻² and 1 - θ⁻²
    let (inverse_square, rest) = (libm::exp(-2.0 * t), -libm::expm1(-2.0 * t));
    // The slope of ln(θ² - 1) is 2 + 2 / (θ² - 1); the 2 is taken up in `win` and `loss`, so that
    // huge numbers of ties leave no rounding error of their own size.
    let slope = 2.0 * inverse_square / rest;
    Derivatives {
        d: wins * not_win - losses * not_loss + ties * (loss - win),
        t: ties * (slope + win + loss) - wins * not_win - losses * not_loss,
        dd: first + second,
        dt: second - first,
        tt: first + second + 2.0 * ties * slope / rest,
    }
}

/// One pair's votes as numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Votes {
    pub wins: f64,
    pub losses: f64,
    pub ties: f64,
}

impl Votes {
    /// One vote of each cell of a pair, in cell order.
    pub const ONE: [Self; 3] = [
        Self { wins: 1.0, losses: 0.0, ties: 0.0 },
        Self { wins: 0.0, losses: 1.0, ties: 0.0 },
        Self { wins: 0.0, losses: 0.0, ties: 1.0 },
    ];
}

impl From<&Pair> for Votes {
    fn from(pair: &Pair) -> Self {
        Self { wins: pair.wins as f64, losses: pair.losses as f64, ties: pair.ties as f64 }
    }
}

/// First derivatives of a log-likelihood with respect to `d` and `t`, and minus the second ones.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Derivatives {
    pub d: f64,
    pub t: f64,
    pub dd: f64,
    pub dt: f64,
    pub tt: f64,
}

impl Derivatives {
    /// Those of so many more votes of the same kind.
    pub fn add(&mut self, votes: f64, one: &Self) {
        self.d += votes * one.d;
        self.t += votes * one.t;
        self.dd += votes * one.dd;
        self.dt += votes * one.dt;
        self.tt += votes * one.tt;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODELS: [TieModel; 4] =
        [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper];
    const VOTES: Votes = Votes { wins: 7.0, losses: 3.0, ties: 4.0 };

    #[test]
    fn derivatives_are_those_of_the_log_likelihood() {
        let h = 1e-5;
        for model in MODELS {
            for (d, t) in [(0.3, 0.4), (-2.0, 0.9), (5.0, 0.1)] {
                let slope = |f: &dyn Fn(f64, f64) -> f64| {
                    (
                        (f(d + h, t) - f(d - h, t)) / (2.0 * h),
                        (f(d, t + h) - f(d, t - h)) / (2.0 * h),
                    )
                };
                let found = model.derivatives(VOTES, d, t);
                let (by_d, by_t) = slope(&|d, t| model.log_likelihood(VOTES, d, t));
                assert!((found.d - by_d).abs() < 1e-7, "{model:?} {d} {t}");
                assert!((found.t - by_t).abs() < 1e-6, "{model:?} {d} {t}");
                let (dd, dt) = slope(&|d, t| model.derivatives(VOTES, d, t).d);
                let (_, tt) = slope(&|d, t| model.derivatives(VOTES, d, t).t);
                assert!((found.dd + dd).abs() < 1e-7, "{model:?} {d} {t}");
                assert!((found.dt + dt).abs() < 1e-7, "{model:?} {d} {t}");
                assert!((found.tt + tt).abs() < 1e-5, "{model:?} {d} {t}");
            }
        }
    }

    #[test]
    fn probabilities_of_the_three_outcomes_sum_to_one() {
        for model in [TieModel::Davidson, TieModel::RaoKupper] {
            for (d, t) in [(0.0, 1e-6), (3.0, 0.5), (-30.0, 2.0), (1.0, 40.0)] {
                let sum: f64 =
                    Votes::ONE.iter().map(|&one| libm::exp(model.log_likelihood(one, d, t))).sum();
                assert!((sum - 1.0).abs() < 1e-14, "{model:?} {d} {t}: {sum}");
            }
        }
    }

    #[test]
    fn the_tails_are_finite() {
        for model in MODELS {
            for d in [-700.0, 700.0] {
                let value = model.log_likelihood(VOTES, d, 0.5);
                assert!(value.is_finite() && value < -1000.0, "{model:?}: {value}");
            }
        }
    }

    #[test]
    fn names_are_the_ones_of_the_api() {
        let names = MODELS.map(|m| serde_json::to_string(&m).unwrap());
        assert_eq!(names, ["\"half\"", "\"drop\"", "\"davidson\"", "\"rao-kupper\""]);
    }
}
