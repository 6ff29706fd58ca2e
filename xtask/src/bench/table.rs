//! The tables that are printed, in Markdown.

use std::fmt::Write;

use super::measurement::Measurement;

/// The row that ratios are taken against: what a reader's browser does with all its workers, the
/// last of these.
const OURS: &str = "mindgap, Chromium, ";
/// The row whose ratings the others must have.
const REFERENCE: &str = "mindgap, native, 1 thread";

/// One study: a row per tool, in the order of their first lines.
pub fn of_size(size: &str, rows: &[Measurement]) -> String {
    let rows: Vec<&Measurement> = rows.iter().filter(|row| row.size == size).collect();
    let find = |on: &str, what: &str| rows.iter().copied().find(|r| r.on == on && r.what == what);
    let mut tools: Vec<&str> = Vec::new();
    for row in rows.iter().filter(|row| ["read", "fit", "bootstrap"].contains(&&*row.what)) {
        if !tools.contains(&&*row.on) {
            tools.push(&row.on);
        }
    }
    let ours = tools.iter().rfind(|on| on.starts_with(OURS) && on.contains("worker"));
    let ours = ours.and_then(|on| find(on, "bootstrap")).and_then(Measurement::of_all);
    let reference = find(REFERENCE, "fit");
    let spread = find(REFERENCE, "bootstrap").and_then(|row| row.deviation);
    let mut text = format!(
        "**{size}** (models × votes)\n\n| tool | read | fit | 10,000 replicates | each | × ours | \
         peak memory | Elo apart | errors |\n|---|---|---|---|---|---|---|---|---|\n"
    );
    for tool in tools {
        let bootstrap = find(tool, "bootstrap");
        let all = bootstrap.and_then(Measurement::of_all);
        let ratio = all.zip(ours).map(|(all, ours)| significant(all / ours));
        let peak = ["read", "fit", "bootstrap"].map(|what| find(tool, what)?.peak_mb);
        let peak = peak.into_iter().flatten().reduce(f64::max).map(|mb| format!("{mb:.0} MB"));
        let apart = find(tool, "fit").zip(reference).and_then(|(fit, to)| fit.elo_apart(to));
        let errors = bootstrap.and_then(|row| row.deviation).zip(spread).map(|(d, to)| d / to);
        let _ = writeln!(
            text,
            "| {tool} | {} | {} | {} | {} | {} | {} | {} | {} |",
            taken(find(tool, "read")),
            taken(find(tool, "fit")),
            replicates(bootstrap),
            or_dash(bootstrap.and_then(Measurement::each).map(time)),
            or_dash(ratio),
            or_dash(peak),
            or_dash(apart.map(|elo| format!("{elo:.0e}"))),
            or_dash(errors.map(|ratio| format!("{ratio:.3}"))),
        );
    }
    text
}

/// What else was measured: loading the page, the whole first board.
pub fn besides(rows: &[Measurement]) -> String {
    let mut text = String::from(
        "| on | models × votes | what | median | peak memory | |\n|---|---|---|---|---|---|\n",
    );
    for row in rows.iter().filter(|row| !["read", "fit", "bootstrap"].contains(&&*row.what)) {
        let Measurement { on, size, what, remark, .. } = row;
        let peak = or_dash(row.peak_mb.map(|mb| format!("{mb:.0} MB")));
        let taken = taken(Some(row));
        let _ = writeln!(text, "| {on} | {size} | {what} | {taken} | {peak} | {remark} |");
    }
    text
}

/// How each tool was set; one line each.
pub fn settings(rows: &[Measurement]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for row in rows.iter().filter(|row| !row.settings.is_empty()) {
        let line = format!("- {}: {}", row.on, row.settings);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// Median and spread; how many runs, where not five.
fn taken(row: Option<&Measurement>) -> String {
    let Some(row) = row else { return "–".into() };
    let Some(seconds) = row.seconds else { return row.failure.clone() };
    let runs = if row.runs < 5 {
        format!(", {} run{}", row.runs, plural(row.runs))
    } else {
        String::new()
    };
    format!("{} (±{}{runs})", time(seconds), time(row.spread / 2.0))
}

/// Ten thousand replicates; from how many, where fewer were drawn.
fn replicates(row: Option<&Measurement>) -> String {
    let Some(row) = row.filter(|row| row.extrapolated() && row.seconds.is_some()) else {
        return taken(row);
    };
    let runs = if row.runs < 5 {
        format!(", {} run{}", row.runs, plural(row.runs))
    } else {
        String::new()
    };
    format!("≈ {} (from {}{runs})", or_dash(row.of_all().map(time)), row.amount)
}

fn plural(count: u32) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".into())
}

/// Three significant figures in the unit that suits.
pub fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1e-3 => format!("{} µs", significant(s * 1e6)),
        s if s < 1.0 => format!("{} ms", significant(s * 1e3)),
        s => format!("{} s", significant(s)),
    }
}

/// Three figures, fewer where they are noughts behind the point.
fn significant(number: f64) -> String {
    let before = number.abs().max(1.0).log10() as i32;
    let places = (2 - before).max(0) as usize;
    let text = format!("{number:.places$}");
    if text.contains('.') {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    // Above 1,000, the figures beyond the third would be noise.
    let unit = 10_f64.powi((before - 2).max(0));
    let digits = format!("{:.0}", (number / unit).round() * unit);
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_three_figures() {
        let given = [4.12e-7, 6.8e-6, 0.014_949, 0.5, 1.234, 91.26, 635.4, 35_047.0];
        let texts =
            ["0.41 µs", "6.8 µs", "14.9 ms", "500 ms", "1.23 s", "91.3 s", "635 s", "35,000 s"];
        assert_eq!(given.map(time), texts);
    }

    #[test]
    fn a_row_per_tool_with_its_ratio() {
        let line = |on: &str, what: &str, seconds: f64, amount: u32, more: &str| {
            let head = format!(r#"{{"on": "{on}", "size": "s", "what": "{what}", "unit": "u""#);
            let tail = format!(r#""seconds": {seconds}, "amount": {amount}, "runs": 5{more}}}"#);
            Measurement::parse(&format!("{head}, {tail}")).unwrap()
        };
        let rows = [
            line("mindgap, Chromium, 1 worker", "bootstrap", 4.0, 10_000, ""),
            line("mindgap, Chromium, 8 workers", "bootstrap", 2.0, 10_000, ""),
            line(REFERENCE, "fit", 0.1, 1, r#", "ratings": {"x": 0.1, "y": -0.1}"#),
            line(REFERENCE, "bootstrap", 3.0, 10_000, r#", "deviation": 0.1"#),
            line("peer", "fit", 0.2, 1, r#", "ratings": {"x": 0.2, "y": -0.2}, "peak_mb": 80"#),
            line("peer", "bootstrap", 1.0, 100, r#", "deviation": 0.11"#),
            Measurement::failed("slow", "s", "bootstrap", "over 2 min"),
            line("peer", "page", 1.0, 1, ""),
        ];
        let text = of_size("s", &rows);
        let peer = text.lines().find(|line| line.starts_with("| peer")).unwrap();
        assert_eq!(
            peer,
            "| peer | – | 200 ms (±0 µs) | ≈ 100 s (from 100) | 10 ms | 50 | 80 MB | 2e1 | 1.100 |"
        );
        let slow = text.lines().find(|line| line.starts_with("| slow")).unwrap();
        assert_eq!(slow, "| slow | – | – | over 2 min | – | – | – | – | – |");
        assert!(besides(&rows).contains("| peer | s | page |"));
        assert!(!besides(&rows).contains("bootstrap"));
    }
}
