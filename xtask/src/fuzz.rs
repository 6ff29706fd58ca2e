//! Coverage-guided fuzzing of the readers, on stable Rust: libFuzzer, for which the compiler counts
//! what is reached.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::run::{cargo, output, program, root, run};

/// Each is a reader, and has a folder of files to begin with.
const TARGETS: [&str; 3] = ["votes", "scores", "gzip"];

/// What libFuzzer needs of the compiler; of what others wrote too, but not of the standard library.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";

/// What one reader went through.
struct Done {
    target: &'static str,
    executions: u64,
    seconds: u64,
    peak_mb: u64,
    corpus: usize,
}

/// Fuzzes every reader for its share of the time; an error where one panics, hangs or takes memory
/// without bound.
pub fn all(minutes: f64) -> Result<()> {
    if let Some(why) = missing() {
        bail!("{why}");
    }
    build()?;
    let seconds = (minutes * 60.0 / TARGETS.len() as f64).ceil() as u64;
    let done: Vec<Done> =
        TARGETS.into_iter().map(|target| fuzz(target, seconds)).collect::<Result<_>>()?;
    for Done { target, executions, seconds, peak_mb, corpus } in done {
        let rate = executions / seconds.max(1);
        println!(
            "{target}: {executions} executions, {rate} a second, {peak_mb} MB at most, {corpus} files of corpus"
        );
    }
    Ok(())
}

/// Why it cannot run here, if so.
pub fn missing() -> Option<String> {
    let compilers = ["c++", "g++", "clang++"];
    let any = compilers.iter().any(|name| output(name, &["--version"]).is_some());
    if cfg!(windows) {
        return Some("libFuzzer is built here for Linux and macOS only".into());
    }
    (!any).then(|| {
        "a C++ compiler is missing, which libFuzzer is built with: on Debian type `sudo apt-get install g++`".into()
    })
}

fn build() -> Result<()> {
    let host = host()?;
    // With a target the flags are not those of build scripts.
    let mut build = cargo(&["build", "--quiet", "--release", "--target", &host]);
    build.args(["--manifest-path", "tests/fuzz/Cargo.toml", "--target-dir", "target/fuzz"]);
    run(build.env("RUSTFLAGS", COVERAGE).env_remove("CARGO_ENCODED_RUSTFLAGS"))
}

fn host() -> Result<String> {
    let version = output("rustc", &["-vV"]).context("rustc does not say its version")?;
    let line = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line.context("rustc does not name its host")?.to_owned())
}

/// New files go below `target`; what breaks a reader lies in `target/fuzz/found`.
fn fuzz(target: &'static str, seconds: u64) -> Result<Done> {
    let grown = PathBuf::from("target/fuzz/corpus").join(target);
    let found = PathBuf::from("target/fuzz/found");
    fs::create_dir_all(root().join(&grown))?;
    fs::create_dir_all(root().join(&found))?;
    let binary = format!("target/fuzz/{}/release/{target}", host()?);
    let mut command = program(&binary, &[]);
    command.arg(&grown).arg(format!("tests/fuzz/corpus/{target}"));
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-artifact_prefix={}/{target}-", found.display()));
    // An input is at most a few kilobytes: what takes so long hangs, and a gigabyte is no bound.
    command.args(["-timeout=25", "-rss_limit_mb=1024", "-malloc_limit_mb=512", "-max_len=8192"]);
    command.args(["-print_final_stats=1", "-verbosity=1", "-reload=0"]);
    println!("▸ {target} for {seconds} s");
    let mut child = command.stderr(Stdio::piped()).spawn().context(binary)?;
    let mut lines = Vec::new();
    for line in BufReader::new(child.stderr.take().context("no output")?).lines() {
        lines.push(line?);
    }
    if !child.wait()?.success() {
        let last = lines.len().saturating_sub(40);
        bail!("the reader of {target} broke:\n{}", lines[last..].join("\n"));
    }
    let stat = |name: &str| -> u64 {
        let line = lines.iter().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.trim().parse().ok()).unwrap_or(0)
    };
    Ok(Done {
        target,
        executions: stat("stat::number_of_executed_units:"),
        seconds,
        peak_mb: stat("stat::peak_rss_mb:"),
        corpus: fs::read_dir(root().join(grown))?.count(),
    })
}
