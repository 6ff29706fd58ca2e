//! Errors clustered by judge that hold for few judges: CR2.
//!
//! # Design
//!
//! A judge's residuals are smaller than that judge's errors, because the fit has bent towards
//! them: where a share λ of what is known about some difference comes from one judge, that judge's
//! score has lost a share λ of its variance. Summing squared scores as they are ("CR0") therefore
//! promises too much: with three judges its 95 % intervals hold 62 to 74 %, with twenty 87 to 93 %.
//! Bell and `McCaffrey` (2002) give each judge's score its variance back,
//!
//! ```text
//! s̃_g = (I - Q_g M)^(-½) s_g
//! ```
//!
//! with `Q_g` the information of the judge's own votes and `M` the inverse of everybody's. The sum
//! of `s̃ s̃ᵀ` then takes the place of B in the sandwich, and Student's t with Satterthwaite's
//! degrees of freedom ([`degrees`](super::degrees)) that of the normal distribution. `Q_g` is the
//! observed information under the tie model of the fit, which for ties as half-wins and ties
//! dropped is also the expected one; for Davidson's and Rao and Kupper's models it has a row for
//! the tie parameter.
//!
//! `Q_g M` has no more rows than the judge met models. Its square root is applied to the one
//! vector that is needed by the binomial series, whose remainder the norm of `Q_g M` bounds; only
//! where one judge brings much of all information it takes an eigendecomposition of that size.

use std::ops::Range;

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::control::{ControlledFit, Newton, Rows};
use super::degrees::Degrees;
use super::fit::Fit;
use super::sandwich::cell_scores;
use super::tie_model::Derivatives;
use crate::votes::{JudgeCounts, PairCounts};

/// What the series may leave out, as a share of the score.
const REMAINDER: f64 = 1e-6;
/// Shares of information up to which the series is taken: some forty terms.
const LARGEST_SHARE: f64 = 0.6;
/// Parameters from which on an eigendecomposition is dear.
const LARGE: usize = 16;
/// A direction of which others bring no more than this share of the information has no residual
/// to speak of: what is left of that judge's is the others' doing, and says nothing of judges.
const SINGULAR: f64 = 0.1;

/// What the cells of judges' votes are.
enum Cells<'a> {
    /// Three outcomes of each of these pairs.
    Outcomes(Vec<(u32, u32)>),
    /// Rows with covariates, of each of these pairs.
    Rows(&'a Rows, Vec<(u32, u32)>),
}

impl Cells<'_> {
    /// What votes have in common that count as one block of information, and its models.
    fn block(&self, cell: u32) -> (u32, (u32, u32)) {
        match self {
            Self::Outcomes(pairs) => (cell / 3, pairs[cell as usize / 3]),
            Self::Rows(_, pairs) => (cell, pairs[cell as usize]),
        }
    }

    fn columns(&self) -> usize {
        if let Self::Rows(rows, _) = self { rows.columns } else { 0 }
    }

    fn x(&self, cell: u32, k: usize) -> f64 {
        if let Self::Rows(rows, _) = self { rows.x(cell as usize, k) } else { 0.0 }
    }
}

/// A fit, and who brought which part of its information.
pub(super) struct Clusters<'a> {
    judges: &'a JudgeCounts,
    what: Cells<'a>,
    /// Models and, where rows have them, covariates.
    pub linear: usize,
    /// Derivatives of one vote of every cell.
    cells: Vec<Derivatives>,
    /// The inverse of everybody's information.
    pub inverse: &'a DMatrix<f64>,
    /// The information of all votes, without a prior's.
    pub information: DMatrix<f64>,
    /// The tie parameter's row, where there is one.
    tie: Option<u32>,
}

/// One judge's votes on one pair, or of one row: the places of its models, and the information of
/// the votes.
#[derive(Debug, Clone, Copy)]
struct Block {
    i: usize,
    j: usize,
    by: Derivatives,
    /// Where the covariates begin in [`Part::x`].
    x: usize,
}

/// One judge's part of a fit, over the parameters that the judge's votes touch.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// The parameters, in the order of their places.
    pub touched: Vec<u32>,
    /// The judge's score.
    pub score: Vec<f64>,
    blocks: Vec<Block>,
    /// The blocks' covariates.
    x: Vec<f64>,
    /// Places of the coefficients.
    covariates: Range<usize>,
    /// Place of the tie parameter.
    tie: Option<usize>,
    /// `inverse` over the parameters touched, column by column.
    local: Vec<f64>,
    /// Place of every parameter, where it has one.
    places: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

impl<'a> Clusters<'a> {
    pub fn new(counts: &PairCounts, judges: &'a JudgeCounts, fit: &'a Fit) -> Self {
        let cells = cell_scores(counts, fit);
        let size = fit.inverse_information.nrows();
        let mut information = DMatrix::zeros(size, size);
        for (pair, cells) in counts.pairs.iter().zip(cells.chunks_exact(3)) {
            let mut by = Derivatives::default();
            for (votes, one) in [pair.wins, pair.losses, pair.ties].into_iter().zip(cells) {
                by.add(votes as f64, one);
            }
            let tie = fit.tie.map(|_| size - 1);
            let along = [(pair.i as usize, 1.0), (pair.j as usize, -1.0)];
            add_information(&mut information, &along, tie, &by);
        }
        Self {
            judges,
            information,
            what: Cells::Outcomes(counts.pairs.iter().map(|pair| (pair.i, pair.j)).collect()),
            linear: counts.models,
            cells,
            inverse: &fit.inverse_information,
            tie: fit.tie.map(|_| counts.models as u32),
        }
    }

    /// The same of rows with covariates; `cells` are derivatives of one vote of every row.
    pub fn of_rows(
        rows: &'a Rows,
        cells: Vec<Derivatives>,
        judges: &'a JudgeCounts,
        fitted: &'a ControlledFit,
    ) -> Self {
        let mut newton = Newton::new(rows, fitted.fit.options, fitted.parameters());
        // Without the prior's share, which is no judge's.
        newton.options.prior = 0.0;
        newton.differentiate(rows, true);
        let mut information = newton.information;
        information.fill_upper_triangle_with_lower_triangle();
        let linear = rows.models + rows.columns;
        Self {
            judges,
            information,
            what: Cells::Rows(rows, rows.of_pairs().map(|(_, pair)| pair).collect()),
            linear,
            cells,
            inverse: &fitted.fit.inverse_information,
            tie: fitted.fit.tie.map(|_| linear as u32),
        }
    }

    /// The sum of squared adjusted scores, and how sure the errors are that follow.
    pub fn squared_scores(&self, models: usize) -> (DMatrix<f64>, Degrees) {
        let size = self.inverse.nrows();
        let mut sum = DMatrix::zeros(size, size);
        let mut part = self.part();
        let (mut shares, mut sizes) = (Vec::with_capacity(self.len()), Vec::new());
        for judge in 0..self.len() {
            self.read(judge, &mut part);
            let share = part.largest_share();
            let score = part.adjusted_score(share);
            for (&column, a) in part.touched.iter().zip(&score) {
                let mut column = sum.column_mut(column as usize);
                for (&row, b) in part.touched.iter().zip(&score) {
                    column[row as usize] += a * b;
                }
            }
            shares.push(share);
            sizes.push(part.touched.len() as u32);
        }
        let degrees = Degrees::new(self, models, &shares, &sizes);
        (sum, degrees)
    }

    /// How many there are; some may have no vote that enters the fit.
    pub fn len(&self) -> usize {
        self.judges.judges()
    }

    /// Room for one judge's part.
    pub fn part(&self) -> Part {
        Part { places: vec![NOWHERE; self.inverse.nrows()], ..Part::default() }
    }

    /// Reads one judge's votes into `part`.
    pub fn read(&self, judge: usize, part: &mut Part) {
        part.clear();
        let mut last = None;
        let columns = self.what.columns();
        for (cell, votes) in self.judges.of(judge) {
            let (block, (i, j)) = self.what.block(cell);
            if last != Some(block) {
                let (i, j) = (part.place(i), part.place(j));
                part.blocks.push(Block { i, j, by: Derivatives::default(), x: part.x.len() });
                part.x.extend((0..columns).map(|k| self.what.x(cell, k)));
                last = Some(block);
            }
            if let Some(block) = part.blocks.last_mut() {
                block.by.add(f64::from(votes), &self.cells[cell as usize]);
            }
        }
        let first = part.touched.len();
        for row in self.linear - columns..self.linear {
            part.place(row as u32);
        }
        part.covariates = first..first + columns;
        part.tie = self.tie.map(|row| part.place(row));
        part.score.resize(part.touched.len(), 0.0);
        for Block { i, j, by, x } in &part.blocks {
            part.score[*i] += by.d;
            part.score[*j] -= by.d;
            for (score, x) in part.score[part.covariates.clone()].iter_mut().zip(&part.x[*x..]) {
                *score += x * by.d;
            }
            if let Some(tie) = part.tie {
                part.score[tie] += by.t;
            }
        }
        part.local.clear();
        for &column in &part.touched {
            let column = self.inverse.column(column as usize);
            part.local.extend(part.touched.iter().map(|&row| column[row as usize]));
        }
    }
}

/// Adds the information of votes whose log-odds go along these parameters.
fn add_information(
    to: &mut DMatrix<f64>,
    along: &[(usize, f64)],
    tie: Option<usize>,
    by: &Derivatives,
) {
    for &(row, a) in along {
        for &(column, b) in along {
            to[(row, column)] += by.dd * a * b;
        }
        if let Some(tie) = tie {
            to[(row, tie)] += by.dt * a;
            to[(tie, row)] += by.dt * a;
        }
    }
    if let Some(tie) = tie {
        to[(tie, tie)] += by.tt;
    }
}

impl Part {
    fn clear(&mut self) {
        for parameter in self.touched.drain(..) {
            self.places[parameter as usize] = NOWHERE;
        }
        self.score.clear();
        self.blocks.clear();
        self.x.clear();
    }

    /// A block's covariates.
    fn covariates(&self, block: &Block) -> &[f64] {
        &self.x[block.x..block.x + self.covariates.len()]
    }

    /// The place of a parameter, a new one at the end where it has none.
    fn place(&mut self, parameter: u32) -> usize {
        let place = &mut self.places[parameter as usize];
        if *place == NOWHERE {
            *place = self.touched.len() as u32;
            self.touched.push(parameter);
        }
        *place as usize
    }

    /// `out` is the judge's information times `vector`.
    pub fn information_times(&self, vector: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        let of_tie = self.tie.map_or(0.0, |tie| vector[tie]);
        for block @ Block { i, j, by, .. } in &self.blocks {
            let mut apart = vector[*i] - vector[*j];
            for (x, v) in self.covariates(block).iter().zip(&vector[self.covariates.clone()]) {
                apart += x * v;
            }
            let change = by.dd * apart + by.dt * of_tie;
            out[*i] += change;
            out[*j] -= change;
            for (x, out) in self.covariates(block).iter().zip(&mut out[self.covariates.clone()]) {
                *out += x * change;
            }
            if let Some(tie) = self.tie {
                out[tie] += by.dt * apart + by.tt * of_tie;
            }
        }
    }

    /// The judge's information times each column of a matrix.
    fn information_times_columns(&self, columns: &[f64]) -> Vec<f64> {
        let size = self.touched.len().max(1);
        let mut product = vec![0.0; columns.len()];
        for (column, out) in columns.chunks_exact(size).zip(product.chunks_exact_mut(size)) {
            self.information_times(column, out);
        }
        product
    }

    /// The largest share of what is known in any direction that comes from this judge, from above:
    /// the Frobenius norm of `M^½ Q M^½`, or its trace where that is less.
    pub fn largest_share(&self) -> f64 {
        let size = self.touched.len();
        // Q M row by row; M is symmetric, so its columns are its rows.
        let mut product = vec![0.0; size * size];
        let row = |place: usize| &self.local[place * size..(place + 1) * size];
        let mut along = vec![0.0; size];
        for block @ Block { i, j, by, .. } in &self.blocks {
            for ((along, i), j) in along.iter_mut().zip(row(*i)).zip(row(*j)) {
                *along = i - j;
            }
            for (x, place) in self.covariates(block).iter().zip(self.covariates.clone()) {
                along.iter_mut().zip(row(place)).for_each(|(along, entry)| *along += x * entry);
            }
            let mut add = |to: usize, factor: f64, from: &[f64]| {
                let to = &mut product[to * size..(to + 1) * size];
                for (to, from) in to.iter_mut().zip(from) {
                    *to += factor * from;
                }
            };
            for (to, x) in self.along(block) {
                add(to, x * by.dd, &along);
                if let Some(tie) = self.tie {
                    add(to, x * by.dt, row(tie));
                }
            }
            if let Some(tie) = self.tie {
                add(tie, by.dt, &along);
                add(tie, by.tt, row(tie));
            }
        }
        let (mut trace, mut square) = (0.0, 0.0);
        for a in 0..size {
            trace += product[a * size + a];
            square += product[a * size + a] * product[a * size + a];
            let twice: f64 = (0..a).map(|b| product[a * size + b] * product[b * size + a]).sum();
            square += 2.0 * twice;
        }
        let share = trace.min(square.max(0.0).sqrt());
        if share <= LARGEST_SHARE || size < LARGE {
            return share;
        }
        // A sharper norm of many directions, still cheaper than they are one by one.
        let product = DMatrix::from_vec(size, size, product);
        let square = &product * &product;
        share.min(square.component_mul(&square.transpose()).sum().max(0.0).sqrt().sqrt())
    }

    /// Every pair that the judge voted on, and what the votes know of its difference.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        let model = |place: usize| self.touched[place] as usize;
        self.blocks.iter().map(move |block| (model(block.i), model(block.j), block.by.dd))
    }

    /// `inverse` over the parameters touched.
    pub fn local(&self) -> DMatrix<f64> {
        DMatrix::from_column_slice(self.touched.len(), self.touched.len(), &self.local)
    }

    /// The judge's information over the parameters touched.
    pub fn information(&self) -> DMatrix<f64> {
        let size = self.touched.len();
        let mut information = DMatrix::zeros(size, size);
        let mut along = Vec::new();
        for block in &self.blocks {
            along.clear();
            along.extend(self.along(block));
            add_information(&mut information, &along, self.tie, &block.by);
        }
        information
    }

    /// The places of a block's log-odds, and its factor at each.
    fn along<'b>(&'b self, block: &'b Block) -> impl Iterator<Item = (usize, f64)> + 'b {
        let covariates = self.covariates.clone().zip(self.covariates(block).iter().copied());
        [(block.i, 1.0), (block.j, -1.0)].into_iter().chain(covariates)
    }

    /// The entries of a vector over all parameters that the judge's votes touch.
    pub fn take(&self, vector: &[f64]) -> DVector<f64> {
        let touched = self.touched.iter().map(|&parameter| vector[parameter as usize]);
        DVector::from_iterator(self.touched.len(), touched)
    }

    /// The rows touched of the first columns of a matrix.
    pub fn rows(&self, matrix: &DMatrix<f64>, columns: usize) -> DMatrix<f64> {
        let row = |place: usize| self.touched[place] as usize;
        DMatrix::from_fn(self.touched.len(), columns, |place, c| matrix[(row(place), c)])
    }

    /// The adjusted score by the series `Σ c_k (Q M)^k s`; `share` bounds the norm of `Q M`.
    fn by_series(&self, share: f64) -> Vec<f64> {
        let size = self.score.len();
        let mut sum = self.score.clone();
        let mut term = self.score.clone();
        let mut image = vec![0.0; size];
        let (mut coefficient, mut k, mut whole) = (1.0, 0.0, 0.0);
        loop {
            image.fill(0.0);
            for (column, &weight) in self.local.chunks_exact(size.max(1)).zip(&term) {
                for (image, entry) in image.iter_mut().zip(column) {
                    *image += weight * entry;
                }
            }
            // Lengths in the norm of M, in which variances of contrasts are measured.
            let length = term.iter().zip(&image).map(|(a, b)| a * b).sum::<f64>().max(0.0).sqrt();
            if k == 0.0 {
                whole = length;
            }
            if coefficient * length * share <= REMAINDER * whole * (1.0 - share) {
                return sum;
            }
            self.information_times(&image, &mut term);
            k += 1.0;
            coefficient *= (2.0 * k - 1.0) / (2.0 * k);
            for (sum, term) in sum.iter_mut().zip(&term) {
                *sum += coefficient * term;
            }
        }
    }

    /// The adjusted score; `share` is [`largest_share`](Self::largest_share).
    pub fn adjusted_score(&self, share: f64) -> Vec<f64> {
        if share <= LARGEST_SHARE {
            return self.by_series(share);
        }
        self.spectrum().adjust(&DVector::from_column_slice(&self.score)).as_slice().to_vec()
    }

    /// The judge's share of information, direction by direction.
    pub fn spectrum(&self) -> Spectrum {
        let size = self.touched.len();
        let factor = semidefinite_factor(&self.local());
        let weighted = self.information_times_columns(factor.as_slice());
        let weighted = DMatrix::from_vec(size, size, weighted);
        let inner = factor.transpose() * &weighted;
        // Rounding makes it a little unsymmetric.
        let inner = (&inner + inner.transpose()) * 0.5;
        let eigen = SymmetricEigen::new(inner);
        Spectrum {
            shares: eigen.eigenvalues.iter().map(|share| share.clamp(0.0, 1.0)).collect(),
            outer: weighted * &eigen.eigenvectors,
            inner: (factor * eigen.eigenvectors).transpose(),
        }
    }
}

/// `f(Q M)` for any function: with `M = L Lᵀ` and `Lᵀ Q L = U λ Uᵀ` it is
/// `f(0) + Q L U diag((f(λ) - f(0)) / λ) Uᵀ Lᵀ`.
pub(super) struct Spectrum {
    /// λ: the shares of what is known that come from the judge.
    shares: Vec<f64>,
    /// `Q L U`
    outer: DMatrix<f64>,
    /// `Uᵀ Lᵀ`
    inner: DMatrix<f64>,
}

impl Spectrum {
    /// `(I - Q M)^(-½) s`, nothing where the judge knows all and so has no residual.
    fn adjust(&self, score: &DVector<f64>) -> DVector<f64> {
        let mut along = &self.inner * score;
        for (along, &share) in along.iter_mut().zip(&self.shares) {
            *along *= slope(share);
        }
        score + &self.outer * along
    }

    /// `(I - Q M)^(-½) Q` and `Q` without the directions that have no residual.
    pub fn informations(&self, information: &DMatrix<f64>) -> (DMatrix<f64>, DMatrix<f64>) {
        let mut adjusted = self.outer.clone();
        let mut lost = self.outer.clone();
        for (k, &share) in self.shares.iter().enumerate() {
            adjusted.column_mut(k).scale_mut(slope(share));
            // Each column's square is the direction's information times its share.
            lost.column_mut(k).scale_mut(if is_singular(share) { -1.0 / share } else { 0.0 });
        }
        (
            information + adjusted * self.outer.transpose(),
            information + lost * self.outer.transpose(),
        )
    }
}

fn is_singular(share: f64) -> bool {
    1.0 - share <= SINGULAR
}

/// `((1 - λ)^(-½) - 1) / λ`, with 0 in the place of an infinite power.
fn slope(share: f64) -> f64 {
    if is_singular(share) {
        return -1.0 / share;
    }
    let root = (1.0 - share).sqrt();
    1.0 / (root * (1.0 + root))
}

/// `L` with `L Lᵀ` the matrix, a semidefinite one: Cholesky's algorithm, whose zero pivots leave
/// zero columns.
fn semidefinite_factor(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let size = matrix.nrows();
    let mut factor = DMatrix::<f64>::zeros(size, size);
    for k in 0..size {
        let known: f64 = (0..k).map(|c| factor[(k, c)] * factor[(k, c)]).sum();
        let pivot = matrix[(k, k)] - known;
        if pivot <= 1e-12 * matrix[(k, k)].abs() {
            continue;
        }
        let root = pivot.sqrt();
        factor[(k, k)] = root;
        for row in k + 1..size {
            let known: f64 = (0..k).map(|c| factor[(row, c)] * factor[(k, c)]).sum();
            factor[(row, k)] = (matrix[(row, k)] - known) / root;
        }
    }
    factor
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::fit::{FitOptions, fit};
    use super::super::tie_model::TieModel;
    use super::*;
    use crate::stats::philox::{Domain, Stream};
    use crate::votes::Pair;

    /// Judges who cast so many votes each on pairs of models, the first ones winning more often.
    pub fn simulated(models: u32, votes: &[u32], seed: u64) -> (PairCounts, JudgeCounts) {
        let mut stream = Stream::new(seed, Domain::Simulation, models, 3);
        let pairs: Vec<(u32, u32)> =
            (0..models).flat_map(|j| (0..j).map(move |i| (i, j))).collect();
        let mut cells = vec![0_u64; 3 * pairs.len()];
        let mut judges = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
        for &votes in votes {
            let mut own = vec![0_u32; cells.len()];
            for _ in 0..votes {
                let pair = stream.below(pairs.len() as u32) as usize;
                let drawn = stream.unit();
                let outcome = usize::from(drawn > 0.5) + usize::from(drawn > 0.8);
                own[3 * pair + outcome] += 1;
            }
            for (cell, &n) in own.iter().enumerate().filter(|(_, n)| **n > 0) {
                judges.cells.push(cell as u32);
                judges.counts.push(n);
                cells[cell] += u64::from(n);
            }
            judges.offsets.push(judges.cells.len() as u32);
        }
        let pairs = pairs.into_iter().map(|(i, j)| Pair { i, j, wins: 0, losses: 0, ties: 0 });
        let counts = PairCounts { models: models as usize, pairs: pairs.collect() };
        (counts.with_cells(&cells), judges)
    }

    const MODELS: [TieModel; 4] =
        [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper];

    /// `(I - M^½ Q M^½)^(-½)` over all parameters, as Bell and `McCaffrey` write it.
    fn literally(
        inverse: &DMatrix<f64>,
        information: &DMatrix<f64>,
        score: &DVector<f64>,
    ) -> DVector<f64> {
        let power = |matrix: &DMatrix<f64>, f: &dyn Fn(f64) -> f64| {
            let eigen = SymmetricEigen::new((matrix + matrix.transpose()) * 0.5);
            let values = eigen.eigenvalues.map(f);
            &eigen.eigenvectors * DMatrix::from_diagonal(&values) * eigen.eigenvectors.transpose()
        };
        let half = power(inverse, &|value| value.max(0.0).sqrt());
        let shares = &half * information * &half;
        let root = power(&shares, &|share| {
            if share > 1.0 - 1e-8 { 0.0 } else { 1.0 / (1.0 - share).sqrt() }
        });
        // What a score does to a rating: M s, adjusted in between.
        &half * root * &half * score
    }

    #[test]
    fn adjusted_scores_are_those_of_the_definition() {
        let mut by_series = 0;
        for (ties, votes) in MODELS
            .iter()
            .flat_map(|&ties| [vec![400, 60, 60], vec![30; 40]].map(|votes| (ties, votes)))
        {
            let (counts, judges) = simulated(5, &votes, 1);
            let fitted = fit(&counts, &FitOptions { ties, prior: 0.0 }).unwrap();
            let clusters = Clusters::new(&counts, &judges, &fitted);
            let size = clusters.inverse.nrows();
            let mut part = clusters.part();
            let mut all = DMatrix::zeros(size, size);
            for judge in 0..clusters.len() {
                clusters.read(judge, &mut part);
                let mut information = DMatrix::zeros(size, size);
                let (mut score, mut adjusted) = (DVector::zeros(size), DVector::zeros(size));
                let share = part.largest_share();
                by_series += u32::from(share <= LARGEST_SHARE);
                let (own, found) = (part.information(), part.adjusted_score(share));
                for (a, &row) in part.touched.iter().enumerate() {
                    score[row as usize] = part.score[a];
                    adjusted[row as usize] = found[a];
                    for (b, &column) in part.touched.iter().enumerate() {
                        information[(row as usize, column as usize)] = own[(a, b)];
                    }
                }
                all += &information;
                let expected = literally(clusters.inverse, &information, &score);
                let apart = (clusters.inverse * adjusted - &expected).amax();
                assert!(apart <= 2e-6 * expected.amax(), "{ties:?} {judge} {apart}");
            }
            assert!((all - &clusters.information).amax() < 1e-9, "{ties:?}");
        }
        assert!((100..172).contains(&by_series), "{by_series}");
    }

    #[test]
    fn a_share_is_never_below_the_largest() {
        for votes in [vec![900, 40, 60, 20], vec![25; 30]] {
            let (counts, judges) = simulated(20, &votes, 5);
            let fitted = fit(&counts, &FitOptions::default()).unwrap();
            let clusters = Clusters::new(&counts, &judges, &fitted);
            let mut part = clusters.part();
            for judge in 0..clusters.len() {
                clusters.read(judge, &mut part);
                let largest = part.spectrum().shares.iter().copied().fold(0.0, f64::max);
                let bound = part.largest_share();
                assert!(bound >= largest - 1e-9 && bound < 4.0 * largest, "{bound} {largest}");
            }
        }
    }
}
