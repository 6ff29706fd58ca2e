//! Same seed, same samples, bit for bit, natively and in wasm: the figures in
//! `golden/same_bits.json` are also what `node/api.test.mjs` finds.

use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::resample::Runner;
use mindgap::votes::{ReadOptions, read};
use serde_json::Value;

/// FNV-1a, 64 bits: short enough to be written twice.
fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn samples_have_the_bits_on_record() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../golden/same_bits.json")).expect("JSON");
    let votes = read(include_bytes!("../golden/votes_small.csv"), ReadOptions::default()).unwrap();
    for case in &cases {
        let options: RankOptions = serde_json::from_value(case["options"].clone()).unwrap();
        let ranking = Ranking::new(&votes, options.resolve(|| 0).unwrap()).unwrap();
        let replicates = ranking.settings().bootstrap.replicates;
        let drawn = Runner::from_bytes(&ranking.plan_bytes()).unwrap().run(0..replicates);
        let finished = ranking.finish(&drawn.ratings, &drawn.status, &drawn.orders).unwrap();
        let (board, samples) = (finished.board, finished.samples.unwrap());
        let found = serde_json::json!({
            "samples": format!("{:016x}", fnv1a(samples.iter().flat_map(|x| x.to_le_bytes()))),
            "ratings": format!("{:016x}", fnv1a(board.models.iter().flat_map(|m| m.rating.to_le_bytes()))),
            "errors": format!("{:016x}", fnv1a(board.models.iter().flat_map(|m| m.se.to_le_bytes()))),
        });
        assert_eq!(found, case["bits"], "{}", case["options"]);
    }
}
