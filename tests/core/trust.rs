//! Whether votes can be trusted: against numpy (golden/trust.json), by simulation, and in words.

use std::fmt::Write;
use std::fs;

use mindgap::Error;
use mindgap::leaderboard::trust::{JudgeRow, Trust, TrustOptions, trust};
use mindgap::simulate::{Spec, Study};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{ReadOptions, Votes, read};
use serde_json::{Value, json};

fn golden(name: &str) -> Value {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn votes(csv: &str) -> Votes {
    read(csv.as_bytes(), ReadOptions::default()).unwrap()
}

fn ask(votes: &Votes, options: Value) -> Result<Trust, Error> {
    let options: TrustOptions = serde_json::from_value(options).unwrap();
    trust(votes, options.resolve()?)
}

fn close(found: f64, expected: &Value, tolerance: f64, what: &str) {
    let expected = expected.as_f64().unwrap();
    let apart = (found - expected).abs();
    assert!(apart <= tolerance * expected.abs().max(1.0), "{what}: {found} is not {expected}");
}

#[test]
fn pairs_triads_and_judges_are_those_written_out() {
    let csv = golden("groups.json");
    let found = ask(&votes(csv["csv"].as_str().unwrap()), json!({})).unwrap();
    let expected = golden("trust.json");
    for pair in expected["pairs"].as_array().unwrap() {
        let of = found.fit.pairs.iter().find(|of| pair["a"] == of.a && pair["b"] == of.b).unwrap();
        assert_eq!(pair["votes"], of.votes);
        close(of.win_rate, &pair["winRate"], 1e-9, &of.a);
        close(of.expected, &pair["expected"], 1e-9, &of.a);
        close(of.residual, &pair["residual"], 1e-8, &of.a);
    }
    close(found.fit.statistic, &expected["statistic"], 1e-8, "X²");
    assert_eq!(expected["triads"], found.fit.triads);
    assert_eq!(expected["circular"], found.fit.circular);
    let rows = found.judges.unwrap().rows;
    let mut exact = 0;
    for of in expected["judges"].as_array().unwrap() {
        let row = rows.iter().find(|row| of["judge"] == row.judge).unwrap();
        assert_eq!(of["votes"], row.votes);
        assert_eq!(of["run"], row.run.unwrap());
        close(row.first.unwrap(), &of["first"], 1e-12, &row.judge);
        // Of the others the ratings without them are right to first order.
        let tolerance = if row.without.exact { 1e-7 } else { 0.05 };
        close(row.agreement, &of["agreement"], tolerance, &row.judge);
        close(row.without.change, &of["change"], tolerance, &row.judge);
        close(row.without.rises, &of["rises"], tolerance, &row.judge);
        if row.without.exact {
            assert_eq!(of["model"], row.without.model);
            exact += 1;
        }
    }
    assert_eq!(exact, 5);
    // Holm over equal p-values apart, the smallest is the binomial test's times the judges tested.
    let smallest = |key: &str| {
        let all = expected["judges"].as_array().unwrap().iter();
        all.map(|of| of[key].as_f64().unwrap()).fold(1.0, f64::min)
    };
    let found = rows.iter().filter_map(|row| row.first_p).fold(1.0, f64::min);
    assert!((found - (12.0 * smallest("binomial")).min(1.0)).abs() < 1e-9);
}

/// Votes of a study with judges who do not differ.
fn study(seed: u32, models: u32, count: u32, judges: u32) -> Study {
    let spec = Spec {
        seed: u64::from(seed),
        judges,
        votes_per_judge: 1,
        taste: 0.0,
        position: 0.0,
        reasons: 0.0,
        ..Spec::sized(models, count)
    };
    Study::new(&spec)
}

#[test]
fn votes_of_one_ranking_are_seldom_found_unfit() {
    for (models, count) in [(4, 60), (6, 600), (10, 400)] {
        let (mut unfit, mut circular, mut pairs, mut done) = (0, 0, 0, 0);
        for seed in 0..300 {
            let votes = votes(&study(seed, models, count, 30).to_csv());
            let Ok(found) = ask(&votes, json!({"draws": 99, "splits": 20})) else { continue };
            unfit += u32::from(found.fit.p < 0.05);
            circular += u32::from(found.fit.circular_p < 0.05);
            pairs +=
                u32::from(found.fit.pairs.iter().any(|of| of.adjusted.is_some_and(|p| p < 0.05)));
            done += 1;
        }
        assert!(done > 150, "{done}");
        let limit = (0.085 * f64::from(done)) as u32;
        let case = format!("{models} models, {count} votes, {done} studies");
        assert!(unfit <= limit, "{case}: {unfit} unfit");
        assert!(circular <= limit, "{case}: {circular} circular");
        assert!(pairs <= limit, "{case}: {pairs} with a pair that stands out");
        assert!(models == 4 || unfit > 1, "{case}: {unfit} is no test at 5 %");
    }
}

#[test]
fn judges_like_all_others_are_seldom_found_to_disagree() {
    let (mut disagree, mut prefer, mut straight) = (0, 0, 0);
    for seed in 0..300 {
        // Twenty votes each, the fewest that are tested.
        let votes = votes(&study(seed, 5, 400, 20).to_csv());
        let found = ask(&votes, json!({"draws": 19, "splits": 20})).unwrap().judges.unwrap();
        disagree +=
            u32::from(found.rows.iter().any(|row| row.agreement_p.is_some_and(|p| p < 0.05)));
        prefer += u32::from(found.prefer_side > 0);
        straight += u32::from(found.straight > 0);
    }
    assert!(disagree <= 27 && prefer <= 24 && straight <= 24, "{disagree} {prefer} {straight}");
    assert!(disagree > 1, "{disagree} is no test at 5 %");
}

/// Votes by twelve judges of whom the first ones vote in ways of their own.
fn odd_judges(contrary: bool, sided: bool) -> String {
    let mut stream = Stream::new(3, Domain::Simulation, 1, 1);
    let ratings = [("ash", 0.8), ("beech", 0.3), ("elm", -0.3), ("fir", -0.8)];
    let mut csv = String::from("model_a,model_b,winner,judge,time\n");
    for vote in 0..2400_u32 {
        let judge = vote % 12;
        let (i, j) = (stream.below(4) as usize, stream.below(3) as usize);
        let j = if j >= i { j + 1 } else { j };
        let d: f64 = ratings[i].1 - ratings[j].1;
        let d = if contrary && judge == 0 { -d } else { d };
        let first = stream.unit() < 1.0 / (1.0 + (-d).exp());
        let first = first || sided && judge == 1;
        let winner = if first { "model_a" } else { "model_b" };
        let seconds = 1_714_566_600 + vote / 12 * if judge == 2 { 2 } else { 60 };
        writeln!(csv, "{},{},{winner},j{judge:02},{seconds}", ratings[i].0, ratings[j].0).unwrap();
    }
    csv
}

#[test]
fn who_votes_otherwise_is_named_and_nobody_else() {
    let odd = ask(&votes(&odd_judges(true, true)), json!({})).unwrap();
    let said = odd.sentences.join(" ");
    assert!(
        said.contains(
            "less like all others than chance gives, after Holm’s correction over 12: j00"
        ),
        "{said}"
    );
    assert!(said.contains("1 judge prefers a side, whichever model is there: j01."), "{said}");
    assert!(
        said.contains("1 judge takes the same side more often in a row than chance gives: j01."),
        "{said}"
    );
    assert!(said.contains("Most hangs on judge j0"), "{said}");
    let judges = odd.judges.unwrap();
    let row =
        |name: &str| -> JudgeRow { judges.rows.iter().find(|r| r.judge == name).unwrap().clone() };
    assert_eq!((row("j01").run, row("j01").first), (Some(200), Some(1.0)));
    assert!(row("j00").agreement < -5.0 && row("j00").without.exact);
    assert_eq!((row("j02").seconds, row("j02").fast), (Some(2.0), Some(1.0)));
    assert_eq!((row("j03").seconds, row("j03").fast), (Some(60.0), Some(0.0)));
    let even = ask(&votes(&odd_judges(false, false)), json!({})).unwrap();
    let said = even.sentences.join(" ");
    assert!(said.contains("None of 12 judges with twenty votes or more"), "{said}");
    assert!(!said.contains("prefer") && !said.contains("in a row"), "{said}");
    assert!(said.contains("Nothing speaks against one rating per model"), "{said}");
    let halves = even.halves.unwrap();
    assert!(halves.reliability.unwrap() > 0.95 && halves.splits == 100, "{halves:?}");
    assert!(said.contains("Ratings by as many other judges would correlate"), "{said}");
}

#[test]
fn a_circle_of_preferences_is_found() {
    let mut csv = String::from("model_a,model_b,wins,losses\n");
    for (a, b, wins) in [
        ("x", "y", 70),
        ("y", "z", 70),
        ("z", "x", 70),
        ("x", "w", 60),
        ("y", "w", 60),
        ("z", "w", 60),
    ] {
        writeln!(csv, "{a},{b},{wins},{}", 100 - wins).unwrap();
    }
    let found = ask(&votes(&csv), json!({})).unwrap();
    assert_eq!((found.fit.triads, found.fit.circular), (4, 1));
    assert!(found.fit.p < 0.01);
    let said = found.sentences.join(" ");
    assert!(said.starts_with("One rating per model does not describe all pairs"), "{said}");
    assert!(said.contains("Worst described are"), "{said}");
    assert!(found.judges.is_none() && found.halves.is_none());
}

#[test]
fn odd_files_have_answers() {
    // A judge who voted once, votes of nobody, and a judge without whom there is no ranking.
    let csv = "model_a,model_b,winner,judge\n\
        x,y,model_a,ann\nx,y,model_b,ann\ny,x,tie,\nx,z,model_a,ann\nx,z,model_b,bob\ny,z,model_b,ann\n";
    let found = ask(&votes(csv), json!({})).unwrap();
    let judges = found.judges.unwrap();
    assert_eq!((judges.named, judges.anonymous, judges.tested), (2, 1, 0));
    let bob = judges.rows.iter().find(|row| row.judge == "bob").unwrap();
    assert_eq!((bob.votes, bob.agreement_p, bob.first_p), (1, None, None));
    assert!(bob.agreement.is_finite());
    assert!(judges.rows.iter().any(|row| row.without.change.is_infinite()));
    let said = found.sentences.join(" ");
    assert!(said.contains("there are no finite ratings"), "{said}");
    assert!(said.contains("there are 3 judges, and 10 are needed"), "{said}");
    let code = |options| ask(&votes(csv), options).unwrap_err().code();
    for bad in [
        json!({"ties": "davidson"}),
        json!({"draws": 3}),
        json!({"splits": 1}),
        json!({"level": 0}),
        json!({"fast": -1}),
        json!({"withoutJudges": ["eve"]}),
    ] {
        assert_eq!(code(bad), "bad-option");
    }
    assert_eq!(code(json!({"withoutJudges": ["ann"]})), "disconnected");
}

#[test]
fn order_of_rows_and_names_do_not_matter() {
    let csv = odd_judges(true, true);
    let mut lines: Vec<&str> = csv.lines().skip(1).collect();
    // Votes of one judge at one time keep their order: that is what runs are of.
    lines.sort_by_key(|line| std::cmp::Reverse(line.split(',').nth(3).unwrap().to_owned()));
    let shuffled = format!("model_a,model_b,winner,judge,time\n{}\n", lines.join("\n"));
    let renamed = csv.replace("ash", "zz-ash");
    let plain = |name: &str| name.trim_start_matches("zz-").to_owned();
    let first = ask(&votes(&csv), json!({})).unwrap();
    for other in [shuffled, renamed] {
        let again = ask(&votes(&other), json!({})).unwrap();
        assert!((first.fit.statistic - again.fit.statistic).abs() < 1e-7);
        for (a, b) in first.judges.as_ref().unwrap().rows.iter().zip(&again.judges.unwrap().rows) {
            assert_eq!((&a.judge, a.run, a.first_p), (&b.judge, b.run, b.first_p));
            assert!((a.agreement - b.agreement).abs() < 1e-7);
            assert_eq!(plain(&a.without.model), plain(&b.without.model));
        }
    }
}
