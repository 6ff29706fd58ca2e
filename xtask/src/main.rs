//! `cargo xtask`: the only build script there is.
//!
//! - [`run`]: running a program and reading what it prints
//! - [`tools`]: what must be on the machine, found, installed or named
//! - [`build`]: wasm, npm package, example study, site
//! - [`stamp`]: steps left out where nothing has changed
//! - [`test`]: everything that decides whether a change may land
//! - [`fuzz`]: the readers, given what nobody would write
//! - [`bench`]: every figure that the README claims

mod bench;
mod build;
mod fuzz;
mod run;
mod stamp;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const HELP: &str = "\
Builds, serves and tests mindgap.

Usage: cargo xtask <command>

  serve [--port 4173]                  Build everything and serve the site with its example studies
  test                                 Run every check and test, in a real headless browser too
  build                                Build the wasm modules, the npm package and the site
  check                                Formatting, lints and types only
  fuzz [--minutes 1]                   Fuzz every reader, guided by coverage
  bench [--no-peers] [--no-browser]    Measure speed and memory on this machine, beside other
                                       people's tools; without them; without the browser";

/// What was asked for.
#[derive(Debug, PartialEq)]
enum Command {
    Serve { port: u16 },
    Test,
    Build,
    Check,
    Fuzz { minutes: f64 },
    Bench(bench::Options),
    Help,
}

impl Command {
    fn parse(arguments: &[&str]) -> Result<Self> {
        let (name, options) = arguments.split_first().unwrap_or((&"help", &[]));
        match (*name, options) {
            ("serve", []) => Ok(Self::Serve { port: 4173 }),
            ("serve", ["--port", port]) => {
                let port = port.parse().with_context(|| format!("--port {port}"))?;
                Ok(Self::Serve { port })
            }
            ("test", []) => Ok(Self::Test),
            ("build", []) => Ok(Self::Build),
            ("check", []) => Ok(Self::Check),
            ("fuzz", []) => Ok(Self::Fuzz { minutes: 1.0 }),
            ("fuzz", ["--minutes", minutes]) => {
                let minutes = minutes.parse().with_context(|| format!("--minutes {minutes}"))?;
                Ok(Self::Fuzz { minutes })
            }
            ("bench", options) => bench::Options::parse(options).map(Self::Bench),
            ("help" | "--help" | "-h", _) => Ok(Self::Help),
            _ => bail!("cannot understand `{}`\n\n{HELP}", arguments.join(" ")),
        }
    }

    fn run(&self) -> Result<()> {
        match self {
            Self::Serve { port } => {
                build::all()?;
                build::serve(*port)
            }
            Self::Test => test::all(),
            Self::Build => build::all(),
            Self::Check => test::check_only(),
            Self::Fuzz { minutes } => fuzz::all(*minutes),
            Self::Bench(options) => bench::all(*options),
            Self::Help => {
                println!("{HELP}");
                Ok(())
            }
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match Command::parse(&arguments).and_then(|command| command.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: a backtrace of this program says nothing of what to mend.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_their_options() {
        let parse = |line: &str| Command::parse(&line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(parse("serve").unwrap(), Command::Serve { port: 4173 });
        assert_eq!(parse("serve --port 80").unwrap(), Command::Serve { port: 80 });
        assert_eq!(parse("test").unwrap(), Command::Test);
        assert_eq!(parse("fuzz --minutes 60").unwrap(), Command::Fuzz { minutes: 60.0 });
        assert_eq!(parse("").unwrap(), Command::Help);
        let all = bench::Options { no_peers: true, no_browser: true };
        assert_eq!(parse("bench --no-browser --no-peers").unwrap(), Command::Bench(all));
        for bad in ["tests", "test x", "serve --port", "serve --port x", "bench --peers"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
