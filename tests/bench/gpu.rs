//! Replicates a second on whatever GPU there is: `cargo bench --features gpu --bench gpu` prints one
//! line of JSON per size, or why there is none.
//!
//! Medians of five after one warm-up.

use std::sync::LazyLock;
use std::time::Instant;

use mindgap::rating::{FitOptions, TieModel};
use mindgap::resample::Plan;
use mindgap::resample::gpu::{Gpu, GpuResampler, Kernels};
use mindgap::simulate::{Spec, Study};
use pollster::block_on;

fn milliseconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64() * 1e3
}

fn main() {
    let gpu = match block_on(Gpu::open(|complaint| eprintln!("{complaint}"))) {
        Ok(gpu) => gpu,
        Err(error) => return println!("{error}"),
    };
    for (size, spec, ties, replicates) in [
        ("6 × 7,500", Spec::paper(), TieModel::Half, 10_000),
        ("100 × 100,000", Spec::sized(100, 100_000), TieModel::Half, 512),
        ("100 × 100,000, Davidson", Spec::sized(100, 100_000), TieModel::Davidson, 256),
        ("200 × 2,000,000", Spec::sized(200, 2_000_000), TieModel::Half, 256),
    ] {
        let counts = Study::new(&spec).tally().counts;
        let fit = FitOptions { ties, prior: 0.0 };
        let plan = Plan { counts, judges: None, fit, seed: 1, replicates };
        let mut resampler = GpuResampler::new(&gpu, &plan, &Kernels::default(), milliseconds)
            .expect("a simulated study fits");
        let mut run = || {
            let start = milliseconds();
            let samples = block_on(resampler.run(0..replicates, None)).expect("the GPU answers");
            assert_eq!(samples.status.len(), replicates as usize);
            milliseconds() - start
        };
        run();
        let mut taken = [0.0; 5].map(|_: f64| run());
        taken.sort_by(f64::total_cmp);
        let seconds = taken[2] / 1e3;
        let left = resampler.left();
        println!(
            r#"{{"on":"{}","size":"{size}","replicates":{replicates},"seconds":{seconds:.4},"left":{left}}}"#,
            gpu.name
        );
    }
}
