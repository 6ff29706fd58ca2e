//! Boards by the values of a facet: what they answer to odd groups, and what they say.

use std::fmt::Write;

use mindgap::Error;
use mindgap::leaderboard::groups::{ByFacet, FacetOptions, by_facet};
use mindgap::simulate::Spec;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{ReadOptions, Votes, read};
use serde_json::{Value, json};

const HEADER: &str = "model_a,model_b,winner,judge,language\n";

/// Votes of one language on every pair of some models: judges take turns.
fn votes_of(language: &str, ratings: &[(&str, f64)], each: u32, judges: u32, seed: u32) -> String {
    let spec = Spec { nu: 0.5, ..Spec::paper() };
    let mut stream = Stream::new(4, Domain::Simulation, seed, 11);
    let mut csv = String::new();
    for vote in 0..each {
        for (i, (a, first)) in ratings.iter().enumerate() {
            for (b, second) in &ratings[i + 1..] {
                let [win, loss, _] = spec.outcome(first - second);
                let drawn = stream.unit();
                let winner = match drawn {
                    _ if drawn < win => "model_a",
                    _ if drawn < win + loss => "model_b",
                    _ => "tie",
                };
                let judge = stream.below(judges);
                let (a, b, winner) = match (vote % 2, winner) {
                    (0, _) => (a, b, winner),
                    (_, "model_a") => (b, a, "model_b"),
                    (_, "model_b") => (b, a, "model_a"),
                    _ => (b, a, winner),
                };
                writeln!(csv, "{a},{b},{winner},{language}{judge},{language}").unwrap();
            }
        }
    }
    csv
}

const SAME: [(&str, f64); 4] = [("ash", 0.6), ("beech", 0.2), ("elm", -0.2), ("fir", -0.6)];
const OTHER: [(&str, f64); 4] = [("ash", 0.6), ("beech", 1.4), ("elm", -1.4), ("fir", -0.6)];

fn votes(csv: &str) -> Votes {
    read(format!("{HEADER}{csv}").as_bytes(), ReadOptions::default()).unwrap()
}

fn ask(votes: &Votes, options: Value) -> Result<ByFacet, Error> {
    let mut options = options;
    options["facet"] = options.get("facet").cloned().unwrap_or_else(|| "language".into());
    let options: FacetOptions = serde_json::from_value(options).unwrap();
    by_facet(votes, options.resolve()?)
}

#[test]
fn what_differs_is_found_and_named() {
    let csv = votes_of("en", &SAME, 80, 20, 1) + &votes_of("de", &OTHER, 80, 20, 2);
    for unit in ["vote", "judge"] {
        let found = ask(&votes(&csv), json!({"unit": unit})).unwrap();
        assert_eq!(found.groups.iter().map(|g| g.value.as_str()).collect::<Vec<_>>(), ["de", "en"]);
        assert!(found.test.p.unwrap() < 0.01, "{:?}", found.test);
        let said = found.sentences.join(" ");
        assert!(
            said.starts_with("The values of language differ in how they rate models"),
            "{said}"
        );
        assert!(said.contains("of 4 stand beyond noise after Holm’s correction"), "{said}");
        assert!(said.contains("elm") && said.contains("lower in de"), "{said}");
        assert!(said.contains("count from the mean of all models"), "{said}");
        // Of two values the second's moves are the first's, turned.
        assert_eq!(found.moves.len(), 8);
        for (first, second) in found.moves[..4].iter().zip(&found.moves[4..]) {
            assert_eq!((&first.model, first.p), (&second.model, second.p));
            assert!((first.difference + second.difference).abs() < 1e-12);
            assert!((first.interval.low + second.interval.high).abs() < 1e-12);
        }
    }
}

#[test]
fn what_does_not_differ_is_not_said_to() {
    let csv = votes_of("en", &SAME, 80, 20, 3) + &votes_of("de", &SAME, 80, 20, 4);
    let found = ask(&votes(&csv), json!({})).unwrap();
    assert!(found.test.p.unwrap() > 0.05);
    let said = found.sentences.join(" ");
    assert!(said.contains("are not shown to differ in how they rate models"), "{said}");
    assert!(said.contains("No model stands elsewhere in one value’s votes"), "{said}");
    assert!(!said.contains("stand beyond"), "{said}");
}

#[test]
fn a_model_that_a_value_lacks_moves_no_other() {
    // The best model has no German votes: what is left of the ratings is as it was.
    let csv = votes_of("en", &SAME, 300, 20, 5) + &votes_of("de", &SAME[1..], 300, 20, 6);
    let found = ask(&votes(&csv), json!({})).unwrap();
    assert_eq!(found.zero, ["beech", "elm", "fir"]);
    for group in &found.groups {
        let rows = group.models.as_ref().unwrap();
        let zero = rows.iter().filter(|row| found.zero.contains(&row.name)).map(|row| row.rating);
        assert!(zero.sum::<f64>().abs() < 1e-12);
        let beech = rows.iter().find(|row| row.name == "beech").unwrap();
        assert!((beech.rating - 0.4).abs() < 0.25, "{beech:?}");
    }
    assert_eq!(found.groups[0].models.as_ref().unwrap()[0].rank, 1);
    assert!(found.test.p.unwrap() > 0.01);
    assert_eq!(found.moves.len(), 6);
}

#[test]
fn groups_without_ratings_are_named_and_left_out() {
    let csv = votes_of("en", &SAME, 40, 9, 7)
        + &votes_of("de", &SAME, 40, 9, 8)
        + "ash,elm,model_a,x,fr\nash,fir,model_a,y,fr\n"
        + "ash,elm,tie,x,\n";
    let found = ask(&votes(&csv), json!({})).unwrap();
    let of = |value: &str| found.groups.iter().find(|group| group.value == value).unwrap();
    assert!(of("fr").models.is_none());
    assert!(of("fr").refused.as_ref().unwrap().contains("no finite ratings exist"));
    assert_eq!((of("fr").votes, of("").votes), (2, 1));
    // One tied vote is a fit, of two models that nobody can tell apart.
    let tied = of("").models.as_ref().unwrap();
    assert!(tied.iter().all(|row| row.rank_interval.best == 1 && row.rank_interval.worst == 2));
    assert_eq!(found.test.values, ["de", "en"]);
    assert!(found.test.sentence.starts_with("2 of 4 values of language, those with votes enough,"));
    let said = found.sentences.join(" ");
    assert!(said.contains("1 of 4 values has no ratings of its own: fr."), "{said}");
    assert!(said.contains("mean of ash and elm"), "{said}");
    assert!(found.moves.iter().all(|of| of.value != "fr" && of.p.is_finite()));
}

#[test]
fn what_cannot_be_compared_says_so() {
    let one = votes(&votes_of("en", &SAME, 40, 9, 7));
    let found = ask(&one, json!({})).unwrap();
    assert_eq!((found.test.method, found.test.p, found.moves.len()), ("none", None, 0));
    assert!(found.test.sentence.contains("there is one only"), "{}", found.test.sentence);
    let apart =
        votes(&(votes_of("en", &SAME[..2], 40, 9, 7) + &votes_of("de", &SAME[2..], 40, 9, 8)));
    let found = ask(&apart, json!({})).unwrap();
    assert!(found.test.sentence.contains("no two models are in two of them"));
    assert!(found.zero_sentence.starts_with("Not even all votes together have ratings"));
    let csv = votes_of("en", &SAME, 40, 3, 9) + &votes_of("de", &SAME, 40, 3, 10);
    let few = ask(&votes(&csv), json!({"unit": "judge"})).unwrap();
    assert!(few.groups.iter().all(|group| group.models.is_some() && group.judges == Some(3)));
    assert!(
        few.test.sentence.contains("none has votes and judges enough"),
        "{}",
        few.test.sentence
    );
    let prior = ask(&votes(&csv), json!({"prior": 1})).unwrap();
    assert!(prior.test.sentence.contains("a prior pulls") && prior.moves.is_empty());
    let alone = votes_of("en", &SAME, 40, 2, 9) + &votes_of("de", &SAME, 40, 6, 10);
    let alone = ask(&votes(&alone), json!({"unit": "judge"})).unwrap();
    assert!(alone.groups[1].refused.as_ref().unwrap().contains("2 judges cast these votes"));
}

#[test]
fn wrong_questions_are_refused() {
    let votes = votes(&votes_of("en", &SAME, 20, 9, 7));
    let code = |options| ask(&votes, options).unwrap_err().code();
    assert_eq!(code(json!({"facet": "topic"})), "unknown-facet");
    assert_eq!(code(json!({"level": 1})), "bad-option");
    assert_eq!(code(json!({"prior": -1})), "bad-option");
    assert_eq!(code(json!({"where": {"language": "xx"}})), "unknown-facet-value");
    assert_eq!(code(json!({"where": {"language": []}})), "no-fit");
    let nobody = "model_a,model_b,winner,language\na,b,tie,en\nb,a,model_a,de\n";
    let nobody = read(nobody.as_bytes(), ReadOptions::default()).unwrap();
    let error = ask(&nobody, json!({"unit": "judge"})).unwrap_err();
    assert!(error.to_string().contains("option unit is \"judge\""), "{error}");
}

/// Everything but names and where it comes from.
fn figures(found: &ByFacet, name: &dyn Fn(&str) -> String) -> Vec<(String, String, f64, f64)> {
    let mut figures = Vec::new();
    for group in &found.groups {
        for row in group.models.iter().flatten() {
            figures.push((group.value.clone(), name(&row.name), row.rating, row.se));
        }
    }
    for of in &found.moves {
        figures.push((of.value.clone(), name(&of.model), of.difference, of.p));
    }
    figures.push((
        String::new(),
        String::new(),
        found.test.statistic.unwrap(),
        found.test.p.unwrap(),
    ));
    figures.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)).then(a.2.total_cmp(&b.2)));
    figures
}

#[test]
fn order_of_rows_names_and_sides_do_not_matter() {
    let csv = votes_of("en", &SAME, 20, 8, 1)
        + &votes_of("de", &OTHER, 20, 8, 2)
        + &votes_of("fr", &SAME[1..], 20, 8, 3);
    let mut lines: Vec<&str> = csv.lines().collect();
    lines.reverse();
    lines.rotate_left(77);
    let shuffled = lines.join("\n");
    let turned: Vec<String> = csv
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let winner = match cells[2] {
                "model_a" => "model_b",
                "model_b" => "model_a",
                other => other,
            };
            format!("{},{},{winner},{},{}", cells[1], cells[0], cells[3], cells[4])
        })
        .collect();
    let turned = turned.join("\n");
    // Names whose order is another one.
    let renamed = csv.replace("ash", "zz-ash").replace("elm", "aa-elm");
    let plain = |name: &str| name.trim_start_matches("zz-").trim_start_matches("aa-").to_owned();
    for unit in ["vote", "judge"] {
        let expected = figures(&ask(&votes(&csv), json!({"unit": unit})).unwrap(), &plain);
        for other in [&shuffled, &turned, &renamed] {
            let found = figures(&ask(&votes(other), json!({"unit": unit})).unwrap(), &plain);
            assert_eq!(found.len(), expected.len());
            for (a, b) in found.iter().zip(&expected) {
                assert_eq!((&a.0, &a.1), (&b.0, &b.1));
                assert!((a.2 - b.2).abs() < 1e-7 && (a.3 - b.3).abs() < 1e-6, "{a:?} {b:?}");
            }
        }
    }
}
