//! Every figure that the README claims, from one run on one machine.
//!
//! - [`measurement`]: one measurement, as a bench prints it
//! - [`peers`]: other people's tools, in an environment of their own
//! - [`table`]: the tables that are printed
//! - [`scaling`]: time as work grows

mod measurement;
mod peers;
mod scaling;
mod table;

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use mindgap::simulate::{Spec, Study};

use crate::run::{cargo, output, program, root, watch};
use crate::{build, tools};
use measurement::Measurement;

/// Name, models and votes of each study.
const SIZES: [(&str, u32, u32); 3] =
    [("6 × 7,500", 6, 7_500), ("100 × 100,000", 100, 100_000), ("200 × 2,000,000", 200, 2_000_000)];

/// What is left out.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Options {
    /// Leave out the Python tools, and what they need
    #[arg(long)]
    no_peers: bool,
    /// Leave out the browser, and the build that it needs
    #[arg(long)]
    no_browser: bool,
}

/// Measures natively, in a headless Chromium and in Python, and prints Markdown tables.
pub fn all(options: Options) -> Result<()> {
    let chromium = (!options.no_browser).then(tools::chromium).transpose()?;
    let python = (!options.no_peers).then(peers::environment).transpose()?;
    vote_files()?;
    let mut rows = Vec::new();
    if let Some(chromium) = chromium {
        build::all()?;
        let mut browser = program("node", &["tests/browser/bench.mjs"]);
        watch(browser.env("CHROME_PATH", &chromium), |line| rows.extend(Measurement::parse(line)))?;
    }
    for (size, models, votes) in SIZES {
        let file = vote_file(models, votes);
        let file = file.to_string_lossy();
        for what in ["read", "fit", "board", "bootstrap"] {
            let bench = ["bench", "--quiet", "--bench", "native", "--", &file, size, what];
            watch(&mut cargo(&bench), |line| rows.extend(Measurement::parse(line)))?;
        }
        if let Some(python) = &python {
            rows.extend(peers::measure(python, &file, size)?);
        }
    }
    let mut points = Vec::new();
    let growing = ["bench", "--quiet", "--bench", "scaling"];
    watch(&mut cargo(&growing), |line| points.extend(scaling::Point::parse(line)))?;

    println!("\n{}\n", machine());
    for (size, ..) in SIZES {
        println!("{}", table::of_size(size, &rows));
    }
    println!("{}", table::besides(&rows));
    println!("{}", scaling::table(&points));
    println!("{}", table::settings(&rows));
    Ok(())
}

/// The vote files that everybody reads.
fn vote_files() -> Result<()> {
    fs::create_dir_all(root().join("target/bench"))?;
    for (_, models, votes) in SIZES {
        fs::write(vote_file(models, votes), Study::new(&Spec::sized(models, votes)).to_csv())?;
    }
    Ok(())
}

fn vote_file(models: u32, votes: u32) -> PathBuf {
    root().join(format!("target/bench/{models}x{votes}.csv"))
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
