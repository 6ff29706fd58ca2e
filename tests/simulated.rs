//! The simulated study is what it says it is.

use std::collections::BTreeMap;

use mindgap::rating::{FitOptions, TieModel, fit};
use mindgap::simulate::{Spec, Study};
use mindgap::votes::{ReadOptions, Where, read};

#[test]
fn the_papers_size() {
    let study = Study::new(&Spec::paper());
    let mut judges: BTreeMap<u32, u32> = BTreeMap::new();
    study.votes.iter().for_each(|vote| *judges.entry(vote.judge).or_default() += 1);
    assert_eq!((study.votes.len(), judges.len(), study.spec.models.len()), (7_500, 484, 6));
    assert!(judges.values().all(|&votes| votes >= 10));
    assert!(study.spec.models.iter().map(|m| m.1).sum::<f64>().abs() < 1e-12);
    assert!(study.spec.models.iter().all(|m| m.0.starts_with("sim-")), "nobody may mistake them");
}

#[test]
fn the_file_reads_back_as_its_counts() {
    let study = Study::new(&Spec::paper());
    let votes = read(study.to_csv().as_bytes(), ReadOptions::default()).unwrap();
    assert_eq!(votes.tally(&Where::default()).unwrap(), study.tally());
    let report = &votes.report;
    assert_eq!((report.kept, report.judges, report.dropped.len()), (7_500, Some(484), 0));
    let facets: Vec<&str> = report.facets.iter().map(|facet| facet.name.as_str()).collect();
    assert_eq!(facets, ["language", "topic", "turn"]);
    let told = votes.comments(&Where::default(), 0, 1).unwrap().total as f64;
    // 0.6 of 7,500, three standard errors.
    assert!((told - 4_500.0).abs() < 127.0, "{told}");
}

#[test]
fn the_same_seed_makes_the_same_file() {
    let spec = Spec { votes: 500, judges: 50, ..Spec::paper() };
    let csv = |spec: &Spec| Study::new(spec).to_csv();
    assert_eq!(csv(&spec), csv(&spec));
    assert_ne!(csv(&spec), csv(&Spec { seed: 2, ..spec }));
}

#[test]
fn many_votes_find_the_truth() {
    let spec = Spec { taste: 0.0, position: 0.0, ..Spec::sized(5, 400_000) };
    let options = FitOptions { ties: TieModel::Davidson, prior: 0.0 };
    let fitted = fit(&Study::new(&spec).tally().counts, &options).unwrap();
    for (seen, (name, rating)) in fitted.ratings.iter().zip(&spec.models) {
        // A rating's standard error is about 0.004 here.
        assert!((seen - rating).abs() < 0.016, "{name}: {seen} for {rating}");
    }
    assert!((fitted.tie.unwrap().value - spec.nu).abs() < 0.012);
}
