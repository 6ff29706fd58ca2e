//! Votes as a regression needs them: who met whom, who won, and the numbers that go with it.

use crate::error::{Error, ErrorKind};
use crate::stats::order::order;
use crate::votes::bytes::{put_strings, put_words, take_strings, take_words};
use crate::votes::{Categories, Facet, Filter, Outcome, Votes};

/// A judge that is not told.
pub const NO_JUDGE: u32 = Categories::NONE;

/// Most values of a facet that become columns.
const MOST_VALUES: usize = 50;

/// The votes that pass a filter. All columns are as long as `a`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ballots {
    /// Model names, as in the votes.
    pub models: Vec<String>,
    /// Whether `a` is the model shown first. Counts of wins and losses do not tell, and neither do
    /// rows that name the winner first: the smaller index is `a` then.
    pub ordered: bool,
    /// The model shown first, an index into `models`.
    pub a: Vec<u32>,
    /// The one shown second.
    pub b: Vec<u32>,
    /// 0 where the first won, 1 where the second did, 2 for a tie.
    pub outcome: Vec<u32>,
    /// Votes a row stands for.
    pub count: Vec<u32>,
    /// Who voted, an index into `judges` or [`NO_JUDGE`]; empty where nobody asked.
    pub judge: Vec<u32>,
    /// The judges' names.
    pub judges: Vec<String>,
    /// Numbers of each row, NaN where they are not told.
    pub covariates: Vec<Column>,
}

/// One column of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The feature it belongs to: its own name, or the facet's.
    pub feature: String,
    /// `x1`, or `language = German`.
    pub name: String,
    /// Whether it is a difference of the two sides, which changes its sign when they change places:
    /// what a number of the votes is taken for. A facet's value is no side's.
    pub sided: bool,
    /// One a row.
    pub values: Vec<f64>,
}

/// A row without its numbers.
struct Row {
    sides: [u32; 2],
    outcome: u32,
    judge: u32,
    count: u32,
}

impl Row {
    /// What makes rows equal.
    fn key(&self) -> ([u32; 2], u32, u32) {
        (self.sides, self.outcome, self.judge)
    }
}

impl Ballots {
    /// The votes that pass `filter`, with the covariates named and, where `judges`, with who voted.
    ///
    /// Equal rows become one. A facet becomes a column of zeros and ones for each of its values but
    /// the first (treatment coding, R's default).
    ///
    /// # Errors
    /// `bad-option` for a feature that is no column of the votes; as [`Votes::select`].
    pub fn extract<'a>(
        votes: &Votes,
        filter: impl Into<Filter<'a>>,
        features: &[String],
        judges: bool,
    ) -> Result<Self, Error> {
        let rows: Vec<usize> = votes.select(filter.into())?.collect();
        let ordered = votes.tells_sides(rows.iter().copied());
        // Counts say nothing of sides: the smaller index first, whichever way round the file has it.
        let turned = |row: usize| !ordered && votes.a[row] > votes.b[row];
        let mut covariates = columns(votes, &rows, features)?;
        for column in covariates.iter_mut().filter(|column| column.sided) {
            for (value, &row) in column.values.iter_mut().zip(&rows) {
                *value = if turned(row) { -*value } else { *value };
            }
        }
        let judge = votes.judge.as_ref().filter(|_| judges);
        let row = |at: usize| {
            let row = rows[at];
            let (a, b) = (u32::from(votes.a[row]), u32::from(votes.b[row]));
            Row {
                sides: if turned(row) { [b, a] } else { [a, b] },
                outcome: match votes.outcome[row] {
                    Outcome::A => u32::from(turned(row)),
                    Outcome::B => u32::from(!turned(row)),
                    Outcome::Tie | Outcome::BothBad => 2,
                },
                judge: judge.map_or(NO_JUDGE, |judge| judge.codes[row]),
                count: votes.weight(row),
            }
        };
        let mut ballots = Self { models: votes.models.clone(), ordered, ..Self::default() };
        ballots.merge(rows.len(), &row, covariates);
        if let Some(judge) = judge {
            ballots.judges = judge.names.iter().map(str::to_owned).collect();
        } else {
            ballots.judge = Vec::new();
        }
        Ok(ballots)
    }

    /// Fills in the rows, equal ones as one.
    fn merge(&mut self, rows: usize, row: &dyn Fn(usize) -> Row, whole: Vec<Column>) {
        let compare = |i: usize, j: usize| {
            whole.iter().fold(row(i).key().cmp(&row(j).key()), |sofar, column| {
                sofar.then_with(|| column.values[i].total_cmp(&column.values[j]))
            })
        };
        let order = order(rows, &compare);
        let mut kept = Vec::new();
        for (place, &at) in order.iter().enumerate() {
            let Row { sides: [a, b], outcome, judge, count } = row(at);
            if place > 0 && compare(order[place - 1], at).is_eq() {
                if let Some(last) = self.count.last_mut() {
                    *last = last.saturating_add(count);
                }
                continue;
            }
            kept.push(at);
            self.a.push(a);
            self.b.push(b);
            self.outcome.push(outcome);
            self.count.push(count);
            self.judge.push(judge);
        }
        let pick = |column: Column| Column {
            values: kept.iter().map(|&at| column.values[at]).collect(),
            ..column
        };
        self.covariates = whole.into_iter().map(pick).collect();
    }

    /// For the module that regresses, which is another one: little-endian words and text.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_words(&mut bytes, &[u32::from(self.ordered)]);
        put_strings(&mut bytes, self.models.iter().map(|name| &**name));
        for column in [&self.a, &self.b, &self.outcome, &self.count, &self.judge] {
            put_words(&mut bytes, column);
        }
        put_strings(&mut bytes, self.judges.iter().map(|name| &**name));
        put_strings(&mut bytes, self.covariates.iter().flat_map(|c| [&*c.feature, &*c.name]));
        let sided: Vec<u32> = self.covariates.iter().map(|c| u32::from(c.sided)).collect();
        put_words(&mut bytes, &sided);
        for column in &self.covariates {
            bytes.extend(column.values.iter().flat_map(|value| value.to_le_bytes()));
        }
        bytes
    }

    /// From [`Ballots::to_bytes`].
    ///
    /// # Errors
    /// `bad-plan` for other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let damaged = || ErrorKind::BadPlan { bytes: bytes.len() as u64 }.into();
        parse(bytes).filter(Self::is_consistent).ok_or_else(damaged)
    }

    fn is_consistent(&self) -> bool {
        let rows = self.a.len();
        let below = |column: &[u32], bound: usize| {
            column.len() == rows && column.iter().all(|&index| (index as usize) < bound)
        };
        below(&self.a, self.models.len())
            && below(&self.b, self.models.len())
            && below(&self.outcome, 3)
            && self.count.len() == rows
            && (self.judge.is_empty()
                || self.judge.len() == rows
                    && self
                        .judge
                        .iter()
                        .all(|&j| j == NO_JUDGE || (j as usize) < self.judges.len()))
    }
}

fn unknown(votes: &Votes, feature: &str) -> Error {
    let found = votes.covariates.iter().map(|c| &c.name);
    let found = found.chain(votes.facets.iter().map(|f| &f.name));
    let found = found.cloned().collect::<Vec<_>>().join(", ");
    if found.is_empty() {
        let expected =
            "the name of a benchmark: these votes have no numeric or categorical columns";
        return Error::option("features", feature, expected);
    }
    Error::option("features", feature, &format!("one of {found}, or the name of a benchmark"))
}

/// The features' columns, one number a row.
fn columns(votes: &Votes, rows: &[usize], features: &[String]) -> Result<Vec<Column>, Error> {
    let mut columns = Vec::new();
    for feature in features {
        if let Some(column) = votes.covariates.iter().find(|c| c.name == *feature) {
            let values = rows.iter().map(|&row| column.get(row).unwrap_or(f64::NAN));
            columns.push(Column {
                feature: feature.clone(),
                name: feature.clone(),
                sided: true,
                values: values.collect(),
            });
        } else if let Some(facet) = votes.facets.iter().find(|f| f.name == *feature) {
            columns.extend(dummies(facet, rows)?);
        } else {
            return Err(unknown(votes, feature));
        }
    }
    Ok(columns)
}

fn dummies(facet: &Facet, rows: &[usize]) -> Result<Vec<Column>, Error> {
    if facet.values.len() > MOST_VALUES {
        let expected = format!("a column of at most {MOST_VALUES} values");
        return Err(Error::option("features", &facet.name, &expected));
    }
    let column = |code: usize| Column {
        feature: facet.name.clone(),
        name: format!("{} = {}", facet.name, facet.values[code]),
        sided: false,
        values: rows
            .iter()
            .map(|&row| f64::from(u8::from(usize::from(facet.codes[row]) == code)))
            .collect(),
    };
    Ok((1..facet.values.len()).map(column).collect())
}

fn parse(bytes: &[u8]) -> Option<Ballots> {
    let mut rest = bytes;
    let flags = take_words(&mut rest)?;
    let mut ballots = Ballots {
        ordered: *flags.first()? != 0,
        models: take_strings(&mut rest)?,
        ..Ballots::default()
    };
    for column in [
        &mut ballots.a,
        &mut ballots.b,
        &mut ballots.outcome,
        &mut ballots.count,
        &mut ballots.judge,
    ] {
        *column = take_words(&mut rest)?;
    }
    ballots.judges = take_strings(&mut rest)?;
    let names = take_strings(&mut rest)?;
    let sided = take_words(&mut rest)?;
    for (pair, sided) in names.chunks_exact(2).zip(sided) {
        let values = rest.split_off(..8 * ballots.a.len())?.as_chunks().0.iter();
        ballots.covariates.push(Column {
            feature: pair[0].clone(),
            name: pair[1].clone(),
            sided: sided != 0,
            values: values.map(|eight| f64::from_le_bytes(*eight)).collect(),
        });
    }
    rest.is_empty().then_some(ballots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::votes::{ReadOptions, Where, read};

    const CSV: &str = "model_a,model_b,winner,judge,length,language\n\
        x,y,model_a,ann,1.5,en\ny,x,model_b,bob,,de\nx,y,tie,ann,2,en\nx,y,model_a,ann,1.5,en\n";

    #[test]
    fn equal_rows_become_one_and_facets_columns() {
        let votes = read(CSV.as_bytes(), ReadOptions::default()).unwrap();
        let plain = Ballots::extract(&votes, &Where::default(), &[], false).unwrap();
        assert_eq!(plain.count, [2, 1, 1]);
        assert!(plain.judge.is_empty());
        let features = ["length".to_owned(), "language".to_owned()];
        let full = Ballots::extract(&votes, &Where::default(), &features, true).unwrap();
        assert_eq!(full.judges, ["ann", "bob"]);
        assert_eq!(full.covariates[1].name, "language = en");
        assert_eq!(full.covariates[1].values, [1.0, 1.0, 0.0]);
        assert!(full.covariates[0].values[2].is_nan());
        let again = Ballots::from_bytes(&full.to_bytes()).unwrap();
        assert_eq!(again.covariates[1], full.covariates[1]);
        assert_eq!((again.a, again.judge), (full.a, full.judge));
        let no = Ballots::extract(&votes, &Where::default(), &["size".into()], false).unwrap_err();
        assert!(no.to_string().contains("one of length, language, or"), "{no}");
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let votes = read(CSV.as_bytes(), ReadOptions::default()).unwrap();
        let bytes = Ballots::extract(&votes, &Where::default(), &[], true).unwrap().to_bytes();
        for end in 0..bytes.len() {
            assert!(Ballots::from_bytes(&bytes[..end]).is_err());
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0xFF;
            let _ = Ballots::from_bytes(&damaged); // whatever comes, no panic
        }
    }
}
