//! Columns that only repeat others: their averages, of values as they are or brought to one
//! [scale](super::scales).
//!
//! A column counts as a mean when it differs from one by no more than rounding in every row. Were it
//! unrelated, the difference would lie that near 0 with a probability of at most `4 · 2 · tolerance /
//! spread` a row, even where nine tenths of what models score are common to all benchmarks. That
//! probability over all rows, times the number of means that are tried in the table, has to be below
//! one in a thousand: so often at most does a table of unrelated columns show an average.

use super::scales::Scales;
use crate::error::quoted;

/// Rows below which nothing is concluded.
const FEWEST: usize = 3;
/// Above so many cells, times the ways to scale them, they are taken as they are; above so many cells
/// only means of all others are looked for.
const MOST_CELLS: usize = 500_000;
/// A coincidence this improbable is taken for none.
const IMPROBABLE: f64 = 1e-3;
/// How much denser differences may lie at 0 than evenly over the spread of a column.
const DENSER: f64 = 4.0;
/// How far a column named as an average may be from it, as a share of the averages' spread.
const CLOSE: f64 = 0.1;

type Values = [Vec<Option<f64>>];

/// For each column, which mean it is; `candidates[k]` is false where it is known to be no score.
pub(super) fn averages(
    names: &[&str],
    values: &Values,
    candidates: &[bool],
) -> Vec<Option<String>> {
    let cells = values.len() * names.len();
    let mut ways = vec![Scales::none(names.len())];
    if cells <= MOST_CELLS {
        let all = Scales::all(names, values, candidates);
        if all.len() * cells <= MOST_CELLS {
            ways = all;
        }
    }
    let columns: Vec<usize> = (0..names.len()).filter(|&k| candidates[k]).collect();
    let n = columns.len();
    let search = Search {
        names,
        values,
        rounding: (0..names.len()).map(|k| rounding(values, k)).collect(),
        // Runs of two and more before each column, and twice all others.
        attempts: (ways.len() * n * (n + 4)) as f64 / 2.0,
        ways,
    };
    let mut found: Vec<Option<String>> = vec![None; names.len()];
    let parts = if cells <= MOST_CELLS { search.runs(&columns, &mut found) } else { columns };
    if let Some((k, why)) = search.of_all_others(&parts) {
        found[k] = Some(why);
    }
    found
}

struct Search<'a> {
    names: &'a [&'a str],
    values: &'a Values,
    /// By column.
    rounding: Vec<f64>,
    ways: Vec<Scales>,
    /// Means that are tried.
    attempts: f64,
}

impl Search<'_> {
    /// Finds means of the columns just before; the columns that are none.
    fn runs(&self, columns: &[usize], found: &mut [Option<String>]) -> Vec<usize> {
        let mut before: Vec<Before> =
            self.ways.iter().map(|way| Before::new(self.values.len(), way)).collect();
        let (mut parts, mut runs) = (Vec::new(), Vec::new());
        for &k in columns {
            let run = before.iter().enumerate().find_map(|(way, before)| {
                let of =
                    |n: &usize| self.is_mean(k, before.rounding(*n), &|row| before.mean(row, *n));
                (2..=parts.len()).find(of).map(|n| (k, n, way))
            });
            if let Some((_, n, way)) = run {
                let words = self.ways[way].in_words(self.names, &parts[parts.len() - n..]);
                runs.push((k, n, words));
                continue;
            }
            parts.push(k);
            for before in &mut before {
                before.push(k, self);
            }
        }
        for (k, n, words) in runs {
            let which = if n == parts.len() { "the other" } else { "the" };
            let place = if n == parts.len() { "" } else { " before it" };
            found[k] = Some(format!("the mean of {which} {n}{place}{words}"));
        }
        parts
    }

    /// The column that is the mean of all others, or else is named so and close to it.
    fn of_all_others(&self, parts: &[usize]) -> Option<(usize, String)> {
        let others = parts.len().saturating_sub(1);
        if others < 2 {
            return None;
        }
        let rest = |k: usize| parts.iter().copied().filter(|&p| p != k).collect::<Vec<usize>>();
        let words = |k: usize, way: &Scales| way.in_words(self.names, &rest(k));
        let mut named_so: Option<(usize, usize)> = None;
        for (at, way) in self.ways.iter().enumerate() {
            let sums: Vec<Sum> = self.values.iter().map(|row| Sum::of(row, parts, way)).collect();
            for &k in parts {
                // The mean of the others that are there, and whether these are all.
                let present = |row: usize| {
                    let own = self.values[row][k]?;
                    let others = sums[row].without(k, own, way);
                    (others.columns > 1).then(|| (others.mean(), sums[row].columns == parts.len()))
                };
                let whole = |row: usize| present(row).filter(|(_, whole)| *whole).map(|(m, _)| m);
                let any = |row: usize| present(row).map(|(mean, _)| mean);
                let largest =
                    |rounding: f64, &p: &usize| rounding.max(way.factors[p] * self.rounding[p]);
                let rounding = parts.iter().filter(|p| **p != k).fold(0.0, largest);
                if self.is_mean(k, rounding, &whole) || self.is_mean(k, rounding, &any) {
                    return Some((k, format!("the mean of the other {others}{}", words(k, way))));
                }
                // Of columns named so the last; as they are, where that is close already.
                let first = named_so.is_none_or(|(_, before)| before == at);
                if first && named(self.names[k]) && is_close(self.values, k, &any) {
                    named_so = Some((k, at));
                }
            }
        }
        let (k, at) = named_so?;
        let name = quoted(self.names[k]);
        let why = format!("named {name} and close to the mean of the other {others}");
        Some((k, why + &words(k, &self.ways[at])))
    }

    /// Whether a column is a mean but for rounding (its own, and that of the mean), beyond chance.
    fn is_mean(&self, column: usize, of_parts: f64, mean: &dyn Fn(usize) -> Option<f64>) -> bool {
        let (mut low, mut high, mut rows) = (f64::INFINITY, f64::NEG_INFINITY, 0);
        let mut widest = 0.0_f64;
        for (row, cells) in self.values.iter().enumerate() {
            let (Some(own), Some(mean)) = (cells[column], mean(row)) else { continue };
            let tolerance = self.rounding[column] + of_parts + 1e-9 * own.abs().max(mean.abs());
            let apart = (own - mean).abs();
            // A sum may have become infinite.
            if apart.is_nan() || apart > tolerance {
                return false;
            }
            (low, high, rows) = (low.min(own), high.max(own), rows + 1);
            widest = widest.max(tolerance);
        }
        let by_chance = (DENSER * 2.0 * widest / (high - low)).min(1.0);
        rows >= FEWEST
            && high > low
            && libm::pow(by_chance, rows as f64) * self.attempts < IMPROBABLE
    }
}

/// Weighted scores of some columns.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    total: f64,
    weights: f64,
    columns: usize,
}

impl Sum {
    /// Of those columns that a row has.
    fn of(row: &[Option<f64>], columns: &[usize], way: &Scales) -> Self {
        columns.iter().fold(Self::default(), |sum, &k| sum.with(k, row[k], way))
    }

    fn with(self, column: usize, value: Option<f64>, way: &Scales) -> Self {
        let Some(value) = value else { return self };
        let weight = way.weights[column];
        Self {
            total: self.total + weight * way.factors[column] * value,
            weights: self.weights + weight,
            columns: self.columns + 1,
        }
    }

    fn without(self, column: usize, value: f64, way: &Scales) -> Self {
        let weight = way.weights[column];
        Self {
            total: self.total - weight * way.factors[column] * value,
            weights: self.weights - weight,
            columns: self.columns - 1,
        }
    }

    fn mean(self) -> f64 {
        self.total / self.weights
    }
}

/// Running sums over columns, so that the mean of any last few is two look-ups.
struct Before<'a> {
    way: &'a Scales,
    /// For each row, over its scores in the first so many columns.
    sums: Vec<Vec<Sum>>,
    /// The same of the columns' rounding.
    roundings: Vec<Sum>,
}

impl<'a> Before<'a> {
    fn new(rows: usize, way: &'a Scales) -> Self {
        Self { way, sums: vec![vec![Sum::default()]; rows], roundings: vec![Sum::default()] }
    }

    fn push(&mut self, column: usize, search: &Search) {
        for (sums, row) in self.sums.iter_mut().zip(search.values) {
            sums.push(sums[sums.len() - 1].with(column, row[column], self.way));
        }
        let before = self.roundings[self.roundings.len() - 1];
        self.roundings.push(before.with(column, Some(search.rounding[column]), self.way));
    }

    /// The mean of the last `n` columns, where the row has them all.
    fn mean(&self, row: usize, n: usize) -> Option<f64> {
        Some(last(&self.sums[row], n)).filter(|sum| sum.columns == n).map(Sum::mean)
    }

    /// How far rounding can take that mean.
    fn rounding(&self, n: usize) -> f64 {
        last(&self.roundings, n).mean()
    }
}

/// What the last `n` columns add to a running sum.
fn last(sums: &[Sum], n: usize) -> Sum {
    let (to, from) = (sums[sums.len() - 1], sums[sums.len() - 1 - n]);
    Sum {
        total: to.total - from.total,
        weights: to.weights - from.weights,
        columns: to.columns - from.columns,
    }
}

/// Whether a column lies near a mean, as weighted or differently rounded averages do.
fn is_close(
    values: &[Vec<Option<f64>>],
    column: usize,
    mean: &dyn Fn(usize) -> Option<f64>,
) -> bool {
    let pairs =
        || values.iter().enumerate().filter_map(|(row, cells)| cells[column].zip(mean(row)));
    let low = pairs().map(|(_, mean)| mean).fold(f64::INFINITY, f64::min);
    let high = pairs().map(|(_, mean)| mean).fold(f64::NEG_INFINITY, f64::max);
    pairs().count() >= 2 && pairs().all(|(own, mean)| (own - mean).abs() <= CLOSE * (high - low))
}

/// Whether a name says that the column is an average.
fn named(name: &str) -> bool {
    let words = name.to_ascii_lowercase();
    let mut words = words.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word, "overall" | "average" | "avg" | "mean" | "total"))
}

/// Half a unit of the last decimal that a column shows.
fn rounding(values: &[Vec<Option<f64>>], column: usize) -> f64 {
    let decimals = |value: f64| {
        let text = value.to_string();
        text.split_once('.').map_or(0, |(_, after)| after.len())
    };
    let most = values.iter().filter_map(|row| row[column]).map(decimals).max().unwrap_or(0);
    0.5 * libm::pow(10.0, -(most.min(300) as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::philox::{Domain, Stream};

    /// The layout of `VoiceBench`'s README: marks of 1 to 5, percentages, and the mean of all with
    /// marks times 20.
    fn marks(share: bool) -> (Vec<&'static str>, Vec<Vec<Option<f64>>>) {
        let names = vec![
            "AlpacaEval",
            "CommonEval",
            "WildVoice",
            "SD-QA (Pan)",
            "SD-QA (USA)",
            "MMSU",
            "OBQA",
            "BBH",
            "IFEval",
            "AdvBench",
            "Overall",
        ];
        let rows = [
            [4.11, 3.92, 4.05, 61.2, 66.4, 55.31, 71.43, 62.8, 58.02, 97.5],
            [3.37, 3.04, 2.88, 40.1, 47.9, 38.73, 50.11, 51.3, 29.9, 88.46],
            [2.51, 2.76, 2.33, 25.5, 31.46, 25.79, 33.41, 49.2, 17.64, 70.19],
            [4.46, 4.2, 4.31, 70.34, 75.77, 69.12, 84.4, 72.1, 66.53, 98.85],
            [1.83, 1.54, 1.9, 12.66, 17.18, 26.02, 24.84, 46.7, 11.02, 38.65],
        ];
        let row = |scores: &[f64; 10]| {
            let weight = |k: usize| if share && (k == 3 || k == 4) { 0.5 } else { 1.0 };
            let scaled = |k: usize| if k < 3 { 20.0 * scores[k] } else { scores[k] };
            let total: f64 = (0..10).map(|k| weight(k) * scaled(k)).sum();
            let mean = total / (0..10).map(weight).sum::<f64>();
            scores.iter().copied().chain([(100.0 * mean).round() / 100.0]).map(Some).collect()
        };
        (names, rows.iter().map(row).collect())
    }

    fn found(names: &[&str], values: &[Vec<Option<f64>>]) -> Vec<Option<String>> {
        averages(names, values, &vec![true; names.len()])
    }

    #[test]
    fn averages_of_marks_brought_to_one_scale() {
        let scaled = ", with AlpacaEval, CommonEval and WildVoice times 20";
        for (share, words) in [(false, ""), (true, ", columns of one benchmark counted once")] {
            let (mut names, values) = marks(share);
            names[10] = "x";
            let why = found(&names, &values);
            assert_eq!(why[10], Some(format!("the mean of the other 10{scaled}{words}")));
            assert!(why[..10].iter().all(Option::is_none));
            // With a score missing the other rows tell.
            let mut holes = values.clone();
            holes[2][6] = None;
            assert!(found(&names, &holes)[10].is_some());
            // A row that does not fit is no mean; by its name it is near one.
            let mut off = values;
            off[0][10] = off[0][10].map(|v| v + 0.5);
            assert_eq!(found(&names, &off)[10], None);
            names[10] = "Overall";
            let why = found(&names, &off)[10].clone().unwrap();
            assert!(
                why.starts_with("named \"Overall\" and close to the mean of the other 10, with"),
                "{why}"
            );
        }
    }

    #[test]
    fn the_order_of_rows_and_of_members_has_no_say() {
        let (names, values) = marks(false);
        let turned: Vec<Vec<Option<f64>>> = values.iter().rev().cloned().collect();
        assert_eq!(found(&names, &turned), found(&names, &values));
        let places = [9, 3, 10, 1, 8, 0, 2, 7, 6, 5, 4];
        let names: Vec<&str> = places.iter().map(|&k| names[k]).collect();
        let values: Vec<Vec<Option<f64>>> =
            values.iter().map(|row| places.iter().map(|&k| row[k]).collect()).collect();
        let why = found(&names, &values);
        assert_eq!(why.iter().flatten().count(), 1);
        assert_eq!(
            why[2].as_deref(),
            Some("the mean of the other 10, with CommonEval, AlpacaEval and WildVoice times 20")
        );
    }

    /// Unrelated columns, nine tenths of whose variance one factor explains, some of them marks.
    #[test]
    fn noise_shows_an_average_in_less_than_one_table_of_a_thousand() {
        let mut stream = Stream::new(7, Domain::Power, 0, 0);
        let mut unit = || stream.unit();
        let (mut tables, mut seen) = (0, 0);
        let names = ["a", "b", "c", "d", "e", "f (x)", "f (y)"];
        for decimals in [0, 1, 2] {
            let step = libm::pow(10.0, f64::from(decimals));
            for rows in 3..11 {
                for _ in 0..400 {
                    let row = |_| {
                        // A sum of three is near enough to normal.
                        let mut normal = || unit() + unit() + unit() - 1.5;
                        let common = normal();
                        let value = |k: usize| {
                            let x = 0.95 * common + 0.31 * normal();
                            let x = if k < 2 { 3.0 + x } else { 50.0 + 20.0 * x };
                            Some((step * x).round() / step)
                        };
                        (0..names.len()).map(value).collect()
                    };
                    let values: Vec<Vec<Option<f64>>> = (0..rows).map(row).collect();
                    tables += 1;
                    seen += usize::from(found(&names, &values).iter().any(Option::is_some));
                }
            }
        }
        // One in a thousand would be 9.6; above 20 it is more.
        assert!(tables == 9_600 && seen <= 20, "{seen} of {tables}");
    }
}
