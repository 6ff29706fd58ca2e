//! The GPU against the CPU, on whatever adapter there is: each kernel with its twin, and each
//! comparison with a constant of one side changed, so that it must fail, and fail as it should.

use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use libtest_mimic::{Arguments, Failed, Trial};
use mindgap::rating::{FitOptions, TieModel};
use mindgap::resample::gpu::{Gpu, GpuResampler, Kernels, LEFT_TO_CPU};
use mindgap::resample::{Plan, Resampler, Samples};
use mindgap::simulate::{Spec, Study};
use pollster::block_on;

/// Largest difference of a rating.
const RATINGS: f64 = 1e-5;
/// Largest share of replicates that may be left to the CPU where votes are many.
const LEFT: f64 = 0.02;

type Run = Box<dyn FnOnce(&Gpu) -> Result<(), Failed> + Send>;

fn main() {
    let arguments = Arguments::from_args();
    let gpu = block_on(open());
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
            Box::new(move |gpu| Ok(draws(gpu, &case, &Kernels::default())?)),
        );
    }
    for case in cases() {
        let name = case.name.clone();
        test(
            format!("ratings_{name}"),
            Box::new(move |gpu| Ok(ratings(gpu, &case, &Kernels::default())?)),
        );
    }
    for change in OF_DRAWS {
        test(format!("seen_{}", change.name), Box::new(move |gpu| seen(gpu, draws, &change)));
    }
    for change in OF_RATINGS {
        test(format!("seen_{}", change.name), Box::new(move |gpu| seen(gpu, ratings, &change)));
    }
    for case in cases().into_iter().filter(|case| case.replicates >= 200) {
        let name = format!("same_bits_however_submitted_{}", case.name);
        test(name, Box::new(move |gpu| same_bits(gpu, &case)));
    }
    test("left_to_the_cpu_is_its_own".into(), Box::new(left_is_the_cpus));
    test("half_way_lost".into(), Box::new(lost));
    libtest_mimic::run(&arguments, trials).exit();
}

/// A device that complains in the tests' output.
async fn open() -> Result<Gpu, mindgap::error::Error> {
    Gpu::open(|complaint| println!("{complaint}")).await
}

fn clock() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64() * 1e3
}

#[derive(Clone)]
struct Case {
    name: String,
    spec: Spec,
    fit: FitOptions,
    judges: bool,
    replicates: u32,
    /// Largest share that may be left to the CPU: weak votes lose pairs of the witness, and that is
    /// for the CPU to decide.
    left: f64,
}

fn cases() -> Vec<Case> {
    let case = |name: &str, spec, ties, prior, judges, replicates| Case {
        name: name.into(),
        spec,
        fit: FitOptions { ties, prior },
        judges,
        replicates,
        left: LEFT,
    };
    vec![
        case("paper", Spec::paper(), TieModel::Half, 0.0, false, 300),
        case("paper_by_judge", Spec::paper(), TieModel::Half, 0.0, true, 200),
        case("ties_dropped", Spec::paper(), TieModel::Drop, 0.0, false, 100),
        case("davidson", Spec::paper(), TieModel::Davidson, 0.0, false, 100),
        case("rao_kupper", Spec::paper(), TieModel::RaoKupper, 0.0, false, 100),
        case("prior", Spec::paper(), TieModel::Half, 0.5, false, 100),
        case("hundred_models", Spec::sized(100, 100_000), TieModel::Half, 0.0, false, 64),
        case("many_votes", Spec::sized(200, 2_000_000), TieModel::Half, 0.0, false, 12),
        Case {
            left: 0.5,
            ..case("weak_votes", Spec::sized(59, 8_931), TieModel::Half, 0.0, false, 64)
        },
        Case {
            left: 0.95,
            ..case("few_votes", Spec::sized(8, 120), TieModel::Half, 0.0, false, 200)
        },
        case("two_models", Spec::sized(2, 50), TieModel::Half, 0.0, false, 100),
    ]
}

fn plan(case: &Case) -> Plan {
    let tally = Study::new(&case.spec).tally();
    let judges = tally.judges.filter(|_| case.judges);
    Plan { counts: tally.counts, judges, fit: case.fit, seed: 99, replicates: case.replicates }
}

/// How a GPU's replicates differ from the CPU's.
enum Difference {
    /// Votes drawn.
    Counts(String),
    /// Ratings, or a rating where there is no finite optimum.
    Ratings(String),
    /// More were left to the CPU than may be.
    Left(String),
    /// Nothing can be said: the kernels did not run.
    NotRun(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Counts(why) => write!(f, "other votes were drawn: {why}"),
            Self::Ratings(why) => write!(f, "other ratings: {why}"),
            Self::Left(why) | Self::NotRun(why) => f.write_str(why),
        }
    }
}

impl From<mindgap::error::Error> for Difference {
    fn from(error: mindgap::error::Error) -> Self {
        Self::NotRun(error.to_string())
    }
}

/// Every count that was drawn is the CPU's own, and all were drawn.
fn draws(gpu: &Gpu, case: &Case, kernels: &Kernels) -> Result<(), Difference> {
    let plan = plan(case);
    let mut cpu = Resampler::new(plan.clone())?;
    let mut resampler = GpuResampler::new(gpu, &plan, kernels, clock)?;
    let count = case.replicates.min(resampler.lanes());
    let drawn = block_on(resampler.draw(0..count))?;
    let mut left = 0;
    for (replicate, cells) in (0..).zip(drawn) {
        let Some(cells) = cells else {
            left += 1;
            continue;
        };
        let wanted: Vec<u32> = cpu.draw(replicate).iter().map(|&n| n as u32).collect();
        if cells != wanted {
            let message = format!("replicate {replicate}: {cells:?} is not {wanted:?}");
            return Err(Difference::Counts(message));
        }
    }
    if left > 0 { Err(Difference::Left(format!("{left} were not drawn"))) } else { Ok(()) }
}

/// Ratings are the CPU's to 1e-5, and few are left to it.
fn ratings(gpu: &Gpu, case: &Case, kernels: &Kernels) -> Result<(), Difference> {
    let plan = plan(case);
    let models = plan.counts.models;
    let mut resampler = GpuResampler::new(gpu, &plan, kernels, clock)?;
    // From the middle on, so that a batch does not begin with replicate 0.
    let range = 7..case.replicates;
    let ours = block_on(resampler.run(range.clone(), None))?;
    let wanted = Resampler::new(plan)?.run(range);
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
                let message = format!("replicate {replicate}: {a} is not {b}");
                return Err(Difference::Ratings(message));
            }
        }
    }
    assert_eq!(resampler.left(), left);
    if f64::from(left) > case.left * ours.status.len() as f64 {
        let message = format!("{left} of {} were left to the CPU", ours.status.len());
        return Err(Difference::Left(message));
    }
    Ok(())
}

/// What to put in place of a constant of a kernel, the case that sees it, and as what.
struct Change {
    name: &'static str,
    case: &'static str,
    from: &'static str,
    to: &'static str,
    as_left: bool,
}

const fn change(
    name: &'static str,
    case: &'static str,
    from: &'static str,
    to: &'static str,
) -> Change {
    Change { name, case, from, to, as_left: false }
}

/// A change after which too many are left to the CPU, rather than numbers being wrong.
const fn leaves(
    name: &'static str,
    case: &'static str,
    from: &'static str,
    to: &'static str,
) -> Change {
    Change { as_left: true, ..change(name, case, from, to) }
}

// One at least of every entry point.
#[rustfmt::skip]
const OF_DRAWS: [Change; 9] = [
    change("philox", "paper", "MULTIPLIER_1 * counter.z", "(MULTIPLIER_1 - 2u) * counter.z"),
    change("reset", "paper", "word(STATUS, id.x)], TO_DRAW", "word(STATUS, id.x)], FITTING"),
    change("draw_parts", "paper", "place < (entry >> 16u)", "place <= (entry >> 16u) + 64u"),
    change("check_total", "paper", "<= params.votes)", "<= params.votes - 50u)"),
    change("check_total_attempt", "paper", "word(ATTEMPT, id.x)], 1u)", "word(ATTEMPT, id.x)], 2u)"),
    change("clear_counts", "paper", "params.lanes + id.x], 0u)", "params.lanes + id.x], 1u)"),
    change("draw_singles", "paper", "+ 1u] < single.threshold", "+ 1u] < single.threshold / 2u"),
    change("draw_judges", "paper_by_judge", "sum += weights", "sum += 2u * weights"),
    leaves("check_total_never", "paper", "word(STATUS, id.x)], FITTING", "word(STATUS, id.x)], TO_DRAW"),
];

#[rustfmt::skip]
const OF_RATINGS: [Change; 19] = [
    leaves("check_witness", "paper", "if (!vouched)", "if (vouched)"),
    change("fold", "paper", "(wins + tied_each) * (0.5 -", "(wins + tied_each) * (0.501 -"),
    change("fold_half", "paper", "select(0.5 * ties, 0.0", "select(0.501 * ties, 0.0"),
    change("fold_davidson", "davidson", "ties * (1.0 - expected.y)", "ties * (1.001 - expected.y)"),
    change("fold_rao_kupper", "rao_kupper", "not_win = 1.0 -", "not_win = 1.001 -"),
    change("fold_residuals", "paper", "residuals[model * params.lanes + lane] = sum.x", "residuals[model * params.lanes + lane] = sum.x + 4000 * i32(model)"),
    change("fold_ties", "rao_kupper", "tied += ties", "tied += 2u * ties"),
    change("fold_totals", "paper", "totals[at] = wins + losses +", "totals[at] = wins + 2u * losses +"),
    change("fold_totals_dropped", "ties_dropped", "select(ties, 0u, params.ties == TIES_DROPPED)", "ties"),
    change("fold_totals_rao_kupper", "rao_kupper", "= losses + ties;", "= losses + 2u * ties;"),
    change("slope", "paper", "let small = exp(-abs(d));", "let small = exp(-1.001 * abs(d));"),
    change("slope_davidson", "davidson", "exp(-0.5 * abs(d))", "exp(-0.501 * abs(d))"),
    change("slope_rao_kupper", "rao_kupper", "expit(-d - t)", "expit(-d - 0.999 * t)"),
    change("slope_prior", "prior", "params.prior * 0.5 * tanh(0.5 * (start", "params.prior * 0.6 * tanh(0.5 * (start"),
    change("tie_slope", "davidson", "var sum = 0.0;", "var sum = 5.0;"),
    change("tie_slope_rao_kupper", "rao_kupper", "2.0 * square /", "2.002 * square /"),
    change("chord", "hundred_models", "bitcast<u32>(abs(sum[row]))", "bitcast<u32>(0.0 * sum[row])"),
    leaves("chord_steps", "hundred_models", "moved[at] += sum[row];", "moved[at] += sum[row] + 0.0001 * f32(row);"),
    change("check_convergence", "paper", "<= params.tolerance *", "<= 10000.0 * params.tolerance *"),
];

type Compare = fn(&Gpu, &Case, &Kernels) -> Result<(), Difference>;

/// The comparison fails once the constant is changed, and for that reason.
fn seen(gpu: &Gpu, compare: Compare, change: &Change) -> Result<(), Failed> {
    let mut kernels = Kernels::default();
    let mut found = false;
    let Kernels { draw_votes, draw_judges, replicates, gradient, chord } = &mut kernels;
    for source in [draw_votes, draw_judges, replicates, gradient, chord] {
        found |= source.contains(change.from);
        *source = source.replace(change.from, change.to);
    }
    if !found {
        return Err(format!("no kernel says {:?} any more", change.from).into());
    }
    let case = cases().into_iter().find(|case| case.name == change.case).expect("a case");
    match compare(gpu, &case, &kernels) {
        Ok(()) => Err("the change was not seen".into()),
        Err(Difference::Left(_)) if change.as_left => Ok(()),
        Err(Difference::Counts(_) | Difference::Ratings(_)) if !change.as_left => Ok(()),
        Err(other) => Err(format!("seen as something else: {other}").into()),
    }
}

/// A replicate has the same bits whatever submission it is in: sizes differ between clocks that
/// stand (submissions grow), leap (they shrink) and tell the time; and once more gives them again.
fn same_bits(gpu: &Gpu, case: &Case) -> Result<(), Failed> {
    static LEAPS: AtomicU32 = AtomicU32::new(0);
    let leap = || 1e4 * f64::from(LEAPS.fetch_add(1, Ordering::Relaxed));
    let plan = plan(case);
    let run = |clock, ranges: &[u32]| -> Result<Samples, mindgap::error::Error> {
        let mut resampler = GpuResampler::new(gpu, &plan, &Kernels::default(), clock)?;
        let mut all = Samples::default();
        for ends in ranges.windows(2) {
            let samples = block_on(resampler.run(ends[0]..ends[1], None))?;
            all.ratings.extend(samples.ratings);
            all.status.extend(samples.status);
        }
        Ok(all)
    };
    let bits = |samples: &Samples| -> Vec<u32> {
        let ratings = samples.ratings.iter().map(|rating| rating.to_bits());
        ratings.chain(samples.status.iter().map(|&status| u32::from(status))).collect()
    };
    let last = case.replicates;
    let first = run(|| 0.0, &[0, last])?;
    for again in [
        run(|| 0.0, &[0, last])?,
        run(clock, &[0, last])?,
        run(leap, &[0, last])?,
        run(|| 0.0, &[0, 1, 70, last])?,
    ] {
        if bits(&first) != bits(&again) {
            return Err("another submission, other bits".into());
        }
    }
    // The comparison sees one digit.
    let mut changed = first.clone();
    changed.ratings[0] = f32::from_bits(changed.ratings[0].to_bits() ^ 1);
    if bits(&first) == bits(&changed) { Err("a bit was not seen".into()) } else { Ok(()) }
}

/// Beside a CPU nothing is left over: what the GPU leaves has the CPU's bits.
fn left_is_the_cpus(gpu: &Gpu) -> Result<(), Failed> {
    let case = cases().into_iter().find(|case| case.name == "few_votes").expect("a case");
    let plan = plan(&case);
    let models = plan.counts.models;
    let mut cpu = Resampler::new(plan.clone())?;
    let mut resampler = GpuResampler::new(gpu, &plan, &Kernels::default(), clock)?;
    let alone = block_on(resampler.run(0..case.replicates, None))?;
    let together = block_on(resampler.run(0..case.replicates, Some(&mut cpu)))?;
    let wanted = cpu.run(0..case.replicates);
    let mut left = 0;
    for (replicate, &status) in alone.status.iter().enumerate() {
        let row = replicate * models..(replicate + 1) * models;
        let by = if status == LEFT_TO_CPU { &wanted } else { &alone };
        left += u32::from(status == LEFT_TO_CPU);
        let same = together.status[replicate] == by.status[replicate]
            && together.ratings[row.clone()] == by.ratings[row];
        if !same {
            return Err(format!("replicate {replicate} is neither's own").into());
        }
    }
    if left == 0 { Err("nothing was left to the CPU".into()) } else { Ok(()) }
}

/// A device that is lost half-way says so.
fn lost(_: &Gpu) -> Result<(), Failed> {
    let gpu = block_on(open())?;
    let case = &cases()[0];
    let plan = plan(case);
    let mut resampler = GpuResampler::new(&gpu, &plan, &Kernels::default(), clock)?;
    let before = block_on(resampler.run(0..64, None))?;
    if before.status.iter().any(|&status| status != 0) {
        return Err("the first half was not done".into());
    }
    gpu.lose();
    match block_on(resampler.run(64..128, None)) {
        Ok(_) => Err("a lost device answered".into()),
        Err(error) if error.code() == "device-lost" => Ok(()),
        Err(error) => Err(error.to_string().into()),
    }
}
