//! How to read a vote file, and which of its votes to look at.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Outcome;

/// Everything here is guessed from the file when absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadOptions {
    /// The text's layout. Gzip and the text's encoding are always recognised.
    pub format: FormatOption,
    /// Which column plays which part, by header name; overrides the guesses.
    pub columns: ColumnMap,
    /// What each value of the outcome column means, over what is recognised by itself. A number is
    /// meant however it is written: `1` is `1.0` too.
    pub outcomes: BTreeMap<String, OutcomeMeaning>,
    /// The file is a square table of wins, whose each cell counts the wins of this one over the
    /// other.
    pub square: Option<SquareWinner>,
    /// Whether the style of the models' responses is counted, for which a reader needs a
    /// [`Measure`](super::Measure).
    pub style: bool,
}

/// Whose wins a cell of a square table counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SquareWinner {
    /// Those of its row's model over its column's.
    Row,
    /// Those of its column's model over its row's.
    Column,
}

/// The layout asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormatOption {
    /// From the first bytes.
    #[default]
    Auto,
    /// Comma-, semicolon- or bar-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON object a line, or one array of objects.
    Jsonl,
}

/// Column names by the part they play.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ColumnMap {
    /// The first model's name.
    pub model_a: Option<String>,
    /// The second model's name.
    pub model_b: Option<String>,
    /// The outcome.
    pub winner: Option<String>,
    /// Who voted.
    pub judge: Option<String>,
    /// When.
    pub time: Option<String>,
    /// Free text, such as the judge's reason.
    pub text: Option<String>,
    /// Votes a row stands for.
    pub count: Option<String>,
    /// Votes for the first model, instead of one outcome a row.
    pub wins: Option<String>,
    /// Votes for the second model.
    pub losses: Option<String>,
    /// Ties.
    pub ties: Option<String>,
    /// The model that lost, where `winner` is the one that won and no column tells sides.
    pub loser: Option<String>,
    /// Whether the row is a tie, as `true` and `false`, whatever its winner.
    pub tied: Option<String>,
    /// What the first model answered.
    pub response_a: Option<String>,
    /// What the second model answered.
    pub response_b: Option<String>,
}

/// What a value of the outcome column stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutcomeMeaning {
    /// The first model won.
    #[serde(rename = "model_a")]
    A,
    /// The second model won.
    #[serde(rename = "model_b")]
    B,
    /// Neither won.
    #[serde(rename = "tie")]
    Tie,
    /// Neither won, and neither was any good.
    #[serde(rename = "tie (bothbad)")]
    BothBad,
    /// Leave such rows out.
    #[serde(rename = "skip")]
    Skip,
}

impl OutcomeMeaning {
    /// As options and reports name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "model_a",
            Self::B => "model_b",
            Self::Tie => "tie",
            Self::BothBad => "tie (bothbad)",
            Self::Skip => "skip",
        }
    }

    /// The outcome, `None` for a row to skip.
    #[must_use]
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::A => Some(Outcome::A),
            Self::B => Some(Outcome::B),
            Self::Tie => Some(Outcome::Tie),
            Self::BothBad => Some(Outcome::BothBad),
            Self::Skip => None,
        }
    }
}

/// Which votes: for each facet named, the values to keep. An empty list keeps none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, Values>")]
pub struct Where(pub BTreeMap<String, Vec<String>>);

/// The values of one facet, one of them without a list too.
struct Values(Vec<String>);

// By hand: `untagged` keeps a copy of whatever comes until it knows what it is.
impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Values;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or a list of values")
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Values, E> {
                Ok(Values(vec![value.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Values, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Values)
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

impl From<BTreeMap<String, Values>> for Where {
    fn from(given: BTreeMap<String, Values>) -> Self {
        Self(given.into_iter().map(|(facet, values)| (facet, values.0)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_read_as_typescript_writes_them() {
        let json = r#"{"format":"tsv","columns":{"modelA":"x"},"outcomes":{"no":"skip","1":"tie (bothbad)"}}"#;
        let options: ReadOptions = serde_json::from_str(json).unwrap();
        assert_eq!(options.format, FormatOption::Tsv);
        assert_eq!(options.columns.model_a.as_deref(), Some("x"));
        assert_eq!(options.outcomes["no"], OutcomeMeaning::Skip);
        assert_eq!(options.outcomes["1"], OutcomeMeaning::BothBad);
        assert_eq!(serde_json::from_str::<ReadOptions>("{}").unwrap(), ReadOptions::default());
        assert!(serde_json::from_str::<ReadOptions>(r#"{"colums":{}}"#).is_err());
    }

    #[test]
    fn where_takes_one_value_or_several() {
        let filter: Where = serde_json::from_str(r#"{"turn":"1","language":["de","en"]}"#).unwrap();
        assert_eq!(filter.0["turn"], ["1"]);
        assert_eq!(filter.0["language"], ["de", "en"]);
    }
}
