//! The table that a regression is fitted to: equal rows grouped, the response counted.

use std::collections::BTreeMap;

use super::ballots::{Ballots, NO_JUDGE};

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

/// Where a column comes from.
#[derive(Debug, Clone)]
pub enum Feature<'a> {
    /// A column of the votes.
    Covariate(&'a super::ballots::Column),
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
}

/// Rows with their response.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Design {
    /// Of the columns of `x`.
    pub names: Vec<String>,
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
    /// Decisive votes without one of the numbers, left out.
    pub incomplete: u64,
    /// Decisive votes by judge; a vote without a judge is a judge of its own.
    pub clusters: Vec<Vec<Share>>,
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
            ..Self::default()
        };
        let mut known = BTreeMap::new();
        let mut by_judge: BTreeMap<u32, Vec<Share>> = BTreeMap::new();
        // Benchmarks' columns are the same for a pair's every vote.
        let mut pairs: BTreeMap<(u32, u32), Vec<Option<f64>>> = BTreeMap::new();
        let mut row = Vec::with_capacity(features.len());
        for at in 0..ballots.a.len() {
            let (a, b, count) = (ballots.a[at], ballots.b[at], u64::from(ballots.count[at]));
            if ballots.outcome[at] == 2 {
                design.ties += count;
                continue;
            }
            let differences = pairs.entry((a, b)).or_insert_with(|| {
                features.iter().map(|feature| feature.difference(a, b, response)).collect()
            });
            // What a vote has beyond its pair.
            row.clear();
            row.extend(features.iter().filter_map(|feature| match feature {
                Feature::Covariate(column) => Some(column.values[at]),
                Feature::Benchmark { .. } => None,
            }));
            let complete = features.iter().zip(differences.iter()).all(|(feature, difference)| {
                matches!(feature, Feature::Covariate(_)) || difference.is_some()
            });
            if !complete || row.iter().any(|x| !x.is_finite()) {
                design.incomplete += count;
                continue;
            }
            let who = ballots.judge.get(at).copied().unwrap_or(NO_JUDGE);
            let apart = if judges { who } else { NO_JUDGE };
            // -0 and 0 are one number and two bit patterns.
            let bits: Vec<u64> = row.iter().map(|x| (x + 0.0).to_bits()).collect();
            let next = design.a.len();
            let place = *known.entry((a, b, apart, bits)).or_insert(next);
            if place == next {
                let mut own = row.iter();
                design.x.extend(
                    differences
                        .iter()
                        .filter_map(|difference| difference.or_else(|| own.next().copied())),
                );
                design.a.push(a);
                design.b.push(b);
                design.judge.push(apart);
                design.wins.push(0.0);
                design.votes.push(0.0);
            }
            let won = (ballots.outcome[at] == 0) == (response == Response::ModelA);
            let votes = f64::from(ballots.count[at]);
            let wins = if won { votes } else { 0.0 };
            design.wins[place] += wins;
            design.votes[place] += votes;
            if !ballots.judge.is_empty() {
                // Votes without a judge get numbers that no judge has.
                let cluster = if who == NO_JUDGE { NO_JUDGE - at as u32 } else { who };
                by_judge.entry(cluster).or_default().push(Share { row: place as u32, wins, votes });
            }
        }
        design.clusters = by_judge.into_values().collect();
        design
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

    /// The same rows with other votes, those without any left out.
    #[must_use]
    pub fn with_votes(&self, wins: &[f64], votes: &[f64]) -> Self {
        let kept: Vec<usize> = (0..self.rows()).filter(|&row| votes[row] > 0.0).collect();
        let pick = |from: &[u32]| kept.iter().map(|&row| from[row]).collect();
        Self {
            names: self.names.clone(),
            x: kept.iter().flat_map(|&row| self.row(row)).copied().collect(),
            a: pick(&self.a),
            b: pick(&self.b),
            judge: pick(&self.judge),
            wins: kept.iter().map(|&row| wins[row]).collect(),
            votes: kept.iter().map(|&row| votes[row]).collect(),
            ..Self::default()
        }
    }

    /// The same rows with some of the columns.
    #[must_use]
    pub fn with_columns(&self, columns: &[usize]) -> Self {
        Self {
            names: columns.iter().map(|&k| self.names[k].clone()).collect(),
            x: (0..self.rows())
                .flat_map(|row| columns.iter().map(move |&k| self.row(row)[k]))
                .collect(),
            ..self.clone()
        }
    }
}

impl Feature<'_> {
    fn difference(&self, a: u32, b: u32, response: Response) -> Option<f64> {
        let Self::Benchmark { members, lower, .. } = self else { return None };
        let (of, against) = if response == Response::ModelA { (a, b) } else { (b, a) };
        let mut sum = 0.0;
        for (scores, &lower) in members.iter().zip(lower) {
            let difference = normalised_difference(scores[of as usize]?, scores[against as usize]?);
            sum += if lower { -difference } else { difference };
        }
        Some(sum / members.len() as f64)
    }
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
        assert_eq!(design.clusters.len(), 3, "ann, bob, and one who is not told");
        assert_eq!(design.clusters[0].len(), 2);
    }
}
