//! Everything that decides whether a change may land.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{cargo, program, root, watch};
use crate::{build, fuzz, tools};

/// Tests counted over all runners.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Tally {
    /// Runs a lint: one test, passed or failed.
    fn lint(&mut self, command: &mut Command) -> Result<()> {
        let fine = watch(command, |_| ())?;
        *(if fine { &mut self.passed } else { &mut self.failed }) += 1;
        Ok(())
    }

    /// Runs a test runner and adds up its closing lines.
    fn runner(&mut self, command: &mut Command) -> Result<()> {
        let mut here = Self::default();
        let fine = watch(command, |line| here.read(line))?;
        // A runner that dies before it counts must not look like a pass.
        if !fine && here.failed == 0 || here.passed + here.failed + here.skipped == 0 {
            here.failed += 1;
        }
        self.passed += here.passed;
        self.failed += here.failed;
        self.skipped += here.skipped;
        Ok(())
    }

    /// A minute of fuzzing: one test.
    fn fuzz(&mut self) {
        if let Some(why) = fuzz::missing() {
            println!("fuzzing is skipped: {why}");
            self.skipped += 1;
        } else if let Err(error) = fuzz::all(1.0) {
            println!("fuzzing failed: {error:#}");
            self.failed += 1;
        } else {
            self.passed += 1;
        }
    }

    /// Reads cargo's `test result: ok. 3 passed; 0 failed; 1 ignored; …` and node's `# pass 3`.
    fn read(&mut self, line: &str) {
        let count = |text: &str, word: &str| -> u64 {
            let before = text.split(word).next().unwrap_or_default();
            before.split_whitespace().last().and_then(|n| n.parse().ok()).unwrap_or(0)
        };
        if let Some(rest) = line.strip_prefix("test result: ") {
            self.passed += count(rest, " passed");
            self.failed += count(rest, " failed");
            self.skipped += count(rest, " ignored");
        } else if let Some(rest) = line.strip_prefix("# ") {
            let mut words = rest.split_whitespace();
            let (name, number) = (words.next(), words.next().and_then(|n| n.parse::<u64>().ok()));
            match (name, number, words.next()) {
                (Some("pass"), Some(n), None) => self.passed += n,
                (Some("fail" | "cancelled"), Some(n), None) => self.failed += n,
                (Some("skipped" | "todo"), Some(n), None) => self.skipped += n,
                _ => {}
            }
        }
    }

    fn close(&self) -> Result<()> {
        println!("\n{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped);
        if self.failed > 0 {
            bail!("{} failed", self.failed);
        }
        Ok(())
    }
}

/// Formatting, lints, types; Rust tests; the package in Node; the page in a browser.
pub fn all() -> Result<()> {
    let chromium = tools::chromium()?;
    tools::vulkan()?;
    let mut tally = Tally::default();
    build::all()?;
    check(&mut tally)?;
    tally.runner(&mut cargo(&[
        "test",
        "--no-fail-fast",
        "--package",
        "mindgap",
        "--features",
        "gpu",
    ]))?;
    // As `cargo xtask` is built, so that nothing of it is built again.
    tally.runner(&mut cargo(&["test", "--package", "xtask"]))?;
    tally.fuzz();
    // What drives worker threads or npm has the cores to itself; browsers often wait for a page.
    for (folder, side_by_side) in [("tests/node", 1), ("tests/packaging", 1), ("tests/browser", 3)]
    {
        let mut node = program("node", &["--test", "--test-reporter=tap"]);
        node.arg(format!("--test-concurrency={side_by_side}"));
        node.args(test_files(folder)?).env("CHROME_PATH", &chromium);
        tally.runner(&mut node)?;
    }
    tally.close()
}

/// The `*.test.mjs` of a folder: Node 20's runner knows no patterns.
fn test_files(folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join(folder))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// `cargo xtask check`.
pub fn check_only() -> Result<()> {
    let mut tally = Tally::default();
    build::all()?;
    check(&mut tally)?;
    tally.close()
}

fn check(tally: &mut Tally) -> Result<()> {
    tally.lint(&mut cargo(&["fmt", "--all", "--check"]))?;
    // The modules' bindings too, though not for the machine that they are built for: `build` has
    // compiled them for that one.
    let clippy = ["clippy", "--quiet", "--workspace", "--features", "mindgap/gpu", "--all-targets"];
    tally.lint(cargo(&clippy).args(["--", "-D", "warnings"]))?;
    tally.lint(&mut program("npm", &["run", "--silent", "format:check"]))?;
    tally.lint(&mut program("npm", &["run", "--silent", "types"]))
}
