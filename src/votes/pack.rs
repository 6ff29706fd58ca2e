//! Votes as bytes, for a module that asks of them what the one that read them does not know.
//!
//! Everything that counts goes along but numeric columns and free texts, and of the facets only
//! those that are asked for.

use super::bytes::{put_strings, put_words, take_strings, take_word, take_words};
use super::report::{Format, OutcomeCounts, Report};
use super::table::{Categories, Facet, Outcome, Strings, Votes};
use crate::error::{DropCounts, Error, ErrorKind};

const OUTCOMES: [Outcome; 4] = [Outcome::A, Outcome::B, Outcome::Tie, Outcome::BothBad];

impl Votes {
    /// The votes with these of their facets, as little-endian bytes.
    #[must_use]
    pub fn to_bytes(&self, facets: &[&str]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64 + 20 * self.rows());
        put_strings(&mut bytes, [&*self.report.hash].into_iter());
        put_strings(&mut bytes, self.models.iter().map(|name| &**name));
        bytes.extend((self.rows() as u32).to_le_bytes());
        for models in [&self.a, &self.b] {
            bytes.extend(models.iter().flat_map(|model| model.to_le_bytes()));
        }
        bytes.extend(self.outcome.iter().map(|outcome| *outcome as u8));
        put_words(&mut bytes, self.count.as_deref().unwrap_or_default());
        bytes.push(u8::from(self.sides));
        let judge = self.judge.as_ref();
        let nobody = Strings::default();
        put_strings(&mut bytes, Names(judge.map_or(&nobody, |judge| &judge.names), 0));
        put_words(&mut bytes, judge.map_or(&[], |judge| &judge.codes));
        let time = self.time.as_deref().unwrap_or_default();
        bytes.extend((time.len() as u32).to_le_bytes());
        bytes.extend(time.iter().flat_map(|time| time.to_le_bytes()));
        let facets: Vec<&Facet> =
            self.facets.iter().filter(|facet| facets.contains(&&*facet.name)).collect();
        put_strings(&mut bytes, facets.iter().map(|facet| &*facet.name));
        for facet in facets {
            put_strings(&mut bytes, facet.values.iter().map(|value| &**value));
            bytes.extend(&facet.codes);
        }
        bytes
    }

    /// From [`Votes::to_bytes`]. The report knows no more than the hash, the models and how many
    /// votes there are.
    ///
    /// # Errors
    /// `bad-plan` for other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let damaged = || ErrorKind::BadPlan { bytes: bytes.len() as u64 }.into();
        parse(bytes).filter(Self::is_consistent).ok_or_else(damaged)
    }

    fn is_consistent(&self) -> bool {
        let rows = self.rows();
        let known = |models: &[u16]| models.iter().all(|&m| usize::from(m) < self.models.len());
        let judged = self.judge.as_ref().is_none_or(|judge| {
            let known =
                |&code: &u32| code == Categories::NONE || (code as usize) < judge.names.len();
            judge.codes.len() == rows && judge.codes.iter().all(known)
        });
        let votes =
            self.count.as_ref().map(|count| count.iter().map(|&n| u64::from(n)).sum::<u64>());
        known(&self.a)
            && known(&self.b)
            && self.a.iter().zip(&self.b).all(|(a, b)| a != b)
            && judged
            && self.count.as_ref().is_none_or(|count| count.len() == rows)
            && votes.is_none_or(|votes| u32::try_from(votes).is_ok())
            && self.time.as_ref().is_none_or(|time| time.len() == rows)
            && self
                .facets
                .iter()
                .all(|facet| facet.codes.iter().all(|&code| usize::from(code) < facet.values.len()))
    }
}

/// The names of judges, one by one.
#[derive(Clone)]
struct Names<'a>(&'a Strings, usize);

impl<'a> Iterator for Names<'a> {
    type Item = &'a str;
    fn next(&mut self) -> Option<&'a str> {
        self.1 += 1;
        (self.1 <= self.0.len()).then(|| self.0.get(self.1 - 1))
    }
}

fn parse(bytes: &[u8]) -> Option<Votes> {
    let mut rest = bytes;
    let hash = take_strings(&mut rest)?.into_iter().next()?;
    let models = take_strings(&mut rest)?;
    let rows = take_word(&mut rest)? as usize;
    let mut sides = || -> Option<Vec<u16>> {
        let column = rest.split_off(..rows.checked_mul(2)?)?.as_chunks().0.iter();
        Some(column.map(|two| u16::from_le_bytes(*two)).collect())
    };
    let (a, b) = (sides()?, sides()?);
    let outcome = rest.split_off(..rows)?.iter();
    let outcome: Vec<Outcome> =
        outcome.map(|&byte| OUTCOMES.get(usize::from(byte)).copied()).collect::<Option<_>>()?;
    let count = Some(take_words(&mut rest)?).filter(|count| !count.is_empty());
    let sides = rest.split_off(..1)? == [1];
    let mut names = Strings::default();
    take_strings(&mut rest)?.iter().for_each(|name| names.push(name));
    let codes = take_words(&mut rest)?;
    let judge = (!names.is_empty()).then_some(Categories { names, codes });
    let times = take_word(&mut rest)? as usize;
    let time = rest.split_off(..times.checked_mul(8)?)?.as_chunks().0.iter();
    let time: Vec<f64> = time.map(|eight| f64::from_le_bytes(*eight)).collect();
    let mut facets = Vec::new();
    for name in take_strings(&mut rest)? {
        let values = take_strings(&mut rest)?;
        facets.push(Facet { name, values, codes: rest.split_off(..rows)?.to_vec() });
    }
    let kept =
        count.as_ref().map_or(rows as u64, |count| count.iter().map(|&n| u64::from(n)).sum());
    let report = packed_report(hash, kept, &models);
    let time = (!time.is_empty()).then_some(time);
    let votes = Votes {
        models,
        a,
        b,
        outcome,
        count,
        sides,
        judge,
        time,
        facets,
        covariates: Vec::new(),
        text: None,
        report,
    };
    rest.is_empty().then_some(votes)
}

fn packed_report(hash: String, kept: u64, models: &[String]) -> Report {
    Report {
        format: Format::Csv,
        encoding: "utf-8",
        gzip: false,
        bytes: 0,
        hash,
        rows: kept,
        kept,
        dropped: Vec::new(),
        dropped_by_reason: DropCounts::default(),
        unknown_outcomes: Vec::new(),
        outcomes: OutcomeCounts::default(),
        models: models.to_vec(),
        judges: None,
        facets: Vec::new(),
        covariates: Vec::new(),
        differences: Vec::new(),
        texts: None,
        columns: Vec::new(),
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, read};
    use super::*;

    const CSV: &str = "model_a,model_b,winner,judge,language,turn,time,count\n\
        x,y,model_a,ann,en,1,2024-05-01,2\ny,x,model_b,,de,2,2024-05-02,1\nx,z,tie,bob,en,1,,3\n";

    #[test]
    fn what_counts_comes_back() {
        let votes = read(CSV.as_bytes(), ReadOptions::default()).unwrap();
        let again = Votes::from_bytes(&votes.to_bytes(&["language"])).unwrap();
        assert_eq!((&again.models, &again.a, &again.b), (&votes.models, &votes.a, &votes.b));
        assert_eq!((&again.outcome, &again.count), (&votes.outcome, &votes.count));
        assert_eq!(again.judge, votes.judge);
        assert_eq!(again.facets, votes.facets[..1]);
        assert_eq!(again.report.hash, votes.report.hash);
        let bits = |votes: &Votes| -> Vec<u64> {
            votes.time.iter().flatten().map(|time| time.to_bits()).collect()
        };
        assert_eq!(bits(&again), bits(&votes));
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let votes = read(CSV.as_bytes(), ReadOptions::default()).unwrap();
        let bytes = votes.to_bytes(&["language", "turn"]);
        for end in 0..bytes.len() {
            assert!(Votes::from_bytes(&bytes[..end]).is_err());
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0xFF;
            let _ = Votes::from_bytes(&damaged); // whatever comes, no panic
        }
    }
}
