//! Fitting a design and everything that is said of the fit.

use nalgebra::DMatrix;

use super::design::{Design, Response};
use super::effects::{Effects, Group};
use super::frame::Frame;
use super::judges::{self, Fit};
use super::logistic::{Failure, Logistic, Rows};
use super::mixed::{Mixed, SINGULAR};
use super::regression::{
    Delta, FixedEffect, INTERCEPT, JUDGE_REPLICATES, Kind, PseudoR2, Regression, Settings, Shares,
    Test,
};
use super::unseen;
use super::{profile, r2};
use crate::error::{Error, ErrorKind};
use crate::stats::special::{chi_square_sf, normal_quantile, normal_sf};

/// Multiplications that nobody waits for: what is not asked for by name is done up to here.
const AT_ONCE: f64 = 1.5e9;

/// Fits a design; `models` and `judges` are the names behind its indices.
///
/// # Errors
/// `no-regression` where there is no finite answer, with the reason.
pub fn regress(
    design: &Design,
    models: &[String],
    judges: &[String],
    settings: &Settings,
) -> Result<Regression, Error> {
    let votes = design.decisive();
    if design.rows() == 0 {
        return Err(none(if design.incomplete > 0 {
            "no decisive vote has all of the features"
        } else {
            "no vote is decisive"
        }));
    }
    let won: f64 = design.wins.iter().sum();
    if won <= 0.0 || won >= votes {
        return Err(none("every decisive vote went to the same side"));
    }
    let frame = Frame::new(design, true);
    let mut warnings = left_out(design, &frame);
    let rows = rows(design, &frame.x, frame.columns());
    let plain = rows.fit(&vec![0.0; frame.columns()], None);
    let level = Level::new(settings.level);
    // Of one fit from near by.
    let cost = evaluation(design, &frame, settings, models.len(), judges.len()) * 10.0;
    let mut fitted = if settings.random.is_empty() {
        let fit = plain.map_err(|failure| failed(failure, false))?;
        let mut fitted = logistic(design, &frame, &fit, level, settings);
        over_judges(&mut fitted, design, &frame, &Fit::Plain(&fit.beta), settings, cost);
        fitted
    } else {
        let effects = Effects::new(design, &settings.random, models, judges, settings.response)?;
        // Where the plain logit has no maximum, the mixed one starts from nothing, and may have one.
        let start = plain.map_or_else(|_| vec![0.0; frame.columns()], |fit| fit.beta);
        let fit = effects
            .problem(design, &frame.x, frame.columns())
            .fit(&start)
            .map_err(|failure| failed(failure, true))?;
        let mut fitted = mixed(design, &frame, &effects, &fit, level, settings)?;
        over_judges(&mut fitted, design, &frame, &Fit::Mixed(&effects, &fit), settings, cost);
        fitted
    };
    if settings.unseen.unwrap_or(cost * models.len() as f64 <= AT_ONCE) {
        fitted.unseen = unseen::predict(design, models, judges, settings);
        if let Some(unseen) = fitted.unseen.as_ref().filter(|unseen| unseen.reduced > 0) {
            warnings.push(format!(
                "{} of {} fits without a model could not tell all features apart and used fewer",
                unseen.reduced,
                unseen.models.len()
            ));
        }
    } else if settings.unseen.is_none() {
        warnings.push("prediction of unseen models was left out: it would take long at this size; regress does it with unseen: true".into());
    }
    if settings.profile.is_none() && fitted.fixed.iter().all(|effect| effect.profile.is_none()) {
        warnings.push("profile-likelihood intervals were left out: they would take long at this size; regress gives them with profile: true".into());
    }
    if fitted.singular {
        let of = |zero: bool| {
            let groups = fitted.random.iter().filter(|r| (r.variance.sqrt() < SINGULAR) == zero);
            groups.map(|r| r.group.name()).collect::<Vec<_>>()
        };
        warnings.push(format!(
            "a singular fit: the variance of {} is zero{}",
            of(true).join(" and "),
            if of(false).is_empty() {
                ", so that the votes show no differences that the features do not explain"
            } else {
                ""
            }
        ));
    }
    warnings.append(&mut fitted.warnings);
    fitted.warnings = warnings;
    fitted.reading = super::reading::regression(&fitted, settings.level);
    Ok(fitted)
}

/// Adds what judges resampled say.
fn over_judges(
    fitted: &mut Regression,
    design: &Design,
    frame: &Frame,
    fit: &Fit,
    settings: &Settings,
    cost: f64,
) {
    let named = design.clusters.len() > 1;
    let asked = settings.judge_replicates.unwrap_or_else(|| {
        let quick = cost * f64::from(JUDGE_REPLICATES) <= AT_ONCE;
        if named && quick { JUDGE_REPLICATES } else { 0 }
    });
    if asked == 0 {
        if named && settings.judge_replicates.is_none() {
            fitted.warnings.push("judges were not resampled: it would take long at this size; ask for it by judgeReplicates".into());
        }
        return;
    }
    if !named {
        let warning = "judges were not resampled: the votes do not name two of them";
        return fitted.warnings.push(warning.into());
    }
    let (resampled, failed) = judges::resample(design, frame, fit, asked, settings);
    for (effect, resampled) in fitted.fixed.iter_mut().zip(resampled) {
        effect.judges = resampled;
    }
    if failed > 0 {
        fitted.warnings.push(format!(
            "{failed} of {asked} resamples of judges had no finite coefficients and were left out"
        ));
    }
}

/// Multiplications of one evaluation of a fit.
fn evaluation(
    design: &Design,
    frame: &Frame,
    settings: &Settings,
    models: usize,
    judges: usize,
) -> f64 {
    let levels: usize = settings
        .random
        .iter()
        .map(|group| if *group == Group::Judge { judges } else { models })
        .sum();
    let p = frame.columns() as f64;
    design.rows() as f64 * (40.0 + p * p / 4.0) + 3.0 * (levels as f64).powi(3)
}

fn logistic(
    design: &Design,
    frame: &Frame,
    fit: &Logistic,
    level: Level,
    settings: &Settings,
) -> Regression {
    let rows = rows(design, &frame.x, frame.columns());
    let covariance = frame.back_covariance(&fit.covariance);
    let mut fixed = fixed_effects(design, frame, &fit.beta, &covariance, level);
    if let Some(clustered) = rows.clustered(fit, &design.clusters) {
        let clustered = frame.back_covariance(&clustered);
        for (k, effect) in fixed.iter_mut().enumerate() {
            effect.clustered_se = Some(clustered[(k, k)].max(0.0).sqrt());
        }
    }
    let p = frame.columns();
    let cost = design.rows() as f64 * (p * p) as f64 * 50.0 * p as f64;
    if settings.profile.unwrap_or(cost <= AT_ONCE) {
        // The intercept is the design's own only where columns are not centred.
        let raw = Frame::new(design, false);
        let uncentred = raw_beta(&raw, &frame.back(&fit.beta));
        profiles(&mut fixed, level, |k, value| {
            let (frame, from) = if k == 0 { (&raw, &uncentred) } else { (frame, &fit.beta) };
            let mut start = from.clone();
            start[k] = value * frame.scale(k);
            let held = self::rows(design, &frame.x, p).fit(&start, Some(k)).ok()?;
            Some(2.0 * (fit.log_likelihood - held.log_likelihood))
        });
    }
    let votes = design.decisive();
    let null = null_log_likelihood(design);
    let (ll, k) = (fit.log_likelihood, p as f64);
    let cox_snell = 1.0 - libm::exp(2.0 * (null - ll) / votes);
    Regression {
        kind: Kind::Logistic,
        random: Vec::new(),
        log_likelihood: ll,
        aic: 2.0 * (k - ll),
        bic: k * libm::log(votes) - 2.0 * ll,
        iterations: fit.iterations,
        test: test(ll, null, p - 1),
        r2: None,
        pseudo_r2: Some(PseudoR2 {
            mc_fadden: 1.0 - ll / null,
            cox_snell,
            nagelkerke: cox_snell / (1.0 - libm::exp(2.0 * null / votes)),
        }),
        singular: false,
        ..blank(design, fixed, settings.response)
    }
}

/// Fills in profile-likelihood intervals; `rise(k, value)` is how much the deviance rises when
/// coefficient k is held at a value.
fn profiles(
    fixed: &mut [FixedEffect],
    level: Level,
    mut rise: impl FnMut(usize, f64) -> Option<f64>,
) {
    for (k, effect) in fixed.iter_mut().enumerate() {
        let (reach, quantile) = (level.z * effect.se, level.quantile());
        let mut end = |direction: f64| {
            profile::end(effect.estimate, direction, reach, quantile, |value| rise(k, value))
        };
        effect.profile = Some((end(-1.0), end(1.0)));
    }
}

/// The design's coefficients on the scale of a frame that is not centred.
fn raw_beta(raw: &Frame, estimates: &[f64]) -> Vec<f64> {
    estimates.iter().enumerate().map(|(k, beta)| beta * raw.scale(k)).collect()
}

fn mixed(
    design: &Design,
    frame: &Frame,
    effects: &Effects,
    fit: &Mixed,
    level: Level,
    settings: &Settings,
) -> Result<Regression, Error> {
    let p = frame.columns();
    let covariance = frame.back_covariance(&fit.covariance);
    let mut fixed = fixed_effects(design, frame, &fit.beta, &covariance, level);
    let levels = effects.names.len() as f64;
    let cost = (design.rows() as f64 * (60.0 + p as f64) + 3.0 * levels.powi(3)) * 60.0 * p as f64;
    if settings.profile.unwrap_or(cost <= AT_ONCE) {
        let raw = Frame::new(design, false);
        let uncentred = raw_beta(&raw, &frame.back(&fit.beta));
        let from_raw = effects.problem(design, &raw.x, p).fit(&uncentred).ok();
        profiles(&mut fixed, level, |k, value| {
            let (frame, from) = if k == 0 { (&raw, from_raw.as_ref()?) } else { (frame, fit) };
            let problem = effects.problem(design, &frame.x, p);
            let held = problem.refit(from, Some((k, value * frame.scale(k)))).ok()?;
            Some(2.0 * (fit.log_likelihood - held.log_likelihood))
        });
    }
    let ones = vec![1.0; design.rows()];
    let share: f64 = design.wins.iter().sum::<f64>() / design.decisive();
    let null = effects
        .problem(design, &ones, 1)
        .fit_alone(&[libm::log(share / (1.0 - share))])
        .map_err(|failure| failed(failure, true))?;
    let predictors: Vec<f64> = frame
        .x
        .chunks_exact(p)
        .map(|x| x.iter().zip(&fit.beta).map(|(x, b)| x * b).sum())
        .collect();
    let spread = r2::fixed_variance(&predictors, &design.votes);
    let random = effects.variance(&fit.theta);
    let theoretical = r2::theoretical(spread, random);
    let delta = r2::delta(spread, random, null.beta[0], effects.variance(&null.theta));
    let (ll, k) = (fit.log_likelihood, (p + fit.theta.len()) as f64);
    Ok(Regression {
        kind: Kind::Mixed,
        random: effects.describe(fit),
        log_likelihood: ll,
        aic: 2.0 * (k - ll),
        bic: k * libm::log(design.decisive()) - 2.0 * ll,
        iterations: fit.iterations,
        test: test(ll, null.log_likelihood, p - 1),
        r2: Some(Shares {
            marginal: theoretical.marginal,
            conditional: theoretical.conditional,
            residual: "theoretical",
            delta: Delta { marginal: delta.marginal, conditional: delta.conditional },
        }),
        pseudo_r2: None,
        singular: fit.theta.iter().any(|&sd| sd < SINGULAR),
        ..blank(design, fixed, settings.response)
    })
}

fn blank(design: &Design, fixed: Vec<FixedEffect>, response: Response) -> Regression {
    Regression {
        kind: Kind::Logistic,
        response,
        votes: design.decisive(),
        ties: design.ties,
        incomplete: design.incomplete,
        rows: design.rows(),
        fixed,
        random: Vec::new(),
        log_likelihood: 0.0,
        aic: 0.0,
        bic: 0.0,
        iterations: 0,
        test: Test { chi_square: 0.0, degrees: 0, p: 1.0, null_log_likelihood: 0.0 },
        r2: None,
        pseudo_r2: None,
        unseen: None,
        singular: false,
        warnings: Vec::new(),
        reading: Vec::new(),
    }
}

/// A level and the normal quantile that belongs to it.
#[derive(Debug, Clone, Copy)]
struct Level {
    z: f64,
}

impl Level {
    fn new(level: f64) -> Self {
        Self { z: normal_quantile(f64::midpoint(1.0, level)) }
    }

    /// Of χ² with one degree of freedom.
    fn quantile(self) -> f64 {
        self.z * self.z
    }
}

fn fixed_effects(
    design: &Design,
    frame: &Frame,
    beta: &[f64],
    covariance: &DMatrix<f64>,
    level: Level,
) -> Vec<FixedEffect> {
    let names =
        std::iter::once(INTERCEPT).chain(frame.kept.iter().map(|&k| design.names[k].as_str()));
    let estimates = frame.back(beta);
    names
        .zip(estimates)
        .enumerate()
        .map(|(k, (name, estimate))| {
            let se = covariance[(k, k)].max(0.0).sqrt();
            let z = if se > 0.0 { estimate / se } else { 0.0 };
            FixedEffect {
                name: name.to_owned(),
                estimate,
                se,
                z,
                p: (2.0 * normal_sf(z.abs())).min(1.0),
                interval: (estimate - level.z * se, estimate + level.z * se),
                profile: None,
                clustered_se: None,
                judges: None,
            }
        })
        .collect()
}

fn left_out(design: &Design, frame: &Frame) -> Vec<String> {
    let of = |&k: &usize| {
        let first = design.row(0)[k];
        let name = &design.names[k];
        if (0..design.rows()).all(|row| design.row(row)[k].total_cmp(&first).is_eq()) {
            format!("{name} is the same for every vote: left out")
        } else {
            format!("{name} is determined by the features before it: left out")
        }
    };
    frame.left_out.iter().map(of).collect()
}

fn null_log_likelihood(design: &Design) -> f64 {
    let (won, votes): (f64, f64) = (design.wins.iter().sum(), design.decisive());
    won * libm::log(won / votes) + (votes - won) * libm::log((votes - won) / votes)
}

fn test(log_likelihood: f64, null_log_likelihood: f64, degrees: usize) -> Test {
    let chi_square = (2.0 * (log_likelihood - null_log_likelihood)).max(0.0);
    Test { chi_square, degrees, p: chi_square_sf(chi_square, degrees), null_log_likelihood }
}

/// A design's rows on the columns of a frame.
pub(super) fn rows<'a>(design: &'a Design, x: &'a [f64], columns: usize) -> Rows<'a> {
    Rows { x, columns, wins: &design.wins, votes: &design.votes }
}

pub(super) fn none(reason: &str) -> Error {
    ErrorKind::NoRegression { reason: reason.into() }.into()
}

fn failed(failure: Failure, mixed: bool) -> Error {
    none(match failure {
        Failure::Separated => {
            "the features tell who wins without a mistake (separation), so that no finite coefficients fit best; use fewer features, or more votes"
        }
        Failure::NotConverged if mixed => {
            "the mixed model's likelihood has no maximum that could be found; use fewer features or fewer random effects"
        }
        Failure::NotConverged => {
            "the likelihood has no maximum that could be found; use fewer features"
        }
    })
}
