//! Every figure that the README claims, in one table, from one run on one machine.

use std::fs;

use anyhow::Result;
use mindgap::simulate::{Spec, Study};

use crate::run::{cargo, output, program, root, watch};
use crate::{build, tools};

/// One measurement, as the benches print it: a line of JSON.
#[derive(serde::Deserialize)]
struct Measurement {
    /// Where it ran: `native, 1 thread` or `Chromium, 2 workers`.
    on: String,
    /// Models × votes.
    size: String,
    what: String,
    /// Median of five.
    seconds: f64,
    /// Slowest less fastest.
    spread: f64,
    /// Work done in that time, and its unit.
    amount: f64,
    unit: String,
}

/// Measures natively and in a headless Chromium, and prints a Markdown table.
pub fn all() -> Result<()> {
    let chromium = tools::chromium()?;
    build::all()?;
    let mut rows = Vec::new();
    let mut read = |line: &str| rows.extend(serde_json::from_str::<Measurement>(line));
    watch(&mut cargo(&["bench", "--bench", "native"]), &mut read)?;
    large_files()?;
    let mut browser = program("node", &["tests/browser/bench.mjs"]);
    watch(browser.env("CHROME_PATH", &chromium), &mut read)?;

    println!("\n{}\n", machine());
    println!("| on | models × votes | what | median of five | spread | rate |");
    println!("|---|---|---|---|---|---|");
    for row in rows {
        let rate = row.amount / row.seconds;
        println!(
            "| {} | {} | {} | {} | {} | {rate:.0} {}/s |",
            row.on,
            row.size,
            row.what,
            time(row.seconds),
            time(row.spread),
            row.unit,
        );
    }
    Ok(())
}

/// The vote files that the browser reads, into `target/bench`.
fn large_files() -> Result<()> {
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder)?;
    for (models, votes) in [(100, 100_000), (200, 2_000_000)] {
        let csv = Study::new(&Spec::sized(models, votes)).to_csv();
        fs::write(folder.join(format!("{models}x{votes}.csv")), csv)?;
    }
    Ok(())
}

fn time(seconds: f64) -> String {
    if seconds < 0.1 { format!("{:.2} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

/// The machine, in words: processor, cores, system, compiler, browser.
fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let rustc = output("rustc", &["--version"]).unwrap_or_default();
    let node = output("node", &["--version"]).unwrap_or_default();
    format!(
        "{} × {cores}, {}, {rustc}, Node {node}",
        cpu.unwrap_or("unknown processor"),
        std::env::consts::OS
    )
}
