//! Tables of benchmark scores, read from bytes: by hand, and for any bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use mindgap::Error;
use mindgap::scores::{
    ColumnMap, Direction, Format, Layout, ReadOptions, Scores, Unit, join, read,
};
use mindgap::votes::FormatOption;
use proptest::prelude::*;

fn table(text: &str) -> Scores {
    let scores = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    scores.check().unwrap();
    scores
}

fn refused(bytes: &[u8]) -> Error {
    read(bytes, &ReadOptions::default()).unwrap_err()
}

/// Lines, columns, values and reasons of what was left out.
fn dropped(scores: &Scores) -> Vec<(u64, &str, &str, &str)> {
    fn text(text: Option<&String>) -> &str {
        text.map_or("", String::as_str)
    }
    let all = scores.report.dropped.iter();
    all.map(|d| (d.line, text(d.column.as_ref()), text(d.value.as_ref()), d.reason.as_str()))
        .collect()
}

#[test]
fn the_papers_table() {
    let scores = table(include_str!("../golden/table1.csv"));
    assert_eq!(scores.models.len(), 9);
    assert_eq!(scores.models[0], "GPT4o");
    assert_eq!(scores.models[8], "ASR Pipeline");
    let groups = scores.groups.as_ref().unwrap();
    assert_eq!(groups[0].as_deref(), Some("commercial"));
    assert_eq!(groups[8].as_deref(), Some("baseline"));
    let names: Vec<&str> = scores.benchmarks.iter().map(|b| b.name.as_str()).collect();
    assert_eq!(names.len(), 14);
    assert_eq!((names[0], names[13]), ("Humor", "ASR"));
    let lower: Vec<&str> = scores
        .benchmarks
        .iter()
        .filter(|b| b.direction == Direction::Lower)
        .map(|b| b.name.as_str())
        .collect();
    assert_eq!(lower, ["ASR"]);
    assert_eq!(scores.benchmarks[6].chance, Some(14.3));
    assert_eq!(scores.benchmarks[13].chance, None);
    assert!(scores.benchmarks.iter().all(|b| b.included), "{:?}", scores.benchmarks);
    assert!(scores.benchmarks[..13].iter().all(|b| b.unit == Unit::Percent));
    assert_eq!(scores.values[5][13], Some(0.07));
    assert_eq!(scores.report.rows, 10);
    assert_eq!(scores.report.layout, Layout::Wide);
    assert_eq!(scores.report.format, Format::Csv);
    assert!(scores.report.dropped.is_empty());
}

#[test]
fn layouts_and_encodings_read_the_same() {
    let csv = "model,A,B\né,12.5,1\ny,13.5,\nz,0.25,3\n";
    let wanted = table(csv);
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(csv.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin: Vec<u8> = csv.chars().map(|c| c as u8).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(csv.as_bytes()).unwrap();
    let decimal = csv.replace(',', ";").replace('.', ",");
    let json = "{\"model\":\"é\",\"A\":12.5,\"B\":1}\n{\"model\":\"y\",\"A\":\"13.5\"}\n\
        {\"model\":\"z\",\"A\":0.25,\"B\":\"3\"}\n";
    let array = format!("[{}]", json.trim().replace('\n', ",\n"));
    let long = "model\tbenchmark\tscore\né\tA\t12.5\né\tB\t1\ny\tA\t13.5\nz\tA\t0.25\nz\tB\t3\n";
    let long_json = "[{\"system\":\"é\",\"task\":\"A\",\"value\":12.5},{\"system\":\"é\",\"task\":\"B\",\
        \"value\":1},{\"system\":\"y\",\"task\":\"A\",\"value\":13.5},\
        {\"system\":\"z\",\"task\":\"A\",\"value\":0.25},{\"system\":\"z\",\"task\":\"B\",\"value\":3}]";
    let markdown = "| model | A | B |\n|---|---:|---|\n| é | **12.5** | 1 |\n| y | 13.5 | - |\n| z | 0.25† | 3 |\n";
    let gzip = gzip.finish().unwrap();
    let windows = csv.replace('\n', "\r\n");
    let tabs = csv.replace(',', "\t");
    let texts: [&[u8]; 11] = [
        &utf16,
        &latin,
        &gzip,
        windows.as_bytes(),
        tabs.as_bytes(),
        decimal.as_bytes(),
        json.as_bytes(),
        array.as_bytes(),
        long.as_bytes(),
        long_json.as_bytes(),
        markdown.as_bytes(),
    ];
    for text in texts {
        let shown = String::from_utf8_lossy(text).into_owned();
        let scores = read(text, &ReadOptions::default()).expect(&shown);
        assert_eq!(scores.models, wanted.models, "{shown}");
        assert_eq!(scores.values, wanted.values, "{shown}");
        assert_eq!(scores.benchmarks, wanted.benchmarks, "{shown}");
        assert!(scores.report.dropped.is_empty(), "{shown}");
    }
    assert_eq!(table(long).report.layout, Layout::Long);
    assert_eq!(table(long).report.format, Format::Tsv);
    assert_eq!(table(long_json).report.format, Format::Jsonl);
}

#[test]
fn cells_that_are_no_numbers_are_told() {
    let scores = table("model,A,B\nx,n/a,\"12,34\"\ny,abc,2\nz,1,3\nw,2,4,5\n,1,2\nx,7,8\n");
    assert_eq!(scores.models, ["x", "y", "z"]);
    assert_eq!(
        dropped(&scores),
        [
            (2, "B", "12,34", "a separator that is neither decimal nor of thousands"),
            (3, "A", "abc", "no number"),
            (5, "", "w,2,4,5", "4 cells in a row of a table of 3 columns"),
            (6, "model", "", "no model's name in this row"),
            (7, "model", "x", "a second row of this model"),
        ]
    );
    assert_eq!(scores.values, [[None, None], [None, Some(2.0)], [Some(1.0), Some(3.0)]]);
    assert_eq!(scores.report.rows, 6);
    let nested =
        table("{\"model\":\"x\",\"A\":1,\"B\":[1]}\n{\"model\":\"y\",\"A\":2,\"B\":3}\n17\n");
    assert_eq!(
        dropped(&nested),
        [(1, "B", "[1]", "a list or an object, no number"), (3, "", "17", "no JSON object")]
    );
}

#[test]
fn percent_signs_and_units() {
    let scores = table("model,A,B,C,D\nx,12 %,0.5,1200,0.9\ny,0.5%,0.25,7,25\n");
    let units: Vec<Unit> = scores.benchmarks.iter().map(|b| b.unit).collect();
    assert_eq!(units, [Unit::Percent, Unit::Fraction, Unit::Number, Unit::Percent]);
    assert_eq!(scores.values[0][0], Some(12.0));
    let mixed = table("model,A\nx,12%\ny,0.5\n");
    assert!(mixed.report.notes[0].contains("percent sign"), "{:?}", mixed.report.notes);
}

#[test]
fn a_row_of_metrics_is_no_model() {
    let scores = table("Model,Libri,Humor\nMetric,WER,Macro F1\nx,5,60\ny,7,50\nz,6,55\n");
    assert_eq!(scores.models, ["x", "y", "z"]);
    assert_eq!(scores.benchmarks[0].direction, Direction::Lower);
    assert_eq!(scores.benchmarks[0].because, "its metric is WER");
    assert_eq!(scores.benchmarks[1].because, "its metric is F1");
    assert!(scores.report.dropped.is_empty());
    // With numbers in it, it is a model called so.
    assert_eq!(table("Model,A\nMetric,1\nx,2\n").models, ["Metric", "x"]);
}

#[test]
fn chance_rows_are_no_models() {
    for (name, group) in
        [("Random Baseline", "b"), ("random", ""), ("Chance", ""), ("coin", "chance")]
    {
        let scores = table(&format!("model,group,A,B\nx,g,60,70\n{name},{group},50,\ny,g,40,30\n"));
        assert_eq!(scores.models, ["x", "y"], "{name}");
        assert_eq!(scores.benchmarks[0].chance, Some(50.0));
        assert_eq!(scores.benchmarks[1].chance, None);
        assert_eq!(scores.groups.as_ref().unwrap().len(), 2);
    }
    let scores = table("model,benchmark,score\nx,A,60\nrandom,A,50\nrandom,A,51\ny,A,40\n");
    assert_eq!((scores.models.len(), scores.benchmarks[0].chance), (2, Some(50.0)));
    assert_eq!(dropped(&scores), [(4, "", "51", "a second chance level of this benchmark")]);
}

#[test]
fn second_columns_and_second_scores_are_dropped() {
    let scores = table("model,A,A,B\nx,1,9,3\ny,2,9,4\n");
    assert_eq!(scores.values, [[Some(1.0), Some(3.0)], [Some(2.0), Some(4.0)]]);
    assert_eq!(dropped(&scores), [(1, "A", "", "a second column of this name")]);
    let scores = table("model,task,score\nx,A,1\nx,A,2\ny,A,3\n");
    assert_eq!(scores.values, [[Some(1.0)], [Some(3.0)]]);
    assert_eq!(dropped(&scores), [(3, "A", "2", "a second score of \"x\" here")]);
}

#[test]
fn columns_of_words_and_of_nothing() {
    let scores = table("model,A,link,E,C,one,Rank\nx,1,http,,5,3,1\ny,2,http,-,5,,2\n");
    let why = |name: &str| {
        let b = scores.benchmarks.iter().find(|b| b.name == name).unwrap();
        (b.included, b.why.as_deref())
    };
    assert_eq!(why("A"), (true, None));
    assert_eq!(why("E"), (false, Some("it has no scores")));
    assert_eq!(why("C"), (false, Some("all its scores are the same")));
    assert_eq!(why("one"), (false, Some("it has only one score")));
    assert_eq!(why("Rank"), (false, Some("a number of the row, not a score")));
    assert!(scores.benchmarks.iter().all(|b| b.name != "link"));
    assert_eq!(
        scores.report.notes,
        ["The column \"link\" holds no number and is left out; on line 2 it has \"http\"."]
    );
}

/// A table with means among its columns.
fn with_means(header: &str, rows: &[[f64; 4]], line: impl Fn([f64; 4]) -> String) -> Scores {
    let mut text = format!("{header}\n");
    for (k, &row) in rows.iter().enumerate() {
        writeln!(text, "m{k},{}", line(row)).unwrap();
    }
    table(&text)
}

const ROWS: [[f64; 4]; 5] = [
    [26.6, 16.9, 12.7, 11.5],
    [42.6, 33.4, 13.9, 16.4],
    [29.5, 27.2, 18.4, 16.6],
    [39.2, 34.6, 35.5, 22.7],
    [39.9, 30.8, 69.1, 21.2],
];

fn whys(scores: &Scores) -> Vec<&str> {
    scores.benchmarks.iter().map(|b| b.why.as_deref().unwrap_or_default()).collect()
}

#[test]
fn averages_are_found_and_left_out() {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let last = with_means("model,a,b,c,d,Sum", &ROWS, |r| {
        format!("{},{},{},{},{:.1}", r[0], r[1], r[2], r[3], mean(&r))
    });
    assert_eq!(whys(&last), ["", "", "", "", "the mean of the other 4"]);
    assert!(!last.benchmarks[4].included);
    let first = with_means("model,Average,a,b,c,d", &ROWS, |r| {
        format!("{:.2},{},{},{},{}", mean(&r), r[0], r[1], r[2], r[3])
    });
    assert_eq!(whys(&first), ["the mean of the other 4", "", "", "", ""]);
    let nested = with_means("model,a,b,ab,c,d,cd,Overall", &ROWS, |[a, b, c, d]| {
        let (ab, cd, all) = (mean(&[a, b]), mean(&[c, d]), mean(&[a, b, c, d]));
        format!("{a},{b},{ab:.2},{c},{d},{cd:.2},{all:.2}")
    });
    let both = "the mean of the 2 before it";
    assert_eq!(whys(&nested), ["", "", both, "", "", both, "the mean of the other 4"]);
    let close = with_means("model,a,b,c,d,Overall", &ROWS, |r| {
        format!("{},{},{},{},{:.1}", r[0], r[1], r[2], r[3], mean(&r) + r[0] / 50.0)
    });
    assert_eq!(whys(&close)[4], "named \"Overall\" and close to the mean of the other 4");
    let far = with_means("model,a,b,c,d,Overall", &ROWS, |r| {
        format!("{},{},{},{},{:.1}", r[0], r[1], r[2], r[3], 100.0 - mean(&r))
    });
    assert_eq!(whys(&far), ["", "", "", "", ""]);
    // Whole numbers in few rows are means by chance.
    assert_eq!(whys(&table("model,a,b,c\nx,1,3,2\ny,2,4,3\nz,5,5,5\n")), ["", "", ""]);
}

#[test]
fn options_override_the_guesses() {
    let text = b"id,who,kind,n,A\n1,x,p,3,5\n2,y,q,4,6\n";
    let name = |name: &str| Some(name.to_owned());
    let columns = ColumnMap { model: name("who"), group: name("kind"), ..ColumnMap::default() };
    let scores = read(text, &ReadOptions { columns, ..ReadOptions::default() }).unwrap();
    assert_eq!(scores.models, ["x", "y"]);
    assert_eq!(scores.groups.unwrap()[1].as_deref(), Some("q"));
    let columns = ColumnMap {
        model: name("who"),
        benchmark: name("kind"),
        score: name("A"),
        ..ColumnMap::default()
    };
    let scores = read(text, &ReadOptions { columns, ..ReadOptions::default() }).unwrap();
    assert_eq!(scores.values, [[Some(5.0), None], [None, Some(6.0)]]);
    let columns = ColumnMap { model: name("none"), ..ColumnMap::default() };
    let error = read(text, &ReadOptions { columns, ..ReadOptions::default() }).unwrap_err();
    assert_eq!(error.code(), "unknown-column");
    let options = ReadOptions { format: FormatOption::Tsv, ..ReadOptions::default() };
    assert_eq!(read(text, &options).unwrap_err().code(), "no-scores");
}

#[test]
fn files_without_scores_are_refused_with_a_sentence() {
    for (bytes, code, words) in [
        (&b""[..], "empty-file", "the file is empty"),
        (b" \n\t\n", "empty-file", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n", "no-scores", "this is a PNG image, not a table of scores in text"),
        (b"<!DOCTYPE html><p>", "no-scores", "this is an HTML page"),
        (b"model,A\n", "header-only", "has column names (model, A) and no rows"),
        (b"1,2\n3,4\n", "no-scores", "found no column of models"),
        (b"model\nx\ny\n", "no-scores", "found no column of scores beside the models' names"),
        (b"model,A\nx,-\ny,\n", "no-scores", "all its scores are blank or no numbers"),
        (b"model,A\nx,q\ny,r\n", "no-scores", "none of its columns holds numbers"),
        (b"{bad\n{worse\n", "no-scores", "no row of it can be read"),
        (b"\x1F\x8Bxx", "bad-gzip", "cannot be decompressed"),
    ] {
        let error = refused(bytes);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    let wide = format!("model{}\nx\n", ",a".repeat(3000));
    assert_eq!(refused(wide.as_bytes()).code(), "too-large");
    let mut tall = String::from("model,A\n");
    for k in 0..10_001 {
        writeln!(tall, "m{k},{k}").unwrap();
    }
    assert_eq!(refused(tall.as_bytes()).code(), "too-large");
}

#[test]
fn a_first_line_of_numbers_is_remarked_on() {
    let notes = table("x,1,2\ny,3,4\nz,5,6\n").report.notes;
    assert!(notes[0].starts_with("The first line was taken for column names"), "{notes:?}");
    assert!(table("model,1,b\ny,3,4\nz,5,6\n").report.notes.is_empty());
}

#[test]
fn a_table_that_was_edited_is_checked() {
    let good = table("model,group,A,B\nx,g,1,2\ny,g,3,4\n");
    let refuse = |edit: &dyn Fn(&mut Scores), words: &str| {
        let mut scores = good.clone();
        edit(&mut scores);
        let error = scores.check().unwrap_err();
        assert_eq!(error.code(), "bad-scores");
        assert!(error.to_string().contains(words), "{error}");
    };
    refuse(&|s| s.values[1].truncate(1), "\"y\" has 1 values for 2 benchmarks");
    refuse(&|s| s.values.truncate(1), "1 rows of values for 2 models");
    refuse(&|s| s.values[0][1] = Some(f64::NAN), "of \"x\" in \"B\" is not a number up to 1e100");
    refuse(&|s| s.values[0][1] = Some(1e308), "is not a number up to 1e100");
    refuse(&|s| s.benchmarks[0].chance = Some(f64::INFINITY), "chance level of \"A\"");
    refuse(&|s| s.models[1] = "x".into(), "two models are named \"x\"");
    refuse(&|s| s.benchmarks[1].name = "A".into(), "two benchmarks are named \"A\"");
    refuse(&|s| s.models[1].clear(), "empty name");
    refuse(&|s| s.groups = Some(Vec::new()), "0 groups for 2 models");
}

#[test]
fn the_json_is_what_typescript_expects() {
    let scores = table("model,A,WER\nx,60,0.5\nchance,50,\ny,40,0.25\n");
    let json = serde_json::to_value(&scores).unwrap();
    assert_eq!(
        json["benchmarks"][0],
        serde_json::json!({
            "name": "A", "direction": "higher", "unit": "percent", "chance": 50.0, "included": true,
            "because": "nothing in its name says that less is better",
        })
    );
    assert_eq!(json["benchmarks"][1]["direction"], "lower");
    assert_eq!(json["benchmarks"][1]["because"], "\"WER\" in its name");
    assert_eq!(json["report"]["layout"], "wide");
    assert_eq!(json["report"]["format"], "csv");
    assert!(json.get("groups").is_none());
    let back: Scores = serde_json::from_value(json).unwrap();
    assert_eq!(back, scores);
}

/// Whatever was read holds together, is finite and survives JSON.
fn use_up(bytes: &[u8]) {
    for format in [FormatOption::Auto, FormatOption::Csv, FormatOption::Tsv, FormatOption::Jsonl] {
        let options = ReadOptions { format, ..ReadOptions::default() };
        match read(bytes, &options) {
            Ok(scores) => {
                scores.check().unwrap();
                let json = serde_json::to_string(&scores).unwrap();
                assert_eq!(serde_json::from_str::<Scores>(&json).unwrap(), scores);
                join(&scores.models, &scores.models, &BTreeMap::new()).unwrap();
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        use_up(&bytes);
    }

    #[test]
    fn any_text(text in "(model|group|task|score|Metric|random|WER|[a-c0-9.,;|\\t\"\\-%†{}:\\[\\] é]|\n){0,120}") {
        use_up(text.as_bytes());
    }

    #[test]
    fn a_table_comes_back(
        rows in prop::collection::vec(
            prop::collection::vec(prop::option::weighted(0.8, -1e6..1e6_f64), 4), 2..12),
        delimiter in prop::sample::select(vec![',', '\t', ';']),
    ) {
        prop_assume!(rows.iter().flatten().any(Option::is_some));
        let mut text = ["model", "a", "b", "c", "d"].join(&delimiter.to_string());
        for (k, row) in rows.iter().enumerate() {
            write!(text, "\nm{k}").unwrap();
            for value in row {
                write!(text, "{delimiter}{}", value.map(|v| v.to_string()).unwrap_or_default()).unwrap();
            }
        }
        let scores = table(&text);
        prop_assert_eq!(&scores.values, &rows);
        prop_assert!(scores.report.dropped.is_empty());
        // A row per score gives the same, in the order scores first come.
        let mut long = format!("model{delimiter}benchmark{delimiter}score");
        for (k, row) in rows.iter().enumerate() {
            for (value, name) in row.iter().zip(["a", "b", "c", "d"]) {
                let value = value.map(|v| v.to_string()).unwrap_or_default();
                write!(long, "\nm{k}{delimiter}{name}{delimiter}{value}").unwrap();
            }
        }
        prop_assert_eq!(table(&long).values, rows);
    }

    #[test]
    fn a_join_is_one_to_one(
        votes in prop::collection::hash_set("[ABab]{1,3}[-0-3]{0,2}", 0..8),
        scores in prop::collection::hash_set("[ABab]{1,3}[-0-3]{0,2}", 0..8),
    ) {
        let (votes, scores): (Vec<_>, Vec<_>) =
            (votes.into_iter().collect(), scores.into_iter().collect());
        let joined = join(&votes, &scores, &BTreeMap::new()).unwrap();
        prop_assert_eq!(joined.matches.len() + joined.only_in_votes.len(), votes.len());
        prop_assert_eq!(joined.matches.len() + joined.only_in_scores.len(), scores.len());
        for both in votes.iter().filter(|name| scores.contains(name)) {
            prop_assert!(joined.matches.iter().any(|m| &m.votes == both && &m.scores == both));
        }
        // Orders do not matter.
        let reversed = |names: &[String]| names.iter().rev().cloned().collect::<Vec<_>>();
        let mut other = join(&reversed(&votes), &reversed(&scores), &BTreeMap::new()).unwrap();
        other.matches.reverse();
        prop_assert_eq!(other.matches, joined.matches);
    }
}
