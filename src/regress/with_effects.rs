//! The mixed model, described.

use super::coefficients::{Level, coefficients, profiles};
use super::deals::Deals;
use super::design::Design;
use super::effects::{Effects, Group};
use super::frame::Frame;
use super::logistic::Rows;
use super::mixed::{Mixed, SINGULAR};
use super::options::Settings;
use super::over_models::OverModels;
use super::pairings::Pairings;
use super::plain::test;
use super::r2;
use super::refusal::failed;
use super::regression::{Delta, FixedEffect, Kind, RandomEffect, Regression, Shares};
use crate::error::Error;
use crate::stats::order::order;
use crate::stats::quantile::quantile;

/// Deals behind the median R² of unrelated benchmarks: it is off by some 0.02 at most.
const DEALS: u32 = 199;

/// What takes long, by the caller's reckoning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slow {
    /// Profiles.
    pub profile: bool,
    /// Refits to deals of the scores.
    pub deals: bool,
}

/// Everything that is said of a fit in a frame.
pub(super) fn describe(
    design: &Design,
    frame: &Frame,
    (effects, fit): (&Effects, &Mixed),
    over: Option<&OverModels>,
    settings: &Settings,
    slow: Slow,
) -> Result<Regression, Error> {
    let p = frame.columns();
    let level = Level::new(settings.level);
    let mut fixed = coefficients(design, frame, &fit.beta, &fit.covariance, level);
    let mut warnings = Vec::new();
    if settings.profile.unwrap_or(!slow.profile) {
        warnings = profile(&mut fixed, design, frame, (effects, fit), level);
    }
    let null = without_features(design, effects)?;
    let shares = shares(design, frame, effects, fit);
    let random = effects.variance(&null.theta);
    let delta = r2::delta(shares.0, shares.1, null.beta.first().copied().unwrap_or(0.0), random);
    let theoretical = r2::theoretical(shares.0, shares.1);
    let (ll, k) = (fit.log_likelihood, (p + fit.theta.len()) as f64);
    let unrelated = over
        .filter(|over| !slow.deals && !over.pairings.benchmarks.is_empty())
        .and_then(|over| unrelated(design, &over.pairings, effects, settings.seed));
    let problem = effects.problem(design, &frame.x, p);
    // The likelihood knows nothing of the degrees of freedom that the columns took.
    let most = |number: usize| match effects.groups[number] {
        _ if fit.theta[number] >= SINGULAR => None,
        Group::Model => Some(over?.meta.as_ref()?.tau2_interval.high),
        Group::Judge => problem.most_variance(fit, number, level.quantile()),
        Group::ModelA | Group::ModelB => None,
    };
    Ok(Regression {
        random: groups(effects, fit, most),
        log_likelihood: ll,
        aic: 2.0 * (k - ll),
        bic: k * libm::log(design.decisive()) - 2.0 * ll,
        iterations: fit.iterations,
        test: test(ll, null.log_likelihood, frame.kept.len()),
        r2: Some(Shares {
            marginal: theoretical.marginal,
            conditional: theoretical.conditional,
            residual: "theoretical",
            delta: Delta { marginal: delta.marginal, conditional: delta.conditional },
            ceiling: over.and_then(|over| over.ceiling).map(|ceiling| ceiling.r2),
            unrelated,
        }),
        singular: fit.theta.iter().any(|&sd| sd < SINGULAR),
        warnings,
        ..Regression::blank(Kind::Mixed, design, fixed)
    })
}

/// Groups, variances and modes; `most` bounds a variance that is estimated as zero.
fn groups(
    effects: &Effects,
    fit: &Mixed,
    most: impl Fn(usize) -> Option<f64>,
) -> Vec<RandomEffect> {
    let of = |(number, &group): (usize, &Group)| RandomEffect {
        group,
        variance: fit.theta[number].powi(2),
        most: most(number),
        effects: (0..effects.names.len())
            .filter(|&level| effects.group_of[level] == number)
            .map(|level| (effects.names[level].clone(), fit.effects[level]))
            .collect(),
    };
    effects.groups.iter().enumerate().map(of).collect()
}

/// Fills in profile-likelihood intervals; gives warnings.
fn profile(
    fixed: &mut [FixedEffect],
    design: &Design,
    frame: &Frame,
    (effects, fit): (&Effects, &Mixed),
    level: Level,
) -> Vec<String> {
    let p = frame.columns();
    let raw = Frame::new(design, false);
    let estimates = frame.back(&fit.beta);
    let uncentred: Vec<f64> =
        estimates.iter().enumerate().map(|(k, beta)| beta * raw.scale(k)).collect();
    let from_raw = effects.problem(design, &raw.x, p).fit(&uncentred).ok();
    profiles(fixed, level, |k, value| {
        let (frame, from) =
            if k < frame.first() { (&raw, from_raw.as_ref()?) } else { (frame, fit) };
        let problem = effects.problem(design, &frame.x, p);
        let held = problem.refit(from, Some((k, value * frame.scale(k)))).ok()?;
        Some(2.0 * (fit.log_likelihood - held.log_likelihood))
    })
}

/// The same random effects, and no more than who was shown first.
fn without_features(design: &Design, effects: &Effects) -> Result<Mixed, Error> {
    let failed = |failure| failed(failure, true);
    if !design.intercept {
        return effects.problem(design, &[], 0).fit_alone(&[]).map_err(failed);
    }
    let ones = vec![1.0; design.rows()];
    let share: f64 = design.wins.iter().sum::<f64>() / design.decisive();
    let start = [libm::log(share / (1.0 - share))];
    effects.problem(design, &ones, 1).fit_alone(&start).map_err(failed)
}

/// Variance over votes of the fixed part of the log-odds, and of the random part.
fn shares(design: &Design, frame: &Frame, effects: &Effects, fit: &Mixed) -> (f64, f64) {
    let p = frame.columns();
    let predictor = |row: usize| {
        frame.x[row * p..(row + 1) * p].iter().zip(&fit.beta).map(|(x, b)| x * b).sum()
    };
    let predictors: Vec<f64> = (0..design.rows()).map(predictor).collect();
    let fixed = r2::fixed_variance(&predictors, &design.votes, design.intercept);
    (fixed, effects.variance(&fit.theta))
}

/// The median marginal R² of these benchmarks with their scores dealt to the models anew.
fn unrelated(design: &Design, pairings: &Pairings, effects: &Effects, seed: u64) -> Option<f64> {
    let n = pairings.models.len();
    let mut place = vec![0; pairings.models.iter().max().map_or(0, |last| *last as usize + 1)];
    pairings.models.iter().zip(0..).for_each(|(&model, at)| place[model as usize] = at);
    let deals = Deals::some(n, DEALS, seed);
    let mut dealt = design.clone();
    let mut values: Vec<f64> = Vec::new();
    let columns = design.columns();
    let mut first = true;
    deals.each(&mut |deal| {
        // Drawn deals stand beside the scores as they are, not among them.
        if std::mem::take(&mut first) && !deals.exact() {
            return;
        }
        for row in 0..design.rows() {
            let (of, against) = design.sides(design.a[row], design.b[row]);
            let at = deal[place[of as usize]] * n + deal[place[against as usize]];
            for (&k, differences) in pairings.benchmarks.iter().zip(&pairings.differences) {
                dealt.x[row * columns + k] = differences[at];
            }
        }
        let frame = Frame::new(&dealt, true);
        let p = frame.columns();
        let plain = Rows::new(&dealt, &frame.x, p).fit(&vec![0.0; p], None);
        let start = plain.map_or_else(|_| vec![0.0; p], |fit| fit.beta);
        if let Ok(fit) = effects.problem(&dealt, &frame.x, p).fit_alone(&start) {
            let (fixed, random) = shares(&dealt, &frame, effects, &fit);
            values.push(r2::theoretical(fixed, random).marginal);
        }
    });
    let places = order(values.len(), &|i, j| values[i].total_cmp(&values[j]));
    let sorted: Vec<f64> = places.into_iter().map(|at| values[at]).collect();
    quantile(&sorted, 0.5)
}
