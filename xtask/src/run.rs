//! Running a program and reading what it prints.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root").to_path_buf()
}

/// A program that will run in the root.
pub fn program(name: &str, arguments: &[&str]) -> Command {
    // On Windows npm is a script that only a shell finds.
    let mut command = if cfg!(windows) && matches!(name, "npm" | "npx") {
        let mut shell = Command::new("cmd");
        shell.args(["/C", name]);
        shell
    } else {
        Command::new(name)
    };
    command.args(arguments).current_dir(root());
    command
}

/// The cargo that runs this program.
pub fn cargo(arguments: &[&str]) -> Command {
    let name = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = program(&name, arguments);
    // Settings of the outer `cargo xtask` that would make the inner one rebuild.
    for (key, _) in std::env::vars().filter(|(key, _)| key.starts_with("CARGO_PKG_")) {
        command.env_remove(key);
    }
    command
}

/// Runs it with its output shown; anything but success is an error that names it.
pub fn run(command: &mut Command) -> Result<()> {
    let line = describe(command);
    println!("▸ {line}");
    let start = Instant::now();
    let status = command.status().with_context(|| format!("could not start `{line}`"))?;
    told(&line, start);
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs it, shows its output and hands each line to `read`; returns whether it succeeded.
pub fn watch(command: &mut Command, mut read: impl FnMut(&str)) -> Result<bool> {
    let line = describe(command);
    println!("▸ {line}");
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{line}`"))?;
    let output = child.stdout.take().context("no output")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        read(&line);
    }
    let success = child.wait()?.success();
    told(&line, start);
    Ok(success)
}

/// What a step took: so that the slow ones are seen.
fn told(line: &str, start: Instant) {
    let program: String = line.chars().take(70).collect();
    println!("◂ {:.1} s: {program}", start.elapsed().as_secs_f64());
}

/// What a program prints, or `None` if it cannot run or fails.
pub fn output(name: &str, arguments: &[&str]) -> Option<String> {
    let output = program(name, arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let rest = command.get_args().map(|a| a.to_string_lossy().into_owned());
    std::iter::once(name).chain(rest).collect::<Vec<_>>().join(" ")
}
