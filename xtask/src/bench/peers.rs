//! Other people's tools: installed by version into an environment of their own, each measurement
//! in a process of its own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::measurement::Measurement;
use crate::run::{output, program, root, run};

/// File under `tests/bench/peers`, and the name in the tables should it never print its own.
const PEERS: [(&str, &str); 6] = [
    ("by_numpy", "NumPy, thirty lines"),
    ("by_choix", "choix 0.4.1"),
    ("by_fastchat", "FastChat's later method"),
    ("by_fschat", "fschat 0.2.36"),
    ("by_evalica", "evalica 0.4.2"),
    ("by_arena_rank", "arena-rank 0.1.1"),
];

/// Those that take covariates.
const CONTROLLED: [(&str, &str); 1] =
    [("by_arena_rank_contextual", "arena-rank 0.1.1, contextual")];

/// A measurement is stopped after this: two minutes for ten thousand replicates, and what comes
/// before and after them.
const LIMIT: Duration = Duration::from_mins(8);

/// The environment's Python; made anew when the list of packages has changed.
pub fn environment() -> Result<PathBuf> {
    let folder = root().join("target/bench/venv");
    let inside = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
    let (python, installed) = (folder.join(inside), folder.join("installed.txt"));
    let list = root().join("tests/bench/peers/requirements.txt");
    let wanted = fs::read_to_string(&list)?;
    if fs::read_to_string(&installed).is_ok_and(|there| there == wanted) {
        return Ok(python);
    }
    let missing = "Python 3.11 or later with its venv module is needed for the peers: on Debian \
        type `sudo apt-get install python3-venv`, or leave them out with `--no-peers`";
    let name = if cfg!(windows) { "python" } else { "python3" };
    if output(name, &["-c", "import venv, ensurepip, sys; sys.exit(sys.version_info < (3, 11))"])
        .is_none()
    {
        bail!("{missing}");
    }
    let folder = folder.to_string_lossy();
    run(&mut program(name, &["-m", "venv", "--clear", &folder]))?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    run(pip.arg("--requirement").arg(&list))?;
    fs::write(installed, wanted)?;
    Ok(python)
}

/// Writes the vote files that everybody reads, those that are not there yet.
pub fn vote_files(python: &Path, folder: &Path, names: &[&str]) -> Result<()> {
    for name in names {
        if !folder.join(format!("votes_{name}.csv")).is_file() {
            let mut command = Command::new(python);
            command.arg("-B").arg(root().join("tests/bench/peers/gen_votes.py"));
            run(command.arg(folder).arg(name))?;
        }
    }
    Ok(())
}

/// Everything about one study.
pub fn measure(
    python: &Path,
    file: &str,
    size: &str,
    controlled: bool,
) -> Result<Vec<Measurement>> {
    let mut rows = Vec::new();
    let peers: &[(&str, &str)] = if controlled { &CONTROLLED } else { &PEERS };
    for &(peer, name) in peers {
        for what in ["read", "fit", "bootstrap"] {
            // -B: no compiled files beside the sources.
            let mut command = Command::new(python);
            command
                .arg("-B")
                .arg(root().join("tests/bench/peers/measure.py"))
                .args([peer, file, size, what]);
            let row = match answer(&mut command, LIMIT)? {
                Ok(line) => Measurement::parse(&line),
                Err(failure) => Some(Measurement::failed(name, size, what, failure)),
            };
            let row = row.unwrap_or_else(|| Measurement::failed(name, size, what, "failed"));
            println!("{name}, {size}, {what}: {:?} {}", row.seconds, row.failure);
            rows.push(row);
        }
    }
    Ok(rows)
}

/// The last line that a program prints, or why there is none: it failed, or ran past the limit and
/// was stopped.
fn answer(command: &mut Command, limit: Duration) -> Result<Result<String, &'static str>> {
    // A group of its own, so that the processes it starts can be stopped with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child =
        command.stdout(Stdio::piped()).spawn().context("the environment's Python cannot start")?;
    let printed = child.stdout.take().context("no output")?;
    // A full pipe would stop it for ever.
    let reader =
        std::thread::spawn(move || BufReader::new(printed).lines().map_while(Result::ok).last());
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > limit {
            let group = format!("-{}", child.id());
            if !cfg!(unix) || Command::new("kill").args(["-9", "--", &group]).status().is_err() {
                child.kill()?;
            }
            child.wait()?;
            return Ok(Err("stopped"));
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let line = reader.join().ok().flatten();
    Ok(line.filter(|_| status.success()).ok_or("failed"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limit: u64) -> Result<String, &'static str> {
        answer(Command::new("sh").args(["-c", script]), Duration::from_millis(limit)).unwrap()
    }

    #[test]
    fn the_last_line_counts() {
        assert_eq!(shell("echo warming; echo done", 5_000), Ok("done".into()));
    }

    #[test]
    fn what_fails_or_takes_too_long_is_told_apart() {
        assert_eq!(shell("echo half; exit 1", 5_000), Err("failed"));
        assert_eq!(shell("sleep 30 & sleep 30", 100), Err("stopped"));
    }

    #[test]
    fn every_peer_has_its_file() {
        for (file, _) in PEERS.into_iter().chain(CONTROLLED) {
            let path = root().join(format!("tests/bench/peers/{file}.py"));
            assert!(path.is_file(), "{}", path.display());
        }
    }
}
