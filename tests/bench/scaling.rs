//! Time against size for `cargo xtask bench`: one line of JSON per point.
//!
//! One study, and each of its sizes doubled twice while the others stay. Models sit in a ring and
//! meet those at some distances, near and far, so that pairs can be doubled at the same models and
//! votes, and a few pairs hold the ring together as well as many.
//! Medians of five after one warm-up, one thread.

use std::hint::black_box;
use std::time::Instant;

use mindgap::rating::FitOptions;
use mindgap::resample::{Plan, Resampler};
use mindgap::simulate::{Spec, Study};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{Pair, PairCounts, ReadOptions, read};

#[derive(Clone, Copy)]
struct Size {
    replicates: u32,
    models: u32,
    /// Pairs that met.
    pairs: u32,
    votes: u32,
}

const BASE: Size = Size { replicates: 1_000, models: 60, pairs: 900, votes: 100_000 };

fn main() {
    for factor in [1, 2, 4] {
        let sizes = [
            ("replicates", BASE.replicates, Size { replicates: BASE.replicates * factor, ..BASE }),
            ("models", BASE.models, Size { models: BASE.models * factor, ..BASE }),
            // Sixty models have 1,770 pairs; at 120 there is room for 3,600 of 7,140.
            ("pairs met", BASE.pairs, Size { models: 120, pairs: BASE.pairs * factor, ..BASE }),
            ("votes", BASE.votes, Size { votes: BASE.votes * factor, ..BASE }),
        ];
        for (grows, from, size) in sizes {
            let counts = ring(size);
            report("bootstrap", grows, from * factor, || {
                let plan = Plan {
                    counts: counts.clone(),
                    judges: None,
                    fit: FitOptions::default(),
                    seed: 1,
                    replicates: size.replicates,
                };
                let mut resampler = Resampler::new(plan).expect("a ring is connected");
                drop(black_box(resampler.run(0..size.replicates)));
            });
        }
        let votes = BASE.votes * factor;
        let csv = Study::new(&Spec::sized(100, votes)).to_csv();
        report("read", "votes", votes, || {
            drop(black_box(read(csv.as_bytes(), ReadOptions::default()).ok()));
        });
    }
}

/// Votes spread evenly over the pairs of nearest neighbours, each won by its odds.
fn ring(size: Size) -> PairCounts {
    let spec = Spec::sized(size.models, size.votes);
    let mut stream = Stream::new(1, Domain::Simulation, size.models, 0);
    let half = (size.models - 1) / 2;
    // About the golden section of all distances, and in no common measure with them.
    let apart = |a: u32, b: u32| !(2..=b).any(|d| a.is_multiple_of(d) && b.is_multiple_of(d));
    let stride = (half * 618 / 1000..half).find(|&s| apart(s, half)).unwrap_or(1);
    let mut pair = |number: u32| {
        let one = number % size.models;
        let distance = 1 + number / size.models * stride % half;
        let other = (one + distance) % size.models;
        let (i, j) = (one.min(other), one.max(other));
        let difference = spec.models[i as usize].1 - spec.models[j as usize].1;
        let [first, second, _] = spec.outcome(difference);
        let votes = size.votes / size.pairs + u32::from(number < size.votes % size.pairs);
        let mut counts = [0; 3];
        for _ in 0..votes {
            let drawn = stream.unit();
            counts[usize::from(drawn >= first) + usize::from(drawn >= first + second)] += 1;
        }
        let [wins, losses, ties] = counts;
        Pair { i, j, wins, losses, ties }
    };
    let mut pairs: Vec<Pair> = (0..size.pairs).map(&mut pair).collect();
    pairs.sort_by_key(|pair| (pair.i, pair.j));
    PairCounts { models: size.models as usize, pairs }
}

fn report(what: &str, grows: &str, to: u32, mut run: impl FnMut()) {
    run();
    let mut seconds = [0.0; 5].map(|_: f64| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    });
    seconds.sort_by(f64::total_cmp);
    let line = serde_json::json!({
        "what": what, "grows": grows, "to": to,
        "seconds": seconds[2], "spread": seconds[4] - seconds[0],
    });
    println!("{line}");
}
