//! Which benchmarks enter the regressions: merged where they rise and fall together, dropped where
//! others determine them or where there are too many for the models.
//!
//! Merged are benchmarks whose scores correlate over the models of the table (the paper's Appendix
//! B). What is left are columns over models, `x_m = (1/n) Σ_j d(s_m, s_j)`, d the
//! normalised difference, of which [`prune`] leaves at most half as many as models less one, none with a factor
//! above the largest that was asked for. Everything is done in the order of names, so the order of
//! rows and columns in a file has no say.
//!
//! With as many columns as models less one, each is determined by the others whatever they measure,
//! and which are left rests on correlations over a handful of models: [`Selection::arbitrary`]. How
//! often each would be left without one of the models, [`Stability`] says.

use nalgebra::DMatrix;
use serde::Serialize;

use super::correlation::statistics::pearson;
use super::linkage::{Cluster, merge};
use super::options::GapSettings;
use super::tested::{LeftOut, Tested, turned};
use super::vif::{Pruned, correlations, prune};
use crate::regress::ballots::Ballots;
use crate::regress::design::{Design, Feature, Response, normalised_difference};
use crate::scores::{Direction, Scores};
use crate::stats::order::order;

/// Multiplications, nearly, that the selections without a model may take together.
const MOST_WORK: f64 = 2e8;

/// What was merged, dropped and kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Selection {
    /// Benchmarks that became one.
    pub merged: Vec<Merged>,
    /// In the order they went.
    pub dropped: Vec<Gone>,
    /// In the order of the table.
    pub kept: Vec<Kept>,
    /// Most columns that may be left: half of the models less one, at least one.
    pub cap: usize,
    /// Whether there were as many columns as models less one, or more: which are kept then says
    /// little about them.
    pub arbitrary: bool,
    /// With one model left out. Absent below four models, and where it would take long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stability: Option<Stability>,
}

/// Benchmarks that became one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Merged {
    /// Of the column.
    pub name: String,
    /// Of the benchmarks, by name.
    pub members: Vec<String>,
    /// Mean correlation of the groups merged last.
    pub correlation: f64,
}

/// A column that was dropped.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gone {
    /// Of the column.
    pub name: String,
    /// When it was dropped; absent where infinite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inflation: Option<f64>,
    /// With every column in; absent where infinite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
    /// Why.
    pub why: String,
}

/// A column that stayed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// Of the column.
    pub name: String,
    /// Among those kept.
    pub inflation: f64,
    /// With every column in; absent where infinite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
}

/// The selection made again without each of the models in turn, merged and capped as with all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stability {
    /// Models left out, one at a time.
    pub models: usize,
    /// How often exactly the same columns were kept.
    pub same: usize,
    /// Every column, in the order of the table.
    pub columns: Vec<Times>,
}

/// How often a column was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Times {
    /// Of the column.
    pub name: String,
    /// Times it was kept.
    pub kept: usize,
}

/// A selection, and the votes' design of what it kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// What was merged, dropped and kept.
    pub selection: Selection,
    /// Of the columns kept.
    pub design: Design,
    /// Benchmarks that could not be among them.
    pub left_out: Vec<LeftOut>,
}

/// The columns kept, over models.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectedColumns {
    /// What was merged, dropped and kept.
    pub selection: Selection,
    /// Of the columns kept.
    pub names: Vec<String>,
    /// Models (best first) × columns kept: each model's mean difference from all.
    pub columns: DMatrix<f64>,
    /// Benchmarks that could not be among them.
    pub left_out: Vec<LeftOut>,
}

/// Selects. Benchmarks that some model with votes has no score in are left out: their votes would be
/// lost.
#[must_use]
pub fn select(
    ballots: &Ballots,
    tested: &Tested,
    scores: &Scores,
    settings: &GapSettings,
) -> Selected {
    let (columns, selection, kept, left_out) = chosen(tested, scores, settings);
    let design = columns.design(&kept, ballots, tested, scores);
    Selected { selection, design, left_out }
}

/// The same without votes.
#[must_use]
pub fn select_columns(tested: &Tested, scores: &Scores, settings: &GapSettings) -> SelectedColumns {
    let (columns, selection, kept, left_out) = chosen(tested, scores, settings);
    let models: Vec<usize> = (0..tested.models.len()).collect();
    let (x, width) = (columns.projected(&models), columns.clusters.len());
    SelectedColumns {
        selection,
        names: kept.iter().map(|&k| columns.names[k].clone()).collect(),
        columns: DMatrix::from_fn(models.len(), kept.len(), |m, k| x[m * width + kept[k]]),
        left_out,
    }
}

/// All columns, and which of them are kept, in the order of the table.
fn chosen(
    tested: &Tested,
    scores: &Scores,
    settings: &GapSettings,
) -> (Columns, Selection, Vec<usize>, Vec<LeftOut>) {
    let (whole, left_out) = whole(tested, scores);
    let columns = Columns::new(&whole, tested, scores, settings.merge_above);
    let mut selection = columns.select(tested.models.len(), settings.most_inflation);
    let merged = columns.clusters.iter().zip(&columns.names);
    let merged = merged.filter(|(cluster, _)| cluster.members.len() > 1);
    selection.merged = merged
        .map(|(cluster, name)| Merged {
            name: name.clone(),
            members: cluster
                .members
                .iter()
                .map(|&at| scores.benchmarks[whole[at]].name.clone())
                .collect(),
            correlation: cluster.correlation,
        })
        .collect();
    let kept: Vec<usize> = (0..columns.names.len())
        .filter(|&k| selection.kept.iter().any(|kept| kept.name == columns.names[k]))
        .collect();
    let kept = columns.in_table_order(&kept);
    (columns, selection, kept, left_out)
}

/// Benchmarks that every model with votes has a score in, by name, and the others.
fn whole(tested: &Tested, scores: &Scores) -> (Vec<usize>, Vec<LeftOut>) {
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
    let name = |at: usize| scores.benchmarks[whole[at]].name.as_str();
    let by_name = order(whole.len(), &|i, j| name(i).cmp(name(j)));
    (by_name.into_iter().map(|at| whole[at]).collect(), left_out)
}

/// Benchmarks and groups of them, in the order of names.
struct Columns {
    /// Benchmarks of the table, by name.
    whole: Vec<usize>,
    /// Of places in `whole`.
    clusters: Vec<Cluster>,
    names: Vec<String>,
    /// `[benchmark][model]`, higher is better.
    lower: Vec<bool>,
    scores: Vec<Vec<f64>>,
}

impl Columns {
    fn new(whole: &[usize], tested: &Tested, scores: &Scores, merge_above: f64) -> Self {
        let of_table = |k: usize, row: &[Option<f64>]| {
            row[k].map(|score| turned(score, scores.benchmarks[k].direction))
        };
        // Over every model of the table that has both scores.
        let correlation = |i: usize, j: usize| {
            let both = scores
                .values
                .iter()
                .filter_map(|row| Some((of_table(whole[i], row)?, of_table(whole[j], row)?)));
            let (x, y): (Vec<f64>, Vec<f64>) = both.unzip();
            pearson(&x, &y)
        };
        let clusters = merge(whole.len(), correlation, merge_above);
        let named = |cluster: &Cluster| {
            let names =
                cluster.members.iter().map(|&at| scores.benchmarks[whole[at]].name.as_str());
            names.collect::<Vec<_>>().join(" + ")
        };
        Self {
            names: clusters.iter().map(named).collect(),
            clusters,
            lower: whole
                .iter()
                .map(|&k| scores.benchmarks[k].direction == Direction::Lower)
                .collect(),
            scores: whole.iter().map(|&k| tested.scores(scores, k).flatten().collect()).collect(),
            whole: whole.to_vec(),
        }
    }

    /// models × columns: each model's mean difference from all, itself included with 0.
    fn projected(&self, models: &[usize]) -> Vec<f64> {
        let columns = self.clusters.len();
        let mut x = vec![0.0; models.len() * columns];
        for (k, cluster) in self.clusters.iter().enumerate() {
            let share = 1.0 / (cluster.members.len() * models.len()) as f64;
            for &at in &cluster.members {
                let scores = &self.scores[at];
                let share = if self.lower[at] { -share } else { share };
                for (row, &m) in models.iter().enumerate() {
                    let sum: f64 =
                        models.iter().map(|&j| normalised_difference(scores[m], scores[j])).sum();
                    x[row * columns + k] += share * sum;
                }
            }
        }
        x
    }

    /// What is dropped and kept of the columns over these models.
    fn pruned(&self, models: &[usize], most: f64, cap: usize) -> Pruned {
        let columns = self.clusters.len();
        let table = correlations(&self.projected(models), columns, &vec![1.0; models.len()]);
        prune(&table, most, cap)
    }

    fn select(&self, models: usize, most: f64) -> Selection {
        let cap = ((models - 1) / 2).max(1);
        let all: Vec<usize> = (0..models).collect();
        let pruned = self.pruned(&all, most, cap);
        let finite = |factor: f64| factor.is_finite().then_some(factor);
        let constant = pruned.constant.iter().map(|&k| Gone {
            name: self.names[k].clone(),
            inflation: Some(1.0),
            before: Some(1.0),
            why: "it is the same for every model".into(),
        });
        let dropped = constant.chain(pruned.dropped.iter().map(|dropped| Gone {
            name: self.names[dropped.column].clone(),
            inflation: finite(dropped.inflation),
            before: finite(pruned.before[dropped.column]),
            why: why(dropped.inflation, most, cap, models),
        }));
        let kept: Vec<usize> = pruned.kept.iter().map(|(k, _)| *k).collect();
        let factor = |k| pruned.kept.iter().find(|kept| kept.0 == k).map_or(1.0, |kept| kept.1);
        Selection {
            merged: Vec::new(),
            dropped: dropped.collect(),
            kept: self
                .in_table_order(&kept)
                .into_iter()
                .map(|k| Kept {
                    name: self.names[k].clone(),
                    inflation: factor(k),
                    before: finite(pruned.before[k]),
                })
                .collect(),
            cap,
            arbitrary: self.clusters.len() + 1 >= models,
            stability: self.stability(&kept, models, most, cap),
        }
    }

    /// `kept` is what is kept with every model in.
    fn stability(&self, kept: &[usize], models: usize, most: f64, cap: usize) -> Option<Stability> {
        let (n, c) = (models as f64, self.clusters.len() as f64);
        if models < 4 || self.clusters.is_empty() || n * c * c * (n + c) > MOST_WORK {
            return None;
        }
        let mut times = vec![0; self.clusters.len()];
        let mut same = 0;
        for left_out in 0..models {
            let rest: Vec<usize> = (0..models).filter(|&m| m != left_out).collect();
            let found = self.pruned(&rest, most, cap).kept;
            for (k, _) in &found {
                times[*k] += 1;
            }
            same += usize::from(found.iter().map(|(k, _)| k).eq(kept));
        }
        let every: Vec<usize> = (0..self.clusters.len()).collect();
        let columns = self
            .in_table_order(&every)
            .into_iter()
            .map(|k| Times { name: self.names[k].clone(), kept: times[k] })
            .collect();
        Some(Stability { models, same, columns })
    }

    /// Columns by the first of their benchmarks in the table.
    fn in_table_order(&self, columns: &[usize]) -> Vec<usize> {
        let first = |k: usize| self.clusters[k].members.iter().map(|&at| self.whole[at]).min();
        let places = order(columns.len(), &|i, j| first(columns[i]).cmp(&first(columns[j])));
        places.into_iter().map(|at| columns[at]).collect()
    }

    /// The votes on these columns.
    fn design(
        &self,
        columns: &[usize],
        ballots: &Ballots,
        tested: &Tested,
        scores: &Scores,
    ) -> Design {
        // By model of the ballots.
        let rows: Vec<Option<usize>> = ballots
            .models
            .iter()
            .map(|name| tested.models.iter().position(|m| m.name == *name))
            .map(|at| at.map(|at| tested.rows[at]))
            .collect();
        let values = |at: usize| -> Vec<Option<f64>> {
            let k = self.whole[at];
            rows.iter().map(|row| row.and_then(|row| scores.values[row][k])).collect()
        };
        let members = |k: usize| &self.clusters[k].members;
        let by_member: Vec<Vec<Vec<Option<f64>>>> =
            columns.iter().map(|&k| members(k).iter().map(|&at| values(at)).collect()).collect();
        let features: Vec<Feature> = columns
            .iter()
            .zip(&by_member)
            .map(|(&k, by_member)| Feature::Benchmark {
                name: self.names[k].clone(),
                members: by_member.iter().map(Vec::as_slice).collect(),
                lower: members(k).iter().map(|&at| self.lower[at]).collect(),
            })
            .collect();
        Design::new(ballots, &features, Response::ModelB, false)
    }
}

fn why(factor: f64, most: f64, cap: usize, models: usize) -> String {
    let explained = if factor > 1_000.0 {
        "more than 99.9 %".to_owned()
    } else {
        format!("{:.1} %", 100.0 * (1.0 - 1.0 / factor))
    };
    if factor.is_infinite() {
        "the others determine it".into()
    } else if factor > most {
        format!("the others explain {explained} of it")
    } else {
        format!(
            "no more than {cap} are kept for {models} models, and of it the others explain most: {explained}"
        )
    }
}
