//! Covariates made of two columns: what is said of the first model less what is said of the
//! second.

use super::column_pairs::{Pair, pairs};
use super::guess::Verdict;
use super::report::{Column, Difference, Role};
use super::rows::Rows;
use super::table::{Covariate, Numbers};
use crate::stats::order::order;

/// A covariate made of columns.
pub(super) struct Made {
    pub(super) covariate: Covariate,
    pub(super) difference: Difference,
    /// The first of the columns.
    pub(super) column: usize,
}

/// What the columns turned out to be, by column.
type Verdicts = [(usize, Verdict)];

/// Makes one covariate of every pair of columns that are both numbers, in the order of the columns,
/// which are neither covariates nor facets then. It is normalised where no number is negative.
/// Before the first of several counts by kind, such as `header_count.h1`, comes that of their sums.
pub(super) fn make(rows: &Rows, verdicts: &mut Verdicts, columns: &mut [Column]) -> Vec<Made> {
    let mut pairs = pairs(&rows.header, &rows.parts);
    pairs.retain(|pair| is_told(rows, verdicts, pair));
    let first = |pair: &Pair| pair.a.min(pair.b);
    let mut made: Vec<Made> = Vec::new();
    for at in order(pairs.len(), &|i, j| first(&pairs[i]).cmp(&first(&pairs[j]))) {
        let pair = &pairs[at];
        if let Some(name) = &pair.count
            && !made.iter().any(|made| made.covariate.name == *name)
        {
            made.extend(sum(rows, verdicts, name, &pairs, first(pair)));
        }
        let sides = [(pair.a, Role::CovariateA), (pair.b, Role::CovariateB)];
        let sides = sides.map(|(column, role)| {
            columns[column].role = role;
            let verdict = verdicts.iter_mut().find(|(k, _)| *k == column);
            verdict.and_then(|(_, verdict)| std::mem::take(verdict).covariate)
        });
        if let [Some(a), Some(b)] = sides {
            let names = [vec![a.name], vec![b.name]];
            made.push(made_of(rows, &pair.name, names, [a.numbers, b.numbers], first(pair)));
        }
    }
    made
}

fn numbers(verdicts: &Verdicts, column: usize) -> Option<&Numbers> {
    let (_, verdict) = verdicts.iter().find(|(k, _)| *k == column)?;
    verdict.covariate.as_ref().map(|covariate| &covariate.numbers)
}

/// Whether both columns are numbers, and some row has both.
fn is_told(rows: &Rows, verdicts: &Verdicts, pair: &Pair) -> bool {
    let both = numbers(verdicts, pair.a).zip(numbers(verdicts, pair.b));
    both.is_some_and(|(a, b)| {
        (0..rows.outcome.len()).any(|row| !a.get(row).is_nan() && !b.get(row).is_nan())
    })
}

/// The difference of the sums of counts, where there are several and all are counts indeed.
fn sum(
    rows: &Rows,
    verdicts: &Verdicts,
    name: &String,
    pairs: &[Pair],
    column: usize,
) -> Option<Made> {
    let of_it = |pair: &&Pair| pair.count.as_ref() == Some(name);
    let taken = rows.header.contains(name) || pairs.iter().any(|pair| pair.name == *name);
    if taken || pairs.iter().filter(of_it).count() < 2 {
        return None;
    }
    let side = |column: &dyn Fn(&Pair) -> usize| {
        let columns = || pairs.iter().filter(of_it).map(column);
        let all: Vec<&Numbers> =
            columns().map(|column| numbers(verdicts, column)).collect::<Option<_>>()?;
        let total = |row| all.iter().map(|numbers| numbers.get(row)).sum();
        let totals = Numbers::Plain((0..rows.outcome.len()).map(total).collect());
        let names = columns().map(|column| rows.header[column].clone()).collect();
        all.iter().all(|numbers| !numbers.has_negative()).then_some((names, totals))
    };
    let ((a_names, a), (b_names, b)) = (side(&|pair| pair.a)?, side(&|pair| pair.b)?);
    Some(made_of(rows, name, [a_names, b_names], [a, b], column))
}

fn made_of(
    rows: &Rows,
    name: &str,
    [a, b]: [Vec<String>; 2],
    sides: [Numbers; 2],
    column: usize,
) -> Made {
    let normalised = !sides.iter().any(Numbers::has_negative);
    let numbers = Numbers::Difference { sides: Box::new(sides), normalised };
    let without = (0..rows.outcome.len()).filter(|&row| numbers.get(row).is_nan());
    let missing = without.map(|row| rows.votes_of(row)).sum();
    Made {
        covariate: Covariate { name: name.into(), numbers },
        difference: Difference { name: name.into(), a, b, normalised, missing },
        column,
    }
}
