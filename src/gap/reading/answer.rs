//! What can be said at all: whether benchmarks predict which models are preferred, with the models as
//! the sample.
//!
//! One test has the verdict, so that it errs as often as it says: the permutation of models for the
//! benchmarks that a selection left, or, where that selection is arbitrary, global Q for the whole
//! table. The other stands beside it.

use super::global::{alone, ridge, together};
use super::rated;
use crate::gap::global::Global;
use crate::gap::rated::OverRatings;
use crate::regress::reading::{Chosen, Parts, Target, regression};
use crate::regress::regression::Regression;
use crate::stats::interval::alpha;

/// Sentences, by where a report has them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// First of all.
    pub answer: Vec<String>,
    /// Beside each benchmark by itself.
    pub alone: Vec<String>,
    /// Beside the benchmarks that were selected.
    pub selected: Vec<String>,
    /// Beside intervals that take votes for the sample.
    pub votes: Vec<String>,
}

/// What the whole table and the regressions (mixed, plain) say.
#[must_use]
pub fn read(
    global: Option<&Global>,
    chosen: Chosen,
    (mixed, plain): (Option<&Regression>, Option<&Regression>),
    level: f64,
) -> Answer {
    let alpha = alpha(level);
    let mut read = Answer::default();
    read.alone.extend(global.and_then(|g| alone(g, alpha)));
    let Some(fit) = mixed.or(plain) else {
        read.answer.extend(global.map(|g| together(g, alpha, None, Target::Votes)));
        read.answer.extend(global.map(|g| ridge(g, alpha)));
        return read;
    };
    let Parts { answer, coefficients, votes, own: _, explained, unseen } =
        regression(fit, chosen, level);
    let found = fit.permutation.as_ref().map(|test| test.p < alpha);
    let over = Over { answer, coefficients, explained, unseen, found };
    over.beside(global, chosen, alpha, Target::Votes, &mut read);
    read.votes = votes;
    if let (Some(_), Some(plain)) = (mixed, plain) {
        read.votes.extend(beside(plain, chosen, level));
    }
    read
}

/// The same where ratings stand for the votes.
#[must_use]
pub fn of_ratings(
    global: Option<&Global>,
    chosen: Chosen,
    rated: &OverRatings,
    level: f64,
) -> Answer {
    let alpha = alpha(level);
    let mut read = Answer::default();
    read.alone.extend(global.and_then(|g| alone(g, alpha)));
    let (answer, explained, coefficients) = rated::sentences(rated, chosen, level);
    let found = rated.permutation.as_ref().map(|test| test.p < alpha);
    let over = Over { answer, coefficients, explained, unseen: Vec::new(), found };
    over.beside(global, chosen, alpha, Target::Ratings, &mut read);
    read
}

/// What a regression's benchmarks say with the models as the sample.
struct Over {
    answer: Vec<String>,
    coefficients: Vec<String>,
    explained: Vec<String>,
    unseen: Vec<String>,
    /// Whether the permutation of models finds something, where there is one.
    found: Option<bool>,
}

impl Over {
    /// Puts it where it belongs beside what the whole table says.
    fn beside(
        self,
        global: Option<&Global>,
        chosen: Chosen,
        alpha: f64,
        target: Target,
        read: &mut Answer,
    ) {
        let Self { answer, coefficients, explained, unseen, found } = self;
        // Of one benchmark the regression says all.
        let whole = global.filter(|g| g.benchmarks > 1);
        if let (Chosen::Arbitrarily, Some(g)) = (chosen, whole) {
            read.answer.push(together(g, alpha, None, target));
            read.answer.push("So many benchmarks over so few models leave nothing to select by: what a regression on some of them says stands apart, below.".into());
            read.selected = [answer, coefficients, explained, unseen].concat();
        } else {
            // The count and its verdict belong together.
            read.answer.extend((!answer.is_empty()).then(|| answer.join(" ")));
            read.answer.extend(explained);
            read.answer.extend(unseen);
            read.answer.extend(whole.map(|g| together(g, alpha, found, target)));
            read.selected = coefficients;
        }
        read.answer.extend(whole.map(|g| ridge(g, alpha)));
    }
}

/// What the plain regression adds to the mixed one.
fn beside(plain: &Regression, chosen: Chosen, level: f64) -> Vec<String> {
    let Parts { votes, explained, unseen, .. } = regression(plain, chosen, level);
    let all = votes.into_iter().chain(explained).chain(unseen);
    all.map(|sentence| format!("Plain regression: {sentence}")).collect()
}
