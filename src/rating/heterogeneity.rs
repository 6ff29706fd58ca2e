//! Whether groups of votes (languages, topics, months) have the same ratings at all.
//!
//! # Design
//!
//! Each group g of votes has ratings `β_g` of the models it has votes on, fitted to it alone, and
//! `W_g`, what its votes know of them (the inverse of the ratings' part of the inverse information).
//! Were there one set of ratings θ behind all, it would be estimated by
//! `θ = (Σ W_g)⁻ Σ W_g β_g`, and
//!
//! ```text
//! T = Σ (β_g - θ)ᵀ W_g (β_g - θ)
//! ```
//!
//! is the likelihood ratio of "own ratings" against "the same ratings" to first order. Models that
//! a group lacks are no hindrance: it says nothing of them. `q = Σ (k_g - 1) - (K - c)` directions
//! are compared, K the models of all groups and c the sets of models that no group relates.
//!
//! T is no χ² here: ties as half-wins vary less than the likelihood says, one judge's votes resemble
//! each other, and a judge who votes in two groups makes them alike. Rao and Scott (1984) compare a
//! quadratic form with its own first two moments under the robust covariance V of all groups'
//! ratings together, `tr(RV)` and `tr(RVRV)`, where `T = βᵀ R β`. Unlike Wald's statistic, which
//! inverts V, that asks for no more judges than there are directions. `T / tr(RV)` is F with `ν =
//! tr(RV)² / tr(RVRV)` degrees of freedom above the line and, below it, ν for every judge that the
//! trace effectively averages (Thomas and Rao 1987).
//!
//! V is made of scores per vote, or of CR2 scores per judge, in every group at once: a judge's
//! scores in two groups bring their covariance. `tr(RVRV)` is taken without the squares of single
//! judges, whose chance would be mistaken for unequal directions.

use std::collections::BTreeMap;

use nalgebra::{Cholesky, DMatrix, DVector};

use super::clustered::Clusters;
use super::contrast::Sample;
use super::sandwich::cell_scores;
use crate::stats::student_t::f_sf;

/// One group of votes.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// Its votes, and their own fit.
    pub sample: Sample<'a>,
    /// The number of each of its models among those of all groups.
    pub models: &'a [u32],
}

/// The test that all groups have the same ratings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heterogeneity {
    /// T, whose expectation is about `directions` if votes are independent and without ties.
    pub deviance: f64,
    /// T over its robust expectation.
    pub f: f64,
    /// Degrees of freedom above the line, and below it.
    pub df: [f64; 2],
    /// Probability of an F as large, if ratings are the same.
    pub p: f64,
    /// How many directions are compared.
    pub directions: usize,
}

/// Compares the groups. `None` where they share no two models, or where numbers fail.
#[must_use]
pub fn heterogeneity(groups: &[Group<'_>]) -> Option<Heterogeneity> {
    let union = Union::new(groups);
    let blocks: Vec<Block> = groups.iter().map(Block::new).collect::<Option<_>>()?;
    let compared: usize = blocks.iter().map(|block| block.models.len() - 1).sum();
    let directions = compared.checked_sub(union.models - union.sets.len()).filter(|&q| q > 0)?;
    let mut pooled = DMatrix::zeros(union.models, union.models);
    let mut weighted = DVector::zeros(union.models);
    for (block, group) in blocks.iter().zip(groups) {
        let own = &block.weight * DVector::from_column_slice(&group.sample.fit.ratings);
        for (a, &row) in block.models.iter().enumerate() {
            weighted[row] += own[a];
            for (b, &column) in block.models.iter().enumerate() {
                pooled[(row, column)] += block.weight[(a, b)];
            }
        }
    }
    for set in &union.sets {
        for &row in set {
            for &column in set {
                pooled[(row, column)] += 1.0 / set.len() as f64;
            }
        }
    }
    let inverse = Cholesky::new(pooled)?.inverse();
    let common: DVector<f64> = &inverse * weighted;
    let deviance = blocks.iter().zip(groups).map(|(block, group)| {
        let apart = group.sample.fit.ratings.iter().zip(&block.models);
        let apart = DVector::from_iterator(
            block.models.len(),
            apart.map(|(rating, &model)| rating - common[model]),
        );
        apart.dot(&(&block.weight * &apart))
    });
    let deviance: f64 = deviance.sum::<f64>().max(0.0);
    let scores = Scores::new(groups, &blocks, &inverse);
    let [first, second] = scores.traces(&blocks, &inverse);
    let judged = scores.own_traces * scores.own_traces / scores.own_squares;
    let kept = (second - scores.squares) / (1.0 - 1.0 / judged).max(0.1);
    let above = if kept > 0.0 { first * first / kept } else { f64::INFINITY };
    let above = above.clamp(1.0, directions as f64);
    let (f, below) = (if deviance > 0.0 { deviance / first } else { 0.0 }, above * judged);
    let p = f_sf(f, above, below);
    p.is_finite().then_some(Heterogeneity { deviance, f, df: [above, below], p, directions })
}

/// The models of all groups, and which of them groups relate.
struct Union {
    models: usize,
    sets: Vec<Vec<usize>>,
}

impl Union {
    fn new(groups: &[Group<'_>]) -> Self {
        let largest = groups.iter().flat_map(|group| group.models).max();
        let all = largest.map_or(0, |&model| model as usize + 1);
        let mut parent: Vec<u32> = (0..all as u32).collect();
        let mut met = vec![false; all];
        for group in groups {
            for pair in group.models.windows(2) {
                let a = super::existence::root(&mut parent, pair[0]);
                let b = super::existence::root(&mut parent, pair[1]);
                parent[a as usize] = b;
            }
            group.models.iter().for_each(|&model| met[model as usize] = true);
        }
        let mut sets: Vec<Vec<usize>> = vec![Vec::new(); all];
        for model in 0..all as u32 {
            sets[super::existence::root(&mut parent, model) as usize].push(model as usize);
        }
        sets.retain(|set| !set.is_empty());
        Self { models: all, sets }
    }
}

/// What one group's votes know.
struct Block {
    models: Vec<usize>,
    /// The ratings' part of the inverse information.
    inverse: DMatrix<f64>,
    /// Its own inverse, over ratings that sum to zero.
    weight: DMatrix<f64>,
    /// What one unit of the tie parameter's score counts for in the ratings' own scores.
    tie: Option<DVector<f64>>,
}

impl Block {
    fn new(group: &Group<'_>) -> Option<Self> {
        let (fit, k) = (group.sample.fit, group.models.len());
        let inverse = fit.inverse_information.view((0, 0), (k, k)).into_owned();
        let level = DMatrix::from_element(k, k, 1.0 / k as f64);
        let weight = Cholesky::new(&inverse + &level)?.inverse() - level;
        let with_tie = || fit.inverse_information.view((0, k), (k, 1)).column(0).into_owned();
        let tie = fit.tie.map(|_| &weight * with_tie());
        let models = group.models.iter().map(|&model| model as usize).collect();
        Some(Self { models, inverse, weight, tie })
    }

    /// A score's share of the ratings' own: `(model of the group, score)`.
    fn effective(&self, score: &[(usize, f64)]) -> Vec<(usize, f64)> {
        let k = self.models.len();
        let of_tie = score.iter().find(|(parameter, _)| *parameter == k);
        let Some((tie, &(_, amount))) = self.tie.as_ref().zip(of_tie) else {
            return score.iter().copied().filter(|(parameter, _)| *parameter < k).collect();
        };
        let mut dense: Vec<f64> = tie.iter().map(|share| share * amount).collect();
        for &(parameter, score) in score.iter().filter(|(parameter, _)| *parameter < k) {
            dense[parameter] += score;
        }
        dense.into_iter().enumerate().collect()
    }

    /// What is compared of two models' difference: the group's own variance less the common one's.
    fn compared(&self, common: &DMatrix<f64>, i: usize, j: usize) -> f64 {
        let of =
            |matrix: &DMatrix<f64>, i, j| matrix[(i, i)] + matrix[(j, j)] - 2.0 * matrix[(i, j)];
        of(&self.inverse, i, j) - of(common, self.models[i], self.models[j])
    }
}

/// Sums over all votes, or over all judges.
struct Scores {
    /// Products of scores, group by group: those of `(g, h)` with `g <= h`.
    products: BTreeMap<(usize, usize), DMatrix<f64>>,
    /// Σ (eᵀ R e)² of what single votes or judges add to the trace.
    squares: f64,
    /// Σ t and Σ t² (1 + own share) of what they are expected to add.
    own_traces: f64,
    own_squares: f64,
}

impl Scores {
    fn new(groups: &[Group<'_>], blocks: &[Block], common: &DMatrix<f64>) -> Self {
        let mut scores =
            Self { products: BTreeMap::new(), squares: 0.0, own_traces: 0.0, own_squares: 0.0 };
        if groups.iter().all(|group| group.sample.judges.is_some()) {
            scores.add_judges(groups, blocks, common);
        } else {
            for (g, group) in groups.iter().enumerate() {
                scores.add_votes(g, group, blocks, common);
            }
        }
        scores
    }

    fn add_votes(&mut self, g: usize, group: &Group<'_>, blocks: &[Block], common: &DMatrix<f64>) {
        let block = &blocks[g];
        let Sample { counts, fit, .. } = group.sample;
        let tie = counts.models;
        for (pair, scores) in counts.pairs.iter().zip(cell_scores(counts, fit).chunks_exact(3)) {
            let (i, j) = (pair.i as usize, pair.j as usize);
            let apart = block.inverse[(i, i)] + block.inverse[(j, j)] - 2.0 * block.inverse[(i, j)];
            for (votes, by) in [pair.wins, pair.losses, pair.ties].into_iter().zip(scores) {
                if votes == 0 {
                    continue;
                }
                let votes = votes as f64;
                // One vote's own share of what is known of its pair: its score has lost that.
                let share = (by.dd * apart).min(0.9);
                let scale = (1.0 - share).sqrt().recip();
                let score = [(i, scale * by.d), (j, -scale * by.d), (tie, scale * by.t)];
                let vote = [(g, block.effective(&score))];
                self.add(&vote, blocks, common, votes);
                let expected = (by.dd * block.compared(common, i, j)).max(0.0);
                self.own_traces += votes * expected;
                self.own_squares += votes * expected * expected * (1.0 + share);
            }
        }
    }

    fn add_judges(&mut self, groups: &[Group<'_>], blocks: &[Block], common: &DMatrix<f64>) {
        let clusters: Vec<Clusters<'_>> = groups
            .iter()
            .filter_map(|group| {
                let Sample { counts, judges, fit, .. } = group.sample;
                judges.map(|judges| Clusters::new(counts, judges, fit))
            })
            .collect();
        let mut parts: Vec<_> = clusters.iter().map(Clusters::part).collect();
        let mut at = vec![0; groups.len()];
        let next = |g: usize, at: &[usize]| groups[g].sample.who.get(at[g]).copied();
        while let Some(judge) = (0..groups.len()).filter_map(|g| next(g, &at)).min() {
            let mut own = Vec::new();
            let (mut expected, mut share) = (0.0, 0.0_f64);
            for g in 0..groups.len() {
                if next(g, &at) != Some(judge) {
                    continue;
                }
                let (part, block) = (&mut parts[g], &blocks[g]);
                clusters[g].read(at[g], part);
                at[g] += 1;
                let score = part.adjusted_score(part.largest_share());
                let score: Vec<(usize, f64)> =
                    part.touched.iter().map(|&row| row as usize).zip(score).collect();
                own.push((g, block.effective(&score)));
                let mut known = 0.0;
                for (i, j, information) in part.pairs() {
                    expected += information * block.compared(common, i, j).max(0.0);
                    let of = |i, j| block.inverse[(i, j)];
                    known += information * (of(i, i) + of(j, j) - 2.0 * of(i, j));
                }
                share = share.max(known / (block.models.len() - 1) as f64);
            }
            self.add(&own, blocks, common, 1.0);
            self.own_traces += expected;
            self.own_squares += expected * expected * (1.0 + share);
        }
    }

    /// Adds `times` equal votes' or judges' scores, given by group.
    fn add(
        &mut self,
        own: &[(usize, Vec<(usize, f64)>)],
        blocks: &[Block],
        common: &DMatrix<f64>,
        times: f64,
    ) {
        let mut trace = 0.0;
        for (g, first) in own {
            for (h, second) in own {
                let (rows, columns) = (&blocks[*g].models, &blocks[*h].models);
                for &(i, a) in first {
                    for &(j, b) in second {
                        trace -= a * b * common[(rows[i], columns[j])];
                        if g == h {
                            trace += a * b * blocks[*g].inverse[(i, j)];
                        }
                    }
                }
                if g > h {
                    continue;
                }
                let sizes = (rows.len(), columns.len());
                let product = self
                    .products
                    .entry((*g, *h))
                    .or_insert_with(|| DMatrix::zeros(sizes.0, sizes.1));
                for &(j, b) in second {
                    for &(i, a) in first {
                        product[(i, j)] += times * a * b;
                    }
                }
            }
        }
        self.squares += times * trace * trace;
    }

    /// `tr(RV)` and `tr(RVRV)`.
    fn traces(&self, blocks: &[Block], common: &DMatrix<f64>) -> [f64; 2] {
        let all = common.nrows();
        let (mut first, mut second) = (0.0, 0.0);
        // Σ_g B_gh, of each h; and all of them.
        let mut onto: Vec<DMatrix<f64>> =
            blocks.iter().map(|block| DMatrix::zeros(all, block.models.len())).collect();
        for (&(g, h), product) in &self.products {
            let weighted = &blocks[g].inverse * product;
            if g == h {
                first += weighted.trace();
                second += weighted.component_mul(&weighted.transpose()).sum();
            } else {
                let other = &blocks[h].inverse * product.transpose();
                second += 2.0 * weighted.component_mul(&other.transpose()).sum();
                add_rows(&mut onto[g], &blocks[h].models, &product.transpose());
            }
            add_rows(&mut onto[h], &blocks[g].models, product);
        }
        let mut scores = DMatrix::zeros(all, all);
        let mut inner = DMatrix::zeros(all, all);
        for (block, onto) in blocks.iter().zip(&onto) {
            for (k, &model) in block.models.iter().enumerate() {
                let mut column = scores.column_mut(model);
                column += onto.column(k);
            }
            inner += onto * &block.inverse * onto.transpose();
        }
        let pooled = common * scores;
        first -= pooled.trace();
        second -= 2.0 * (common * inner).trace();
        second += pooled.component_mul(&pooled.transpose()).sum();
        [first, second]
    }
}

fn add_rows(to: &mut DMatrix<f64>, rows: &[usize], from: &DMatrix<f64>) {
    for (k, &row) in rows.iter().enumerate() {
        for column in 0..from.ncols() {
            to[(row, column)] += from[(k, column)];
        }
    }
}
