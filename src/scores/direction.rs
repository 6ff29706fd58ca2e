//! Whether more is better, told by names.

use super::table::Direction;
use crate::stats::order::order;

/// Words of which less is better.
const LOWER: &[&str] = &[
    "wer",
    "cer",
    "ter",
    "mer",
    "eer",
    "error",
    "errors",
    "err",
    "loss",
    "losses",
    "perplexity",
    "ppl",
    "latency",
    "fid",
    "mae",
    "rmse",
    "mse",
    "nll",
    "brier",
    "ece",
];
/// The same, of words that are also subjects: only where the name ends with them.
const LOWER_LAST: &[&str] =
    &["cost", "costs", "price", "time", "runtime", "distance", "seconds", "milliseconds"];
/// Units that may follow those.
const UNITS: &[&str] = &["s", "sec", "secs", "ms", "min", "minutes", "h", "hours", "usd", "eur"];
/// Words of which more is better, whatever else the name says.
const HIGHER: &[&str] = &[
    "accuracy",
    "acc",
    "f1",
    "bleu",
    "rouge",
    "auc",
    "auroc",
    "precision",
    "recall",
    "em",
    "mrr",
    "ndcg",
    "pedants",
];
/// After these words, "error" is the subject: error detection.
const SUBJECT: &[&str] =
    &["detection", "correction", "analysis", "localization", "localisation", "identification"];

/// The direction, and what told so as part of a sentence.
pub(super) fn direction(name: &str, metric: Option<&str>, values: &[f64]) -> (Direction, String) {
    if let Some((direction, word)) = metric.and_then(by_words) {
        return (direction, format!("its metric is {word}"));
    }
    if metric.is_some_and(|m| m.to_lowercase().contains("lower is better")) {
        return (Direction::Lower, "its metric says that lower is better".into());
    }
    if ["1-", "1 -", "100-", "100 -", "1\u{2212}", "1 \u{2212}"].iter().any(|p| name.starts_with(p))
    {
        return (Direction::Higher, "its name takes it from the most there can be".into());
    }
    if let Some((direction, word)) = by_words(name) {
        return (direction, format!("{word:?} in its name"));
    }
    if words(name).iter().any(|word| word.eq_ignore_ascii_case("asr")) && like_error_rates(values) {
        return (Direction::Lower, "its values are as low as word error rates".into());
    }
    (Direction::Higher, "nothing in its name says that less is better".into())
}

/// The direction that a word or an arrow tells, and which.
fn by_words(text: &str) -> Option<(Direction, String)> {
    for (arrow, direction) in [('↓', Direction::Lower), ('↑', Direction::Higher)] {
        if text.contains(arrow) {
            return Some((direction, arrow.into()));
        }
    }
    let words = words(text);
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let known = |list: &[&str], k: usize| list.contains(&lower[k].as_str());
    let found = |list: &[&str]| (0..words.len()).find(|&k| known(list, k));
    if let Some(k) = found(HIGHER) {
        return Some((Direction::Higher, words[k].clone()));
    }
    let subject = |k: usize| k + 1 < words.len() && known(SUBJECT, k + 1);
    if let Some(k) = found(LOWER).filter(|&k| !subject(k)) {
        return Some((Direction::Lower, words[k].clone()));
    }
    let last = (0..words.len()).rev().find(|&k| !known(UNITS, k))?;
    known(LOWER_LAST, last).then(|| (Direction::Lower, words[last].clone()))
}

/// Runs of letters and digits, cut where a capital follows a small letter.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in text.chars() {
        let boundary = before.is_lowercase() && c.is_uppercase();
        if !c.is_alphanumeric() || boundary {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.push(c);
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
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
    fn words_that_say_less_is_better() {
        for name in [
            "WER",
            "CER",
            "ter",
            "MER",
            "Librispeech WER",
            "test_loss",
            "testLoss",
            "err",
            "Word Error Rate",
            "ppl",
            "Perplexity (wiki)",
            "latency_ms",
            "Cost (USD)",
            "time",
            "Response time (s)",
            "distance",
            "EER",
            "FID",
            "MAE",
            "RMSE",
            "MSE",
            "BLEU ↓",
        ] {
            assert!(lower(name), "{name}");
        }
        for name in [
            "Accuracy",
            "Humor",
            "TimeQA",
            "Time Reasoning",
            "RealTimeQA",
            "Summer",
            "Error detection",
            "error F1",
            "Lossless",
            "Master",
            "1-WER",
            "100 - WER",
            "WER ↑",
            "",
        ] {
            assert!(!lower(name), "{name}");
        }
        assert_eq!(direction("clean WER", None, &[]).1, "\"WER\" in its name");
        assert_eq!(direction("x", None, &[]).1, "nothing in its name says that less is better");
    }

    #[test]
    fn the_metric_counts_more_than_the_name() {
        let tell = |name, metric| direction(name, Some(metric), &[]);
        assert_eq!(tell("Librispeech", "WER"), (Direction::Lower, "its metric is WER".into()));
        assert_eq!(tell("Errors", "Macro F1"), (Direction::Higher, "its metric is F1".into()));
        assert_eq!(tell("WER", "Score").0, Direction::Lower);
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
