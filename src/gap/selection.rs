//! Which benchmarks enter the regressions: merged where they say the same, dropped where others do.

use serde::Serialize;
use std::collections::BTreeMap;

use super::correlation::statistics::Panel;
use super::options::GapSettings;
use super::tested::{LeftOut, Tested, turned};
use super::vif::{correlations, merge, prune};
use crate::regress::ballots::Ballots;
use crate::regress::design::{Design, Feature, Response};
use crate::scores::{Direction, Scores};

/// What was merged, dropped and kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Selection {
    /// Benchmarks that became one.
    pub merged: Vec<Merged>,
    /// In the order they went.
    pub dropped: Vec<Gone>,
    /// In the order of the table.
    pub kept: Vec<Kept>,
    /// The factors at every step.
    pub trail: Vec<Step>,
}

/// Benchmarks that became one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Merged {
    /// Of the column.
    pub name: String,
    /// Of the benchmarks.
    pub members: Vec<String>,
    /// Mean correlation of the groups merged last.
    pub correlation: f64,
}

/// A column that was dropped.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gone {
    /// Of the column.
    pub name: String,
    /// Absent where infinite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inflation: Option<f64>,
    /// Why.
    pub why: String,
}

/// A column that stayed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// Of the column.
    pub name: String,
    /// Among those kept; absent where infinite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inflation: Option<f64>,
}

/// The factors before a drop, or at the end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// By column; `None` where infinite, absent where dropped.
    pub inflation: BTreeMap<String, Option<f64>>,
}

/// Selects, and gives the design of what was kept. Benchmarks that some model with votes has no
/// score in are left out: their votes would be lost.
#[must_use]
pub fn select(
    ballots: &Ballots,
    tested: &Tested,
    scores: &Scores,
    settings: &GapSettings,
) -> (Selection, Design, Vec<LeftOut>) {
    let mut left_out = Vec::new();
    let mut whole = Vec::new();
    for &k in &tested.benchmarks {
        let missing = tested.scores(scores, k).position(|score| score.is_none());
        match missing {
            None => whole.push(k),
            Some(at) => left_out.push(LeftOut {
                benchmark: scores.benchmarks[k].name.clone(),
                why: format!("not in the regressions: {} has no score", tested.models[at].name),
            }),
        }
    }
    let turned_column = |k: usize, row: &Vec<Option<f64>>| {
        row[k].map(|score| turned(score, scores.benchmarks[k].direction))
    };
    // Over every model of the table that has both scores.
    let correlation = |i: usize, j: usize| {
        let both: Vec<(f64, f64)> = scores
            .values
            .iter()
            .filter_map(|row| Some((turned_column(whole[i], row)?, turned_column(whole[j], row)?)))
            .collect();
        let (x, y): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
        Panel::new(&[x]).statistics(&y)[0][2]
    };
    let clusters = merge(whole.len(), correlation, settings.merge_above);
    let names: Vec<String> = clusters
        .iter()
        .map(|cluster| {
            let names = cluster.members.iter().map(|&k| scores.benchmarks[whole[k]].name.as_str());
            names.collect::<Vec<_>>().join(" + ")
        })
        .collect();
    // By model of the ballots.
    let rows: Vec<Option<usize>> = ballots
        .models
        .iter()
        .map(|name| tested.models.iter().position(|m| m.name == *name).map(|at| tested.rows[at]))
        .collect();
    let columns: Vec<Vec<Option<f64>>> = whole
        .iter()
        .map(|&k| rows.iter().map(|row| row.and_then(|row| scores.values[row][k])).collect())
        .collect();
    let features: Vec<Feature> = clusters
        .iter()
        .zip(&names)
        .map(|(cluster, name)| Feature::Benchmark {
            name: name.clone(),
            members: cluster.members.iter().map(|&k| columns[k].as_slice()).collect(),
            lower: cluster
                .members
                .iter()
                .map(|&k| scores.benchmarks[whole[k]].direction == Direction::Lower)
                .collect(),
        })
        .collect();
    let design = Design::new(ballots, &features, Response::ModelB, false);
    let merged = clusters.iter().zip(&names).filter(|(cluster, _)| cluster.members.len() > 1);
    let merged = merged.map(|(cluster, name)| {
        let of = |&k: &usize| scores.benchmarks[whole[k]].name.clone();
        let members = cluster.members.iter().map(of).collect();
        Merged { name: name.clone(), members, correlation: cluster.correlation }
    });
    let mut selection = Selection { merged: merged.collect(), ..Selection::default() };
    if design.rows() == 0 {
        return (selection, design, left_out);
    }
    let kept = drop_collinear(&mut selection, &design, settings.most_inflation);
    let design = design.with_columns(&kept);
    (selection, design, left_out)
}

/// Prunes the design's columns, says so in `selection`, and gives those kept.
fn drop_collinear(selection: &mut Selection, design: &Design, most: f64) -> Vec<usize> {
    let names = &design.names;
    let table = correlations(&design.x, design.columns(), &design.votes);
    let pruned = prune(&table, most);
    let finite = |factor: f64| factor.is_finite().then_some(factor);
    selection.dropped = pruned
        .dropped
        .iter()
        .map(|&(k, factor)| Gone {
            name: names[k].clone(),
            inflation: finite(factor),
            why: if table[(k, k)] == 0.0 {
                "its difference is the same for every vote".into()
            } else if factor > 1_000.0 && factor.is_finite() {
                "the others explain more than 99.9 % of it".into()
            } else if factor.is_finite() {
                format!("the others explain {:.1} % of it", 100.0 * (1.0 - 1.0 / factor))
            } else {
                "the others determine it".into()
            },
        })
        .collect();
    selection.trail = pruned
        .trail
        .iter()
        .map(|step| Step {
            inflation: names
                .iter()
                .zip(step)
                .filter_map(|(name, factor)| Some((name.clone(), finite((*factor)?))))
                .collect(),
        })
        .collect();
    let last = pruned.trail.last();
    selection.kept = pruned
        .kept
        .iter()
        .map(|&k| Kept {
            name: names[k].clone(),
            inflation: last.and_then(|step| step[k]).and_then(finite),
        })
        .collect();
    pruned.kept
}
