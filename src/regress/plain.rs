//! The plain logit, described.

use nalgebra::DMatrix;

use super::clustered::clustered;
use super::coefficients::{Level, coefficients, profiles};
use super::design::Design;
use super::frame::Frame;
use super::logistic::{Logistic, Rows};
use super::options::Settings;
use super::over_models::OverModels;
use super::regression::{Kind, LogLoss, PseudoR2, Regression, Test};
use crate::stats::special::chi_square_sf;

/// Below so many judges their clustered errors come with a warning.
const FEW_JUDGES: u64 = 5;

/// Everything that is said of a fit in a frame; `slow` is where profiles take long.
pub(super) fn describe(
    design: &Design,
    frame: &Frame,
    fit: &Logistic,
    over: Option<&OverModels>,
    settings: &Settings,
    slow: bool,
) -> Regression {
    let level = Level::new(settings.level);
    let mut fixed = coefficients(design, frame, &fit.beta, &fit.covariance, level);
    let mut warnings = Vec::new();
    match clustered(design, frame, fit, settings.level) {
        Some(clustered) => {
            for (effect, clustered) in fixed.iter_mut().zip(clustered) {
                effect.clustered = Some(clustered);
            }
            if design.judges() < FEW_JUDGES {
                warnings.push(format!(
                    "errors clustered by judge are of {} judges: they hold only if judges are much alike",
                    design.judges()
                ));
            }
        }
        None if design.judges() == 0 => (),
        None => warnings.push(format!(
            "errors are not clustered by judge: {} judge{} cannot show how judges differ",
            design.judges(),
            if design.judges() == 1 { "" } else { "s" }
        )),
    }
    if settings.profile.unwrap_or(!slow) {
        warnings.append(&mut profile(&mut fixed, design, frame, fit, level));
    }
    let (votes, ll) = (design.decisive(), fit.log_likelihood);
    let null = null_log_likelihood(design);
    let k = frame.columns() as f64;
    Regression {
        log_likelihood: ll,
        aic: 2.0 * (k - ll),
        bic: k * libm::log(votes) - 2.0 * ll,
        iterations: fit.iterations,
        test: test(ll, null, frame.kept.len()),
        pseudo_r2: Some(pseudo_r2(ll, null, votes, over)),
        log_loss: Some(log_loss(ll, null, votes, over)),
        warnings,
        ..Regression::blank(Kind::Logistic, design, fixed)
    }
}

/// Fills in profile-likelihood intervals; gives warnings.
fn profile(
    fixed: &mut [super::regression::FixedEffect],
    design: &Design,
    frame: &Frame,
    fit: &Logistic,
    level: Level,
) -> Vec<String> {
    let p = frame.columns();
    // The intercept is the design's own only where columns are not centred.
    let raw = Frame::new(design, false);
    let estimates = frame.back(&fit.beta);
    let uncentred: Vec<f64> =
        estimates.iter().enumerate().map(|(k, beta)| beta * raw.scale(k)).collect();
    let back = frame.back_covariance(&fit.covariance);
    let spread = DMatrix::from_fn(p, p, |i, j| back[(i, j)] * raw.scale(i) * raw.scale(j));
    profiles(fixed, level, |k, value| {
        let (frame, from, covariance) = if k < frame.first() {
            (&raw, &uncentred, &spread)
        } else {
            (frame, &fit.beta, &fit.covariance)
        };
        // The others follow as the quadratic says: beside columns that nearly determine each other
        // anything else would start far away.
        let value = value * frame.scale(k);
        let along = (value - from[k]) / covariance[(k, k)];
        let mut start: Vec<f64> = (0..p).map(|j| from[j] + along * covariance[(j, k)]).collect();
        start[k] = value;
        let held = Rows::new(design, &frame.x, p).fit(&start, Some(k)).ok()?;
        Some(2.0 * (fit.log_likelihood - held.log_likelihood))
    })
}

fn pseudo_r2(ll: f64, null: f64, votes: f64, over: Option<&OverModels>) -> PseudoR2 {
    let cox_snell = 1.0 - libm::exp(2.0 * (null - ll) / votes);
    PseudoR2 {
        mc_fadden: 1.0 - ll / null,
        cox_snell,
        nagelkerke: cox_snell / (1.0 - libm::exp(2.0 * null / votes)),
        ceiling: over.and_then(|over| over.ceiling).map(|ceiling| ceiling.mc_fadden),
        unrelated: over.and_then(|over| over.unrelated).map(|x| x / (-2.0 * null)),
    }
}

fn log_loss(ll: f64, null: f64, votes: f64, over: Option<&OverModels>) -> LogLoss {
    LogLoss {
        fitted: -ll / votes,
        without: -null / votes,
        floor: over.and_then(|over| over.ceiling).map(|ceiling| ceiling.log_loss_floor),
        unrelated: over.and_then(|over| over.unrelated).map(|x| -(null + x / 2.0) / votes),
    }
}

/// Without features: each side's share of the votes, or a coin.
fn null_log_likelihood(design: &Design) -> f64 {
    let (won, votes): (f64, f64) = (design.wins.iter().sum(), design.decisive());
    if !design.intercept {
        return -votes * std::f64::consts::LN_2;
    }
    won * libm::log(won / votes) + (votes - won) * libm::log((votes - won) / votes)
}

/// Against a fit without features.
pub(super) fn test(log_likelihood: f64, null_log_likelihood: f64, degrees: usize) -> Test {
    let chi_square = (2.0 * (log_likelihood - null_log_likelihood)).max(0.0);
    Test { chi_square, degrees, p: chi_square_sf(chi_square, degrees), null_log_likelihood }
}
