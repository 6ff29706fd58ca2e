//! Fitting a design, and everything that is said of the fit.

use super::design::{Design, Source};
use super::effects::{Effects, Group};
use super::frame::Frame;
use super::judges::{self, FEWEST_JUDGES, Fit};
use super::logistic::{Failure, Rows};
use super::mixed::SINGULAR;
use super::options::{JUDGE_REPLICATES, Names, Settings};
use super::over_models::OverModels;
use super::reading::Chosen;
use super::refusal::{failed, refusal};
use super::regression::Regression;
use super::with_effects::Slow;
use super::{plain, reading, unseen, with_effects};
use crate::error::Error;
use crate::words::{exact_percent, listed};

/// Multiplications that nobody waits for: what is not asked for by name is done up to here.
const AT_ONCE: f64 = 1.5e9;

/// Deals of scores that a mixed model is refitted to, at so many evaluations each.
const DEALS: f64 = 199.0 * 3.0;

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
    check(design, settings)?;
    let frame = Frame::new(design, true);
    let over = OverModels::new(design, &frame, settings.level, settings.seed);
    regress_beside(design, Names { models, judges }, over.as_ref(), settings)
}

/// The same beside what was found of the design's models already: it is the same for every
/// regression on these columns.
///
/// # Errors
/// As [`regress`].
pub fn regress_beside(
    design: &Design,
    names: Names,
    over: Option<&OverModels>,
    settings: &Settings,
) -> Result<Regression, Error> {
    check(design, settings)?;
    let frame = Frame::new(design, true);
    // Of one fit from near by.
    let cost = 10.0 * evaluation(design, &frame, settings, names);
    let mut fitted = fit(design, &frame, names, over, settings, cost)?;
    let mut warnings = left_out(design, &frame);
    if settings.unseen.unwrap_or(2.0 * cost * names.models.len() as f64 <= AT_ONCE) {
        fitted.unseen = unseen::predict(design, names, settings);
        if let Some(unseen) = &fitted.unseen {
            warnings.append(&mut unseen.warnings());
        }
    } else if settings.unseen.is_none() {
        warnings.push("prediction of unseen models was left out: it would take long at this size; regress does it with unseen: true".into());
    }
    if let Some(over) = over {
        fitted.permutation.clone_from(&over.permutation);
        fitted.meta.clone_from(&over.meta);
        fitted.against.clone_from(&over.against);
        fitted.ceiling = over.ceiling;
        fitted.untested.clone_from(&over.untested);
    }
    let saturated = over.is_some_and(OverModels::saturated);
    warnings.extend(singular(&fitted, saturated, settings.level));
    warnings.append(&mut fitted.warnings);
    fitted.warnings = warnings;
    fitted.reading = reading::regression(&fitted, Chosen::Fairly, settings.level).all();
    Ok(fitted)
}

/// Refuses what cannot have an answer.
fn check(design: &Design, settings: &Settings) -> Result<(), Error> {
    if design.rows() == 0 {
        return Err(refusal(if design.incomplete == 0 {
            "no vote is decisive"
        } else if settings.random.contains(&Group::Judge) {
            "no decisive vote has all of the features and a judge"
        } else {
            "no decisive vote has all of the features"
        }));
    }
    let won: f64 = design.wins.iter().sum();
    if design.intercept && (won <= 0.0 || won >= design.decisive()) {
        return Err(refusal("every decisive vote went to the same side"));
    }
    let of_a_side = |group: &&Group| **group != Group::Model;
    if !design.ordered && settings.random.iter().any(|group| of_a_side(&group)) {
        let groups: Vec<&str> =
            settings.random.iter().filter(of_a_side).map(|group| group.name()).collect();
        return Err(refusal(&format!(
            "the votes do not tell who was shown first, so that {} can have no effect on a side; \"model\" has one on both",
            listed(&groups)
        )));
    }
    let unsided = |k: &usize| design.sources[*k] == Source::Votes { sided: false };
    if let Some(k) = (0..design.columns()).find(unsided)
        && !design.intercept
    {
        return Err(refusal(&format!(
            "{} is the same for both sides of a vote: it can only say something beside who was shown first, which these votes do not tell or show in one order only",
            design.names[k]
        )));
    }
    Ok(())
}

/// The fit itself, its profiles, and judges resampled.
fn fit(
    design: &Design,
    frame: &Frame,
    names: Names,
    over: Option<&OverModels>,
    settings: &Settings,
    cost: f64,
) -> Result<Regression, Error> {
    let p = frame.columns();
    let logit = Rows::new(design, &frame.x, p).fit(&vec![0.0; p], None);
    let mixed = !settings.random.is_empty();
    // Where the columns separate the votes, random effects change nothing: whatever they are, the
    // likelihood rises along the same direction for ever.
    let logit = match logit {
        Err(Failure::Separated) => return Err(failed(Failure::Separated, mixed)),
        other => other,
    };
    if !mixed {
        let found = logit.map_err(|failure| failed(failure, false))?;
        let slow = cost / 10.0 * 50.0 * p as f64 > AT_ONCE;
        let mut fitted = plain::describe(design, frame, &found, over, settings, slow);
        no_profiles(&mut fitted, settings, slow);
        over_judges(&mut fitted, design, frame, &Fit::Plain(&found.beta), settings, cost);
        return Ok(fitted);
    }
    let effects = Effects::new(design, &settings.random, names.models, names.judges)?;
    let start = logit.map_or_else(|_| vec![0.0; p], |fit| fit.beta);
    let found = effects
        .problem(design, &frame.x, p)
        .fit(&start)
        .map_err(|failure| failed(failure, true))?;
    let slow = Slow { profile: cost * 6.0 * p as f64 > AT_ONCE, deals: cost * DEALS > AT_ONCE };
    let mut fitted =
        with_effects::describe(design, frame, (&effects, &found), over, settings, slow)?;
    no_profiles(&mut fitted, settings, slow.profile);
    over_judges(&mut fitted, design, frame, &Fit::Mixed(&effects, &found), settings, cost);
    Ok(fitted)
}

/// Says that profiles were left out.
fn no_profiles(fitted: &mut Regression, settings: &Settings, slow: bool) {
    if slow && settings.profile.is_none() {
        fitted.warnings.push("profile-likelihood intervals were left out: they would take long at this size; regress gives them with profile: true".into());
    }
}

/// Variances estimated as zero, and what that can mean.
fn singular(fitted: &Regression, saturated: bool, level: f64) -> Vec<String> {
    let zero = fitted.random.iter().filter(|group| group.variance.sqrt() < SINGULAR);
    let of = |group: &super::regression::RandomEffect| {
        let (name, levels) = (group.group.name(), group.effects.len());
        let bound = match group.most {
            Some(most) => format!(
                "{levels} levels cannot tell that from a standard deviation of up to {:.2} ({} interval)",
                most.sqrt(),
                exact_percent(level)
            ),
            None if saturated && group.group != Group::Judge => {
                "the benchmarks fit any ratings and leave nothing to it".into()
            }
            None => format!("{levels} levels cannot tell that from a small one"),
        };
        format!("a singular fit: the variance of {name} is estimated as zero; {bound}")
    };
    zero.map(of).collect()
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
    let named = design.judges() >= FEWEST_JUDGES;
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
        if settings.judge_replicates.is_some() {
            fitted.warnings.push(format!(
                "judges were not resampled: percentile intervals need {FEWEST_JUDGES} of them, and the votes name {}",
                design.judges()
            ));
        }
        return;
    }
    let (resampled, failed) = judges::resample(design, frame, fit, asked, settings);
    for (effect, resampled) in fitted.fixed.iter_mut().zip(resampled) {
        effect.judges = resampled;
    }
    if failed > 0 {
        fitted.warnings.push(format!(
            "{failed} of {asked} resamples of judges had no finite coefficients: they count as lying beyond either end"
        ));
    }
}

/// Multiplications of one evaluation of a fit.
fn evaluation(design: &Design, frame: &Frame, settings: &Settings, names: Names) -> f64 {
    let levels: usize = settings
        .random
        .iter()
        .map(|group| if *group == Group::Judge { names.judges.len() } else { names.models.len() })
        .sum();
    let p = frame.columns() as f64;
    design.rows() as f64 * (40.0 + p * p / 4.0) + 3.0 * (levels as f64).powi(3)
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
