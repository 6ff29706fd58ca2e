//! The reader of score tables, of any layout.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mindgap::scores::{ReadOptions, read, read_decoded};

fuzz_target!(|data: &[u8]| {
    if let Ok(scores) = read(data, &ReadOptions::default()) {
        assert_eq!(scores.values.len(), scores.models.len());
        for row in &scores.values {
            assert_eq!(row.len(), scores.benchmarks.len());
            assert!(row.iter().flatten().all(|score| score.is_finite()));
        }
    }
    let _ = read_decoded(data, data, &ReadOptions::default());
});
