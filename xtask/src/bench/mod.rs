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

use anyhow::{Result, bail};

use crate::run::{cargo, output, program, root, watch};
use crate::{build, tools};
use measurement::Measurement;

/// Models × votes of each study, and its name.
const SIZES: [(&str, &str); 3] =
    [("6 × 7,500", "small"), ("100 × 100,000", "medium"), ("200 × 2,000,000", "large")];

/// The same with covariates to control for.
const CONTROLLED: [(&str, &str); 2] =
    [("6 × 7,500, 5 covariates", "small_style"), ("200 × 2,000,000, 5 covariates", "large_style")];

/// What is left out.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Options {
    /// The Python tools.
    pub no_peers: bool,
    /// The browser, and the build that it needs.
    pub no_browser: bool,
}

impl Options {
    pub fn parse(arguments: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        for argument in arguments {
            match *argument {
                "--no-peers" => options.no_peers = true,
                "--no-browser" => options.no_browser = true,
                other => bail!("`bench` knows --no-peers and --no-browser, not `{other}`"),
            }
        }
        Ok(options)
    }
}

/// Measures natively, in a headless Chromium and in Python, and prints Markdown tables.
pub fn all(options: Options) -> Result<()> {
    let chromium = (!options.no_browser).then(tools::chromium).transpose()?;
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder)?;
    // Also without the tools, for the votes that all read come from a script of theirs.
    let python = peers::environment()?;
    let sizes = || SIZES.into_iter().chain(CONTROLLED);
    peers::vote_files(&python, &folder, &sizes().map(|(_, name)| name).collect::<Vec<_>>())?;
    let mut rows = Vec::new();
    if let Some(chromium) = chromium {
        build::all()?;
        let mut browser = program("node", &["tests/browser/bench.mjs"]);
        watch(browser.env("CHROME_PATH", &chromium), |line| rows.extend(Measurement::parse(line)))?;
    }
    for (size, name) in sizes() {
        let file = folder.join(format!("votes_{name}.csv"));
        let file = file.to_string_lossy();
        for what in ["read", "fit", "board", "bootstrap"] {
            let bench = ["bench", "--quiet", "--bench", "native", "--", &file, size, what];
            watch(&mut cargo(&bench), |line| rows.extend(Measurement::parse(line)))?;
        }
        if !options.no_peers {
            rows.extend(peers::measure(&python, &file, size, name.ends_with("_style"))?);
        }
    }
    let mut points = Vec::new();
    let growing = ["bench", "--quiet", "--bench", "scaling"];
    watch(&mut cargo(&growing), |line| points.extend(scaling::Point::parse(line)))?;

    println!("\n{}\n", machine());
    for (size, ..) in sizes() {
        println!("{}", table::of_size(size, &rows));
    }
    println!("{}", table::besides(&rows));
    println!("{}", scaling::table(&points));
    println!("{}", table::settings(&rows));
    Ok(())
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
