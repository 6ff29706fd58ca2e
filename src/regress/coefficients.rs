//! Coefficients with Wald's and the profile likelihood's intervals.

use nalgebra::DMatrix;

use super::design::{Design, Source};
use super::frame::Frame;
use super::profile::{self, End};
use super::regression::{FixedEffect, INTERCEPT};
use crate::stats::interval::Interval;
use crate::stats::special::{normal_quantile, normal_sf};

/// A level and the normal quantile that belongs to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    z: f64,
}

impl Level {
    pub fn new(level: f64) -> Self {
        Self { z: normal_quantile(f64::midpoint(1.0, level)) }
    }

    /// Of χ² with one degree of freedom.
    pub fn quantile(self) -> f64 {
        self.z * self.z
    }
}

/// The frame's coefficients in the design's units.
pub(super) fn coefficients(
    design: &Design,
    frame: &Frame,
    beta: &[f64],
    covariance: &DMatrix<f64>,
    level: Level,
) -> Vec<FixedEffect> {
    let covariance = frame.back_covariance(covariance);
    let effect = |(k, estimate): (usize, f64)| {
        let column = k.checked_sub(frame.first()).map(|k| frame.kept[k]);
        let se = covariance[(k, k)].max(0.0).sqrt();
        let z = if se > 0.0 { estimate / se } else { 0.0 };
        FixedEffect {
            name: column.map_or(INTERCEPT, |k| &design.names[k]).to_owned(),
            benchmark: column.is_some_and(|k| matches!(design.sources[k], Source::Benchmark(_))),
            estimate,
            se,
            z,
            p: (2.0 * normal_sf(z.abs())).min(1.0),
            interval: Interval::around(estimate, level.z * se),
            profile: None,
            clustered: None,
            judges: None,
        }
    };
    frame.back(beta).into_iter().enumerate().map(effect).collect()
}

/// Fills in profile-likelihood intervals; `rise(k, value)` is how much the deviance rises when
/// coefficient k is held at a value, `None` where that fit fails. Gives warnings.
pub(super) fn profiles(
    fixed: &mut [FixedEffect],
    level: Level,
    mut rise: impl FnMut(usize, f64) -> Option<f64>,
) -> Vec<String> {
    let mut warnings = Vec::new();
    for (k, effect) in fixed.iter_mut().enumerate() {
        let (reach, quantile) = (level.z * effect.se, level.quantile());
        let mut end = |direction: f64| {
            profile::end(effect.estimate, direction, reach, quantile, |value| rise(k, value))
        };
        let (low, high) = (end(-1.0), end(1.0));
        let failed = |end: &End| matches!(end, End::Failed);
        if failed(&low) || failed(&high) {
            warnings.push(format!(
                "the profile likelihood of {} could not be followed to its {} end: its interval is left out",
                effect.name,
                if failed(&low) { "lower" } else { "upper" },
            ));
            continue;
        }
        let place = |end: End, none: f64| if let End::At(value) = end { value } else { none };
        effect.profile =
            Some(Interval { low: place(low, f64::NEG_INFINITY), high: place(high, f64::INFINITY) });
    }
    warnings
}
