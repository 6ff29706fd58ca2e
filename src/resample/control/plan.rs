//! What a worker is told: rows, unit, seed, options, and where every replicate starts from.

use super::super::plan::{TIE_MODELS, account_for, put, put_judges, read_judges, take};
use crate::error::{Error, ErrorKind};
use crate::rating::FitOptions;
use crate::rating::control::Rows;
use crate::votes::JudgeCounts;

/// A bootstrap of rows, ready to be drawn in any ranges by any number of workers.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlPlan {
    /// The rows.
    pub rows: Rows,
    /// Votes of each.
    pub counts: Vec<u32>,
    /// The same votes by judge, exactly when judges are the unit. Cells are rows.
    pub judges: Option<JudgeCounts>,
    /// How each replicate is fitted.
    pub fit: FitOptions,
    /// The votes' own optimum: ratings, coefficients, log tie parameter.
    pub start: Vec<f64>,
    /// Of every stream.
    pub seed: u64,
    /// Replicates are numbered below this.
    pub replicates: u32,
}

const MAGIC: u32 = u32::from_le_bytes(*b"MGC1");

impl ControlPlan {
    /// Whether bytes begin as a plan's of this kind.
    #[must_use]
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(&MAGIC.to_le_bytes())
    }

    /// Little-endian bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let rows = &self.rows;
        let mut bytes = Vec::with_capacity(64 + (20 + 8 * rows.columns) * rows.len());
        let ties = TIE_MODELS.iter().position(|&ties| ties == self.fit.ties).unwrap_or_default();
        let sizes = [rows.models, rows.pairs.len(), rows.columns, rows.len()].map(|n| n as u32);
        put(&mut bytes, [MAGIC, ties as u32, self.replicates]);
        put(&mut bytes, sizes);
        bytes.extend(self.fit.prior.to_le_bytes());
        bytes.extend(self.seed.to_le_bytes());
        bytes.extend(self.start.iter().flat_map(|number| number.to_le_bytes()));
        put(&mut bytes, rows.pairs.iter().flat_map(|&(i, j)| [i, j]));
        for (row, pair) in rows.pair_numbers().enumerate() {
            put(&mut bytes, [pair, (2.0 * rows.outcome(row)) as u32, self.counts[row]]);
            bytes.extend(rows.vote(row).to_le_bytes());
            for k in 0..rows.columns {
                bytes.extend(rows.x(row, k).to_le_bytes());
            }
        }
        put_judges(&mut bytes, self.judges.as_ref());
        bytes
    }

    /// From [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    /// Bytes that are no plan, or one whose parts do not fit together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes;
        Self::read(&mut rest)
            .filter(|plan| rest.is_empty() && plan.holds_together())
            .ok_or_else(|| ErrorKind::BadPlan { bytes: bytes.len() as u64 }.into())
    }

    fn read(rest: &mut &[u8]) -> Option<Self> {
        let word = |rest: &mut &[u8]| take(rest).map(u32::from_le_bytes);
        let number = |rest: &mut &[u8]| {
            take(rest).map(f64::from_le_bytes).filter(|number| number.is_finite())
        };
        if word(rest)? != MAGIC {
            return None;
        }
        let ties = *TIE_MODELS.get(word(rest)? as usize)?;
        let replicates = word(rest)?;
        let [models, pairs, columns, len] = [word(rest)?, word(rest)?, word(rest)?, word(rest)?];
        let prior = number(rest)?;
        let seed = u64::from_le_bytes(take(rest)?);
        let parameters = u64::from(models) + u64::from(columns) + u64::from(ties.has_parameter());
        let start = (0..parameters).map(|_| number(rest)).collect::<Option<_>>()?;
        let pair = |rest: &mut &[u8]| Some((word(rest)?, word(rest)?));
        let pairs: Vec<(u32, u32)> = (0..pairs).map(|_| pair(rest)).collect::<Option<_>>()?;
        let mut rows = Rows::new(models as usize, pairs, columns as usize);
        let (mut counts, mut last) = (Vec::new(), 0);
        for _ in 0..len {
            let [pair, outcome, count] = [word(rest)?, word(rest)?, word(rest)?];
            let vote = number(rest).filter(|vote| *vote >= 0.0)?;
            if pair < last || pair as usize >= rows.pairs.len() || outcome > 2 {
                return None;
            }
            let x: Vec<f64> = (0..columns).map(|_| number(rest)).collect::<Option<_>>()?;
            rows.push(pair, f64::from(outcome) / 2.0, (count, vote), x.into_iter());
            counts.push(count);
            last = pair;
        }
        let judges = if rest.is_empty() { None } else { Some(read_judges(rest)?) };
        let fit = FitOptions { ties, prior };
        Some(Self { rows, counts, judges, fit, start, seed, replicates })
    }

    fn holds_together(&self) -> bool {
        let Rows { models, pairs, .. } = &self.rows;
        let cells = || self.counts.iter().map(|&count| u64::from(count));
        *models >= 2
            && !self.rows.is_empty()
            && cells().sum::<u64>() > 0
            && pairs.iter().all(|&(i, j)| i < j && (j as usize) < *models)
            && pairs.is_sorted_by(|a, b| a < b)
            && self.fit.prior >= 0.0
            && self.judges.as_ref().is_none_or(|judges| account_for(judges, cells().collect()))
    }
}
