//! What this many models, with votes this noisy, can tell.

use serde::Serialize;

use crate::gap::power::{critical_tau, detectable_tau, models_needed};

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
