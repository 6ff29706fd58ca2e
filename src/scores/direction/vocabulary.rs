//! The words that tell a direction.

/// Words of which less is better, wherever they stand in a name.
const LOWER: &[&str] = &[
    "wer",
    "cer",
    "eer",
    "jer",
    "wder",
    "hter",
    "error",
    "err",
    "loss",
    "perplexity",
    "ppl",
    "nll",
    "bpb",
    "bpc",
    "latency",
    "rtf",
    "fid",
    "mcd",
    "lpips",
    "mse",
    "rmse",
    "nmse",
    "nrmse",
    "mae",
    "mape",
    "smape",
    "brier",
    "ece",
    "dcf",
    "fpr",
    "fnr",
    "frr",
];

/// The same, of names that are also words of some language: in capitals, or at the end.
const LOWER_OR_WORD: &[&str] = &["per", "der", "ter", "mer", "wil", "fad"];

/// The same, of words that are also subjects: only at the end.
const LOWER_LAST: &[&str] = &[
    "cost",
    "price",
    "time",
    "runtime",
    "distance",
    "divergence",
    "seconds",
    "milliseconds",
    "bits",
];

/// What goes wrong: less is better of its "rate", and it may be a subject otherwise.
const WRONG: &[&str] = &["failure", "miss", "hallucination", "toxicity", "deletion", "insertion"];

/// Units that may follow those.
const UNITS: &[&str] = &["s", "sec", "ms", "min", "minute", "h", "hour", "usd", "eur"];

/// Words of which more is better.
const HIGHER: &[&str] = &[
    "accuracy",
    "acc",
    "f1",
    "bleu",
    "chrf",
    "comet",
    "rouge",
    "meteor",
    "cider",
    "auc",
    "auroc",
    "auprc",
    "precision",
    "recall",
    "em",
    "mrr",
    "ndcg",
    "pedants",
    "similarity",
    "correlation",
    "kappa",
    "iou",
    "snr",
    "psnr",
    "ssim",
];

/// Words that may stand within the name of a metric and tell nothing.
const FILLERS: &[&str] = &[
    "word",
    "character",
    "char",
    "phone",
    "phoneme",
    "token",
    "sentence",
    "equal",
    "match",
    "diarization",
    "diarisation",
    "mean",
    "average",
    "avg",
    "macro",
    "micro",
    "squared",
    "absolute",
    "normalised",
    "normalized",
    "relative",
    "rate",
];

/// After these words, what goes wrong is the subject: error detection.
const SUBJECT: &[&str] = &[
    "detection",
    "correction",
    "analysis",
    "localization",
    "localisation",
    "identification",
    "classification",
    "free",
];

/// The same before them: robustness to errors.
const SUBJECT_BEFORE: &[&str] = &["to", "against", "from", "without"];

/// Words that turn the metric behind them round,
const TURNING: &[&str] = &["neg", "negative", "negated", "inverse", "inverted"];

/// and the one before them.
const TURNING_BACK: &[&str] = &["reduction", "complement"];

/// What a word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Lower,
    LowerOrWord,
    LowerLast,
    Wrong,
    Unit,
    Higher,
    Filler,
    Subject,
    SubjectBefore,
    Turning,
    TurningBack,
    Unknown,
}

/// What a word tells, in any case and number.
pub(super) fn kind(word: &str) -> Kind {
    let lower = word.to_ascii_lowercase();
    let lists = [
        (LOWER, Kind::Lower),
        (LOWER_OR_WORD, Kind::LowerOrWord),
        (LOWER_LAST, Kind::LowerLast),
        (WRONG, Kind::Wrong),
        (UNITS, Kind::Unit),
        (HIGHER, Kind::Higher),
        (FILLERS, Kind::Filler),
        (SUBJECT, Kind::Subject),
        (SUBJECT_BEFORE, Kind::SubjectBefore),
        (TURNING, Kind::Turning),
        (TURNING_BACK, Kind::TurningBack),
    ];
    let singulars = [Some(lower.as_str()), lower.strip_suffix('s'), lower.strip_suffix("es")];
    let known = |list: &[&str]| singulars.iter().flatten().any(|word| list.contains(word));
    lists.iter().find(|(list, _)| known(list)).map_or(Kind::Unknown, |(_, kind)| *kind)
}

/// A run of letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub text: &'a str,
    /// Where it begins in the name.
    pub start: usize,
}

impl Word<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub fn kind(&self) -> Kind {
        kind(self.text)
    }

    pub fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// `WER` and not `Wer`.
    pub fn in_capitals(&self) -> bool {
        !self.text.chars().any(char::is_lowercase)
    }
}

/// Runs of letters and digits, cut where a capital follows a small letter: `testLoss`, `cpWER`.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut before = ' ';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let boundary = before.is_lowercase() && c.is_uppercase();
        if !c.is_alphanumeric() || boundary {
            words.extend(start.take().map(|start| Word { text: &text[start..at], start }));
        }
        if c.is_alphanumeric() {
            start = start.or(Some(at));
        }
        before = c;
    }
    words
}
