//! Boards over time: windows, the zero they share, first votes, and what is said.

use std::fmt::Write;

use mindgap::Error;
use mindgap::leaderboard::groups::{OverTime, TimeOptions, over_time};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{ReadOptions, Votes, read};
use serde_json::{Value, json};

const DAY: u64 = 86_400;
/// 2024-03-01.
const START: u64 = 1_709_251_200;

/// A hundred days of votes on three models; a fourth, much stronger one comes on the fiftieth day,
/// and `rise` is how far the second model rises over all days.
fn file(rise: f64, seed: u32) -> String {
    let mut stream = Stream::new(8, Domain::Simulation, seed, 2);
    let mut csv = String::from("model_a,model_b,winner,judge,tstamp\n");
    for vote in 0..4000_u64 {
        let day = vote / 40;
        let ratings =
            [("ash", 0.5), ("beech", rise * day as f64 / 100.0), ("elm", -0.5), ("fir", 2.0)];
        let present = if day < 50 { 3 } else { 4 };
        let (i, j) = (stream.below(present) as usize, stream.below(present - 1) as usize);
        let j = if j >= i { j + 1 } else { j };
        let d: f64 = ratings[i].1 - ratings[j].1;
        let winner = if stream.unit() < 1.0 / (1.0 + (-d).exp()) { "model_a" } else { "model_b" };
        let time = START + day * DAY + vote % 40 * 60;
        writeln!(csv, "{},{},{winner},j{},{time}", ratings[i].0, ratings[j].0, vote % 30).unwrap();
    }
    csv
}

fn votes(csv: &str) -> Votes {
    read(csv.as_bytes(), ReadOptions::default()).unwrap()
}

fn ask(votes: &Votes, options: Value) -> Result<OverTime, Error> {
    let options: TimeOptions = serde_json::from_value(options).unwrap();
    over_time(votes, options.resolve()?)
}

fn ratings(found: &OverTime, model: &str) -> Vec<f64> {
    let rows = found.windows.iter().filter_map(|window| window.models.as_ref());
    rows.filter_map(|rows| rows.iter().find(|row| row.name == model).map(|row| row.rating))
        .collect()
}

#[test]
fn a_newcomer_moves_nobody_and_is_marked() {
    let votes = votes(&file(0.0, 1));
    for unit in ["vote", "judge"] {
        let found = ask(&votes, json!({"unit": unit})).unwrap();
        assert_eq!(found.windows.len(), 8);
        assert!(found.windows.iter().all(|window| window.votes == 500));
        assert_eq!(found.windows[0].days.as_ref().unwrap()[0], "2024-03-01");
        assert_eq!(found.windows[0].label, "from 2024-03-01");
        assert_eq!(found.zero, ["ash", "beech", "elm"]);
        // Without a common zero the others would fall by half a unit when the newcomer comes.
        for rating in ratings(&found, "ash") {
            assert!((rating - 0.5).abs() < 0.45, "{rating}");
        }
        assert_eq!(ratings(&found, "fir").len(), 4);
        let last = found.first_votes.last().unwrap();
        assert_eq!((last.model.as_str(), last.window), ("fir", 4));
        assert_eq!(last.day.as_deref(), Some("2024-04-20"));
        let said = found.sentences.join(" ");
        assert!(said.contains("1 model has its first vote after the first window: fir."), "{said}");
        assert!(said.contains("The windows of time are not shown to differ"), "{said}");
        assert!(said.contains("mean of ash, beech and elm, which every window"), "{said}");
    }
}

#[test]
fn what_rises_is_seen_to() {
    let found = ask(&votes(&file(2.0, 2)), json!({})).unwrap();
    assert!(found.test.p.unwrap() < 1e-4);
    assert!(found.sentences[0].starts_with("The windows of time differ in how they rate models"));
    let beech = ratings(&found, "beech");
    assert!(beech[7] > beech[0] + 0.5, "{beech:?}");
}

#[test]
fn the_calendar_divides_dates() {
    let votes = votes(&file(0.0, 3));
    let found = ask(&votes, json!({"windows": "month"})).unwrap();
    let labels: Vec<&str> = found.windows.iter().map(|window| window.label.as_str()).collect();
    assert_eq!(labels, ["2024-03", "2024-04", "2024-05", "2024-06"]);
    assert_eq!(found.windows[1].days.as_ref().unwrap(), &["2024-04-01", "2024-04-30"]);
    assert_eq!(found.windows.iter().map(|window| window.votes).sum::<u64>(), 4000);
}

#[test]
fn odd_times_have_answers() {
    let csv = "model_a,model_b,winner,time\n\
        a,b,model_a,1\na,b,model_b,1\nb,c,model_a,2\nb,c,tie,2\nc,a,model_a,2\nc,a,model_b,\nd,e,tie,3\ne,d,model_a,3\n";
    let found = ask(&votes(csv), json!({"windows": 3})).unwrap();
    assert_eq!(found.untimed, 1);
    let said = found.sentences.join(" ");
    assert!(said.contains("1 vote without a time"), "{said}");
    assert!(found.zero.is_empty(), "{:?}", found.zero);
    assert!(found.windows.iter().all(|window| window.days.is_none()));
    assert!(found.windows.iter().any(|window| window.refused.is_some()), "{found:?}");
    let error = |csv: &str, options| ask(&votes(csv), options).unwrap_err().to_string();
    assert!(error(csv, json!({"windows": "month"})).contains("these votes' times are not dates"));
    assert!(error(csv, json!({"windows": 0})).contains("option windows is 0"));
    let untold = "model_a,model_b,winner\na,b,tie\n";
    assert!(error(untold, json!({})).contains("these do not say when they were cast"));
    assert!(
        error(&file(0.0, 1), json!({"unit": "judge", "minVotes": 1000}))
            .contains("no vote with a time")
    );
}

#[test]
fn one_window_is_the_whole_ranking() {
    let votes = votes(&file(0.5, 4));
    let found = ask(&votes, json!({"windows": 1})).unwrap();
    let window = &found.windows[0];
    let options: mindgap::leaderboard::RankOptions =
        serde_json::from_value(json!({"bootstrap": false})).unwrap();
    let ranking =
        mindgap::leaderboard::Ranking::new(&votes, options.resolve(|| 1).unwrap()).unwrap();
    for (row, model) in window.models.as_ref().unwrap().iter().zip(&ranking.board().models) {
        assert_eq!(
            (&row.name, row.rank, row.rank_interval),
            (&model.name, model.rank, model.rank_interval)
        );
        assert!((row.rating - model.rating).abs() < 1e-12);
        assert!(
            (row.se - model.se).abs() < 1e-12
                && (row.interval.low - model.interval.low).abs() < 1e-9
        );
    }
    assert!(found.test.sentence.contains("there is one only"));
}
