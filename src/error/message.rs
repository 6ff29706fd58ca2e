//! The sentence of each kind of error: what is wrong, what was found, what would help.

use super::{DropCounts, DropReason, Dropped, ErrorKind as Kind, FoundTable, OutcomeSeen, Reading};

/// What is shown to a person.
pub(super) fn of(kind: &Kind) -> String {
    match kind {
        Kind::Option { name, value, expected } => {
            format!("option {name} is {value}; expected {expected}")
        }
        Kind::Options { message } => because("options", message),
        Kind::NoFit { reason } => because("no ratings", reason),
        Kind::TooFewModels { common, in_votes, in_scores, rated } => {
            too_few_models(common, in_votes, in_scores, *rated)
        }
        Kind::NoRegression { reason } => because("no regression", reason),
        Kind::BadPlan { bytes } => {
            format!("{bytes} bytes that are no resampling plan of this version")
        }
        Kind::TooManyVotes { votes, at_most } => too_many_votes(*votes, *at_most),
        Kind::GpuUnavailable { reason } => because("no GPU to compute on", reason),
        Kind::DeviceLost { reason } => because("the GPU stopped answering", reason),
        Kind::TooFewJudges { judges } => too_few_judges(*judges),
        Kind::NoReplicates { replicates } => no_replicates(*replicates),
        Kind::Disconnected { components } => disconnected(components),
        Kind::EmptyFile {} => "the file is empty".into(),
        Kind::BinaryFile { found, advice } => {
            format!("this is {found}, not a table of votes in text{advice}")
        }
        Kind::NotVotes { found } => format!("this is {found}, not a table of votes"),
        Kind::HeaderOnly { header } => {
            format!("the file has column names ({}) and no rows", listed(header))
        }
        Kind::NoColumns { header_missing: true, found, .. } => no_header(found),
        Kind::NoColumns { missing, looked_for, found, .. } => {
            no_columns(missing, looked_for, found)
        }
        Kind::UnknownColumn { part, column, found } => unknown_column(part, column, found),
        Kind::NoVotes { rows, dropped_by_reason, dropped, .. } => {
            no_votes(*rows, dropped_by_reason, dropped)
        }
        Kind::AmbiguousOutcomes { column, readings, values, .. } => {
            ambiguous_outcomes(column, readings, values)
        }
        Kind::AmbiguousSquare { reason, .. } => {
            format!(
                "this may be no table of wins, row over column: {reason}; if it is one, set square to \"row\", or to \"column\" where columns beat rows"
            )
        }
        Kind::BadSquare { reason } => because("no table of wins, row over column", reason),
        Kind::OpenQuote { line } => {
            format!("line {line}: a quote opens here and never closes")
        }
        Kind::NoScores { reason, found } => no_scores(reason, found),
        Kind::SeveralTables { tables } => several_tables(tables),
        Kind::BadScores { reason } => because("the scores are no table", reason),
        Kind::UnknownModel { model, side, found } => {
            format!("the {side} have no model {}; they have {}", quoted(model), listed(found))
        }
        Kind::BadGzip { reason } => because("the gzip file cannot be decompressed", reason),
        Kind::TooLarge { what, limit, line } => {
            format!("line {line}: {what}; at most {limit} can be read")
        }
        Kind::UnknownFacet { facet, found } => unknown_facet(facet, found),
        Kind::UnknownFacetValue { facet, value, found } => {
            format!(
                "facet {} has no value {}; it has {}",
                quoted(facet),
                quoted(value),
                listed(found)
            )
        }
    }
}

fn because(what: &str, reason: &str) -> String {
    format!("{what}: {reason}")
}

fn too_few_models(
    common: &[String],
    in_votes: &[String],
    in_scores: &[String],
    rated: bool,
) -> String {
    let votes = if rated { "ratings" } else { "votes" };
    let some = || format!("only {}", listed(common));
    format!(
        "{} of the models have both {votes} and scores, and three are needed; the {votes} are of {}; the scores are of {}",
        if common.is_empty() { "none".into() } else { some() },
        listed(in_votes),
        listed(in_scores)
    )
}

fn too_many_votes(votes: u64, at_most: u64) -> String {
    format!(
        "{votes} votes are too many to resample (at most {at_most}); set bootstrap to false for sandwich intervals, or resample judges"
    )
}

fn too_few_judges(judges: usize) -> String {
    let voted = if judges == 1 { "1 judge".into() } else { format!("{judges} judges") };
    format!(
        "{voted} cast these votes, and how much judges differ takes three at least; resample votes for intervals that hold for these judges only"
    )
}

fn no_replicates(replicates: u32) -> String {
    format!(
        "none of {replicates} replicates converged, so that nothing is known of these votes drawn anew; a prior above 0 would help"
    )
}

fn disconnected(components: &[Vec<String>]) -> String {
    let name = |component: &Vec<String>| match component.as_slice() {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, rest @ ..] => format!("{one} and {} more", rest.len()),
        [] => String::new(),
    };
    let named: Vec<String> = components.iter().take(4).map(name).collect();
    format!(
        "no finite ratings exist: the models fall into {} groups, and no chain of wins and ties leads from each to every other ({}{}); filter, or set a prior above 0",
        components.len(),
        named.join(" | "),
        if components.len() > 4 { " | …" } else { "" },
    )
}

fn no_header(found: &[String]) -> String {
    format!(
        "the first line holds values ({}) where column names are needed; add a first line such as model_a,model_b,winner",
        listed(found)
    )
}

fn no_columns(missing: &[String], looked_for: &[String], found: &[String]) -> String {
    let missing: Vec<&str> = missing.iter().map(|part| part_in_words(part)).collect();
    format!(
        "found no column for {}; looked for {}; the file has {}; columns can say which is which",
        missing.join(" and "),
        looked_for.join(", "),
        listed(found)
    )
}

fn unknown_column(part: &str, column: &str, found: &[String]) -> String {
    format!(
        "columns.{part} names {}, which the file does not have; it has {}",
        quoted(column),
        listed(found)
    )
}

fn no_votes(rows: u64, counts: &DropCounts, dropped: &[Dropped]) -> String {
    let mut text = format!("none of the {rows} rows is a vote");
    for reason in DropReason::ALL {
        let Some(first) = dropped.iter().find(|row| row.reason == reason) else { continue };
        let (count, why, line) = (counts.of(reason), reason.words(), first.line);
        let value = first.value.as_ref().filter(|value| !value.is_empty());
        let value = value.map(|value| format!(" ({})", quoted(value))).unwrap_or_default();
        text = format!("{text}; {count} {why}, the first on line {line}{value}");
    }
    if counts.unknown_outcome > 0 {
        text += "; outcomes can say what each value means";
    }
    text
}

fn ambiguous_outcomes(column: &str, readings: &[Reading], values: &[OutcomeSeen]) -> String {
    let count = |seen: &OutcomeSeen| {
        let rows = if seen.rows == 1 { "row" } else { "rows" };
        format!("{} ({} {rows}, the first on line {})", seen.value, seen.rows, seen.line)
    };
    let values = values.iter().map(count).collect::<Vec<_>>().join(", ");
    let column = quoted(column);
    if readings.is_empty() {
        return format!(
            "the outcomes in {column} are numbers of no known coding: {values}; outcomes can say what each means"
        );
    }
    let readings: Vec<String> = readings.iter().map(|r| format!("({})", r.words)).collect();
    format!(
        "the outcomes in {column} are numbers that can be read as {}; the file has {values}; outcomes can say which is meant",
        readings.join(" or ")
    )
}

fn no_scores(reason: &str, found: &[String]) -> String {
    let text = because("no scores", reason);
    if found.is_empty() {
        text
    } else {
        format!("{text}; the file has the columns {}", listed(found))
    }
}

fn several_tables(tables: &[FoundTable]) -> String {
    let one = |FoundTable { table, line, rows, header }: &FoundTable| {
        format!("{table} on line {line} ({rows} rows: {})", listed(header))
    };
    let shown: Vec<String> = tables.iter().take(6).map(one).collect();
    format!(
        "the page has {} tables of scores: {}; say which by the option table",
        tables.len(),
        shown.join("; ")
    )
}

fn unknown_facet(facet: &str, found: &[String]) -> String {
    let facet = quoted(facet);
    if found.is_empty() {
        format!("there is no facet {facet}; these votes have no facets")
    } else {
        format!("there is no facet {facet}; there is {}", listed(found))
    }
}

/// A part of a vote, as a sentence calls it.
fn part_in_words(part: &str) -> &str {
    match part {
        "modelA" => "the first model",
        "modelB" => "the second model",
        "winner" => "the outcome",
        other => other,
    }
}

/// A name in quotes, with what cannot be seen written out. Rust's own way (`{:?}`) knows which of
/// all characters those are, by tables that every reader would load.
pub(crate) fn quoted(name: &str) -> String {
    let mut text = String::from('"');
    for c in name.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' => text += "\\n",
            '\r' => text += "\\r",
            '\t' => text += "\\t",
            c if c.is_control() => text = format!("{text}\\u{{{:x}}}", u32::from(c)),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

/// Names for a sentence: the first dozen, quoted where they would not be seen otherwise.
fn listed(names: &[String]) -> String {
    let shown = |name: &String| match name.trim() {
        "" => quoted(name),
        name if name.chars().count() > 40 => name.chars().take(40).chain(['…']).collect(),
        name => name.to_owned(),
    };
    let mut list = names.iter().take(12).map(shown).collect::<Vec<_>>().join(", ");
    if names.len() > 12 {
        list = format!("{list} and {} more", names.len() - 12);
    }
    list
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_quoted_as_rust_quotes_them() {
        for name in ["", "a b", "say \"no\"", "a\\b", "a\nb\t\r", "\0\u{1b}\u{85}", "é中😀’"]
        {
            // Rust writes NUL in a way of its own.
            assert_eq!(super::quoted(name), format!("{name:?}").replace("\\0", "\\u{0}"));
        }
    }
}
