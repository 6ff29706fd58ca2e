//! What a regression says, in plain sentences made from its numbers.
//!
//! A sentence says that benchmarks predict preference only where the permutation of models does, at
//! the level asked for. What takes votes for the sample is said to be about these models.

use super::effects::Group;
use super::meta::Meta;
use super::permutation::{Permutation, Statistic};
use super::regression::{FixedEffect, INTERCEPT, Kind, Regression};
use super::unseen::{Removed, Unseen};
use crate::stats::interval::alpha;
use crate::stats::special::chi_square_sf;
use crate::words::{counted, exact_percent, grouped, listed, p_value, percent};

/// What a regression says, by subject.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parts {
    /// Whether its benchmarks say anything of preference: by permutation of models.
    pub answer: Vec<String>,
    /// Each benchmark's coefficient over models.
    pub coefficients: Vec<String>,
    /// What votes for the sample would say.
    pub votes: Vec<String>,
    /// The votes' own columns.
    pub own: Vec<String>,
    /// Shares explained.
    pub explained: Vec<String>,
    /// Models that the fit has not seen.
    pub unseen: Vec<String>,
}

/// What its benchmarks are to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// Asked for, or left by a rule that the scores decide.
    Fairly,
    /// Left of so many columns over so few models that others might as well have been: no claim is
    /// made on them.
    Arbitrarily,
}

/// What benchmarks are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Votes: the models are preferred, or not.
    Votes,
    /// Ratings from elsewhere: the models are rated, by whatever that was.
    Ratings,
}

impl Target {
    /// `votes`, `ratings`.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        if self == Self::Votes { "votes" } else { "ratings" }
    }

    fn preferred(self) -> &'static str {
        if self == Self::Votes { "preferred" } else { "rated higher" }
    }

    fn less(self) -> &'static str {
        if self == Self::Votes { "preferred less" } else { "rated lower" }
    }

    /// What follows where a test finds something: who predicts it, and what goes the other way round.
    pub(crate) fn predicted(self, by: &str, alpha: f64, round: &str) -> String {
        format!(
            "So {by} which models are {}, at {}{round}.",
            self.preferred(),
            exact_percent(alpha)
        )
    }

    /// And where it does not.
    pub(crate) fn not_shown(self, models: usize, say: &str, alpha: f64) -> String {
        format!(
            "At {} these {models} models do not show that {say} anything of which are {}.",
            exact_percent(alpha),
            self.preferred()
        )
    }
}

impl Parts {
    /// All of them, one after the other.
    #[must_use]
    pub fn all(self) -> Vec<String> {
        let Self { answer, coefficients, votes, own, explained, unseen } = self;
        [answer, coefficients, votes, own, explained, unseen].concat()
    }
}

/// What a regression says.
#[must_use]
pub fn regression(fit: &Regression, chosen: Chosen, level: f64) -> Parts {
    let features: Vec<&FixedEffect> = fit.fixed.iter().filter(|e| e.name != INTERCEPT).collect();
    let benchmarks = features.iter().filter(|e| e.benchmark).count();
    let own: Vec<&FixedEffect> = features.iter().filter(|e| !e.benchmark).copied().collect();
    let mut parts = Parts::default();
    if features.is_empty() {
        parts.answer.push("No benchmark is left to compare with the votes.".into());
    }
    if benchmarks > 0 {
        let over = OverModels {
            models: fit.models,
            benchmarks,
            test: fit.permutation.as_ref(),
            against: against(fit),
            of_votes: of_votes(fit, own.is_empty()),
            target: Target::Votes,
        };
        parts.answer.extend(over.sentences(chosen, level));
        parts.coefficients.extend(fit.meta.as_ref().map(|meta| coefficients(meta, level)));
        parts.votes.extend(by_votes(fit, benchmarks));
    }
    if !own.is_empty() {
        parts.own = over_votes(fit, &own, benchmarks, level);
    }
    parts.explained = explained(fit, benchmarks, features.len());
    parts.unseen.extend(fit.unseen.as_ref().map(|found| unseen(found, fit, chosen, level)));
    parts
}

/// Whether the permutation of models finds that benchmarks say something of preference.
fn found(fit: &Regression, level: f64) -> bool {
    fit.permutation.as_ref().is_some_and(|test| test.p < alpha(level))
}

/// `The benchmark`, `The 4 benchmarks`.
fn the_benchmarks(n: usize) -> String {
    if n == 1 { "the benchmark".into() } else { format!("the {n} benchmarks") }
}

/// A test of benchmarks together with the models as the sample.
pub(crate) struct OverModels<'a> {
    pub(crate) models: usize,
    pub(crate) benchmarks: usize,
    pub(crate) test: Option<&'a Permutation>,
    /// Benchmarks that models score better in the lower they are rated.
    pub(crate) against: Vec<&'a str>,
    /// What p would be if votes were the sample.
    pub(crate) of_votes: Option<f64>,
    pub(crate) target: Target,
}

impl OverModels<'_> {
    pub(crate) fn sentences(&self, chosen: Chosen, level: f64) -> Vec<String> {
        let Self { models, benchmarks, test, of_votes, .. } = self;
        let (benchmarks, mut sentences) = (*benchmarks, Vec::new());
        if benchmarks + 1 >= *models {
            sentences.push(format!(
                "{benchmarks} benchmark{} for {models} models fit{} any ratings; nothing can be tested of {}.",
                if benchmarks == 1 { "" } else { "s" },
                if benchmarks == 1 { "s" } else { "" },
                if benchmarks == 1 { "it" } else { "them together" },
            ));
        }
        if let Some(test) = test {
            let verdict = match chosen {
                Chosen::Fairly => self.verdict(test, level),
                Chosen::Arbitrarily if benchmarks == 1 => {
                    "That it is this benchmark and no other is arbitrary: nothing follows.".into()
                }
                Chosen::Arbitrarily => {
                    "That it is these benchmarks and no others is arbitrary: nothing follows."
                        .into()
                }
            };
            sentences.extend([dealt(test, *of_votes), verdict]);
        }
        sentences
    }

    /// What follows from a test.
    fn verdict(&self, test: &Permutation, level: f64) -> String {
        let (alpha, target) = (alpha(level), self.target);
        let (what, plural) = (the_benchmarks(self.benchmarks), self.benchmarks > 1);
        if test.p < alpha {
            let by = format!("{what}{}", if plural { " together predict" } else { " predicts" });
            let beside = if test.statistic == Statistic::Q { "" } else { " beside the others" };
            let round = other_way_round(target, &self.against, self.benchmarks, beside);
            return target.predicted(&by, alpha, &round);
        }
        if test.smallest_p() >= alpha {
            return format!(
                "With {} models no p can be below {}: at {} nothing can be shown.",
                test.models,
                p_value(test.smallest_p()),
                exact_percent(alpha)
            );
        }
        let say = format!("{what} say{}", if plural { "" } else { "s" });
        target.not_shown(test.models, &say, alpha)
    }
}

/// The plain logit's p with votes for the sample, whichever regression this is.
fn of_votes(fit: &Regression, alone: bool) -> Option<f64> {
    let test = fit.permutation.as_ref()?;
    match test.statistic {
        Statistic::Lrt => Some(chi_square_sf(test.value, test.columns)),
        Statistic::R2 if alone && fit.kind == Kind::Logistic => Some(fit.test.p),
        Statistic::R2 | Statistic::Q => None,
    }
}

/// Intervals over votes that leave out zero where those over models do not.
fn by_votes(fit: &Regression, benchmarks: usize) -> Option<String> {
    let of_votes =
        |e: &&FixedEffect| e.benchmark && (e.interval.low > 0.0 || e.interval.high < 0.0);
    let by_votes = fit.fixed.iter().filter(of_votes).count();
    let by_models = fit.meta.as_ref().map_or(0, |meta| sure(meta).len());
    (by_votes > by_models).then(|| {
        format!(
            "With votes for the sample {by_votes} of {benchmarks} interval{} would leave out zero: that is about these {} models only.",
            if benchmarks == 1 { "" } else { "s" },
            fit.models,
        )
    })
}

/// How many deals fit at least as well, and what p would be of votes as the sample.
fn dealt(test: &Permutation, of_votes: Option<f64>) -> String {
    let ways = if test.exact { "ways" } else { "random ways" };
    let as_well = match test.statistic {
        Statistic::Lrt | Statistic::R2 => ("fits at least as well", "fit at least as well"),
        Statistic::Q => (
            "goes with the ratings at least as well, each benchmark by itself",
            "go with the ratings at least as well, each benchmark by itself",
        ),
    };
    let own = u32::from(test.exact);
    let count = match test.at_least {
        n if n == own && test.exact => format!("no other {}", as_well.0),
        0 => format!("none {}", as_well.0),
        1 => format!("one {}", as_well.0),
        n => format!("{} {}", grouped(n.into()), as_well.1),
    };
    let independent = of_votes.map_or_else(String::new, |p| {
        format!("; counting votes as independent would give p {}", p_value(p))
    });
    format!(
        "Of {} {ways} to deal these scores to the models, {count} (p {}){independent}.",
        grouped(test.permutations.into()),
        p_value(test.p),
    )
}

/// Benchmarks that models score better in the less they are preferred.
fn against(fit: &Regression) -> Vec<&str> {
    let fitted = fit.fixed.iter().filter(|e| e.benchmark && e.estimate < 0.0);
    fit.against.as_ref().map_or_else(
        || fitted.map(|e| e.name.as_str()).collect(),
        |names| names.iter().map(String::as_str).collect(),
    )
}

/// What a verdict adds where some of the benchmarks, or all, order the models against the votes. A
/// test of fit is as large either way.
pub(crate) fn other_way_round(
    target: Target,
    against: &[&str],
    benchmarks: usize,
    beside: &str,
) -> String {
    let what = match against.len() {
        0 => return String::new(),
        1 if benchmarks == 1 => String::new(),
        n if n == benchmarks => format!(" in {}", listed(against)),
        n => {
            let go = if n == 1 { "goes" } else { "go" };
            return format!("; {} {go} the other way round{beside}", listed(against));
        }
    };
    format!(", but the other way round: models that score better{what} are {}", target.less())
}

/// Names of the coefficients whose interval leaves out zero.
fn sure(meta: &Meta) -> Vec<&str> {
    let sure = meta.coefficients.iter().filter(|c| c.interval.low > 0.0 || c.interval.high < 0.0);
    sure.map(|c| c.name.as_str()).collect()
}

/// Whose coefficient over models has an interval that leaves out zero.
pub(crate) fn coefficients(meta: &Meta, level: f64) -> String {
    let (names, n) = (sure(meta), meta.coefficients.len());
    let level = exact_percent(level);
    let by = format!(
        "by Knapp and Hartung, {} degree{} of freedom",
        meta.df,
        if meta.df == 1 { "" } else { "s" }
    );
    match (n, names.as_slice()) {
        (1, [one]) => format!(
            "Over models the coefficient of {one} has a {level} interval that leaves out zero ({by})."
        ),
        (1, _) => format!(
            "Over models the coefficient of {} has a {level} interval that holds zero ({by}).",
            meta.coefficients[0].name
        ),
        (_, []) => format!(
            "Over models none of the {n} coefficients has a {level} interval that leaves out zero ({by})."
        ),
        (_, [one]) => format!(
            "Over models one of the {n} coefficients has a {level} interval that leaves out zero: {one} ({by}, each for itself)."
        ),
        (_, some) => format!(
            "Over models {} of the {n} coefficients have {level} intervals that leave out zero: {} ({by}, each for itself).",
            counted(some.len()).to_ascii_lowercase(),
            listed(some)
        ),
    }
}

/// What the votes' own columns say, with judges or votes for the sample.
fn over_votes(
    fit: &Regression,
    own: &[&FixedEffect],
    benchmarks: usize,
    level: f64,
) -> Vec<String> {
    let clustered = own.iter().all(|e| e.clustered.is_some());
    let interval = |e: &&FixedEffect| e.clustered.map_or(e.interval, |c| c.interval);
    let sure: Vec<&str> = own
        .iter()
        .filter(|e| interval(e).low > 0.0 || interval(e).high < 0.0)
        .map(|e| e.name.as_str())
        .collect();
    let level = exact_percent(level);
    let what = if benchmarks > 0 { "features of the votes" } else { "features" };
    let mut sentences = vec![match (own.len(), sure.as_slice()) {
        (1, [one]) => {
            format!("Of the {} one, {one}, has a {level} interval that leaves out zero.", &what)
        }
        (1, _) => format!(
            "{} has a {level} interval that holds zero: these votes do not show that it matters.",
            own[0].name
        ),
        (n, []) => format!("None of the {n} {what} has a {level} interval that leaves out zero."),
        (n, [one]) => {
            format!("One of the {n} {what} has a {level} interval that leaves out zero: {one}.")
        }
        (n, some) => format!(
            "{} of the {n} {what} have {level} intervals that leave out zero: {}.",
            counted(some.len()),
            listed(some)
        ),
    }];
    if let (1, [one]) = (own.len(), sure.as_slice()) {
        sentences[0] = format!("{one} has a {level} interval that leaves out zero.");
    }
    let sample = if clustered {
        format!("The sample are the {} judges", grouped(fit.judges))
    } else {
        format!("The sample are the {} votes, taken as independent", grouped(fit.votes as u64))
    };
    sentences.push(format!("{sample}: what is said is about these {} models.", fit.models));
    if benchmarks == 0 {
        sentences.push(format!(
            "All features together, every vote independent: likelihood ratio {:.1} on {} degree{} of freedom, p {}.",
            fit.test.chi_square,
            fit.test.degrees,
            if fit.test.degrees == 1 { "" } else { "s" },
            p_value(fit.test.p),
        ));
    }
    sentences
}

/// Shares explained, beside the ceiling and what unrelated benchmarks give.
fn explained(fit: &Regression, benchmarks: usize, features: usize) -> Vec<String> {
    if features == 0 {
        return Vec::new();
    }
    let what =
        if benchmarks == features { the_benchmarks(benchmarks) } else { "the features".into() };
    let unrelated = |share: String| {
        let n = counted(benchmarks).to_ascii_lowercase();
        format!("{n} unrelated benchmark{} about {share}", if benchmarks == 1 { "" } else { "s" })
    };
    let mut sentences = Vec::new();
    if let Some(r2) = fit.r2 {
        let explain = if what == "the benchmark" { "explains" } else { "explain" };
        let parts = [
            Some(format!(
                "Of the variance of the log-odds {what} {explain} {} (marginal R²)",
                percent(r2.marginal)
            )),
            r2.ceiling.map(|ceiling| {
                let above =
                    above(percent(r2.marginal) != percent(ceiling) && r2.marginal > ceiling);
                format!("the ratings themselves would explain {}{above}", percent(ceiling))
            }),
            r2.unrelated.map(|share| unrelated(percent(share))),
        ];
        sentences.push(format!(
            "{}. Together with knowing {} it is {} (conditional R²); the rest is the chance in single votes.",
            beside(parts),
            who(fit),
            percent(r2.conditional)
        ));
    }
    if let (Kind::Logistic, Some(pseudo)) = (fit.kind, fit.pseudo_r2) {
        let bring = if what == "the benchmark" { "brings" } else { "bring" };
        let parts = [
            Some(format!(
                "McFadden's R², the share by which {what} {bring} the votes' deviance down, is {:.3}",
                pseudo.mc_fadden
            )),
            pseudo.ceiling.map(|ceiling| {
                let above = above(pseudo.mc_fadden > ceiling + 0.0005);
                format!("the ratings themselves would reach {ceiling:.3}{above}")
            }),
            pseudo.unrelated.map(|share| unrelated(format!("{share:.3}"))),
        ];
        sentences.push(beside(parts) + ".");
    }
    sentences
}

/// A share of the votes that were fitted may be above the ceiling, which allows for their noise.
fn above(is: bool) -> &'static str {
    if is { " (what is above that is the votes' noise)" } else { "" }
}

/// `first; second, third`, those that there are.
fn beside(parts: [Option<String>; 3]) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.split_first() {
        Some((first, [])) => first.clone(),
        Some((first, others)) => format!("{first}; {}", others.join(", ")),
        None => String::new(),
    }
}

/// Whose intercepts are random.
fn who(fit: &Regression) -> &'static str {
    let judges = fit.random.iter().any(|r| r.group == Group::Judge);
    let models = fit.random.iter().any(|r| r.group != Group::Judge);
    match (models, judges) {
        (true, true) => "which models and which judge it is",
        (false, true) => "which judge it is",
        _ => "which models they are",
    }
}

/// How well models are predicted that the fit has not seen, beside the same fit without features.
fn unseen(unseen: &Unseen, fit: &Regression, chosen: Chosen, level: f64) -> String {
    let own = format!(
        "Of the votes of models that it has not seen the fit calls {} right ({} where it has seen them), with a log loss of {:.3}",
        percent(unseen.accuracy),
        percent(unseen.seen_accuracy),
        unseen.log_loss,
    );
    // Without features it is the same fit.
    let features = fit.fixed.iter().any(|e| e.name != INTERCEPT);
    let Some(without) = unseen.without.filter(|_| features) else { return own + "." };
    let removed = match unseen.removed {
        Removed::Benchmarks => "benchmarks",
        Removed::Features => "features",
    };
    // A difference that the figures do not show is none.
    let verdict = if unseen.log_loss > without.log_loss - 0.0005 {
        ": no better"
    } else if unseen.removed == Removed::Features {
        ""
    } else if chosen == Chosen::Arbitrarily {
        "; the benchmarks are an arbitrary choice"
    } else if found(fit, level) {
        ": better"
    } else {
        ", a difference that chance alone can make"
    };
    format!("{own}; the same fit without {removed} has {:.3}{verdict}.", without.log_loss)
}
