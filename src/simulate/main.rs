//! Prints the simulated study that ships with the site: `cargo run --bin study`.

use std::io::Write;

use mindgap::simulate::{Spec, Study};

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(Study::new(&Spec::paper()).to_csv().as_bytes())
}
