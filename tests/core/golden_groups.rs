//! Groups of votes against dense matrices written out in numpy: see golden/README.md.

use std::fs;

use mindgap::leaderboard::groups::{ByFacet, FacetOptions, by_facet};
use mindgap::votes::{ReadOptions, read};
use serde_json::{Value, json};

/// The CR2 adjustment leaves out a millionth of a score.
const TOLERANCE: f64 = 3e-6;

fn golden() -> Value {
    let path = format!("{}/tests/golden/groups.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn found(golden: &Value, unit: &str) -> ByFacet {
    let votes = read(golden["csv"].as_str().unwrap().as_bytes(), ReadOptions::default()).unwrap();
    let options: FacetOptions =
        serde_json::from_value(json!({"facet": "group", "unit": unit})).unwrap();
    by_facet(&votes, options.resolve().unwrap()).unwrap()
}

fn close(found: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    let apart = (found - expected).abs();
    assert!(apart <= TOLERANCE * expected.abs().max(1e-3), "{what}: {found} is not {expected}");
}

#[test]
fn the_test_is_the_one_written_out() {
    let golden = golden();
    for unit in ["vote", "judge"] {
        let test = found(&golden, unit).test;
        let expected = &golden[unit]["test"];
        assert_eq!(test.values, ["a", "b", "c"]);
        close(test.statistic.unwrap(), &expected["f"], unit);
        for k in 0..2 {
            close(test.df.unwrap()[k], &expected["df"][k], unit);
        }
        close(test.p.unwrap(), &expected["p"], unit);
    }
}

#[test]
fn moves_are_those_written_out() {
    let golden = golden();
    for unit in ["vote", "judge"] {
        let moves = found(&golden, unit).moves;
        let mut seen = 0;
        for (group, expected) in golden[unit]["moves"].as_object().unwrap() {
            for expected in expected.as_array().unwrap() {
                let name = expected["model"].as_str().unwrap();
                let of = moves.iter().find(|of| of.model == name && of.value == *group).unwrap();
                close(of.difference, &expected["difference"], name);
                close(of.se, &expected["se"], name);
                seen += 1;
            }
        }
        assert_eq!(seen, moves.len());
    }
}
