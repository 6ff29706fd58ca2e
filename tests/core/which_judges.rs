//! Filters by judge: who has votes enough, and who is left out.

use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::votes::{ReadOptions, Votes, Which, read};
use serde_json::{Value, json};

const CSV: &str = "model_a,model_b,winner,judge,language\n\
    x,y,model_a,ann,en\nx,y,model_b,ann,en\nx,y,model_a,ann,de\n\
    y,x,model_a,bob,en\ny,x,tie,bob,en\nx,y,model_b,cid,en\nx,y,model_a,,en\n";

fn votes(csv: &str) -> Votes {
    read(csv.as_bytes(), ReadOptions::default()).unwrap()
}

fn counted(votes: &Votes, which: Value) -> u64 {
    let which: Which = serde_json::from_value(which).unwrap();
    votes.tally(&which).unwrap().counts.votes()
}

#[test]
fn judges_pass_by_their_votes_in_the_whole_file() {
    let votes = votes(CSV);
    for (which, expected) in [
        (json!({}), 7),
        (json!({"minVotes": 1}), 7),
        (json!({"minVotes": 2}), 5),
        (json!({"minVotes": 3}), 3),
        (json!({"minVotes": 4}), 0),
        (json!({"withoutJudges": ["ann"]}), 4),
        (json!({"withoutJudges": ["ann", "cid", "ann"]}), 3),
        (json!({"minVotes": 2, "withoutJudges": ["ann"]}), 2),
        // ann has one German vote and three in the file.
        (json!({"minVotes": 3, "where": {"language": "de"}}), 1),
        (json!({"withoutJudges": ["ann"], "where": {"language": "de"}}), 0),
    ] {
        assert_eq!(counted(&votes, which.clone()), expected, "{which}");
    }
    // Rows that stand for several votes are as many.
    let weighted = "model_a,model_b,winner,judge,count\nx,y,model_a,ann,5\nx,y,model_b,bob,2\n";
    assert_eq!(counted(&self::votes(weighted), json!({"minVotes": 3})), 5);
}

#[test]
fn what_is_filtered_is_what_a_file_without_it_gives() {
    let all = votes(CSV);
    let without: Vec<&str> = CSV.lines().filter(|line| !line.contains("ann")).collect();
    let without = votes(&without.join("\n"));
    let board = |votes: &Votes, options: Value| {
        let options: RankOptions = serde_json::from_value(options).unwrap();
        Ranking::new(votes, options.resolve(|| 1).unwrap()).unwrap().board()
    };
    let (filtered, plain) = (
        board(&all, json!({"bootstrap": false, "withoutJudges": ["ann"]})),
        board(&without, json!({"bootstrap": false})),
    );
    assert_eq!(filtered.models, plain.models);
    let settings = serde_json::to_value(&filtered.provenance.settings).unwrap();
    assert_eq!((&settings["withoutJudges"], settings.get("minVotes")), (&json!(["ann"]), None));
    let settings = serde_json::to_value(&plain.provenance.settings).unwrap();
    assert!(settings.get("withoutJudges").is_none());
}

#[test]
fn judges_that_there_are_not_are_refused() {
    let refused = |csv: &str, which: Value| {
        let which: Which = serde_json::from_value(which).unwrap();
        votes(csv).tally(&which).unwrap_err().to_string()
    };
    let eve = refused(CSV, json!({"withoutJudges": ["eve"]}));
    assert_eq!(
        eve,
        "option withoutJudges is \"eve\"; expected names among the 3 judges of these votes"
    );
    let untold = "model_a,model_b,winner\nx,y,tie\n";
    assert!(refused(untold, json!({"minVotes": 2})).contains("do not say who cast them"));
    assert!(
        refused(untold, json!({"withoutJudges": ["ann"]})).contains("do not say who cast them")
    );
}
