//! The style of responses, counted while votes are read.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use mindgap::style::{NAMES, Style, read, reader, style_of};
use mindgap::votes::{ReadOptions, Role, Votes};
use proptest::prelude::*;

fn options() -> ReadOptions {
    ReadOptions { style: true, ..ReadOptions::default() }
}

fn votes(text: &str) -> Votes {
    read(text.as_bytes(), options()).unwrap()
}

fn covariate(votes: &Votes, name: &str) -> Vec<Option<f64>> {
    let covariate = votes.covariates.iter().find(|covariate| covariate.name == name).unwrap();
    (0..votes.rows()).map(|row| covariate.get(row)).collect()
}

#[test]
fn counts_are_those_of_other_parsers() {
    let golden: serde_json::Value =
        serde_json::from_str(include_str!("../golden/style.json")).unwrap();
    let texts = golden["texts"].as_array().unwrap();
    assert!(texts.len() >= 90);
    let mut unlike = Vec::new();
    for expected in texts {
        let text = expected["text"].as_str().unwrap();
        let Style { characters, words, headers, list_items, bold, code_blocks, links } =
            Style::of(text);
        let found = serde_json::json!({
            "text": text, "characters": characters, "words": words, "headers": headers,
            "lists": list_items, "bold": bold, "code": code_blocks, "links": links,
        });
        if found != *expected {
            unlike.push(format!("{found}\n{expected}"));
        }
    }
    assert!(unlike.is_empty(), "{} texts:\n{}", unlike.len(), unlike.join("\n\n"));
    for kind in ["headers", "lists", "bold", "code", "links"] {
        let seen = texts.iter().filter(|text| text[kind].as_u64() > Some(0)).count();
        assert!(seen >= 10, "{kind} is hardly tried");
    }
}

/// The same two answers as `LMArena`'s conversations, as Kaggle's lists and as plain texts.
#[test]
fn every_layout_of_responses_gives_the_same_covariates() {
    let (a, b) = ("# Hi\n\n- **one**\n- two", "Hi [you](x)");
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let turns = |text: &str| {
        let user = r#"{"role":"user","content":"say **hi** to me","num_tokens":4}"#;
        format!(r#"[{user},{{"role":"assistant","content":{},"num_tokens":9}}]"#, json(text))
    };
    let parts = |text: &str| {
        format!(r#"[{{"role":"assistant","content":[{{"type":"text","text":{}}}]}}]"#, json(text))
    };
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |a: &str, b: &str| {
        format!(
            r#"{{"model_a":"x","model_b":"y","winner":"tie","conversation_a":{a},"conversation_b":{b}}}"#
        )
    };
    let csv = |names: &str, a: &str, b: &str| {
        format!("model_a,model_b,winner,{names}\nx,y,tie,{},{}\n", cell(a), cell(b))
    };
    let list = |text: &str| format!("[{}]", json(text));
    let files = [
        row(&turns(a), &turns(b)),
        row(&parts(a), &parts(b)),
        row(&json(a), &json(b)),
        row(&json(&turns(a)), &json(&turns(b))),
        format!("[{}]", row(&turns(a), &turns(b))),
        csv("response_a,response_b", &list(a), &list(b)),
        csv("response_a,response_b", a, b),
        csv("conversation_a,conversation_b", &turns(a), &turns(b)),
        csv("output_1,output_2", a, b),
        csv("left_answer,right_answer", a, b),
    ];
    let (of_a, of_b) = (Style::of(a), Style::of(b));
    let difference = |a: u64, b: u64| {
        let (a, b) = (a as f64, b as f64);
        if a + b > 0.0 { (a - b) / (a + b) } else { 0.0 }
    };
    for file in &files {
        let votes = votes(file);
        for (k, name) in NAMES.into_iter().enumerate() {
            let expected = difference(of_a.counts()[k], of_b.counts()[k]);
            assert_eq!(covariate(&votes, name), [Some(expected)], "{name} of {file}");
        }
        assert_eq!(votes.report.covariates, NAMES, "{file}");
        assert_eq!(votes.report.differences.len(), NAMES.len());
        let texts = votes.report.texts.as_ref().unwrap();
        let role =
            |name: &String| votes.report.columns.iter().find(|c| c.name == *name).unwrap().role;
        assert_eq!((role(&texts.a), role(&texts.b)), (Role::ResponseA, Role::ResponseB));
    }
    assert_eq!(of_a.counts()[2..], [1, 2, 1, 0, 0]);
    assert_eq!(of_b.counts()[2..], [0, 0, 0, 0, 1]);
}

#[test]
fn a_row_without_a_response_has_no_style_and_stays() {
    let text = "model_a,model_b,winner,response_a,response_b,judge\n\
        x,y,model_a,one two,three,j\nx,y,model_b,,three,j\ny,x,tie,,,k\nx,x,tie,a,b,k\n";
    let votes = votes(text);
    let words = covariate(&votes, "style.words");
    assert_eq!(words, [Some(1.0 / 3.0), None, None], "the row left out is not measured");
    assert!(votes.report.differences.iter().all(|made| made.missing == 2 && made.normalised));
    assert_eq!(votes.report.kept, 3);
}

#[test]
fn a_file_without_responses_is_refused_and_a_reader_that_cannot_count_too() {
    let text = "model_a,model_b,winner\nx,y,tie\n";
    let error = read(text.as_bytes(), options()).unwrap_err();
    assert_eq!(error.code(), "bad-option");
    assert!(error.to_string().contains("response_a and response_b"), "{error}");
    let text = "model_a,model_b,winner,response_a,response_b\nx,y,tie,a,b\n";
    let error = mindgap::votes::read(text.as_bytes(), options()).unwrap_err();
    assert_eq!(error.code(), "bad-option");
    // Unasked nothing is counted, whoever reads.
    let votes = read(text.as_bytes(), ReadOptions::default()).unwrap();
    assert!(votes.covariates.is_empty());
    assert_eq!(votes.report.texts.unwrap().a, "response_a");
}

#[test]
fn a_column_of_the_files_own_gives_way() {
    let text = "model_a,model_b,winner,response_a,response_b,style.words\n\
        x,y,tie,a b,c,0.5\nx,y,tie,a b,c,0.25\n";
    let votes = votes(text);
    assert_eq!(covariate(&votes, "style.words"), [Some(1.0 / 3.0); 2]);
    assert_eq!(votes.report.columns[5].role, Role::Unused);
    assert_eq!(votes.report.covariates, NAMES);
}

/// Texts that would be slow to a parser that goes back: each is done within seconds, even in a test
/// build on a busy machine.
#[test]
fn texts_made_to_be_slow_are_not() {
    const LENGTH: usize = 1 << 18;
    for piece in [
        "a **b** [c](d)\n",
        "[",
        "](",
        "*a _b ",
        "> ",
        "- ",
        "`a``",
        "![[",
        "<a ",
        "<!--",
        "&",
        "\\",
        "**a ",
        "__",
        "~~~\n",
        "[a]: b\n",
        "[a][b]",
        "a\n=\n",
        "\u{301}",
        "👨‍",
        "\0",
        "   - a\n",
        "1. ",
        "[x](<",
        "<?",
        "\t",
        "a_",
        "*_",
    ] {
        let text = piece.repeat(LENGTH / piece.len());
        let start = Instant::now();
        assert!(
            style_of(text.as_bytes()).is_none_or(|style| style.characters <= text.len() as u64)
        );
        let spent = start.elapsed();
        println!("{piece:?}: {spent:?}");
        assert!(spent < Duration::from_secs(20), "{piece:?}: {spent:?}");
    }
}

/// Who met whom, how it fell, and what both answered.
type Vote = (usize, usize, [String; 2]);

fn file(cast: &[Vote], turned: bool) -> String {
    let mut text = String::from("model_a,response_b,winner,response_a,model_b\n");
    for (a, outcome, [x, y]) in cast {
        let (mut a, mut b, mut outcome) = (*a, (*a + 1) % 5, *outcome);
        let (mut x, mut y) = (x, y);
        if turned {
            (a, b, outcome, x, y) = (b, a, [1, 0, 2][outcome], y, x);
        }
        let winner = ["model_a", "model_b", "tie"][outcome];
        let _ = writeln!(text, "m{a},\"{y}\",{winner},\"{x}\",m{b}");
    }
    text
}

fn any_vote() -> impl Strategy<Value = Vote> {
    let text = || "([a-z]{1,5} |\\*\\*x\\*\\* |\n- a|\n# b\n|\\[c\\]\\(d\\)){0,12}";
    (0..5_usize, 0..3_usize, [text(), text()])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changing_sides_negates_style_and_order_does_not_matter(
        cast in prop::collection::vec(any_vote(), 1..30),
    ) {
        let backwards: Vec<Vote> = cast.iter().rev().cloned().collect();
        let [straight, turned, back] =
            [file(&cast, false), file(&cast, true), file(&backwards, false)].map(|text| votes(&text));
        for name in NAMES {
            let there = covariate(&straight, name);
            let negated: Vec<Option<f64>> =
                covariate(&turned, name).iter().map(|x| x.map(|x| -x)).collect();
            prop_assert_eq!(&there, &negated);
            prop_assert_eq!(there, covariate(&back, name).into_iter().rev().collect::<Vec<_>>());
        }
    }

    #[test]
    fn any_bytes_have_a_style_or_none(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Some(style) = style_of(&bytes) {
            // Windows-1252's characters are one byte each, or more in UTF-8.
            prop_assert!(style.characters <= bytes.len() as u64);
            prop_assert!(style.words <= style.characters);
        }
    }

    #[test]
    fn how_the_bytes_arrive_does_not_matter(
        cast in prop::collection::vec(any_vote(), 1..10), cut in 0.0..1.0_f64,
    ) {
        let text = file(&cast, false);
        let (one, other) = text.as_bytes().split_at((cut * text.len() as f64) as usize);
        let mut reader = reader(options());
        reader.push(one).unwrap();
        reader.push(other).unwrap();
        let whole = votes(&text);
        let cut = reader.finish().unwrap();
        for name in NAMES {
            prop_assert_eq!(covariate(&whole, name), covariate(&cut, name));
        }
    }
}
