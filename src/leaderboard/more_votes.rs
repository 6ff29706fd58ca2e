//! What more votes would buy, by name.

use serde::{Deserialize, Serialize};

use super::Ranking;
use crate::error::{Error, quoted};
use crate::rating;

/// What to tell apart, as a caller gives it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeparateOptions {
    /// Pairs of models. Default: every model and the next one of the ranking.
    pub pairs: Option<Vec<(String, String)>>,
    /// Probability with which a difference that is what it seems shall be found. Default 0.8.
    pub power: Option<f64>,
}

/// How two models stand, and how many more votes would tell them apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Separation {
    /// The first model.
    pub a: String,
    /// The second.
    pub b: String,
    /// Rating of the first less that of the second, log-odds.
    pub difference: f64,
    /// Sandwich standard error of it.
    pub se: f64,
    /// Two-sided p-value of no difference.
    pub p: f64,
    /// Whether p is below 1 - level already.
    pub separated: bool,
    /// More votes on this pair alone; absent where no number would do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct: Option<f64>,
    /// More votes spread over all pairs as those so far; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<f64>,
}

/// A pair to vote on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NextPair {
    /// The better ranked model.
    pub a: String,
    /// The other.
    pub b: String,
    /// Share by which one vote is expected to bring down the mean variance of all differences.
    pub reduction: f64,
    /// The reduction as a share of all pairs' sum: what to draw pairs by.
    pub probability: f64,
}

/// Numbers of votes beyond this mean never.
const NEVER: f64 = 1e12;

impl Ranking {
    /// How pairs of models stand, and how many more votes would tell them apart at the level.
    ///
    /// # Errors
    /// `bad-option` for a model that is not ranked, a pair of one model, a power out of range.
    pub fn separations(&self, options: &SeparateOptions) -> Result<Vec<Separation>, Error> {
        let power = options.power.unwrap_or(0.8);
        if !(0.5..1.0).contains(&power) {
            return Err(Error::option("power", power, "a number from 0.5 to 1, such as 0.8"));
        }
        let pairs = match &options.pairs {
            Some(pairs) => {
                let both = |(a, b): &(String, String)| {
                    let (i, j) = (self.index(a)?, self.index(b)?);
                    let expected = "two different models";
                    if i == j {
                        Err(Error::option("pairs", format!("{} twice", quoted(a)), expected))
                    } else {
                        Ok((i, j))
                    }
                };
                pairs.iter().map(both).collect::<Result<Vec<_>, _>>()?
            }
            None => self.order.windows(2).map(|two| (two[0], two[1])).collect(),
        };
        let of = |(i, j): (usize, usize)| {
            let level = self.settings.level;
            let found = rating::separation(&self.fit, &self.covariance, (i, j), level, power);
            let votes = |votes: f64| (votes <= NEVER).then_some(votes);
            Separation {
                a: self.names[i].clone(),
                b: self.names[j].clone(),
                difference: found.difference,
                se: found.se,
                p: self.covariance.difference_p(i, j, found.difference),
                separated: found.separated,
                direct: votes(found.direct),
                spread: votes(found.spread),
            }
        };
        Ok(pairs.into_iter().map(of).collect())
    }

    /// The pairs whose next vote teaches most, the best first.
    #[must_use]
    pub fn next_pairs(&self, count: usize) -> Vec<NextPair> {
        let pairs = rating::next_pairs(&self.fit);
        let sum: f64 = pairs.iter().map(|pair| pair.reduction).sum();
        let of = |pair: &rating::NextPair| {
            let swapped = self.fit.ratings[pair.j] > self.fit.ratings[pair.i];
            let (a, b) = if swapped { (pair.j, pair.i) } else { (pair.i, pair.j) };
            NextPair {
                a: self.names[a].clone(),
                b: self.names[b].clone(),
                reduction: pair.reduction,
                probability: pair.reduction / sum,
            }
        };
        pairs.iter().take(count).map(of).collect()
    }

    fn index(&self, model: &str) -> Result<usize, Error> {
        self.names.iter().position(|name| name == model).ok_or_else(|| {
            let expected = format!("two of the {} models ranked", self.names.len());
            Error::option("pairs", quoted(model), &expected)
        })
    }
}
