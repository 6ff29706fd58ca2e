//! Errors clustered by judge against `golden/calibration.json` (`scripts/golden_calibration.py`).

use mindgap::rating::{FitOptions, fit, sandwich};
use mindgap::votes::{ReadOptions, Tally, Where, read};
use serde_json::Value;

const TOLERANCE: f64 = 1e-6;

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/calibration.json")).expect("JSON")
}

/// The simulated study, of some judges or of all.
fn study(judges: Option<&[Value]>) -> Tally {
    let text = include_str!("../golden/votes_small.csv");
    let kept = |line: &&str| {
        judges.is_none_or(|judges| {
            judges.iter().any(|judge| line.contains(&format!(",{},", judge.as_str().unwrap())))
        })
    };
    let header = text.lines().next().unwrap();
    let rows: Vec<&str> = text.lines().skip(1).filter(kept).collect();
    let csv = format!("{header}\n{}\n", rows.join("\n"));
    let votes = read(csv.as_bytes(), ReadOptions::default()).unwrap();
    votes.tally(&Where::default()).unwrap()
}

fn close(found: f64, expected: &Value, of: &str) {
    let expected = expected.as_f64().unwrap();
    let apart = (found - expected).abs() / expected.abs().max(1.0);
    assert!(apart < TOLERANCE, "{of}: {found} is not {expected}");
}

#[test]
fn errors_clustered_by_judge_are_the_golden_ones() {
    let golden = golden();
    for (of, judges) in [("ten", golden["judges"]["ten"]["names"].as_array()), ("all", None)] {
        let golden = &golden["judges"][of];
        let tally = study(judges.map(Vec::as_slice));
        let fitted = fit(&tally.counts, &FitOptions::default()).unwrap();
        let errors = sandwich(&tally.counts, tally.judges.as_ref(), &fitted);
        let degrees = errors.degrees.as_ref().unwrap();
        assert_eq!(tally.judges.as_ref().unwrap().judges() as u64, golden["judges"]);
        for (m, expected) in golden["ratings"].as_array().unwrap().iter().enumerate() {
            let (rating, reach) = (fitted.ratings[m], errors.reach(m, 0.95));
            close(rating, &expected["estimate"], "rating");
            close(errors.se(m), &expected["cr2"], "standard error");
            close(degrees.rating(m).df, &expected["df"], "degrees of freedom");
            close(rating - reach, &expected["interval"][0], "lower end");
            close(rating + reach, &expected["interval"][1], "upper end");
        }
        for expected in golden["differences"].as_array().unwrap() {
            let place = |of: &str| expected[of].as_u64().unwrap() as usize;
            let (a, b) = (place("a"), place("b"));
            let difference = fitted.ratings[a] - fitted.ratings[b];
            let reach = errors.difference_reach(a, b, 0.95);
            close(difference, &expected["estimate"], "difference");
            close(errors.difference_se(a, b), &expected["cr2"], "its standard error");
            close(degrees.difference(b, a).df, &expected["df"], "its degrees of freedom");
            close(difference - reach, &expected["interval"][0], "its lower end");
            close(difference + reach, &expected["interval"][1], "its upper end");
        }
    }
}
