//! Whether the likelihood has a finite maximum, decided on the votes alone.
//!
//! Ties as half-wins, or dropped: exactly when the graph "i has won (or tied) against j" is
//! strongly connected (Zermelo 1929, Ford 1957).
//!
//! Davidson and Rao-Kupper need more. Moving the ratings along δ and the log tie parameter along
//! ρ never lowers any vote's probability exactly when `δ_i - δ_j >= ρ` for every win of i over j
//! and `|δ_i - δ_j| <= ρ` for every tie (in units where Davidson's δ are halved). With ties and
//! strong connection only ρ > 0 remains, and that is a system of difference constraints: solvable
//! exactly when the graph with an arc of length -1 along every win and +1 both ways along every
//! tie has no negative cycle (Bellman 1958). So a finite maximum needs a cycle with more wins than
//! ties in it. One pair with wins on both sides is such a cycle, and nearly every vote file has one.

use super::fit::{FitError, FitOptions, MAX_MODELS};
use super::tie_model::TieModel;
use crate::stats::order::order;
use crate::votes::{Pair, PairCounts};

/// Checks everything that a finite maximum needs.
///
/// # Errors
///
/// The [`FitError`] that says what is missing.
pub(super) fn check(counts: &PairCounts, options: &FitOptions) -> Result<(), FitError> {
    if counts.models < 2 {
        return Err(FitError::TooFewModels { models: counts.models });
    }
    if counts.models > MAX_MODELS {
        return Err(FitError::TooManyModels { models: counts.models });
    }
    let decisive = counts.pairs.iter().any(|p| p.wins > 0 || p.losses > 0);
    let ties = counts.pairs.iter().any(|p| p.ties > 0);
    if !decisive && !ties {
        return Err(FitError::NoVotes);
    }
    if options.ties.has_parameter() && !ties {
        return Err(FitError::NoTies);
    }
    if options.ties != TieModel::Half && !decisive {
        return Err(FitError::OnlyTies);
    }
    if options.prior > 0.0 {
        // The prior's opponent has won and lost against everyone.
        return Ok(());
    }
    if !joined_by_mutual_pairs(counts, options.ties) {
        let components = components(counts, options.ties);
        if components.len() > 1 {
            return Err(FitError::Disconnected { components });
        }
    }
    if options.ties.has_parameter() && !has_cycle_of_more_wins_than_ties(counts) {
        return Err(FitError::TieParameterUnbounded);
    }
    Ok(())
}

/// Whether pairs with something on both sides already join all models: enough for strong
/// connection, and true of nearly every file and resample, so the search is seldom needed.
fn joined_by_mutual_pairs(counts: &PairCounts, ties: TieModel) -> bool {
    let mut parent: Vec<u32> = (0..counts.models as u32).collect();
    let mut groups = counts.models;
    for pair in &counts.pairs {
        if beats(pair, ties) == (true, true) {
            let (a, b) = (root(&mut parent, pair.i), root(&mut parent, pair.j));
            if a != b {
                parent[a as usize] = b;
                groups -= 1;
            }
        }
    }
    groups == 1
}

/// The representative of a model's group, with the path to it halved on the way.
pub(super) fn root(parent: &mut [u32], mut model: u32) -> u32 {
    while parent[model as usize] != model {
        let above = parent[parent[model as usize] as usize];
        parent[model as usize] = above;
        model = above;
    }
    model
}

/// Whether `i` has won (or tied) against `j`, and `j` against `i`.
pub(super) fn beats(pair: &Pair, ties: TieModel) -> (bool, bool) {
    let tied = pair.ties > 0 && ties != TieModel::Drop;
    (pair.wins > 0 || tied, pair.losses > 0 || tied)
}

/// Strongly connected components of "i has won or tied against j" ([`TieModel::Drop`]: won).
///
/// Members ascend; a component stands before those it has beaten, so the first is the best
/// where an order exists. Models without votes are components of their own.
#[must_use]
pub fn components(counts: &PairCounts, ties: TieModel) -> Vec<Vec<u32>> {
    let mut components = Tarjan::new(counts, ties).run();
    // Tarjan finishes the losers' end first.
    components.reverse();
    components
}

/// Tarjan's (1972) algorithm with its own stack, so that a long chain cannot overflow ours.
struct Tarjan {
    /// Arcs `i → j`, "i has beaten j": those of model `i` are `heads[first[i]..first[i + 1]]`.
    first: Vec<usize>,
    heads: Vec<u32>,
    /// Order of discovery from 1; 0 before it.
    found: Vec<u32>,
    low: Vec<u32>,
    finished: Vec<bool>,
    open: Vec<u32>,
    components: Vec<Vec<u32>>,
}

impl Tarjan {
    fn new(counts: &PairCounts, ties: TieModel) -> Self {
        let arcs: Vec<(u32, u32)> = counts
            .pairs
            .iter()
            .flat_map(|p| {
                let (i_beats, j_beats) = beats(p, ties);
                [i_beats.then_some((p.i, p.j)), j_beats.then_some((p.j, p.i))]
            })
            .flatten()
            .collect();
        let order = order(arcs.len(), &|a, b| arcs[a].cmp(&arcs[b]));
        let arcs: Vec<(u32, u32)> = order.into_iter().map(|arc| arcs[arc]).collect();
        let first = (0..=counts.models as u32).map(|i| arcs.partition_point(|a| a.0 < i)).collect();
        Self {
            first,
            heads: arcs.into_iter().map(|a| a.1).collect(),
            found: vec![0; counts.models],
            low: vec![0; counts.models],
            finished: vec![false; counts.models],
            open: vec![],
            components: vec![],
        }
    }

    fn run(mut self) -> Vec<Vec<u32>> {
        let mut clock = 0;
        // A model and how far its arcs have been followed.
        let mut path: Vec<(u32, usize)> = vec![];
        for start in 0..self.found.len() as u32 {
            if self.found[start as usize] == 0 {
                path.push((start, self.first[start as usize]));
            }
            while let Some((model, next)) = path.pop() {
                let m = model as usize;
                if self.found[m] == 0 {
                    clock += 1;
                    self.found[m] = clock;
                    self.low[m] = clock;
                    self.open.push(model);
                }
                if next == self.first[m + 1] {
                    self.close(model);
                    if let Some(&(above, _)) = path.last() {
                        let above = above as usize;
                        self.low[above] = self.low[above].min(self.low[m]);
                    }
                    continue;
                }
                path.push((model, next + 1));
                let head = self.heads[next] as usize;
                if self.found[head] == 0 {
                    path.push((head as u32, self.first[head]));
                } else if !self.finished[head] {
                    self.low[m] = self.low[m].min(self.found[head]);
                }
            }
        }
        self.components
    }

    /// All arcs of `model` are followed: if nothing led above it, it heads a component.
    fn close(&mut self, model: u32) {
        if self.low[model as usize] != self.found[model as usize] {
            return;
        }
        let begin = self.open.iter().rposition(|&m| m == model).unwrap_or(0);
        let members = self.open.split_off(begin);
        for &m in &members {
            self.finished[m as usize] = true;
        }
        let sorted = order(members.len(), &|a, b| members[a].cmp(&members[b]));
        self.components.push(sorted.into_iter().map(|k| members[k]).collect());
    }
}

/// The second condition of the module's text, by the shortest paths of Bellman and Ford.
pub(super) fn has_cycle_of_more_wins_than_ties(counts: &PairCounts) -> bool {
    if counts.pairs.iter().any(|p| p.wins > 0 && p.losses > 0) {
        return true;
    }
    let mut distance = vec![0_i64; counts.models];
    let mut relax = |from: u32, to: u32, length: i64| {
        let through = distance[from as usize] + length;
        let shorter = through < distance[to as usize];
        if shorter {
            distance[to as usize] = through;
        }
        shorter
    };
    for _ in 0..counts.models {
        let mut changed = false;
        for p in &counts.pairs {
            if p.ties > 0 {
                changed |= relax(p.i, p.j, 1);
                changed |= relax(p.j, p.i, 1);
            }
            if p.wins > 0 {
                changed |= relax(p.i, p.j, -1);
            }
            if p.losses > 0 {
                changed |= relax(p.j, p.i, -1);
            }
        }
        if !changed {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(models: usize, pairs: &[(u32, u32, u64, u64, u64)]) -> PairCounts {
        let pairs = pairs
            .iter()
            .map(|&(i, j, wins, losses, ties)| Pair { i, j, wins, losses, ties })
            .collect();
        PairCounts { models, pairs }
    }

    #[test]
    fn components_come_best_first() {
        let votes =
            counts(5, &[(0, 1, 0, 3, 0), (1, 2, 1, 1, 0), (0, 3, 0, 0, 2), (3, 4, 5, 0, 0)]);
        assert_eq!(components(&votes, TieModel::Half), [vec![1, 2], vec![0, 3], vec![4]]);
        let dropped = components(&votes, TieModel::Drop);
        assert_eq!(dropped.len(), 4);
        let place = |m| dropped.iter().position(|c| c.contains(&m)).unwrap();
        assert!(place(1) < place(0) && place(3) < place(4));
    }

    #[test]
    fn a_long_chain_does_not_overflow_the_stack() {
        let n = 200_000;
        let pairs: Vec<_> = (0..n - 1).map(|i| (i, i + 1, 1, 0, 0)).collect();
        let chain = counts(n as usize, &pairs);
        let found = components(&chain, TieModel::Half);
        assert_eq!(found.len(), n as usize);
        assert_eq!((found[0][0], found[n as usize - 1][0]), (0, n - 1));
    }

    #[test]
    fn a_tie_parameter_needs_a_cycle_of_more_wins_than_ties() {
        let check = |pairs: &[_], models| {
            let options = FitOptions { ties: TieModel::Davidson, prior: 0.0 };
            check(&counts(models, pairs), &options)
        };
        // Wins and ties but no loss: strength and tie parameter grow together.
        assert_eq!(check(&[(0, 1, 10, 0, 5)], 2), Err(FitError::TieParameterUnbounded));
        assert_eq!(check(&[(0, 1, 10, 1, 5)], 2), Ok(()));
        // A cycle of wins.
        assert_eq!(check(&[(0, 1, 1, 0, 0), (0, 2, 0, 1, 1), (1, 2, 1, 0, 0)], 3), Ok(()));
        // Two wins and one tie around.
        assert_eq!(check(&[(0, 1, 1, 0, 0), (0, 2, 0, 0, 1), (1, 2, 1, 0, 0)], 3), Ok(()));
        // One win and two ties around.
        let one = [(0, 1, 1, 0, 0), (0, 2, 0, 0, 1), (1, 2, 0, 0, 1)];
        assert_eq!(check(&one, 3), Err(FitError::TieParameterUnbounded));
    }
}
