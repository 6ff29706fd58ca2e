//! How simulated votes come about.

use super::study::normal;
use crate::stats::philox::{Domain, Stream};

const LANGUAGES: [(&str, f64); 8] = [
    ("English", 0.58),
    ("Chinese", 0.12),
    ("Spanish", 0.08),
    ("German", 0.07),
    ("Hindi", 0.05),
    ("French", 0.04),
    ("Korean", 0.03),
    ("Thai", 0.03),
];

const TOPICS: [(&str, f64); 6] = [
    ("everyday advice", 0.3),
    ("travel", 0.2),
    ("homework", 0.16),
    ("health", 0.12),
    ("translation", 0.12),
    ("small talk", 0.1),
];

/// How simulated votes come about.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// Names and true ratings, which sum to zero.
    pub models: Vec<(String, f64)>,
    /// Votes in all.
    pub votes: u32,
    /// Judges; each casts at least `votes_per_judge`, the rest falls evenly.
    pub judges: u32,
    /// Fewest votes of a judge.
    pub votes_per_judge: u32,
    /// Standard deviation of a judge's own taste for a model; 0 makes judges alike.
    pub taste: f64,
    /// Davidson's ν: a tie's weight beside two even models' wins of 1.
    pub nu: f64,
    /// Share of ties in which both were bad.
    pub both_bad: f64,
    /// Advantage of the model shown first, in log-odds.
    pub position: f64,
    /// How often each model is shown, relative to the others; empty for evenly.
    pub exposure: Vec<f64>,
    /// Languages and the share of judges who speak each.
    pub languages: Vec<(String, f64)>,
    /// Topics and the share of votes on each.
    pub topics: Vec<(String, f64)>,
    /// Share of votes with a free-text reason.
    pub reasons: f64,
    /// Of everything drawn.
    pub seed: u64,
}

impl Spec {
    /// The size of the study of "Mind the Gap!" (Li, Held et al. 2025): six
    /// models, 7,500 votes, 484 judges of ten votes or more. The models are invented.
    #[must_use]
    pub fn paper() -> Self {
        let models = [
            ("sim-alder", 0.78),
            ("sim-birch", 0.36),
            ("sim-cedar", 0.27),
            ("sim-maple", -0.22),
            ("sim-oak", -0.41),
            ("sim-willow", -0.78),
        ];
        Self {
            models: models.map(|(name, rating)| (name.into(), rating)).into(),
            votes: 7_500,
            judges: 484,
            votes_per_judge: 10,
            taste: 0.35,
            nu: 0.55,
            both_bad: 0.3,
            position: 0.05,
            exposure: Vec::new(),
            languages: LANGUAGES.map(|(name, share)| (name.into(), share)).into(),
            topics: TOPICS.map(|(name, share)| (name.into(), share)).into(),
            reasons: 0.6,
            seed: 20_250_215,
        }
    }

    /// A study of another size: ratings normal with standard deviation 0.8, five votes a judge.
    #[must_use]
    pub fn sized(models: u32, votes: u32) -> Self {
        let mut stream = Stream::new(1, Domain::Simulation, models, u32::MAX);
        let mut ratings: Vec<f64> = (0..models).map(|_| 0.8 * normal(&mut stream)).collect();
        let mean = ratings.iter().sum::<f64>() / f64::from(models.max(1));
        for rating in &mut ratings {
            *rating -= mean;
        }
        let named = |(m, rating)| (format!("sim-{m:03}"), rating);
        Self {
            models: ratings.into_iter().enumerate().map(named).collect(),
            votes,
            judges: votes.div_ceil(5),
            votes_per_judge: 1,
            reasons: 0.0,
            ..Self::paper()
        }
    }

    /// Probabilities that the first wins, the second wins, and of a tie, when
    /// the first is ahead by `difference` in log-odds.
    #[must_use]
    pub fn outcome(&self, difference: f64) -> [f64; 3] {
        let (first, second) = (libm::exp(difference / 2.0), libm::exp(-difference / 2.0));
        let all = first + second + self.nu;
        [first / all, second / all, self.nu / all]
    }
}
