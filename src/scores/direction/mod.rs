//! Whether more is better, told by names: by an arrow or "lower is better", then by the last word
//! that names a metric, turned round in "1 − WER". Digits decide nothing without such a word.

mod vocabulary;

use self::vocabulary::{Kind, Word, words};
use super::table::Direction;
use crate::error::quoted;
use crate::stats::order::order;

/// The direction, and what told so as part of a sentence.
pub(super) fn direction(name: &str, metric: Option<&str>, values: &[f64]) -> (Direction, String) {
    if let Some((direction, what)) = metric.and_then(by_words) {
        return (direction, format!("its metric {}", what.of_metric()));
    }
    if let Some((direction, what)) = by_words(name) {
        return (direction, what.of_name());
    }
    if words(name).iter().any(|word| word.is("asr")) && like_error_rates(values) {
        return (Direction::Lower, "its values are as low as word error rates".into());
    }
    (Direction::Higher, "nothing in its name says that less is better".into())
}

/// What told a direction.
enum Told {
    Arrow(char),
    /// "lower is better".
    Said(Direction),
    Word(String),
    /// Taken from the most there can be, negated, a reduction.
    Turned(String),
}

impl Told {
    fn of_metric(&self) -> String {
        match self {
            Self::Arrow(arrow) => format!("is {arrow}"),
            Self::Said(direction) => format!("says that {} is better", level(*direction)),
            Self::Word(word) => format!("is {word}"),
            Self::Turned(word) => format!("turns {word} round"),
        }
    }

    fn of_name(&self) -> String {
        match self {
            Self::Arrow(arrow) => format!("'{arrow}' in its name"),
            Self::Said(direction) => format!("its name says that {} is better", level(*direction)),
            Self::Word(word) => format!("{} in its name", quoted(word)),
            Self::Turned(word) => format!("its name turns {word} round"),
        }
    }
}

fn level(direction: Direction) -> &'static str {
    if direction == Direction::Lower { "lower" } else { "higher" }
}

fn other(direction: Direction) -> Direction {
    if direction == Direction::Lower { Direction::Higher } else { Direction::Lower }
}

/// The direction that an arrow or a word tells, and which.
fn by_words(text: &str) -> Option<(Direction, Told)> {
    for (arrow, direction) in [('↓', Direction::Lower), ('↑', Direction::Higher)] {
        if text.contains(arrow) {
            return Some((direction, Told::Arrow(arrow)));
        }
    }
    let words = words(text);
    if let Some(direction) = said(&words) {
        return Some((direction, Told::Said(direction)));
    }
    let (at, direction) = metric(&words)?;
    let word = words[at].text.to_owned();
    if negated(&words, at) != complement(text, &words, at) {
        return Some((other(direction), Told::Turned(word)));
    }
    Some((direction, Told::Word(word)))
}

/// "lower is better", "(higher better)".
fn said(words: &[Word]) -> Option<Direction> {
    let better = words.iter().position(|word| word.is("better"))?;
    let before = words[..better].iter().rev().find(|word| !word.is("is") && !word.is("the"))?;
    if before.is("lower") || before.is("less") || before.is("smaller") {
        return Some(Direction::Lower);
    }
    (before.is("higher") || before.is("more") || before.is("larger")).then_some(Direction::Higher)
}

/// The last word that names a metric, and its direction: the head of an English name stands last,
/// as in "error F1" and "accuracy loss".
fn metric(words: &[Word]) -> Option<(usize, Direction)> {
    // What follows "per" is a unit: "time per token", "tokens per second".
    let per = words.iter().skip(1).position(|word| word.is("per") && !word.in_capitals());
    let head = match per {
        Some(at) if at + 2 < words.len() => &words[..=at],
        _ => words,
    };
    let last = head.iter().rposition(|word| word.kind() != Kind::Unit)?;
    let subject = |k: usize| {
        head.get(k + 1).is_some_and(|next| next.kind() == Kind::Subject)
            || k > 0 && head[k - 1].kind() == Kind::SubjectBefore
    };
    (0..head.len()).rev().find_map(|k| {
        let lower = match head[k].kind() {
            Kind::Higher => return Some((k, Direction::Higher)),
            Kind::Lower => !subject(k),
            Kind::LowerOrWord => head[k].in_capitals() || k == last,
            Kind::LowerLast => k == last,
            Kind::Wrong => head.get(k + 1).is_some_and(|next| next.is("rate")),
            _ => false,
        };
        lower.then_some((k, Direction::Lower))
    })
}

/// Whether a word beside the metric turns it round: "negative loss", "WER reduction".
fn negated(words: &[Word], at: usize) -> bool {
    let tells = |word: &&Word| word.kind() != Kind::Filler;
    let before = words[..at].iter().rev().find(tells);
    let after = words[at + 1..].iter().find(tells);
    before.is_some_and(|word| word.kind() == Kind::Turning)
        != after.is_some_and(|word| word.kind() == Kind::TurningBack)
}

/// Whether the name takes the metric at `at` from the most there can be: 1 or 100 and a minus, with
/// nothing but the metric's own words behind it. So "1-best WER" is none: "best" is no metric's.
fn complement(text: &str, words: &[Word], at: usize) -> bool {
    let own = |word: &Word| {
        !matches!(word.kind(), Kind::Unknown | Kind::Unit | Kind::Subject | Kind::SubjectBefore)
    };
    let Some(number) = words[..at].iter().rposition(|word| !own(word)) else { return false };
    let whole = words[number];
    let between = &text[whole.end()..words[number + 1].start];
    let dash = between.trim_start_matches('%').trim();
    let minus = matches!(dash, "-" | "\u{2212}" | "–" | "—");
    // "Test 1 - WER" is the first of several tests; "Test 1-WER" is not.
    let before = text[..whole.start].chars().next_back();
    let opens = before.is_none_or(|c| "([{:,;=".contains(c))
        || text[..whole.start].trim().is_empty()
        || text[..whole.start].trim_end().ends_with(['(', '[', '{', ':', ',', ';', '=']);
    let attached = before.is_some_and(char::is_whitespace) && between == dash;
    (whole.is("1") || whole.is("100")) && minus && (opens || attached)
}

/// Whether most values of speech recognition lie in the lower half of their
/// scale. Error rates do, accuracies do not; error rates may also pass 1, so
/// that the scale is told by the median.
fn like_error_rates(values: &[f64]) -> bool {
    let by_size = order(values.len(), &|i, j| values[i].total_cmp(&values[j]));
    let Some(median) = by_size.get(values.len() / 2).map(|&k| values[k]) else { return false };
    let scale = if median <= 1.0 { 1.0 } else { 100.0 };
    (0.0..0.5 * scale).contains(&median)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lower(name: &str) -> bool {
        direction(name, None, &[]).0 == Direction::Lower
    }

    #[test]
    fn less_is_better() {
        for name in [
            "WER",
            "wer",
            "WERs",
            "CER",
            "PER",
            "DER",
            "der",
            "AMI der",
            "TIMIT per",
            "ter",
            "MER",
            "EER (%)",
            "JER",
            "cpWER",
            "tcpWER",
            "ASR (WER)",
            "Negative emotion WER",
            "noise reduction WER",
            "MyST kids WER",
            "WER↓",
            "↓ WER",
            "BLEU ↓",
            "Accuracy (lower is better)",
            "1-best WER",
            "1-Best WER",
            "n-best WER",
            "100-best WER",
            "5-shot WER",
            "100-hour WER",
            "top-1 error",
            "top-1-error",
            "Track 1 - WER",
            "WER 1",
            "WER@1",
            "1 - Accuracy",
            "1-F1",
            "100% - BLEU",
            "Librispeech WER",
            "librispeech_test_clean_wer",
            "test_loss",
            "testLoss",
            "accuracy loss",
            "err",
            "Errors",
            "Word Error Rate",
            "error rate (detection)",
            "ppl",
            "Perplexity (wiki)",
            "bits per byte",
            "latency_ms",
            "Latency per token",
            "time per token",
            "Cost (USD)",
            "time",
            "Response time (s)",
            "distance",
            "Edit distance",
            "KL divergence",
            "FID",
            "FAD",
            "MAE",
            "RMSE",
            "MSE",
            "Mean squared error",
            "failure rate",
            "Hallucination rate",
            "RTF",
        ] {
            assert!(lower(name), "{name}");
        }
    }

    #[test]
    fn more_is_better() {
        for name in [
            "Accuracy",
            "word accuracy",
            "Word Accuracy (WER complement)",
            "Humor",
            "Perception",
            "Person",
            "Personality",
            "expert",
            "Under water",
            "MyST kids",
            "Second",
            "Regret",
            "derby",
            "Lied der Woche",
            "Der Spiegel",
            "Score per item",
            "words per minute",
            "tokens per second",
            "Tokens/s",
            "La mer calme",
            "TimeQA",
            "Time Reasoning",
            "RealTimeQA",
            "Summer",
            "Error detection",
            "error correction F1",
            "Robustness to errors",
            "error-free",
            "error F1",
            "Lossless",
            "Master",
            "Hallucination",
            "Toxicity",
            "HallusionBench",
            "1-WER",
            "1 - WER",
            "1\u{2212}WER",
            "100 - WER",
            "100 – CER",
            "100% - WER",
            "ASR (1-WER)",
            "ASR (100 - WER)",
            "Librispeech 1-WER",
            "1 - Word Error Rate",
            "neg_mean_squared_error",
            "WER reduction",
            "Word error rate reduction",
            "negative loss",
            "WER ↑",
            "1-best accuracy",
            "SER",
            "1-best",
            "100",
            "",
        ] {
            assert!(!lower(name), "{name}");
        }
    }

    #[test]
    fn what_told_so_is_said() {
        let why = |name| direction(name, None, &[]).1;
        assert_eq!(why("clean WER"), "\"WER\" in its name");
        assert_eq!(why("1 - WER"), "its name turns WER round");
        assert_eq!(why("x (lower better)"), "its name says that lower is better");
        assert_eq!(why("WER ↓"), "'↓' in its name");
        assert_eq!(why("x"), "nothing in its name says that less is better");
    }

    #[test]
    fn the_metric_counts_more_than_the_name() {
        let tell = |name, metric| direction(name, Some(metric), &[]);
        assert_eq!(tell("Librispeech", "WER"), (Direction::Lower, "its metric is WER".into()));
        assert_eq!(tell("Errors", "Macro F1"), (Direction::Higher, "its metric is F1".into()));
        assert_eq!(tell("Librispeech", "1-WER").0, Direction::Higher);
        assert_eq!(tell("WER", "Score").0, Direction::Lower);
        let said = (Direction::Lower, "its metric says that lower is better".into());
        assert_eq!(tell("x", "points, lower is better"), said);
    }

    #[test]
    fn speech_recognition_by_its_values() {
        let tell = |values: &[f64]| direction("ASR", None, values).0;
        let paper = [0.19, 0.17, 0.16, 0.50, 0.83, 0.07, 2.37, 3.34, 0.25];
        assert_eq!(tell(&paper), Direction::Lower);
        assert_eq!(tell(&[4.5, 9.0, 12.0]), Direction::Lower);
        assert_eq!(tell(&[95.5, 91.0, 88.0]), Direction::Higher);
        assert_eq!(tell(&[0.95, 0.91]), Direction::Higher);
        assert_eq!(tell(&[]), Direction::Higher);
    }
}
