//! Columns that tell what a model is, or how it was rated, rather than what it scores: by their names.

use crate::votes::header::normal;

const ROW: &str = "a number of the row, not a score";
const SIZE: &str = "a model's size, not a score";
const COMPUTE: &str = "what a model was trained with, not a score";
const CONTEXT: &str = "how much a model reads at once, not a score";
const DATE: &str = "a date, not a score";
const PRICE: &str = "a price, not a score";
const VOTES: &str = "a number of votes, not a score";
const SPREAD: &str = "how sure another column is, not a score";

/// Names in lower case without spaces, signs and what stands in brackets.
const DESCRIBING: &[(&str, &[&str])] = &[
    (ROW, &["rank", "ranking", "finalranking", "no", "id", "index", "row", "place", "position"]),
    (
        SIZE,
        &[
            "param",
            "params",
            "parameter",
            "parameters",
            "size",
            "modelsize",
            "layers",
            "hiddensize",
            "embeddingdimensions",
            "dimensions",
            "memoryusage",
            "vocabsize",
            "vocabularysize",
        ],
    ),
    (
        COMPUTE,
        &[
            "flop",
            "flops",
            "trainingflops",
            "pretrainingflops",
            "compute",
            "trainingcompute",
            "gpuhours",
            "pretrainingdata",
            "pretrainingdatasize",
            "pretrainingtokens",
            "trainingdata",
            "trainingdatasize",
            "trainingtokens",
            "datasize",
            "tokens",
        ],
    ),
    (
        CONTEXT,
        &[
            "context",
            "contextlength",
            "contextsize",
            "contextwindow",
            "maxcontext",
            "ctx",
            "maxtokens",
            "maxlength",
            "sequencelength",
        ],
    ),
    (
        DATE,
        &[
            "year",
            "date",
            "released",
            "release",
            "releasedate",
            "releaseyear",
            "published",
            "knowledgecutoff",
            "cutoff",
            "cutoffdate",
            "submissiondate",
            "uploaddate",
        ],
    ),
    (
        PRICE,
        &["price", "inputprice", "outputprice", "blendedprice", "pricing", "pricein", "priceout"],
    ),
    (VOTES, &["votes", "vote", "battles", "likes", "downloads"]),
    (
        SPREAD,
        &[
            "ci",
            "95%ci",
            "ci95%",
            "ci95",
            "confidenceinterval",
            "interval",
            "variance",
            "ratingq025",
            "ratingq975",
            "ratinglower",
            "ratingupper",
            "ratinglow",
            "ratinghigh",
            "elolower",
            "eloupper",
            "arenaelolower",
            "arenaeloupper",
            "lower",
            "upper",
            "lowerbound",
            "upperbound",
            "se",
            "stderr",
            "standarderror",
        ],
    ),
];

/// Words before a size or a number that change nothing.
const BEFORE: &[&str] = &["number", "of", "num", "n", "total", "active", "activated", "model"];

/// Why a column of numbers describes a model instead of scoring it.
pub(super) fn no_score(name: &str) -> Option<&'static str> {
    if name.trim() == "#" {
        return Some(ROW);
    }
    let outside = without_brackets(name);
    let words: Vec<&str> = outside
        .split(|c: char| c.is_whitespace() || "#-_.*/".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let fillers = words.iter().take_while(|word| BEFORE.contains(&normal(word).as_str())).count();
    let from = |from: usize| normal(&words[from..].concat());
    let readings: Vec<String> = (0..=fillers).map(from).collect();
    let is = |known: &&str| readings.iter().any(|name| name == known || in_units(name) == *known);
    DESCRIBING.iter().find(|(_, names)| names.iter().any(is)).map(|(why, _)| *why)
}

/// `Params (B)` is `Params `, `Rank* (UB)` is `Rank* `.
fn without_brackets(name: &str) -> String {
    let mut depth = 0_usize;
    name.chars()
        .filter(|c| {
            depth += usize::from(matches!(c, '(' | '['));
            let inside = depth > 0;
            depth -= usize::from(matches!(c, ')' | ']') && inside);
            !inside
        })
        .collect()
}

/// `paramsb` is `params`: billions of them.
fn in_units(name: &str) -> &str {
    ["b", "m"].iter().find_map(|unit| name.strip_suffix(unit)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_describes_a_model_is_no_score() {
        for (name, why) in [
            ("#", ROW),
            ("Rank", ROW),
            ("Rank* (UB)", ROW),
            ("Rank (StyleCtrl)", ROW),
            ("Params", SIZE),
            ("#Params (B)", SIZE),
            ("params_b", SIZE),
            ("Number of parameters", SIZE),
            ("Active Params", SIZE),
            ("Model Size (B)", SIZE),
            ("Model size", SIZE),
            ("Size", SIZE),
            ("FLOPs", COMPUTE),
            ("FLOPs (1E21)", COMPUTE),
            ("Pretraining Data", COMPUTE),
            ("Pretraining Data Size (T)", COMPUTE),
            ("Training tokens", COMPUTE),
            ("Context", CONTEXT),
            ("Context length", CONTEXT),
            ("Max Tokens", CONTEXT),
            ("Release date", DATE),
            ("Year", DATE),
            ("Knowledge cutoff", DATE),
            ("Price", PRICE),
            ("Price ($/1M tokens)", PRICE),
            ("Votes", VOTES),
            ("num_battles", VOTES),
            ("95% CI", SPREAD),
            ("rating_q025", SPREAD),
            ("Elo lower", SPREAD),
            ("variance", SPREAD),
        ] {
            assert_eq!(no_score(name), Some(why), "{name}");
        }
    }

    #[test]
    fn benchmarks_are_scores() {
        for name in [
            "MMLU",
            "Arena Elo",
            "rating",
            "Overall",
            "Score",
            "TokenSkipping",
            "Long context QA",
            "Context (RULER)  accuracy",
            "DateUnderstanding",
            "Date Understanding",
            "Position bias",
            "Parameter golf",
            "Model",
            "Number",
            "Cost",
            "ARC-C",
            "SQuAD v2",
            "CIFAR",
            "Games101",
            "Latency",
            "B",
            "m",
            "",
            "()",
            "number of",
        ] {
            assert_eq!(no_score(name), None, "{name}");
        }
    }
}
