//! Vote files as arenas and papers publish them, and outcomes written as numbers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mindgap::ErrorKind;
use mindgap::regress::ballots::Ballots;
use mindgap::votes::{OutcomeMeaning, ReadOptions, Role, SquareWinner, Votes, Where, read};
use proptest::prelude::*;

fn votes(text: &str) -> Votes {
    read(text.as_bytes(), ReadOptions::default()).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn error(text: &str) -> mindgap::Error {
    read(text.as_bytes(), ReadOptions::default()).map(|votes| votes.report).unwrap_err()
}

fn options(json: &str) -> ReadOptions {
    serde_json::from_str(json).unwrap()
}

/// Wins, losses and ties of every pair, by name.
fn pairs(votes: &Votes) -> Vec<(&str, &str, [u64; 3])> {
    let tally = votes.tally(&Where::default()).unwrap();
    let name = |k: u32| votes.models[tally.models[k as usize] as usize].as_str();
    let pair = |p: &mindgap::votes::Pair| (name(p.i), name(p.j), [p.wins, p.losses, p.ties]);
    tally.counts.pairs.iter().map(pair).collect()
}

/// The votes of every layout below: x over y twice, y over x once, one tie.
const WANTED: [(&str, &str, [u64; 3]); 1] = [("x", "y", [2, 1, 1])];

#[test]
fn layouts_that_arenas_publish() {
    for (name, text) in [
        (
            "GenAI-Arena",
            "question_id,left_model,right_model,vote\n\
             1,x,y,leftvote\n2,y,x,rightvote\n3,x,y,rightvote\n4,x,y,tievote\n",
        ),
        (
            "compar:IA",
            "timestamp,model_a_name,model_b_name,model_pair_name,chosen_model_name,both_equal\n\
             2024-10-01,x,y,\"['x', 'y']\",x,False\n2024-10-02,y,x,p,x,False\n\
             2024-10-03,y,x,p,y,False\n2024-10-04,y,x,p,,True\n",
        ),
        (
            "AlpacaEval",
            "[{\"instruction\":\"i\",\"generator_1\":\"x\",\"generator_2\":\"y\",\"annotator\":\"g\",\"preference\":1.0},\n\
             {\"generator_1\":\"x\",\"generator_2\":\"y\",\"preference\":2.0},\n\
             {\"generator_1\":\"y\",\"generator_2\":\"x\",\"preference\":2},\n\
             {\"generator_1\":\"x\",\"generator_2\":\"y\",\"preference\":1.5}]",
        ),
        (
            "MT-bench",
            "question_id,model_a,model_b,winner,judge,turn\n\
             81,x,y,model_a,expert_1,1\n81,x,y,model_b,expert_2,1\n\
             82,x,y,model_a,expert_1,2\n82,x,y,tie (inconsistent),expert_1,2\n",
        ),
        (
            "chess",
            "Event,White,Black,Result\n\
             e,x,y,1-0\ne,y,x,0-1\ne,x,y,0-1\ne,y,x,1/2-1/2\n",
        ),
        ("chess, half", "White\tBlack\tResult\nx\ty\t1–0\nx\ty\t0–1\nx\ty\t1–0\nx\ty\t½–½\n"),
        ("lichess", "white,black,winner\nx,y,white\ny,x,black\nx,y,black\nx,y,draw\n"),
        ("Arena-Hard", "model_1,model_2,verdict\nx,y,A>>B\nx,y,A>B\nx,y,[[B>A]]\nx,y,A=B\n"),
        ("winner and loser with ties", "winner,loser,tie\nx,y,0\nx,y,0\ny,x,0\ny,x,1\n"),
        ("same", "model_a,model_b,winner\nx,y,x\nx,y,x\nx,y,y\nx,y,same\n"),
        ("both", "model_a,model_b,winner\nx,y,x\nx,y,x\nx,y,y\nx,y,Both\n"),
    ] {
        assert_eq!(pairs(&votes(text)), WANTED, "{name}");
    }
}

#[test]
fn words_for_ties_and_for_both_bad() {
    let of = |word: &str| {
        let outcomes = votes(&format!("model_a,model_b,winner\nx,y,{word}\n")).report.outcomes;
        (outcomes.tie, outcomes.both_bad)
    };
    for tie in ["tie", "Tie (inconsistent)", "both", "same", "draw", "equal", "tievote", "1/2-1/2"]
    {
        assert_eq!(of(tie), (1, 0), "{tie}");
    }
    for bad in ["Neither", "tie (bothbad)", "both bad", "bothbad_vote"] {
        assert_eq!(of(bad), (0, 1), "{bad}");
    }
}

#[test]
fn a_chosen_model_that_is_missing_is_an_unknown_outcome() {
    let votes = votes(
        "model_a_name,model_b_name,chosen_model_name,both_equal\n\
         x,y,x,False\nx,y,,False\nx,y,,perhaps\n",
    );
    let dropped: Vec<_> =
        votes.report.dropped.iter().map(|d| (d.line, d.column.as_deref())).collect();
    assert_eq!(dropped, [(3, Some("chosen_model_name")), (4, Some("both_equal"))]);
    let unknown = &votes.report.unknown_outcomes;
    assert_eq!(unknown.iter().map(|u| (u.value.as_str(), u.rows)).collect::<Vec<_>>(), [("", 1)]);
}

#[test]
fn preferences_of_an_annotator_count_for_the_nearer_model() {
    let votes = votes("generator_1,generator_2,preference\nx,y,1.0000076\nx,y,1.97\nx,y,nan\n");
    assert_eq!(pairs(&votes), [("x", "y", [1, 1, 0])]);
    assert_eq!(
        votes.report.notes,
        ["Preferences between 1 and 2 are taken as votes for the nearer model."]
    );
    assert_eq!(votes.report.dropped_by_reason.unknown_outcome, 1);
}

#[test]
fn a_row_a_decisive_vote_tells_no_sides() {
    for text in [
        "winner,loser,judge\nx,y,j\ny,x,j\ny,z,k\n",
        "judge,rejected_model,chosen_model\nj,y,x\nj,x,y\nk,z,y\n",
    ] {
        let votes = votes(text);
        assert_eq!(pairs(&votes), [("x", "y", [1, 1, 0]), ("y", "z", [1, 0, 0])]);
        assert_eq!((votes.report.judges, votes.sides), (Some(2), false));
        let roles: Vec<Role> = votes.report.columns.iter().map(|c| c.role).collect();
        assert!(roles.contains(&Role::Winner) && roles.contains(&Role::Loser), "{roles:?}");
    }
    // Where somebody was shown first, that is told.
    let ordered =
        |text: &str| Ballots::extract(&votes(text), &Where::default(), &[], false).unwrap().ordered;
    assert!(ordered("model_a,model_b,winner\nx,y,x\nx,y,y\n"));
    assert!(!ordered("winner,loser\nx,y\ny,x\n"));
    let named = options(r#"{"columns":{"winner":"best","loser":"worst","tied":"even"}}"#);
    let votes = read(b"best,worst,even\nx,y,no\nx,y,yes\n", named).unwrap();
    assert_eq!(pairs(&votes), [("x", "y", [1, 0, 1])]);
}

const SQUARE: &str = ",a,b,c\na,,5,2\nb,3,0,4\nc,1,,-\n";

#[test]
fn a_square_table_counts_wins_of_rows_over_columns() {
    let wanted = [("a", "b", [5, 3, 0]), ("a", "c", [2, 1, 0]), ("b", "c", [4, 0, 0])];
    for text in [
        SQUARE.to_owned(),
        SQUARE.replace(',', ";"),
        SQUARE.replace(',', "\t"),
        SQUARE.replace("a,,5,2\nb,3,0,4\n", "b,3.0,,4\na,0,5,2\n"),
        format!("winner\\loser{SQUARE}"),
        // Columns beat rows, the table turned.
        "loser / winner,a,b,c\na,,3,1\nb,5,,0\nc,2,4,\n".into(),
        // Without the empty cells at the end.
        ",a,b,c\na,,5,2\nb,3,,4\nc,1,0\n".into(),
    ] {
        let votes = votes(&text);
        assert_eq!(pairs(&votes), wanted, "{text}");
        assert_eq!((votes.sides, votes.report.rows, votes.report.kept), (false, 3, 15));
        assert!(votes.report.columns.iter().all(|column| column.role == Role::Square));
    }
    let turned = ReadOptions { square: Some(SquareWinner::Column), ..ReadOptions::default() };
    let turned = read(SQUARE.as_bytes(), turned).unwrap();
    assert_eq!(pairs(&turned)[0], ("a", "b", [3, 5, 0]));
}

#[test]
fn a_square_table_that_is_not_square_is_refused_in_a_sentence() {
    for (text, sentence) in [
        (",a,b,c\na,,5,2\nb,3,,4\n", "there is no row for c"),
        (",a,b\na,,5\nb,3,\nc,1,1\n", "line 4: no column is called as the row, \"c\""),
        (",a,b\na,,5\nb,3,\nb,1,1\n", "line 4: another row is called \"b\""),
        ("\n,a,b,a\na,,5,2\nb,3,,4\n", "line 2: another column is called \"a\""),
        (",a,b\na,,5.5\nb,3,\n", "line 2: no whole number of wins is \"5.5\""),
        (",a,b\na,,5\nb,-3,\n", "line 3: no whole number of wins is \"-3\""),
        (",a,b,c\na,,5,2\nb,3\nc,1,1,\n", "line 3: the row ends before column \"c\""),
        (",a,b\na,,5,9\nb,3,\n", "line 2: behind the last column is \"9\""),
    ] {
        let error = error(text);
        assert_eq!(error.code(), "bad-square", "{error}");
        assert_eq!(error.to_string(), format!("no table of wins, row over column: {sentence}"));
    }
    let forced = ReadOptions { square: Some(SquareWinner::Row), ..ReadOptions::default() };
    let error = read(b"model_a,model_b,winner\nx,y,tie\n", forced).unwrap_err();
    assert_eq!(error.code(), "bad-square");
    // All empty: no votes.
    assert_eq!(self::error(",a,b\na,0,0\nb,0,0\n").code(), "no-votes");
}

#[test]
fn a_square_table_that_may_be_another_is_asked_about() {
    for (text, reason, kept) in [
        (",a,b\na,,5\nb,5,\n", "both sides of its diagonal are the same", 10),
        (",a,b\na,1,5\nb,3,1\n", "its diagonal holds \"1\" on line 2", 8),
    ] {
        let error = error(text);
        assert_eq!(error.code(), "ambiguous-square", "{error}");
        assert!(error.to_string().contains(reason), "{error}");
        let fields = serde_json::to_value(error.kind()).unwrap();
        assert_eq!(fields["found"], serde_json::json!(["", "a", "b"]));
        assert_eq!(fields["preview"].as_array().unwrap().len(), 2);
        let said = read(text.as_bytes(), options(r#"{"square":"row"}"#)).unwrap();
        assert_eq!(said.report.kept, kept);
    }
}

/// A file of these outcomes, all between x and y.
fn coded(column: &str, values: &[&str]) -> String {
    let rows: Vec<String> = values.iter().map(|value| format!("x,y,{value}\n")).collect();
    format!("model_a,model_b,{column}\n{}", rows.concat())
}

#[test]
fn codings_beyond_doubt_are_read() {
    for (column, values, wanted) in [
        ("outcome", &["1", "0", "1"][..], [2, 1, 0]),
        ("Result", &["1", "0", "0.5"], [1, 1, 1]),
        ("preference", &["1", "0", "0.5"], [1, 1, 1]),
        ("winner", &["1", "2", "1"], [2, 1, 0]),
        ("preference", &["1.0", "2.0", "1.5"], [1, 1, 1]),
    ] {
        assert_eq!(pairs(&votes(&coded(column, values)))[0].2, wanted, "{column} {values:?}");
    }
    let notes = votes(&coded("winner", &["1", "2"])).report.notes;
    assert_eq!(
        notes,
        ["Numbers in winner are read so: 1 = the first model wins, 2 = the second model wins."]
    );
    assert!(votes(&coded("outcome", &["1", "0"])).report.notes.is_empty());
}

#[test]
fn a_coding_that_several_readings_fit_is_asked_about() {
    for (column, values, readings) in [
        ("outcome", &["-1", "0", "1"][..], 3),
        ("winner", &["0", "1"], 2),
        ("winner", &["1"], 3),
        ("winner", &["0", "1", "tie"], 2),
        ("label", &["0", "1", "2"], 4),
        ("outcome", &["0", "1", "2"], 4),
        ("choice", &["1", "2", "0"], 4),
        ("choice", &["1", "2", "3"], 4),
        ("vote", &["-2", "-1", "0", "1", "2"], 2),
        ("vote", &["1", "2", "3", "4", "5"], 2),
    ] {
        let error = error(&coded(column, values));
        assert_eq!(error.code(), "ambiguous-outcomes", "{column} {values:?}: {error}");
        let ErrorKind::AmbiguousOutcomes { readings: found, .. } = error.kind() else {
            panic!("{error}")
        };
        assert_eq!(found.len(), readings, "{column} {values:?}: {error}");
        // Each reading, given as it stands there, settles it, and each differently.
        let mut tallies = Vec::new();
        for reading in found {
            let reading = serde_json::to_value(reading).unwrap();
            let given = serde_json::json!({ "outcomes": reading["outcomes"] });
            let said = read(coded(column, values).as_bytes(), options(&given.to_string()));
            let tally = pairs(&said.unwrap()).iter().map(|pair| pair.2).collect::<Vec<_>>();
            let sides = reading["outcomes"].clone();
            assert!(!tallies.contains(&(tally.clone(), sides.clone())));
            tallies.push((tally, sides));
        }
    }
}

#[test]
fn what_is_asked_names_values_readings_and_the_first_rows() {
    let text = format!("{}{}", coded("vote", &["1", "-1", "1"]), "x,y,0\n".repeat(20));
    let error = error(&text);
    assert_eq!(
        error.to_string(),
        "the outcomes in \"vote\" are numbers that can be read as \
         (1 = the first model wins, -1 = the second model wins, 0 = a tie) or \
         (-1 = the first model wins, 1 = the second model wins, 0 = a tie) or \
         (0 = the first model wins, 1 = the second model wins, -1 = a tie); \
         the file has -1 (1 row, the first on line 3), 0 (20 rows, the first on line 5), \
         1 (2 rows, the first on line 2); outcomes can say which is meant"
    );
    let fields = serde_json::to_value(error.kind()).unwrap();
    assert_eq!(
        fields["readings"][0]["outcomes"],
        serde_json::json!({ "1": "model_a", "-1": "model_b", "0": "tie" })
    );
    assert_eq!(fields["values"][1], serde_json::json!({ "value": "0", "rows": 20, "line": 5 }));
    assert_eq!(fields["column"], "vote");
    assert_eq!(fields["found"], serde_json::json!(["model_a", "model_b", "vote"]));
    assert_eq!(fields["preview"].as_array().unwrap().len(), 5);
    assert_eq!(fields["preview"][1], serde_json::json!(["x", "y", "-1"]));
}

#[test]
fn values_far_behind_the_head_count_too() {
    // 200 KB of scores, then a single -1: what looked like wins and losses is none.
    let text = format!("{}{}x,y,-1\n", coded("outcome", &[]), "x,y,1\nx,y,0\n".repeat(17_000));
    assert_eq!(error(&text).code(), "ambiguous-outcomes");
    let shorter = text.trim_end_matches("x,y,-1\n");
    assert_eq!(pairs(&votes(shorter))[0].2, [17_000, 17_000, 0]);
}

#[test]
fn numbers_that_name_models_are_names() {
    let votes = votes("model_a,model_b,winner\n1,2,2\n2,3,3\n1,3,1\n1,2,tie\n");
    assert_eq!(
        pairs(&votes),
        [("1", "2", [0, 1, 1]), ("1", "3", [1, 0, 0]), ("2", "3", [0, 1, 0])]
    );
    // Not where one of them is none of the row's models.
    assert_eq!(error("model_a,model_b,winner\n1,2,2\n2,3,1\n").code(), "ambiguous-outcomes");
    assert_eq!(
        pairs(&self::votes("model_a,model_b,outcome\n1,0,1\n1,0,0\n")),
        [("0", "1", [1, 1, 0])]
    );
}

#[test]
fn what_the_caller_says_settles_the_rest_where_one_reading_is_left() {
    let text = coded("winner", &["0", "1.0", "1"]);
    let given = |json: &str| read(text.as_bytes(), options(json));
    let score = given(r#"{"outcomes":{"1":"model_a"}}"#).unwrap();
    assert_eq!(pairs(&score)[0].2, [2, 1, 0]);
    let index = given(r#"{"outcomes":{"1":"model_b"}}"#).unwrap();
    assert_eq!(pairs(&index)[0].2, [1, 2, 0]);
    let none = given(r#"{"outcomes":{"1":"tie","0":"skip"}}"#).unwrap();
    assert_eq!((pairs(&none)[0].2, none.report.dropped_by_reason.skipped), ([0, 0, 2], 1));
}

#[test]
fn unknown_outcomes_are_told_once_each() {
    let text = format!("{}{}", coded("winner", &["a", "b", "meh"]), "x,y,so so\n".repeat(30));
    let report = votes(&text).report;
    let told: Vec<_> =
        report.unknown_outcomes.iter().map(|u| (u.value.as_str(), u.rows, u.line)).collect();
    assert_eq!(told, [("so so", 30, 5), ("meh", 1, 4)]);
    let none = error(&coded("winner", &["yes", "no", "yes"]));
    let fields = serde_json::to_value(none.kind()).unwrap();
    assert_eq!(
        fields["unknownOutcomes"][0],
        serde_json::json!({ "value": "yes", "rows": 2, "line": 2 })
    );
}

/// What a file with these numbers for outcomes comes to: the votes by pair, or the readings asked for.
fn read_so(rows: &[(usize, usize, usize)], values: &[&str], turned: bool) -> String {
    let mut text =
        String::from(if turned { "model_b,model_a,choice\n" } else { "model_a,model_b,choice\n" });
    for (a, b, value) in rows {
        writeln!(text, "m{a},n{b},{}", values[*value]).unwrap();
    }
    match read(text.as_bytes(), ReadOptions::default()) {
        Ok(votes) => format!("{:?}", pairs(&votes)),
        Err(error) => match error.kind() {
            ErrorKind::AmbiguousOutcomes { readings, .. } => {
                format!("{:?}", readings.iter().map(|r| &r.outcomes).collect::<Vec<_>>())
            }
            other => format!("{other:?}"),
        },
    }
}

proptest! {
    #[test]
    fn numbers_mean_the_same_in_any_order_of_rows(
        rows in prop::collection::vec((0..3_usize, 0..3_usize, 0..3_usize), 1..30),
        values in prop::sample::select(vec![
            ["1", "2", "1.5"], ["0", "1", "0.5"], ["-1", "0", "1"], ["0", "1", "2"], ["1", "2", "3"],
        ]),
        from in 0..30_usize,
    ) {
        let plain = read_so(&rows, &values, false);
        let mut turned = rows.clone();
        turned.rotate_left(from % rows.len());
        prop_assert_eq!(&plain, &read_so(&turned, &values, false));
    }

    #[test]
    fn sides_swapped_with_their_numbers_give_the_same_votes(
        rows in prop::collection::vec((0..3_usize, 0..3_usize, 0..3_usize), 1..30),
        (values, mirrored) in prop::sample::select(vec![
            (["1", "2", "1.5"], ["2", "1", "1.5"]), (["0.5", "1", "0"], ["0.5", "0", "1"]),
        ]),
    ) {
        // Every number is seen, so that both files are read.
        let all: Vec<_> = rows.into_iter().chain((0..3).map(|value| (0, 0, value))).collect();
        let plain = read_so(&all, &values, false);
        prop_assert!(plain.contains("m0"), "{}", plain);
        prop_assert_eq!(&plain, &read_so(&all, &mirrored, true));
        prop_assert_ne!(&plain, &read_so(&all[1..], &values, false));
    }

    #[test]
    fn a_square_table_in_any_order_has_the_same_votes(
        wins in prop::collection::vec(0..50_u32, 16),
        by in 0..4_usize, turn in 0..4_usize,
    ) {
        let table = |rows: usize, columns: usize| {
            let order = |from: usize| (0..4).map(move |k| (k + from) % 4);
            let name = |k: usize| format!("m{k}");
            let mut text = format!("model,{}\n", order(columns).map(name).collect::<Vec<_>>().join(","));
            for i in order(rows) {
                let cell = |j: usize| if i == j { String::new() } else { wins[4 * i + j].to_string() };
                let cells: Vec<String> = order(columns).map(cell).collect();
                writeln!(text, "m{i},{}", cells.join(",")).unwrap();
            }
            read(text.as_bytes(), options(r#"{"square":"row"}"#)).map(|v| format!("{:?}", pairs(&v)))
        };
        let plain = table(0, 0).map_err(|e| e.code());
        prop_assert_eq!(&plain, &table(by, turn).map_err(|e| e.code()));
        // A slow reading of the same: m0 over m1.
        let beats: BTreeMap<bool, u32> = [(true, wins[1]), (false, wins[4])].into();
        if beats.values().any(|&count| count > 0) {
            let first = format!("(\"m0\", \"m1\", [{}, {}, 0])", wins[1], wins[4]);
            prop_assert!(plain.as_ref().is_ok_and(|text| text.contains(&first)), "{:?}", plain);
        }
    }
}

#[test]
fn readings_are_as_options_take_them() {
    let meaning: OutcomeMeaning = serde_json::from_str("\"tie (bothbad)\"").unwrap();
    for meaning in
        [OutcomeMeaning::A, OutcomeMeaning::B, OutcomeMeaning::Tie, meaning, OutcomeMeaning::Skip]
    {
        assert_eq!(serde_json::to_value(meaning).unwrap(), meaning.name());
    }
}
