//! Scores dealt to the models anew, and how well the plain logit fits each deal.
//!
//! A deal is a permutation: the model at place m has row `deal[m]` of the table of scores. The votes
//! stay where they are. Pairs are few (66 of twelve models), so that a deal costs a few steps of
//! Newton's method on a few dozen rows.

use super::pairings::Pairings;
use crate::stats::permutations::{drawn_orders, every_order};
use crate::stats::philox::{Domain, Stream};

/// All permutations up to so many models; drawn ones beyond.
pub const MOST_EXACT: usize = 7;

/// Newton's steps on a deal; votes that a deal separates take one a digit of their likelihood.
const MOST_STEPS: usize = 60;

/// What is left of a column's information below which the columns before determine it.
const DETERMINED: f64 = 1e-10;

/// Permutations of `models` places: the identity first, then all others, or `draws` drawn ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Deals {
    models: usize,
    /// Drawn permutations beside the identity; `None` for all.
    draws: Option<(u32, u64)>,
}

impl Deals {
    /// All of them up to [`MOST_EXACT`] models, else `draws` by the seed.
    #[must_use]
    pub fn new(models: usize, draws: u32, seed: u64) -> Self {
        Self { models, draws: (models > MOST_EXACT).then_some((draws, seed)) }
    }

    /// No more than `draws` of them, drawn where all are more.
    #[must_use]
    pub fn some(models: usize, draws: u32, seed: u64) -> Self {
        let all: u64 = (1..=models.min(20) as u64).product();
        Self { models, draws: (all > u64::from(draws)).then_some((draws, seed)) }
    }

    /// Whether these are all permutations.
    #[must_use]
    pub fn exact(&self) -> bool {
        self.draws.is_none()
    }

    /// Calls `look` with every deal, the identity first.
    pub fn each(&self, look: &mut dyn FnMut(&[usize])) {
        let Some((draws, seed)) = self.draws else { return every_order(self.models, look) };
        look(&(0..self.models).collect::<Vec<usize>>());
        let mut stream = Stream::new(seed, Domain::Permutation, 0, 1);
        drawn_orders(self.models, draws, &mut stream, look);
    }
}

/// The plain logit of votes on scores, deal by deal.
pub struct DealtLogit<'a> {
    pairings: &'a Pairings,
    /// Differences on one scale, model × model, one benchmark after the other.
    columns: Vec<f64>,
    /// Log-likelihood without benchmarks.
    pub null: f64,
    /// rows × columns.
    x: Vec<f64>,
    fit: Newton,
}

impl<'a> DealtLogit<'a> {
    /// Of these votes and benchmarks.
    #[must_use]
    pub fn new(pairings: &'a Pairings) -> Self {
        let p = usize::from(pairings.intercept) + pairings.differences.len();
        let scaled = |column: &Vec<f64>| {
            let largest = column.iter().map(|d| d.abs()).fold(0.0, f64::max);
            let scale = if largest > 0.0 { largest } else { 1.0 };
            column.iter().map(move |d| d / scale).collect::<Vec<f64>>()
        };
        let (won, votes) = pairings
            .met
            .iter()
            .fold((0.0, 0.0), |(won, votes), met| (won + met.wins, votes + met.votes));
        let share = if pairings.intercept { won / votes } else { 0.5 };
        let part =
            |votes: f64, share: f64| if votes > 0.0 { votes * libm::log(share) } else { 0.0 };
        let null = if pairings.intercept {
            part(won, share) + part(votes - won, 1.0 - share)
        } else {
            part(votes, 0.5)
        };
        Self {
            columns: pairings.differences.iter().flat_map(scaled).collect(),
            null,
            x: vec![1.0; pairings.met.len() * p],
            fit: Newton::new(p),
            pairings,
        }
    }

    /// Twice the log-likelihood that the benchmarks add in this deal.
    pub fn chi_square(&mut self, deal: &[usize]) -> f64 {
        let n = self.pairings.models.len();
        let first = usize::from(self.pairings.intercept);
        let p = self.fit.columns;
        for (met, x) in self.pairings.met.iter().zip(self.x.chunks_exact_mut(p)) {
            let at = deal[met.of] * n + deal[met.against];
            for (x, column) in x[first..].iter_mut().zip(self.columns.chunks_exact(n * n)) {
                *x = column[at];
            }
        }
        let most = self.fit.climb(&self.pairings.met, &self.x);
        (2.0 * (most - self.null)).max(0.0)
    }
}

/// Newton's method with what it needs kept between fits.
struct Newton {
    columns: usize,
    beta: Vec<f64>,
    last: Vec<f64>,
    step: Vec<f64>,
    gradient: Vec<f64>,
    /// Row by row, the lower triangle.
    information: Vec<f64>,
}

impl Newton {
    fn new(columns: usize) -> Self {
        let zeros = vec![0.0; columns];
        Self {
            columns,
            beta: zeros.clone(),
            last: zeros.clone(),
            step: zeros.clone(),
            gradient: zeros,
            information: vec![0.0; columns * columns],
        }
    }

    /// The largest log-likelihood; its supremum where there is no maximum.
    fn climb(&mut self, met: &[super::pairings::Met], x: &[f64]) -> f64 {
        self.beta.fill(0.0);
        let mut value = self.differentiate(met, x);
        for _ in 0..MOST_STEPS {
            let slope = self.solve();
            // A Newton step gains half its slope, to the order of the slope's square.
            if slope < 1e-8 {
                return value + slope / 2.0;
            }
            self.last.copy_from_slice(&self.beta);
            let mut share = 1.0;
            loop {
                for ((beta, last), step) in self.beta.iter_mut().zip(&self.last).zip(&self.step) {
                    *beta = last + share * step;
                }
                let new = self.differentiate(met, x);
                if new >= value {
                    value = new;
                    break;
                }
                share /= 2.0;
                if share < 1e-9 {
                    return value;
                }
            }
        }
        value
    }

    /// Fills gradient and information at `beta`; the log-likelihood there.
    fn differentiate(&mut self, met: &[super::pairings::Met], x: &[f64]) -> f64 {
        let p = self.columns;
        self.gradient.fill(0.0);
        self.information.fill(0.0);
        let mut value = 0.0;
        for (met, x) in met.iter().zip(x.chunks_exact(p)) {
            let eta: f64 = x.iter().zip(&self.beta).map(|(x, b)| x * b).sum();
            let e = libm::exp(-eta.abs());
            let (larger, smaller) = (1.0 / (1.0 + e), e / (1.0 + e));
            let mu = if eta >= 0.0 { larger } else { smaller };
            // ln(1 + e^η) = max(η, 0) + ln(1 + e^−|η|)
            value += met.wins * eta - met.votes * (eta.max(0.0) + libm::log1p(e));
            let (residual, weight) = (met.wins - met.votes * mu, met.votes * larger * smaller);
            for (i, &xi) in x.iter().enumerate() {
                self.gradient[i] += residual * xi;
                let left = weight * xi;
                for (sum, xj) in self.information[i * p..=i * p + i].iter_mut().zip(x) {
                    *sum += left * xj;
                }
            }
        }
        value
    }

    /// Newton's step by Cholesky, columns that earlier ones determine left where they are; gives
    /// the step's slope.
    fn solve(&mut self) -> f64 {
        let (p, a) = (self.columns, &mut self.information);
        for j in 0..p {
            let whole = a[j * p + j];
            for k in 0..j {
                a[j * p + j] -= a[j * p + k] * a[j * p + k];
            }
            let pivot = a[j * p + j];
            let root = if pivot > DETERMINED * whole { pivot.sqrt() } else { f64::INFINITY };
            a[j * p + j] = root;
            for i in j + 1..p {
                for k in 0..j {
                    a[i * p + j] -= a[i * p + k] * a[j * p + k];
                }
                a[i * p + j] /= root;
            }
        }
        self.step.copy_from_slice(&self.gradient);
        for i in 0..p {
            for k in 0..i {
                self.step[i] -= a[i * p + k] * self.step[k];
            }
            self.step[i] /= a[i * p + i];
        }
        for i in (0..p).rev() {
            for k in i + 1..p {
                self.step[i] -= a[k * p + i] * self.step[k];
            }
            self.step[i] /= a[i * p + i];
        }
        self.step.iter().zip(&self.gradient).map(|(s, g)| s * g).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_permutations_come_once_and_the_identity_first() {
        let mut seen = std::collections::BTreeSet::new();
        let mut first = None;
        Deals::new(5, 10, 1).each(&mut |deal| {
            first.get_or_insert_with(|| deal.to_vec());
            assert!(seen.insert(deal.to_vec()));
        });
        assert_eq!((seen.len(), first), (120, Some(vec![0, 1, 2, 3, 4])));
    }

    #[test]
    fn drawn_permutations_are_even_and_depend_on_the_seed_alone() {
        let draw = |seed| {
            let mut all = Vec::new();
            Deals::new(8, 8_000, seed).each(&mut |deal| all.push(deal.to_vec()));
            all
        };
        let all = draw(1);
        assert_eq!(all.len(), 8_001);
        assert!(all == draw(1) && all != draw(2));
        // Where model 0's scores come from: 1,000 each, standard deviation 30.
        let mut from = [0_i32; 8];
        all[1..].iter().for_each(|deal| from[deal[0]] += 1);
        assert!(from.iter().all(|count| (count - 1_000).abs() < 120), "{from:?}");
    }
}
