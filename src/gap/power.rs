//! What a number of models can tell: the smallest τ that differs from zero, and how many it takes.

use std::f64::consts::PI;

use serde::Serialize;

use super::correlation::statistics::inversions;
use crate::stats::order::order;
use crate::stats::philox::{Domain, Stream};
use crate::stats::special::{normal_quantile, normal_sf};

/// Beyond this many models τ's null distribution is taken as normal, right to four digits there.
const EXACT: usize = 60;

/// Simulated studies behind each power: its standard error is below 0.01 up to 100 models.
const STUDIES: u32 = 4_000;

/// Most models that are looked at.
pub const MOST_MODELS: usize = 1_000;

/// The smallest |τ| whose exact two-sided p-value is below `alpha`, without ties; `None` where not
/// even full agreement is.
#[must_use]
pub fn critical_tau(models: usize, alpha: f64) -> Option<f64> {
    if models < 2 {
        return None;
    }
    let pairs = models * (models - 1) / 2;
    if models > EXACT {
        let n = models as f64;
        let sd = (2.0 * (2.0 * n + 5.0) / (9.0 * n * (n - 1.0))).sqrt();
        // A little past the quantile itself, where p is below alpha.
        let from = normal_quantile(1.0 - alpha / 2.0) * sd;
        let step = 2.0 / pairs as f64;
        let mut tau = (from / step).floor() * step;
        while tau <= 1.0 && 2.0 * normal_sf(tau / sd) >= alpha {
            tau += step;
        }
        return (tau <= 1.0).then_some(tau);
    }
    let shares = inversions(models);
    let mut tail = 0.0;
    let mut critical = None;
    for (discordant, share) in shares.iter().enumerate() {
        tail += share;
        if 2.0 * tail >= alpha || 2 * discordant >= pairs {
            break;
        }
        critical = Some(1.0 - 2.0 * discordant as f64 / pairs as f64);
    }
    critical
}

/// How much of the variance of estimated ratings is the models' own rather than their votes' noise:
/// 1 less the errors' share of the variance, from 0 to 1. Ratings that sum to zero, and their errors
/// with them, have both one degree of freedom less than there are models.
#[must_use]
pub fn reliability(ratings: &[f64], errors: &[f64]) -> f64 {
    let n = ratings.len() as f64;
    if ratings.len() < 2 {
        return 0.0;
    }
    let mean = ratings.iter().sum::<f64>() / n;
    let variance = ratings.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let noise = errors.iter().map(|e| e * e).sum::<f64>() / (n - 1.0);
    if variance > 0.0 { (1.0 - noise / variance).clamp(0.0, 1.0) } else { 0.0 }
}

/// Studies of `models` models, drawn once: the same numbers for every τ that is tried.
struct Studies {
    models: usize,
    critical: f64,
    noise: f64,
    normals: Vec<[f64; 3]>,
}

impl Studies {
    fn new(models: usize, reliability: f64, alpha: f64, seed: u64) -> Option<Self> {
        let critical = critical_tau(models, alpha)?;
        // Studies of many models are steadier, and take longer.
        let studies = STUDIES.min(200_000 / models as u32).max(400);
        let mut stream = Stream::new(seed, Domain::Power, models as u32, 0);
        let mut normal =
            || normal_quantile((stream.unit() + 0.5 / (1_u64 << 53) as f64).min(1.0 - 1e-16));
        let mut normals: Vec<[f64; 3]> =
            (0..studies as usize * models).map(|_| [normal(), normal(), normal()]).collect();
        for study in normals.chunks_exact_mut(models) {
            let ascending = order(models, &|i, j| study[i][0].total_cmp(&study[j][0]));
            let sorted: Vec<[f64; 3]> = ascending.into_iter().map(|k| study[k]).collect();
            study.copy_from_slice(&sorted);
        }
        // Of the noise, where the models' own variance is 1.
        let noise = ((1.0 - reliability) / reliability).sqrt();
        Some(Self { models, critical, noise, normals })
    }

    /// Share of the studies that find a true τ between scores and the models' own ratings, both
    /// normal: Greiner's r = sin(πτ/2).
    fn power(&self, tau: f64) -> f64 {
        let r = libm::sin(PI * tau / 2.0);
        let rest = (1.0 - r * r).max(0.0).sqrt();
        let pairs = (self.models * (self.models - 1) / 2) as f64;
        let mut found = 0_u32;
        let mut studies = 0_u32;
        let mut ratings = vec![0.0; self.models];
        let mut room = vec![0.0; self.models];
        for study in self.normals.chunks_exact(self.models) {
            for (rating, [one, other, noise]) in ratings.iter_mut().zip(study) {
                *rating = r * one + rest * other + self.noise * noise;
            }
            let tau = 1.0 - 2.0 * turned(&mut ratings, &mut room) as f64 / pairs;
            studies += 1;
            found += u32::from(tau.abs() >= self.critical - 1e-9);
        }
        f64::from(found) / f64::from(studies)
    }
}

/// Sorts, and counts the pairs that stood the wrong way round (Knight 1966). `room` is as long.
fn turned(numbers: &mut [f64], room: &mut [f64]) -> u64 {
    let n = numbers.len();
    let mut count = 0;
    let mut width = 1;
    while width < n {
        for start in (0..n).step_by(2 * width) {
            let (middle, end) = ((start + width).min(n), (start + 2 * width).min(n));
            let (mut left, mut right) = (start, middle);
            for slot in &mut room[start..end] {
                if left < middle && (right == end || numbers[left] <= numbers[right]) {
                    *slot = numbers[left];
                    left += 1;
                } else {
                    *slot = numbers[right];
                    count += (middle - left) as u64;
                    right += 1;
                }
            }
        }
        numbers.copy_from_slice(room);
        width *= 2;
    }
    count
}

/// The smallest true τ that `models` models find with probability `power`; `None` where not even 1
/// is found so often.
#[must_use]
pub fn detectable_tau(
    models: usize,
    reliability: f64,
    alpha: f64,
    power: f64,
    seed: u64,
) -> Option<f64> {
    if reliability <= 0.0 {
        return None;
    }
    let studies = Studies::new(models, reliability, alpha, seed)?;
    if studies.power(1.0) < power {
        return None;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..10 {
        let middle = f64::midpoint(low, high);
        if studies.power(middle) < power { low = middle } else { high = middle }
    }
    Some(high)
}

/// The fewest models that find a true `tau` with probability `power`; `None` above [`MOST_MODELS`].
#[must_use]
pub fn models_needed(
    tau: f64,
    reliability: f64,
    alpha: f64,
    power: f64,
    seed: u64,
) -> Option<usize> {
    if reliability <= 0.0 || tau.abs() < 1e-9 {
        return None;
    }
    let enough = |models: usize| {
        Studies::new(models, reliability, alpha, seed)
            .is_some_and(|studies| studies.power(tau.abs()) >= power)
    };
    let mut high = 4;
    while !enough(high) {
        if high >= MOST_MODELS {
            return None;
        }
        high = (high * 3 / 2).min(MOST_MODELS);
    }
    let mut low = if high == 4 { 1 } else { (high - 1) * 2 / 3 };
    while high - low > 1 {
        let middle = usize::midpoint(low, high);
        if enough(middle) { high = middle } else { low = middle }
    }
    // p-values come in steps, so that a model more may find a little less.
    Some((high.saturating_sub(3).max(2)..high).find(|&models| enough(models)).unwrap_or(high))
}

/// Answers of the power calculator.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Power {
    /// Models compared.
    pub models: usize,
    /// Share of the ratings' variance that is no vote noise.
    pub reliability: f64,
    /// Two-sided.
    pub alpha: f64,
    /// Probability with which a true τ shall be found.
    pub power: f64,
    /// The smallest observed |τ| with p below alpha.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub critical: Option<f64>,
    /// The smallest true τ that is found with that power.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detectable: Option<f64>,
    /// A true τ,
    pub tau: f64,
    /// and how many models would find it with that power.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models_needed: Option<usize>,
}

/// Works them out.
#[must_use]
pub fn power(
    models: usize,
    reliability: f64,
    alpha: f64,
    power: f64,
    tau: f64,
    seed: u64,
) -> Power {
    Power {
        models,
        reliability,
        alpha,
        power,
        critical: critical_tau(models, alpha),
        detectable: detectable_tau(models, reliability, alpha, power, seed),
        tau,
        models_needed: models_needed(tau, reliability, alpha, power, seed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn critical_values_are_the_tables() {
        // Two-sided 5 %: none of 4; all of 5 (p 0.0167); 13 of 15 pairs of 6 (p 0.0167, tau 0.867 - 1
        // inversion; two have p 0.056).
        assert_eq!(critical_tau(4, 0.05), None);
        assert!((critical_tau(5, 0.05).unwrap() - 1.0).abs() < 1e-12);
        assert!((critical_tau(6, 0.05).unwrap() - (1.0 - 2.0 / 15.0)).abs() < 1e-12);
        // Kendall's own table: n = 10, S = 23 of 45 has one-sided p 0.023.
        assert!((critical_tau(10, 0.05).unwrap() - 23.0 / 45.0).abs() < 1e-12);
        let (exact, normal) = (critical_tau(60, 0.05).unwrap(), critical_tau(61, 0.05).unwrap());
        assert!((exact - normal).abs() < 0.005, "{exact} {normal}");
        assert_eq!(critical_tau(1, 0.05), None);
        assert_eq!(critical_tau(61, 0.0), None);
    }

    #[test]
    fn without_a_correlation_it_is_found_as_often_as_p_says() {
        for (models, p) in [(5, 2.0 / 120.0), (6, 12.0 / 720.0), (10, 0.0466)] {
            let found = Studies::new(models, 1.0, 0.05, 1).unwrap().power(0.0);
            let error = (p * (1.0 - p) / f64::from(STUDIES)).sqrt();
            assert!((found - p).abs() < 4.0 * error, "{models}: {found} {p}");
        }
    }

    #[test]
    fn the_edges_have_answers_or_none() {
        let of = |models, reliability, tau| power(models, reliability, 0.05, 0.8, tau, 1);
        for models in [2, 3, 4] {
            let found = of(models, 1.0, 1.0);
            assert_eq!((found.critical, found.detectable), (None, None));
            // Five that agree in everything are enough.
            assert_eq!(found.models_needed, Some(5));
        }
        // No noise and full agreement: always found.
        let five = of(5, 1.0, 1.0);
        assert!(five.detectable.unwrap() < 1.0);
        assert!((Studies::new(5, 1.0, 0.05, 1).unwrap().power(1.0) - 1.0).abs() < 1e-12);
        // Nothing but noise, or nothing to find.
        let noise = of(20, 0.0, 1.0);
        assert_eq!((noise.detectable, noise.models_needed), (None, None));
        assert_eq!(of(20, 1.0, 0.0).models_needed, None);
        // Nearly nothing but noise: not within the most models that are looked at.
        assert_eq!(of(5, 0.001, 0.5).models_needed, None);
        assert!(of(MOST_MODELS, 1.0, 0.5).detectable.unwrap() < 0.1);
        // Of fewer, none is enough.
        for tau in [0.6, 0.8, 0.95] {
            let needed = of(5, 1.0, tau).models_needed.unwrap();
            for fewer in needed.saturating_sub(3)..needed {
                let studies = Studies::new(fewer, 1.0, 0.05, 1);
                assert!(studies.is_none_or(|studies| studies.power(tau) < 0.8), "{tau} {fewer}");
            }
        }
    }

    #[test]
    fn reliability_is_the_models_own_share() {
        assert_eq!(reliability(&[1.0, 0.0, -1.0], &[0.0; 3]).to_bits(), 1.0_f64.to_bits());
        // Variance 1, errors 0.5: half a degree of freedom of two.
        let found = reliability(&[1.0, 0.0, -1.0], &[0.5; 3]);
        assert!((found - (1.0 - 0.75 / 2.0)).abs() < 1e-12, "{found}");
        assert_eq!(reliability(&[0.1, 0.0, -0.1], &[0.5; 3]).to_bits(), 0);
        assert_eq!(reliability(&[0.0; 3], &[0.0; 3]).to_bits(), 0);
        assert_eq!(reliability(&[1.0], &[0.1]).to_bits(), 0);
    }

    #[test]
    fn turned_pairs_are_counted() {
        for n in 0..40_u32 {
            let mut numbers: Vec<f64> =
                (0..n).map(|k| f64::from(k.wrapping_mul(2_654_435_761) >> 20)).collect();
            let slow = (0..numbers.len())
                .flat_map(|i| (0..i).map(move |j| (j, i)))
                .filter(|&(j, i)| numbers[j] > numbers[i])
                .count();
            let mut room = vec![0.0; numbers.len()];
            assert_eq!(turned(&mut numbers, &mut room), slow as u64);
            assert!(numbers.is_sorted());
        }
    }

    #[test]
    fn more_models_tell_more_and_noise_less() {
        let of = |models, reliability| detectable_tau(models, reliability, 0.05, 0.8, 1);
        assert_eq!(of(4, 1.0), None);
        let (six, twenty) = (of(6, 1.0).unwrap(), of(20, 1.0).unwrap());
        assert!(six > 0.8 && twenty < 0.5, "{six} {twenty}");
        assert!(of(20, 0.5).unwrap() > twenty);
        assert_eq!(of(20, 0.0), None);
        let needed = models_needed(0.5, 1.0, 0.05, 0.8, 1).unwrap();
        assert!((15..=22).contains(&needed), "{needed}");
        let tau = of(needed, 1.0).unwrap();
        assert!(tau <= 0.5 + 1e-3, "{tau}");
    }
}
