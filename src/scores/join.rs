//! Which model of the votes is which of the scores.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::similar::proposals;
use crate::error::{Error, ErrorKind};
use crate::stats::numbering::Numbering;

/// How the names of votes and scores go together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Join {
    /// In the order of the votes' models.
    pub matches: Vec<NameMatch>,
    /// Models with votes and without scores.
    pub only_in_votes: Vec<String>,
    /// Models with scores and without votes.
    pub only_in_scores: Vec<String>,
}

/// One model under its two names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NameMatch {
    /// As the votes call it.
    pub votes: String,
    /// As the scores call it.
    pub scores: String,
    /// What says that they are one.
    pub how: Match,
}

/// What says that two names are of one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// They are equal.
    Exact,
    /// They are, in lower case and without spaces and punctuation.
    Normalised,
    /// They look alike: a proposal, to be used only when confirmed.
    Similar,
    /// The caller.
    Given,
}

/// Joins the names of votes and scores one to one: those `given` first, then
/// equal ones, then equal ones without case and punctuation, then proposals.
/// `None` in `given` leaves a model of the votes without scores.
///
/// Names that only case or punctuation tells apart on one side are not told
/// apart by guessing: they are joined when equal or given.
///
/// # Errors
/// `unknown-model` where `given` names a model that is not there, `bad-option`
/// where it names one of the scores twice.
pub fn join(
    votes: &[String],
    scores: &[String],
    given: &BTreeMap<String, Option<String>>,
) -> Result<Join, Error> {
    let unknown = |model: &String, side, found: &[String]| ErrorKind::UnknownModel {
        model: model.clone(),
        side,
        found: found.to_vec(),
    };
    let mut pairs = Pairs::new(votes.len(), scores.len());
    let mut without = vec![false; votes.len()];
    for (model, name) in given {
        let vote = votes
            .iter()
            .position(|votes| votes == model)
            .ok_or_else(|| unknown(model, "votes", votes))?;
        let Some(name) = name else {
            without[vote] = true;
            continue;
        };
        let score = scores
            .iter()
            .position(|scores| scores == name)
            .ok_or_else(|| unknown(name, "scores", scores))?;
        if pairs.taken[score] {
            return Err(ErrorKind::Option {
                name: format!("names.{model}"),
                value: name.clone(),
                expected: "each model of the scores at most once".into(),
            }
            .into());
        }
        pairs.add(vote, score, Match::Given);
    }
    let free = |pairs: &Pairs| {
        let votes = (0..votes.len()).filter(|&k| pairs.of[k].is_none() && !without[k]);
        let scores = (0..scores.len()).filter(|&k| !pairs.taken[k]);
        (votes.collect::<Vec<_>>(), scores.collect::<Vec<_>>())
    };
    for (how, key) in [
        (Match::Exact, str::to_owned as fn(&str) -> String),
        (Match::Normalised, normalised as fn(&str) -> String),
    ] {
        let (free_votes, free_scores) = free(&pairs);
        for [votes, scores] in by_key([&free_votes, &free_scores], [votes, scores], key) {
            match (votes.as_slice(), scores.as_slice()) {
                ([vote], [score]) => pairs.add(*vote, *score, how),
                ([vote, ..], [score, ..]) if how == Match::Exact => pairs.add(*vote, *score, how),
                _ => {}
            }
        }
    }
    let (free_votes, free_scores) = free(&pairs);
    let names = |places: &[usize], all: &[String]| -> Vec<String> {
        places.iter().map(|&k| all[k].clone()).collect()
    };
    for (vote, score) in proposals(&names(&free_votes, votes), &names(&free_scores, scores)) {
        pairs.add(free_votes[vote], free_scores[score], Match::Similar);
    }
    let mut join = Join::default();
    for (name, pair) in votes.iter().zip(&pairs.of) {
        match *pair {
            Some((score, how)) => join.matches.push(NameMatch {
                votes: name.clone(),
                scores: scores[score].clone(),
                how,
            }),
            None => join.only_in_votes.push(name.clone()),
        }
    }
    let left = scores.iter().zip(&pairs.taken).filter(|(_, taken)| !**taken);
    join.only_in_scores = left.map(|(name, _)| name.clone()).collect();
    Ok(join)
}

/// Who is whose, by index.
struct Pairs {
    of: Vec<Option<(usize, Match)>>,
    taken: Vec<bool>,
}

impl Pairs {
    fn new(votes: usize, scores: usize) -> Self {
        Self { of: vec![None; votes], taken: vec![false; scores] }
    }

    fn add(&mut self, vote: usize, score: usize, how: Match) {
        self.of[vote] = Some((score, how));
        self.taken[score] = true;
    }
}

/// The places, on either side, of names with the same key, which is not empty.
fn by_key(
    places: [&[usize]; 2],
    names: [&[String]; 2],
    key: fn(&str) -> String,
) -> Vec<[Vec<usize>; 2]> {
    let mut keys = Numbering::default();
    let mut by_key: Vec<[Vec<usize>; 2]> = Vec::new();
    for side in [0, 1] {
        for &k in places[side] {
            let key = key(&names[side][k]);
            if key.is_empty() {
                continue;
            }
            let number = keys.of_text(&key);
            if number == by_key.len() {
                by_key.push([Vec::new(), Vec::new()]);
            }
            by_key[number][side].push(k);
        }
    }
    by_key
}

/// Letters and digits, in lower case.
fn normalised(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(votes: &[&str], scores: &[&str]) -> Join {
        let own = |names: &[&str]| -> Vec<String> { names.iter().map(|&n| n.into()).collect() };
        join(&own(votes), &own(scores), &BTreeMap::new()).unwrap()
    }

    fn pairs(join: &Join) -> Vec<(&str, &str, Match)> {
        join.matches.iter().map(|m| (m.votes.as_str(), m.scores.as_str(), m.how)).collect()
    }

    #[test]
    fn the_papers_names() {
        let join = joined(
            &[
                "DiVA-Llama-3-v0-8b",
                "GPT4o",
                "Gemini-1.5-Pro",
                "NextGPT",
                "PandaGPT",
                "Qwen2",
                "Typhoon",
                "Whisper+Llama3-8B",
            ],
            &[
                "NextGPT",
                "PandaGPT",
                "SpeechGPT",
                "SALMONN",
                "Qwen-audio",
                "DiVA",
                "Qwen2-audio",
                "Gemini",
                "GPT-4o",
                "Whisper+llama3",
                "Typhoon",
            ],
        );
        assert_eq!(
            pairs(&join),
            [
                ("DiVA-Llama-3-v0-8b", "DiVA", Match::Similar),
                ("GPT4o", "GPT-4o", Match::Normalised),
                ("Gemini-1.5-Pro", "Gemini", Match::Similar),
                ("NextGPT", "NextGPT", Match::Exact),
                ("PandaGPT", "PandaGPT", Match::Exact),
                ("Qwen2", "Qwen2-audio", Match::Similar),
                ("Typhoon", "Typhoon", Match::Exact),
                ("Whisper+Llama3-8B", "Whisper+llama3", Match::Similar),
            ]
        );
        assert_eq!(join.only_in_scores, ["SpeechGPT", "SALMONN", "Qwen-audio"]);
        assert!(join.only_in_votes.is_empty());
    }

    #[test]
    fn case_and_punctuation_do_not_count() {
        assert_eq!(pairs(&joined(&["DiVA"], &["Diva"])), [("DiVA", "Diva", Match::Normalised)]);
        // Two of the votes, one of the scores: nobody knows which.
        let join = joined(&["DiVA", "diva"], &["Diva"]);
        assert!(join.matches.is_empty());
        let join = joined(&["DiVA", "diva"], &["diva"]);
        assert_eq!(pairs(&join), [("diva", "diva", Match::Exact)]);
    }

    #[test]
    fn given_names_come_first_and_must_exist() {
        let own = |names: &[&str]| -> Vec<String> { names.iter().map(|&n| n.into()).collect() };
        let (votes, scores) = (own(&["a", "b", "c"]), own(&["a", "b", "x"]));
        let given = |pairs: &[(&str, Option<&str>)]| -> BTreeMap<String, Option<String>> {
            pairs.iter().map(|&(v, s)| (v.into(), s.map(Into::into))).collect()
        };
        let join_given = |pairs: &[(&str, Option<&str>)]| join(&votes, &scores, &given(pairs));
        let join = join_given(&[("a", Some("x")), ("b", None)]).unwrap();
        assert_eq!(pairs(&join), [("a", "x", Match::Given)]);
        assert_eq!(join.only_in_votes, ["b", "c"]);
        assert_eq!(join.only_in_scores, ["a", "b"]);
        let error = join_given(&[("z", None)]).unwrap_err();
        assert_eq!(error.code(), "unknown-model");
        assert_eq!(error.to_string(), "the votes have no model \"z\"; they have a, b, c");
        let error = join_given(&[("a", Some("q"))]).unwrap_err();
        assert_eq!(error.to_string(), "the scores have no model \"q\"; they have a, b, x");
        let error = join_given(&[("a", Some("x")), ("b", Some("x"))]).unwrap_err();
        assert_eq!(error.code(), "bad-option");
    }
}
