//! `cargo xtask`: the only build script there is.
//!
//! - [`run`]: running a program and reading what it prints
//! - [`tools`]: what must be on the machine, found, installed or named
//! - [`build`]: wasm, npm package, example study, site
//! - [`test`]: everything that decides whether a change may land
//! - [`bench`]: every figure that the README claims

mod bench;
mod build;
mod run;
mod test;
mod tools;

use clap::{Parser, Subcommand};

/// Builds, serves and tests mindgap.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and serve the site with its example studies
    Serve {
        /// Port to listen on
        #[arg(long, default_value_t = 4173)]
        port: u16,
    },
    /// Run every check and test, in a real headless browser too
    Test,
    /// Build the wasm module, the npm package and the site
    Build,
    /// Formatting, lints and types only
    Check,
    /// Measure speed and memory on this machine, beside other people's tools
    Bench(bench::Options),
}

fn main() -> std::process::ExitCode {
    match run(&Cli::parse().command) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            // One line: a backtrace of this program says nothing of what to mend.
            eprintln!("error: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Serve { port } => {
            build::all()?;
            build::serve(*port)
        }
        Command::Test => test::all(),
        Command::Build => build::all(),
        Command::Check => test::check_only(),
        Command::Bench(options) => bench::all(*options),
    }
}
