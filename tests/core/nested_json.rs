//! Objects inside objects: columns with dotted names.

use mindgap::votes::{ReadOptions, Role, Votes, read};

fn votes(text: impl AsRef<[u8]>) -> Votes {
    read(text.as_ref(), ReadOptions::default()).unwrap()
}

/// Two rows as `LMArena` publishes them, the conversations cut short.
const ARENA: &str = r#"{"id":"1","model_a":"gpt","model_b":"claude","winner":"model_a","judge":"j1","turn":1,"conversation_a":[{"role":"user","content":"hi","num_tokens":1},{"role":"assistant","content":"Hello **you**","num_tokens":4}],"conversation_b":[{"role":"user","content":"hi","num_tokens":1},{"role":"assistant","content":"Hi","num_tokens":1}],"language":"English","conv_metadata":{"sum_user_tokens":1,"sum_assistant_a_tokens":400,"sum_assistant_b_tokens":100,"header_count_a":{"h1":1,"h2":2},"header_count_b":{"h1":1,"h2":0},"list_count_a":{"ordered":0,"unordered":0},"list_count_b":{"ordered":0,"unordered":0}},"category_tag":{"math_v0.1":{"math":false},"criteria_v0.1":{"creativity":true}},"tags":["a","b"]}
{"id":"2","model_a":"claude","model_b":"llama","winner":"tie","judge":"j2","turn":2,"conversation_a":[{"role":"user","content":"yo"},{"role":"assistant","content":"- a\n- b"}],"conversation_b":[{"role":"user","content":"yo"},{"role":"assistant","content":"ok"}],"language":"German","conv_metadata":{"sum_user_tokens":1,"sum_assistant_a_tokens":0,"sum_assistant_b_tokens":0,"header_count_a":{"h1":0,"h2":0},"header_count_b":{"h1":0,"h2":1},"list_count_a":{"ordered":0,"unordered":2},"list_count_b":{"ordered":0,"unordered":0}},"category_tag":{"math_v0.1":{"math":true},"criteria_v0.1":{"creativity":true}},"tags":["a","b"]}
"#;

fn facet<'a>(votes: &'a Votes, name: &str) -> Vec<&'a str> {
    let facet = votes.facets.iter().find(|facet| facet.name == name).unwrap();
    facet.codes.iter().map(|&code| facet.values[usize::from(code)].as_str()).collect()
}

fn covariate(votes: &Votes, name: &str) -> Vec<Option<f64>> {
    let covariate = votes.covariates.iter().find(|covariate| covariate.name == name).unwrap();
    (0..votes.rows()).map(|row| covariate.get(row)).collect()
}

#[test]
fn arena_rows_give_facets_and_covariates_of_any_depth() {
    let array = format!("[{}]", ARENA.trim_end().replace('\n', ",\n"));
    for text in [ARENA.to_owned(), array] {
        let votes = votes(&text);
        assert_eq!((votes.report.kept, votes.report.judges), (2, Some(2)));
        assert_eq!(facet(&votes, "category_tag.math_v0.1.math"), ["false", "true"]);
        assert_eq!(facet(&votes, "tags"), [r#"["a","b"]"#; 2]);
        let name = "conv_metadata.sum_assistant_tokens";
        assert_eq!(covariate(&votes, name), [Some(0.6), Some(0.0)]);
        let h2 = covariate(&votes, "conv_metadata.header_count.h2");
        assert_eq!(h2, [Some(1.0), Some(-1.0)]);
        // (3 − 1)/(3 + 1), (0 − 1)/(0 + 1): LMArena's sum over the kinds.
        let headers = covariate(&votes, "conv_metadata.header_count");
        assert_eq!(headers, [Some(0.5), Some(-1.0)]);
        assert_eq!(covariate(&votes, "conv_metadata.list_count"), [Some(0.0), Some(1.0)]);
        assert!(covariate(&votes, "turn").iter().all(Option::is_some));
        let texts = votes.report.texts.as_ref().unwrap();
        assert_eq!((&*texts.a, &*texts.b), ("conversation_a", "conversation_b"));
        let role = |name: &str| votes.report.columns.iter().find(|c| c.name == name).unwrap().role;
        assert_eq!(role("conversation_a"), Role::ResponseA);
        assert_eq!(role("conv_metadata.header_count_b.h1"), Role::CovariateB);
        assert_eq!(votes.report.notes, Vec::<String>::new());
    }
}

#[test]
fn parts_may_be_nested_too() {
    let votes =
        votes(r#"{"model_a":{"name":"x","size":7},"model_b":{"name":"y","size":70},"winner":"y"}"#);
    assert_eq!(votes.models, ["x", "y"]);
    assert_eq!(covariate(&votes, "model.size"), [Some((7.0 - 70.0) / 77.0)]);
}

#[test]
fn late_keys_and_keys_that_come_twice_have_a_note() {
    let row =
        |more: &str| format!("{{\"model_a\":\"x\",\"model_b\":\"y\",\"winner\":\"x\"{more}}}\n");
    let first = row(r#","m":{"k":"1"}"#).repeat(150);
    let text = format!(
        "{first}{}{}{}{}",
        row(r#","m":{"k":"2","late":null}"#),
        row(r#","m":{"late":1}"#),
        row(r#","m":{"k":"3"},"m.k":"4""#),
        row(r#","m":null"#),
    );
    let votes = votes(&text);
    assert_eq!(votes.report.kept, 154);
    let notes = votes.report.notes.join(" ").replace(['"', '“', '”'], "'");
    assert!(notes.contains("The key 'm.late' first comes on line 152, too late"), "{notes}");
    assert!(
        notes.contains(
            "The key 'm.k' comes twice in the object on line 153; the last value counts."
        ),
        "{notes}"
    );
    let k = facet(&votes, "m.k");
    assert_eq!(&k[149..], ["1", "2", "", "4", ""]);
}

#[test]
fn an_object_with_a_key_for_everybody_is_no_thousand_columns() {
    use std::fmt::Write as _;
    let mut text = String::new();
    for row in 0..40 {
        let scores: Vec<String> = (0..30).map(|k| format!("\"user {row} {k}\":{k}")).collect();
        let _ = writeln!(
            text,
            r#"{{"model_a":"x","model_b":"y","winner":"x","m":{{"k":"{}","by":{{{}}}}}}}"#,
            row % 2,
            scores.join(",")
        );
    }
    let votes = votes(&text);
    assert_eq!(votes.report.kept, 40);
    let names: Vec<&str> = votes.report.columns.iter().map(|c| &*c.name).collect();
    assert_eq!(names, ["model_a", "model_b", "winner", "m.k", "m.by"]);
}

#[test]
fn values_without_end_are_votes_all_the_same() {
    let depth = 100_000;
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    for bomb in [deep("[", "]"), deep(r#"{"a":"#, "}"), format!("\"{}\"", "x".repeat(1 << 20))] {
        let text = format!(r#"{{"model_a":"x","model_b":"y","winner":"x","m":{bomb},"k":"z"}}"#);
        let votes = votes(&text);
        assert_eq!(votes.report.kept, 1);
        assert_eq!(facet(&votes, "k"), ["z"]);
    }
    // Cut short in its depth, the row is none.
    let text = format!(
        "{}\n{{\"model_a\":\"x\",\"model_b\":\"y\",\"winner\":\"x\",\"m\":{}",
        r#"{"model_a":"x","model_b":"y","winner":"x","m":1}"#,
        r#"{"a":"#.repeat(depth)
    );
    let votes = votes(&text);
    assert_eq!((votes.report.kept, votes.report.dropped.len()), (1, 1));
}

#[test]
fn a_text_that_was_cut_inside_a_character_loses_no_vote() {
    let votes = votes(r#"{"model_a":"x\ud83d","model_b":"y","winner":"model_a"}"#);
    assert_eq!(votes.models, ["x\u{FFFD}", "y"]);
}
