//! Random intercepts: which levels each row has, and what they are called.

use serde::{Deserialize, Serialize};

use super::design::Design;
use super::laplace::{Entry, Problem};
use super::mixed::Mixed;
use super::refusal::refusal;
use crate::error::Error;
use crate::stats::numbering::{Numbering, distinct};

/// Most levels of all groups: their covariances are a dense matrix.
const MOST_LEVELS: usize = 2_000;

/// What has an intercept of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The model shown first: `(1 | model_a)`.
    ModelA,
    /// The one shown second.
    ModelB,
    /// One intercept for a model on either side: u of the response's side less u of the other.
    Model,
    /// Who voted.
    Judge,
}

impl Group {
    /// As in the options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ModelA => "model_a",
            Self::ModelB => "model_b",
            Self::Model => "model",
            Self::Judge => "judge",
        }
    }
}

/// A design's levels.
#[derive(Debug, Clone)]
pub struct Effects {
    /// Of each level.
    pub names: Vec<String>,
    /// Of the model or judge behind it, as the design numbers them.
    pub ids: Vec<u32>,
    /// The group of each level, an index into `groups`.
    pub group_of: Vec<usize>,
    /// In the order of the options.
    pub groups: Vec<Group>,
    patterns: Vec<Entry>,
    pattern_of: Vec<u32>,
    per_row: usize,
}

impl Effects {
    /// The levels that the design's rows have.
    ///
    /// # Errors
    /// `no-regression` for a group of one level, or for too many levels.
    pub fn new(
        design: &Design,
        groups: &[Group],
        models: &[String],
        judges: &[String],
    ) -> Result<Self, Error> {
        let mut effects = Self {
            names: Vec::new(),
            ids: Vec::new(),
            group_of: Vec::new(),
            groups: groups.to_vec(),
            patterns: Vec::new(),
            pattern_of: Vec::with_capacity(design.rows()),
            per_row: groups.iter().map(|g| if *g == Group::Model { 2 } else { 1 }).sum(),
        };
        for (number, &group) in groups.iter().enumerate() {
            let ids = match group {
                Group::ModelA => distinct(&design.a),
                Group::ModelB => distinct(&design.b),
                Group::Model => design.models(),
                Group::Judge => distinct(&design.judge),
            };
            if ids.len() < 2 {
                return Err(refusal(
                    "a random effect needs two levels or more; these votes have one",
                ));
            }
            for id in ids {
                let names = if group == Group::Judge { judges } else { models };
                effects.names.push(names.get(id as usize).cloned().unwrap_or_default());
                effects.ids.push(id);
                effects.group_of.push(number);
            }
        }
        if effects.names.len() > MOST_LEVELS {
            return Err(refusal(&format!(
                "the random effects have {} levels; at most {MOST_LEVELS} can be fitted",
                effects.names.len()
            )));
        }
        effects.fill_patterns(design);
        Ok(effects)
    }

    /// Levels are numbered by group, and within it as models and judges are.
    fn level(&self, number: usize, id: u32) -> Option<usize> {
        let from = self.group_of.partition_point(|group| *group < number);
        let to = self.group_of.partition_point(|group| *group <= number);
        self.ids[from..to].binary_search(&id).ok().map(|at| from + at)
    }

    /// Which levels each row has; the combinations that there are, once each.
    fn fill_patterns(&mut self, design: &Design) {
        let judged = self.groups.contains(&Group::Judge);
        // The models on either side, and the judge where it counts.
        let mut known = Numbering::default();
        for row in 0..design.rows() {
            let (a, b) = (design.a[row], design.b[row]);
            let judge = if judged { design.judge[row] } else { 0 };
            let next = known.len();
            let pattern = known.of(&[a, b, judge]);
            self.pattern_of.push(pattern as u32);
            if pattern < next {
                continue;
            }
            for number in 0..self.groups.len() {
                let entry = |(id, sign): (u32, f64)| Entry {
                    level: self.level(number, id).unwrap_or_default() as u32,
                    sign,
                };
                let sides = design.sides(a, b);
                let entries: Vec<Entry> = terms(self.groups[number], (a, b), sides, judge)
                    .into_iter()
                    .map(entry)
                    .collect();
                self.patterns.extend(entries);
            }
        }
    }

    /// With these columns.
    #[must_use]
    pub fn problem<'a>(&'a self, design: &'a Design, x: &'a [f64], columns: usize) -> Problem<'a> {
        Problem {
            x,
            columns,
            wins: &design.wins,
            votes: &design.votes,
            patterns: &self.patterns,
            entries_per_row: self.per_row,
            pattern_of: &self.pattern_of,
            group_of: &self.group_of,
            groups: self.groups.len(),
        }
    }

    /// Variance that the effects add to a row's log-odds: a difference has two of its group.
    #[must_use]
    pub fn variance(&self, theta: &[f64]) -> f64 {
        let times = |group: &Group| if *group == Group::Model { 2.0 } else { 1.0 };
        self.groups.iter().zip(theta).map(|(group, sd)| times(group) * sd * sd).sum()
    }

    /// What the effects add to the log-odds of a vote between `a` and `b`; levels not fitted add
    /// nothing.
    #[must_use]
    pub fn predictor(&self, fit: &Mixed, design: &Design, (a, b, judge): (u32, u32, u32)) -> f64 {
        let sides = design.sides(a, b);
        let of = |(number, &group): (usize, &Group)| -> f64 {
            let term = |(id, sign): (u32, f64)| {
                self.level(number, id).map_or(0.0, |level| sign * fit.effects[level])
            };
            terms(group, (a, b), sides, judge).into_iter().map(term).sum()
        };
        self.groups.iter().enumerate().map(of).sum()
    }
}

/// Whose intercepts a row has of one group, and with which sign.
fn terms(
    group: Group,
    (a, b): (u32, u32),
    (of, against): (u32, u32),
    judge: u32,
) -> Vec<(u32, f64)> {
    match group {
        Group::ModelA => vec![(a, 1.0)],
        Group::ModelB => vec![(b, 1.0)],
        Group::Judge => vec![(judge, 1.0)],
        Group::Model => vec![(of, 1.0), (against, -1.0)],
    }
}
