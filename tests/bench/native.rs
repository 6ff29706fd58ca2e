//! Native figures for `cargo xtask bench`: one line of JSON per measurement.
//!
//! Medians of five after one warm-up, one thread.

use std::hint::black_box;
use std::time::Instant;

use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::resample::Resampler;
use mindgap::simulate::{Spec, Study};
use mindgap::votes::{ReadOptions, read};

fn main() {
    for (name, models, votes) in [
        ("6 × 7,500", 6, 7_500),
        ("100 × 100,000", 100, 100_000),
        ("200 × 2,000,000", 200, 2_000_000),
    ] {
        let csv = Study::new(&Spec::sized(models, votes)).to_csv();
        let table = read(csv.as_bytes(), ReadOptions::default()).expect("a simulated file reads");
        let rank = || {
            let settings = RankOptions::default().resolve(|| 1).expect("defaults are valid");
            Ranking::new(&table, settings).expect("a simulated study is connected")
        };
        let megabytes = csv.len() as f64 / 1e6;
        report(name, "read", megabytes, "MB", || {
            read(black_box(csv.as_bytes()), ReadOptions::default()).map(drop).ok();
        });
        report(name, "fit with sandwich", 1.0, "boards", || drop(black_box(rank().board())));
        let mut resampler = Resampler::new(rank().plan()).expect("a plan of these votes");
        let replicates = (75_000_000 / votes / models).clamp(2, 10_000);
        report(name, "bootstrap", f64::from(replicates), "replicates", || {
            drop(black_box(resampler.run(0..replicates)));
        });
    }
}

fn report(size: &str, what: &str, amount: f64, unit: &str, mut run: impl FnMut()) {
    run();
    let mut seconds = [0.0; 5].map(|_: f64| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    });
    seconds.sort_by(f64::total_cmp);
    let line = serde_json::json!({
        "on": "native, 1 thread", "size": size, "what": what, "amount": amount, "unit": unit,
        "seconds": seconds[2], "spread": seconds[4] - seconds[0],
    });
    println!("{line}");
}
