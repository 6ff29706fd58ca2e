//! The hot loops allocate nothing per replicate.
#![expect(unsafe_code, reason = "an allocator can be written no other way")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use mindgap::rating::{FitOptions, TieModel};
use mindgap::resample::{Plan, Resampler, plain};
use mindgap::simulate::{Spec, Study};

struct Counting;

thread_local! {
    /// Of this thread: tests that run beside are not counted.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn allocations(run: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    run();
    ALLOCATIONS.get() - before
}

#[test]
fn nothing_is_allocated_per_replicate() {
    let tally = Study::new(&Spec::paper()).tally();
    for ties in [TieModel::Half, TieModel::Davidson, TieModel::RaoKupper] {
        for judges in [None, tally.judges.clone()] {
            let fit = FitOptions { ties, prior: 0.0 };
            let counts = tally.counts.clone();
            let plan = Plan { counts, judges, fit, seed: 1, replicates: 10_000 };
            let mut engine = Resampler::new(plan.clone()).unwrap();
            let seen = [10, 1000].map(|n| allocations(|| drop(engine.run(0..n))));
            // The samples' two vectors, whatever their length.
            assert_eq!(seen, [2, 2], "{ties:?}");
            // The plain version does allocate, and is seen to.
            let mut plain = plain::Resampler::new(plan).unwrap();
            assert!(allocations(|| drop(plain.run(0..10))) > 10);
        }
    }
}
