//! Random intercepts: which levels each row has, and what they are called.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ballots::NO_JUDGE;
use super::design::{Design, Response};
use super::fit::none;
use super::laplace::{Entry, Problem};
use super::mixed::Mixed;
use super::regression::RandomEffect;
use crate::error::Error;

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
        response: Response,
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
        // Levels are numbered by group, and within it as models and judges are.
        let mut firsts = Vec::new();
        for (number, &group) in groups.iter().enumerate() {
            let ids = match group {
                Group::ModelA => distinct(design.a.iter()),
                Group::ModelB => distinct(design.b.iter()),
                Group::Model => distinct(design.a.iter().chain(&design.b)),
                Group::Judge => distinct(design.judge.iter()),
            };
            if ids.len() < 2 {
                return Err(none("a random effect needs two levels or more; these votes have one"));
            }
            firsts.push((effects.names.len(), ids.clone()));
            for id in ids {
                let names = if group == Group::Judge { judges } else { models };
                let name = names.get(id as usize).cloned();
                effects.names.push(name.unwrap_or_else(|| "(no judge)".into()));
                effects.ids.push(id);
                effects.group_of.push(number);
            }
        }
        if effects.names.len() > MOST_LEVELS {
            return Err(none(&format!(
                "the random effects have {} levels; at most {MOST_LEVELS} can be fitted",
                effects.names.len()
            )));
        }
        let level = |number: usize, id: u32| {
            let (first, ids) = &firsts[number];
            (first + ids.binary_search(&id).unwrap_or_default()) as u32
        };
        let judged = groups.contains(&Group::Judge);
        let mut known = BTreeMap::new();
        for row in 0..design.rows() {
            let judge = if judged { design.judge[row] } else { NO_JUDGE };
            let next = known.len() as u32;
            let pattern = *known.entry((design.a[row], design.b[row], judge)).or_insert(next);
            effects.pattern_of.push(pattern);
            if pattern < next {
                continue;
            }
            for (number, group) in groups.iter().enumerate() {
                let one = |id: u32, sign: f64| Entry { level: level(number, id), sign };
                match group {
                    Group::ModelA => effects.patterns.push(one(design.a[row], 1.0)),
                    Group::ModelB => effects.patterns.push(one(design.b[row], 1.0)),
                    Group::Judge => effects.patterns.push(one(design.judge[row], 1.0)),
                    Group::Model => {
                        let sign = if response == Response::ModelA { 1.0 } else { -1.0 };
                        effects.patterns.push(one(design.a[row], sign));
                        effects.patterns.push(one(design.b[row], -sign));
                    }
                }
            }
        }
        Ok(effects)
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

    /// Groups, variances and modes.
    #[must_use]
    pub fn describe(&self, fit: &Mixed) -> Vec<RandomEffect> {
        let of = |(number, &group): (usize, &Group)| RandomEffect {
            group,
            variance: fit.theta[number].powi(2),
            effects: (0..self.names.len())
                .filter(|&level| self.group_of[level] == number)
                .map(|level| (self.names[level].clone(), fit.effects[level]))
                .collect(),
        };
        self.groups.iter().enumerate().map(of).collect()
    }

    /// What the effects add to the log-odds of a vote between `a` and `b`; levels not fitted add nothing.
    #[must_use]
    pub fn predictor(&self, fit: &Mixed, a: u32, b: u32, judge: u32, response: Response) -> f64 {
        let effect = |number: usize, id: u32| {
            (0..self.ids.len())
                .find(|&level| self.group_of[level] == number && self.ids[level] == id)
                .map_or(0.0, |level| fit.effects[level])
        };
        let of = |(number, group): (usize, &Group)| match group {
            Group::ModelA => effect(number, a),
            Group::ModelB => effect(number, b),
            Group::Judge if judge == NO_JUDGE => 0.0,
            Group::Judge => effect(number, judge),
            Group::Model if response == Response::ModelA => effect(number, a) - effect(number, b),
            Group::Model => effect(number, b) - effect(number, a),
        };
        self.groups.iter().enumerate().map(of).sum()
    }
}

fn distinct<'a>(ids: impl Iterator<Item = &'a u32>) -> Vec<u32> {
    ids.copied().collect::<BTreeSet<u32>>().into_iter().collect()
}
