//! The simulated study is what it says it is.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use mindgap::rating::{FitOptions, TieModel, fit};
use mindgap::resample::Plan;
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

#[test]
fn the_file_is_small_and_its_reasons_vary() {
    let csv = Study::new(&Spec::paper()).to_csv();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(csv.as_bytes()).unwrap();
    let bytes = gzip.finish().unwrap().len();
    assert!(bytes < 250_000, "{bytes} bytes gzipped");
    let reasons: Vec<&str> = csv.lines().filter_map(|line| line.split('"').nth(1)).collect();
    let different: BTreeSet<&&str> = reasons.iter().filter(|reason| !reason.is_empty()).collect();
    assert!(different.len() > 500, "{} different reasons", different.len());
}

#[test]
fn models_are_shown_by_exposure_and_still_found() {
    let exposure = vec![4.0, 1.0, 1.0, 0.5, 2.0];
    let spec =
        Spec { taste: 0.0, position: 0.0, exposure: exposure.clone(), ..Spec::sized(5, 400_000) };
    let study = Study::new(&spec);
    let votes = study.votes.len() as f64;
    let all: f64 = exposure.iter().sum();
    for (model, weight) in exposure.iter().enumerate() {
        let first = study.votes.iter().filter(|vote| vote.a as usize == model).count() as f64;
        let share = weight / all;
        let z = (first - votes * share) / (votes * share * (1.0 - share)).sqrt();
        assert!(z.abs() < 4.0, "model {model} shown first {first} times: z = {z}");
    }
    assert!(study.votes.iter().all(|vote| vote.a != vote.b));
    let options = FitOptions { ties: TieModel::Davidson, prior: 0.0 };
    let fitted = fit(&study.tally().counts, &options).unwrap();
    for (seen, (name, rating)) in fitted.ratings.iter().zip(&spec.models) {
        // The least shown model's standard error is about 0.006 here.
        assert!((seen - rating).abs() < 0.024, "{name}: {seen} for {rating}");
    }
}

#[test]
fn languages_and_topics_are_the_specs() {
    let only = |name: &str| vec![(name.to_owned(), 1.0)];
    let spec = Spec { languages: only("Basque"), topics: only("whales"), ..Spec::paper() };
    let csv = Study::new(&spec).to_csv();
    assert!(csv.lines().skip(1).all(|line| line.contains(",Basque,whales,")));
}

#[test]
fn plans_of_filtered_votes_cross_to_workers() {
    let csv = Study::new(&Spec::paper()).to_csv();
    let votes = read(csv.as_bytes(), ReadOptions::default()).unwrap();
    let some = serde_json::json!({ "language": ["Thai", "Hindi"] });
    for filter in [Where::default(), serde_json::from_value(some).unwrap()] {
        let tally = votes.tally(&filter).unwrap();
        let fit = FitOptions::default();
        let (counts, judges) = (tally.counts, tally.judges);
        assert!(counts.votes() > 0);
        let plan = Plan { counts, judges, fit, seed: 1, replicates: 1 };
        assert_eq!(Plan::from_bytes(&plan.to_bytes()), Ok(plan));
    }
}
