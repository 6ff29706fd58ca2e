//! Prints a simulated study: `cargo run --bin study` the one that ships with the site,
//! `cargo run --bin study -- MODELS VOTES` one of that size.

use std::io::{Error, Write};

use mindgap::simulate::{Spec, Study};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let whole = |text: &str| {
        text.parse().map_err(|_| Error::other(format!("{text} is no number of models or votes")))
    };
    let spec = match arguments.as_slice() {
        [] => Spec::paper(),
        [models, votes] => Spec::sized(whole(models)?, whole(votes)?),
        _ => return Err(Error::other("expected nothing, or models and votes")),
    };
    std::io::stdout().write_all(Study::new(&spec).to_csv().as_bytes())
}
