//! The GPU against the CPU, on whatever adapter there is: each kernel with its twin, and each
//! comparison with a constant of one side changed, so that it must fail.

use libtest_mimic::{Arguments, Failed, Trial};
use mindgap::rating::{FitOptions, TieModel};
use mindgap::resample::gpu::{Gpu, GpuResampler, Kernels, LEFT_TO_CPU};
use mindgap::resample::{Plan, Resampler};
use mindgap::simulate::{Spec, Study};
use pollster::block_on;

const RATINGS: f64 = 1e-5;

type Run = Box<dyn FnOnce(&Gpu) -> Result<(), Failed> + Send>;

fn main() {
    let arguments = Arguments::from_args();
    let gpu = block_on(Gpu::open());
    match &gpu {
        Ok(gpu) => println!("on {}", gpu.name),
        Err(error) => println!("{error}"),
    }
    let mut trials = Vec::new();
    let mut test = |name: String, run: Run| {
        let here = gpu.as_ref().ok().cloned();
        let ignored = here.is_none();
        let run = move || here.map_or(Ok(()), |gpu| run(&gpu));
        trials.push(Trial::test(name, run).with_ignored_flag(ignored));
    };
    for case in cases() {
        let name = case.name.clone();
        test(
            format!("draws_{name}"),
            Box::new(move |gpu| draws(gpu, &case, &Kernels::default()).map_err(Failed::from)),
        );
    }
    for case in cases() {
        let name = case.name.clone();
        test(
            format!("ratings_{name}"),
            Box::new(move |gpu| ratings(gpu, &case, &Kernels::default()).map_err(Failed::from)),
        );
    }
    for change in OF_DRAWS {
        test(format!("seen_{}", change.name), Box::new(move |gpu| seen(gpu, draws, &change)));
    }
    for change in OF_RATINGS {
        test(format!("seen_{}", change.name), Box::new(move |gpu| seen(gpu, ratings, &change)));
    }
    test("half_way_lost".into(), Box::new(lost));
    libtest_mimic::run(&arguments, trials).exit();
}

#[derive(Clone)]
struct Case {
    name: String,
    spec: Spec,
    fit: FitOptions,
    judges: bool,
    replicates: u32,
}

fn cases() -> Vec<Case> {
    let case = |name: &str, spec, ties, prior, judges, replicates| Case {
        name: name.into(),
        spec,
        fit: FitOptions { ties, prior },
        judges,
        replicates,
    };
    vec![
        case("paper", Spec::paper(), TieModel::Half, 0.0, false, 300),
        case("paper_by_judge", Spec::paper(), TieModel::Half, 0.0, true, 200),
        case("ties_dropped", Spec::paper(), TieModel::Drop, 0.0, false, 100),
        case("davidson", Spec::paper(), TieModel::Davidson, 0.0, false, 100),
        case("rao_kupper", Spec::paper(), TieModel::RaoKupper, 0.0, false, 100),
        case("prior", Spec::paper(), TieModel::Half, 0.5, false, 100),
        case("hundred_models", Spec::sized(100, 100_000), TieModel::Half, 0.0, false, 64),
        case("many_votes", Spec::sized(200, 2_000_000), TieModel::Half, 0.0, false, 8),
        case("weak_votes", Spec::sized(59, 8_931), TieModel::Half, 0.0, false, 64),
        case("few_votes", Spec::sized(8, 120), TieModel::Half, 0.0, false, 200),
        case("two_models", Spec::sized(2, 50), TieModel::Half, 0.0, false, 100),
    ]
}

fn plan(case: &Case) -> Plan {
    let tally = Study::new(&case.spec).tally();
    let judges = tally.judges.filter(|_| case.judges);
    Plan { counts: tally.counts, judges, fit: case.fit, seed: 99, replicates: case.replicates }
}

/// Every count that was drawn is the CPU's own, and next to none is left to it.
fn draws(gpu: &Gpu, case: &Case, kernels: &Kernels) -> Result<(), String> {
    let plan = plan(case);
    let mut cpu = Resampler::new(plan.clone()).expect("the plan can be fitted");
    let mut resampler = GpuResampler::new(gpu, &plan, kernels).map_err(|e| e.to_string())?;
    let count = case.replicates.min(resampler.lanes());
    let drawn = block_on(resampler.draw(0..count)).map_err(|e| e.to_string())?;
    let mut left = 0;
    for (replicate, cells) in (0..).zip(drawn) {
        let Some(cells) = cells else {
            left += 1;
            continue;
        };
        let wanted: Vec<u32> = cpu.draw(replicate).iter().map(|&n| n as u32).collect();
        if cells != wanted {
            return Err(format!("replicate {replicate}: {cells:?} is not {wanted:?}"));
        }
    }
    if left > 0 { Err(format!("{left} replicates were not drawn")) } else { Ok(()) }
}

/// Ratings are the CPU's to 1e-5, and few are left to it.
fn ratings(gpu: &Gpu, case: &Case, kernels: &Kernels) -> Result<(), String> {
    let plan = plan(case);
    let models = plan.counts.models;
    let mut resampler = GpuResampler::new(gpu, &plan, kernels).map_err(|e| e.to_string())?;
    // From the middle on, so that a batch does not begin with replicate 0.
    let range = 7..case.replicates;
    let ours = block_on(resampler.run(range.clone())).map_err(|e| e.to_string())?;
    let wanted = Resampler::new(plan).expect("the plan can be fitted").run(range);
    let mut left = 0;
    for (replicate, &status) in ours.status.iter().enumerate() {
        if status == LEFT_TO_CPU {
            left += 1;
            continue;
        }
        let row = replicate * models..(replicate + 1) * models;
        for (a, b) in ours.ratings[row.clone()].iter().zip(&wanted.ratings[row]) {
            let apart = (f64::from(*a) - f64::from(*b)).abs();
            if apart.is_nan() || apart > RATINGS || wanted.status[replicate] != 0 {
                return Err(format!("replicate {replicate}: {a} is not {b}"));
            }
        }
    }
    // Weak votes lose pairs of the witness, and that is for the CPU to decide.
    let most = match case.name.as_str() {
        "few_votes" => 1.0,
        "weak_votes" => 0.5,
        _ => 0.02,
    };
    if f64::from(left) > most * ours.status.len() as f64 {
        return Err(format!("{left} of {} were left to the CPU", ours.status.len()));
    }
    Ok(())
}

/// What to put in place of a constant of a kernel, and the case that sees it.
struct Change {
    name: &'static str,
    case: &'static str,
    from: &'static str,
    to: &'static str,
}

const fn change(
    name: &'static str,
    case: &'static str,
    from: &'static str,
    to: &'static str,
) -> Change {
    Change { name, case, from, to }
}

#[rustfmt::skip]
const OF_DRAWS: [Change; 5] = [
    change("philox", "paper", "0xCD9E8D57u * counter.z", "0xCD9E8D55u * counter.z"),
    change("threshold", "paper", "place < (entry >> 16u)", "place <= (entry >> 16u) + 64u"),
    change("single", "paper", "+ 1u] < single.x", "+ 1u] < single.x / 2u"),
    change("attempt", "paper", "word(ATTEMPT, id.x)], 1u)", "word(ATTEMPT, id.x)], 2u)"),
    change("voters", "paper_by_judge", "sum += weights", "sum += 2u * weights"),
];

#[rustfmt::skip]
const OF_RATINGS: [Change; 6] = [
    change("expit", "paper", "let small = exp(-abs(x));", "let small = exp(-1.001 * abs(x));"),
    change("davidson", "davidson", "(win + 0.5 * tied)", "(win + 0.501 * tied)"),
    change("rao_kupper", "rao_kupper", "let steep = 2.0 * square", "let steep = 2.002 * square"),
    change("half", "paper", "select(0.5 * ties, 0.0", "select(0.501 * ties, 0.0"),
    change("prior", "prior", "params.prior * 0.5", "params.prior * 0.6"),
    change("chord", "hundred_models", "moved[at] += sum;", "moved[at] += sum + 0.0001 * f32(row);"),
];

type Compare = fn(&Gpu, &Case, &Kernels) -> Result<(), String>;

/// The comparison fails once the constant is changed.
fn seen(gpu: &Gpu, compare: Compare, change: &Change) -> Result<(), Failed> {
    let mut kernels = Kernels::default();
    let mut found = false;
    let Kernels { draw_votes, draw_judges, gradient, chord } = &mut kernels;
    for source in [draw_votes, draw_judges, gradient, chord] {
        found |= source.contains(change.from);
        *source = source.replace(change.from, change.to);
    }
    if !found {
        return Err(format!("no kernel says {:?} any more", change.from).into());
    }
    let case = cases().into_iter().find(|case| case.name == change.case).expect("a case");
    match compare(gpu, &case, &kernels) {
        Ok(()) => Err("the change was not seen".into()),
        Err(_) => Ok(()),
    }
}

/// A device that is lost half-way says so, and what it did before stands.
fn lost(_: &Gpu) -> Result<(), Failed> {
    let gpu = block_on(Gpu::open()).map_err(|e| e.to_string())?;
    let case = &cases()[0];
    let plan = plan(case);
    let mut resampler =
        GpuResampler::new(&gpu, &plan, &Kernels::default()).map_err(|e| e.to_string())?;
    let before = block_on(resampler.run(0..64)).map_err(|e| e.to_string())?;
    if before.status.iter().any(|&status| status != 0) {
        return Err("the first half was not done".into());
    }
    gpu.lose();
    match block_on(resampler.run(64..128)) {
        Ok(_) => Err("a lost device answered".into()),
        Err(error) if error.code() == "device-lost" => Ok(()),
        Err(error) => Err(error.to_string().into()),
    }
}
