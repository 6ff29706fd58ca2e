//! The table that a regression is fitted to: equal rows grouped, the response counted.

use super::ballots::{Ballots, Column, NO_JUDGE};
use crate::stats::numbering::{Numbering, distinct};

/// What 1 means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// The model shown first was preferred.
    ModelA,
    /// The one shown second, as in the paper.
    #[default]
    ModelB,
}

/// A column that is asked for.
#[derive(Debug, Clone)]
pub enum Feature<'a> {
    /// A column of the votes.
    Covariate(&'a Column),
    /// Benchmarks merged to one, as normalised differences.
    Benchmark {
        /// Of the column.
        name: String,
        /// `members[k][model]`: each one's scores, higher is better, sign and all.
        members: Vec<&'a [Option<f64>]>,
        /// Whether a member's less is better: its differences change sign.
        lower: Vec<bool>,
    },
}

impl Feature<'_> {
    /// Of the column.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Covariate(column) => &column.name,
            Self::Benchmark { name, .. } => name,
        }
    }

    fn source(&self) -> Source {
        match self {
            Self::Covariate(column) => Source::Votes { sided: column.sided },
            Self::Benchmark { members, lower, .. } => {
                let member = |(scores, &lower): (&&[Option<f64>], &bool)| Member {
                    scores: scores.to_vec(),
                    lower,
                };
                Source::Benchmark(members.iter().zip(lower).map(member).collect())
            }
        }
    }
}

/// Where a column of a design comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The votes' own; `sided` as in [`Column`].
    Votes {
        /// Whether it changes its sign with the sides.
        sided: bool,
    },
    /// Scores of the models.
    Benchmark(Vec<Member>),
}

/// One benchmark of those merged to a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// By model of the votes.
    pub scores: Vec<Option<f64>>,
    /// Whether less is better.
    pub lower: bool,
}

impl Source {
    /// What a benchmark column says for one model against another: the mean of its members'
    /// normalised differences. `None` where a score is missing, and for a column of the votes.
    #[must_use]
    pub fn difference(&self, of: u32, against: u32) -> Option<f64> {
        let Self::Benchmark(members) = self else { return None };
        let mut sum = 0.0;
        for Member { scores, lower } in members {
            let difference = normalised_difference(scores[of as usize]?, scores[against as usize]?);
            sum += if *lower { -difference } else { difference };
        }
        Some(sum / members.len() as f64)
    }
}

/// Rows with their response.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Design {
    /// Of the columns of `x`.
    pub names: Vec<String>,
    /// Where each column comes from.
    pub sources: Vec<Source>,
    /// What 1 means.
    pub response: Response,
    /// Whether rows tell who was shown first.
    pub ordered: bool,
    /// Whether "shown first" has a coefficient: some pair occurs in both orders, and rows tell them.
    pub intercept: bool,
    /// rows × columns, without an intercept.
    pub x: Vec<f64>,
    /// The model shown first.
    pub a: Vec<u32>,
    /// The one shown second.
    pub b: Vec<u32>,
    /// Who voted, or [`NO_JUDGE`]; rows are by judge only where judges are an effect.
    pub judge: Vec<u32>,
    /// Votes of a row whose response is 1.
    pub wins: Vec<f64>,
    /// All decisive votes of a row.
    pub votes: Vec<f64>,
    /// Ties, left out.
    pub ties: u64,
    /// Decisive votes without one of the numbers, or without a judge where judges are an effect:
    /// left out.
    pub incomplete: u64,
    /// Decisive votes by judge; a vote without a judge is a judge of its own.
    pub clusters: Vec<Cluster>,
}

/// A judge's votes, or those of several who voted alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// By row.
    pub shares: Vec<Share>,
    /// Judges with these very votes: above 1 only for votes without a judge.
    pub judges: u32,
}

/// A judge's votes in one row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The row.
    pub row: u32,
    /// Those whose response is 1.
    pub wins: f64,
    /// All of them.
    pub votes: f64,
}

/// (s − t) / (|s| + |t|), 0 where both are 0 (section 6.4 of the paper).
#[must_use]
pub fn normalised_difference(s: f64, t: f64) -> f64 {
    let size = s.abs() + t.abs();
    if size == 0.0 { 0.0 } else { (s - t) / size }
}

impl Design {
    /// Groups the decisive votes; with `judges` apart where they are an effect.
    #[must_use]
    pub fn new(ballots: &Ballots, features: &[Feature], response: Response, judges: bool) -> Self {
        let mut design = Self {
            names: features.iter().map(|f| f.name().to_owned()).collect(),
            sources: features.iter().map(Feature::source).collect(),
            response,
            ordered: ballots.ordered,
            ..Self::default()
        };
        let mut rows = Numbering::default();
        let (mut judges_seen, mut named) = (Numbering::default(), Vec::<Vec<Share>>::new());
        let mut unnamed = Vec::new();
        // Benchmarks' columns are the same for a pair's every vote.
        let (mut pairs, mut differences) = (Numbering::default(), Vec::new());
        let (mut row, mut key) = (Vec::with_capacity(features.len()), Vec::new());
        for at in 0..ballots.a.len() {
            let (a, b, count) = (ballots.a[at], ballots.b[at], ballots.count[at]);
            if ballots.outcome[at] == 2 {
                design.ties += u64::from(count);
                continue;
            }
            let pair = pairs.of(&[a, b]);
            if pair == differences.len() {
                differences.push(design.differences(a, b));
            }
            let who = ballots.judge.get(at).copied().unwrap_or(NO_JUDGE);
            let complete = numbers(features, &differences[pair], at, &mut row);
            if !complete || judges && who == NO_JUDGE {
                design.incomplete += u64::from(count);
                continue;
            }
            let apart = if judges { who } else { NO_JUDGE };
            key.clear();
            key.extend([a, b, apart]);
            key.extend(row.iter().flat_map(|x| [(x.to_bits() >> 32) as u32, x.to_bits() as u32]));
            let place = rows.of(&key);
            if place == design.rows() {
                design.push(a, b, apart, &row);
            }
            let won =
                f64::from(u8::from((ballots.outcome[at] == 0) == (response == Response::ModelA)));
            let votes = f64::from(count);
            design.wins[place] += won * votes;
            design.votes[place] += votes;
            let share = |votes: f64| Share { row: place as u32, wins: won * votes, votes };
            if who != NO_JUDGE {
                let judge = judges_seen.of(&[who]);
                if judge == named.len() {
                    named.push(Vec::new());
                }
                named[judge].push(share(votes));
            } else if !ballots.judge.is_empty() {
                unnamed.push(Cluster { shares: vec![share(1.0)], judges: count });
            }
        }
        let by_judge = judges_seen.ascending().into_iter();
        design.clusters = by_judge
            .map(|judge| Cluster { shares: std::mem::take(&mut named[judge]), judges: 1 })
            .chain(unnamed)
            .collect();
        design.intercept = design.ordered && design.has_both_orders();
        design
    }

    fn push(&mut self, a: u32, b: u32, judge: u32, row: &[f64]) {
        self.x.extend(row);
        self.a.push(a);
        self.b.push(b);
        self.judge.push(judge);
        self.wins.push(0.0);
        self.votes.push(0.0);
    }

    /// Of the side that 1 means against the other, by column.
    fn differences(&self, a: u32, b: u32) -> Vec<Option<f64>> {
        let (of, against) = self.sides(a, b);
        self.sources.iter().map(|source| source.difference(of, against)).collect()
    }

    /// The model that 1 means, and the other.
    #[must_use]
    pub fn sides(&self, a: u32, b: u32) -> (u32, u32) {
        if self.response == Response::ModelA { (a, b) } else { (b, a) }
    }

    fn has_both_orders(&self) -> bool {
        let mut shown = Numbering::default();
        for (&a, &b) in self.a.iter().zip(&self.b) {
            shown.of(&[a, b]);
        }
        self.a.iter().zip(&self.b).any(|(&a, &b)| shown.find(&[b, a]).is_some())
    }

    /// Judges, each vote without one a judge of its own.
    #[must_use]
    pub fn judges(&self) -> u64 {
        self.clusters.iter().map(|cluster| u64::from(cluster.judges)).sum()
    }

    /// Models that have rows, ascending.
    #[must_use]
    pub fn models(&self) -> Vec<u32> {
        distinct(&[self.a.as_slice(), &self.b].concat())
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.a.len()
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// One row's numbers.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        &self.x[row * self.columns()..(row + 1) * self.columns()]
    }

    /// All decisive votes.
    #[must_use]
    pub fn decisive(&self) -> f64 {
        self.votes.iter().sum()
    }

    /// Some of the rows, without their judges' shares.
    #[must_use]
    pub fn only(&self, of: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.rows()).filter(|&row| of(row)).collect();
        let pick = |from: &[u32]| kept.iter().map(|&row| from[row]).collect();
        let mut part = Self {
            names: self.names.clone(),
            sources: self.sources.clone(),
            response: self.response,
            ordered: self.ordered,
            x: kept.iter().flat_map(|&row| self.row(row)).copied().collect(),
            a: pick(&self.a),
            b: pick(&self.b),
            judge: pick(&self.judge),
            wins: kept.iter().map(|&row| self.wins[row]).collect(),
            votes: kept.iter().map(|&row| self.votes[row]).collect(),
            ..Self::default()
        };
        part.intercept = self.intercept && part.has_both_orders();
        part
    }

    /// The same rows with some of the columns.
    #[must_use]
    pub fn with_columns(&self, columns: &[usize]) -> Self {
        Self {
            names: columns.iter().map(|&k| self.names[k].clone()).collect(),
            sources: columns.iter().map(|&k| self.sources[k].clone()).collect(),
            x: (0..self.rows())
                .flat_map(|row| columns.iter().map(move |&k| self.row(row)[k]))
                .collect(),
            ..self.clone()
        }
    }
}

/// Fills in one row's numbers; whether all are there.
fn numbers(
    features: &[Feature],
    differences: &[Option<f64>],
    at: usize,
    row: &mut Vec<f64>,
) -> bool {
    row.clear();
    for (feature, difference) in features.iter().zip(differences) {
        let number = match feature {
            Feature::Covariate(column) => Some(column.values[at]).filter(|x| x.is_finite()),
            Feature::Benchmark { .. } => *difference,
        };
        // -0 and 0 are one number and two bit patterns.
        let Some(number) = number else { return false };
        row.push(number + 0.0);
    }
    true
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn differences_are_the_papers() {
        assert_eq!(normalised_difference(3.0, 1.0), 0.5);
        assert_eq!(normalised_difference(0.0, 0.0), 0.0);
        assert_eq!(normalised_difference(-1.0, 1.0), -1.0);
    }

    #[test]
    fn rows_are_pairs_in_the_order_shown() {
        let ballots = Ballots {
            models: vec!["x".into(), "y".into(), "z".into()],
            ordered: true,
            a: vec![0, 1, 0, 0, 0, 2],
            b: vec![1, 0, 1, 1, 1, 0],
            outcome: vec![0, 1, 1, 2, 1, 0],
            count: vec![3, 1, 2, 5, 1, 7],
            judge: vec![0, 0, 1, 1, NO_JUDGE, NO_JUDGE],
            judges: vec!["ann".into(), "bob".into()],
            covariates: Vec::new(),
        };
        let scores = [Some(3.0), Some(1.0), None];
        let wer = [Some(1.0), Some(3.0), None];
        let feature = Feature::Benchmark {
            name: "both".into(),
            members: vec![&scores, &wer],
            lower: vec![false, true],
        };
        let design = Design::new(&ballots, &[feature], Response::ModelB, false);
        assert_eq!((design.ties, design.incomplete, design.rows()), (5, 7, 2));
        assert_eq!(design.x, [-0.5, 0.5]);
        assert_eq!(design.wins, [3.0, 1.0]);
        assert_eq!(design.votes, [6.0, 1.0]);
        assert_eq!(design.judges(), 3, "ann, bob, and one who is not told");
        assert_eq!(design.clusters[0].shares.len(), 2);
        assert!(design.intercept, "x and y were shown in both orders");
    }
}
