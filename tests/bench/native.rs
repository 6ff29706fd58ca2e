//! Native figures for `cargo xtask bench`: `native FILE SIZE read|fit|board|bootstrap` prints one
//! line of JSON.
//!
//! Medians of five after one warm-up, one thread. One measurement a process, so that the peak of
//! memory is that measurement's own.

use std::fs;
use std::hint::black_box;
use std::time::Instant;

use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::rating;
use mindgap::resample::Runner;
use mindgap::votes::{ReadOptions, read};
use serde_json::{Value, json};

const REPLICATES: u32 = 10_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [file, size, what] = arguments.as_slice() else {
        println!("native FILE SIZE read|fit|board|bootstrap; `cargo xtask bench` gives them");
        return;
    };
    let mut line = measure(file, what);
    line["on"] = "mindgap, native, 1 thread".into();
    line["size"] = size.as_str().into();
    line["what"] = what.as_str().into();
    line["peak_mb"] = peak_mb().into();
    line["settings"] = "file in memory; fit is the ratings alone, with covariates also their rows and the sandwich; replicates with intervals, ranks and rank sets; ties half a win".into();
    println!("{line}");
}

fn measure(file: &str, what: &str) -> Value {
    let votes = || {
        let bytes = fs::read(file).expect("the file is there");
        read(black_box(&bytes), ReadOptions::default()).expect("a simulated file reads")
    };
    if what == "read" {
        return median_of_five(1.0, "files", || drop(black_box(votes())));
    }
    let table = votes();
    // Simulated covariates are x1 and so on.
    let names = table.covariates.iter().map(|column| column.name.clone());
    let control: Vec<String> = names.filter(|name| name.starts_with('x')).collect();
    let controlled = !control.is_empty();
    let rank = || {
        let options = RankOptions { control: Some(control.clone()), ..RankOptions::default() };
        let settings = options.resolve(|| 1).expect("defaults are valid");
        Ranking::new(&table, settings).expect("a simulated study is connected")
    };
    if what == "board" {
        return median_of_five(1.0, "boards", || drop(black_box(rank().board())));
    }
    let ranking = rank();
    if what == "fit" {
        let mut line = if controlled {
            median_of_five(1.0, "fits", || drop(black_box(rank())))
        } else {
            let plan = ranking.plan();
            let fit = || rating::fit(&plan.counts, &plan.fit).expect("a simulated study fits");
            median_of_five(1.0, "fits", || drop(black_box(fit())))
        };
        let board = ranking.board();
        let ratings = board.models.iter().map(|model| (model.name.clone(), json!(model.rating)));
        line["ratings"] = ratings.collect();
        return line;
    }
    let plan = ranking.plan_bytes();
    let resample = || {
        let mut runner = Runner::from_bytes(&plan).expect("a plan of these votes");
        runner.run(0..REPLICATES)
    };
    let mut line = median_of_five(f64::from(REPLICATES), "replicates", || {
        let samples = resample();
        let finished = ranking.finish(&samples.ratings, &samples.status, &samples.orders);
        drop(black_box(finished.expect("replicates have optima")));
    });
    line["deviation"] = deviation(&resample().ratings, ranking.models(), ranking.width()).into();
    line
}

/// Root of the mean variance of a rating over replicates.
fn deviation(numbers: &[f32], models: usize, width: usize) -> f64 {
    let replicates = (numbers.len() / width) as f64;
    let variance = |model: usize| {
        let of_model = || numbers.iter().skip(model).step_by(width).map(|&r| f64::from(r));
        let mean = of_model().sum::<f64>() / replicates;
        of_model().map(|rating| (rating - mean).powi(2)).sum::<f64>() / replicates
    };
    ((0..models).map(variance).sum::<f64>() / models as f64).sqrt()
}

fn median_of_five(amount: f64, unit: &str, mut run: impl FnMut()) -> Value {
    run();
    let mut seconds = [0.0; 5].map(|_: f64| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    });
    seconds.sort_by(f64::total_cmp);
    json!({
        "amount": amount, "unit": unit, "runs": 5,
        "seconds": seconds[2], "spread": seconds[4] - seconds[0],
    })
}

/// Most memory that this process held, in MB, where the system tells (Linux).
fn peak_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1.024e-3)
}
