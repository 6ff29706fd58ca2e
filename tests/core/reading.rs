//! Vote files of every layout, and the votes and report that come of them.

use std::collections::BTreeMap;
use std::io::Write;

use mindgap::votes::{
    DropReason, Format, Outcome, OutcomeMeaning, ReadOptions, Role, Votes, Where, read,
};

fn votes(text: impl AsRef<[u8]>) -> Votes {
    read(text.as_ref(), ReadOptions::default()).unwrap()
}

fn options(json: &str) -> ReadOptions {
    serde_json::from_str(json).unwrap()
}

fn filter(json: &str) -> Where {
    serde_json::from_str(json).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// `(a, b, outcome)` by name, in the order cast.
fn cast(votes: &Votes) -> Vec<(&str, &str, Outcome)> {
    let all = Where::default();
    let models = votes.tally(&all).unwrap().models;
    let name = |k: u32| votes.models[models[k as usize] as usize].as_str();
    let ordered = votes.ordered((&all).into()).unwrap().unwrap();
    ordered.map(|(a, b, outcome)| (name(a), name(b), outcome)).collect()
}

/// Wins, losses and ties of the first pair.
fn first_pair(votes: &Votes) -> (u64, u64, u64) {
    let pair = votes.tally(&Where::default()).unwrap().counts.pairs[0];
    (pair.wins, pair.losses, pair.ties)
}

const SMALL: &str = "model_a,model_b,winner\nx,y,model_a\ny,x,model_a\nx,y,tie\n";

#[test]
fn the_golden_file_agrees_with_a_plain_count() {
    let text = include_str!("../golden/votes_small.csv");
    let votes = votes(text);
    let report = &votes.report;
    assert_eq!((report.rows, report.kept, report.judges), (7500, 7500, Some(484)));
    let golden: serde_json::Value =
        serde_json::from_str(include_str!("../golden/bt_small.json")).unwrap();
    assert_eq!(golden["models"], serde_json::json!(report.models));
    let outcomes = report.outcomes;
    let counts = serde_json::json!({
        "model_a": outcomes.model_a,
        "model_b": outcomes.model_b,
        "tie": outcomes.tie + outcomes.both_bad,
    });
    assert_eq!(golden["counts"], counts);

    // The file has no quotes: lines and commas are a second reader.
    let mut pairs: BTreeMap<[&str; 2], [u64; 3]> = BTreeMap::new();
    let mut judges: BTreeMap<&str, u64> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (a, b) = (cells[0], cells[1]);
        let k = match cells[2] {
            "model_a" => usize::from(a > b),
            "model_b" => usize::from(a < b),
            _ => 2,
        };
        pairs.entry([a.min(b), a.max(b)]).or_default()[k] += 1;
        *judges.entry(cells[3]).or_default() += 1;
    }
    let tally = votes.tally(&Where::default()).unwrap();
    let counted: BTreeMap<[&str; 2], [u64; 3]> = tally
        .counts
        .pairs
        .iter()
        .map(|pair| {
            let names = [pair.i, pair.j].map(|k| votes.models[k as usize].as_str());
            (names, [pair.wins, pair.losses, pair.ties])
        })
        .collect();
    assert_eq!(counted, pairs);
    let by_judge = tally.judges.unwrap();
    let cast: Vec<u64> =
        (0..484).map(|g| by_judge.of(g).map(|(_, votes)| u64::from(votes)).sum()).collect();
    assert_eq!(cast, judges.into_values().collect::<Vec<_>>());
}

#[test]
fn the_hash_is_that_of_xxhsum() {
    // XXH3-128 of no bytes, from the xxHash test vectors.
    let empty = xxhash_rust::xxh3::xxh3_128(b"");
    assert_eq!(format!("{empty:032x}"), "99aa06d3014798d86001c324468d497f");
    let expected = format!("{:032x}", xxhash_rust::xxh3::xxh3_128(SMALL.as_bytes()));
    let report = votes(SMALL).report;
    assert_eq!((report.hash, report.bytes), (expected, SMALL.len() as u64));
}

#[test]
fn one_file_in_every_layout_and_encoding() {
    let csv = "model_a,model_b,winner,why\nx,é,model_a,\"one, \"\"two\"\"\nthree\"\ny,x,tie,\n";
    let wanted = votes(csv);
    assert_eq!(wanted.text.as_ref().unwrap().get(0), "one, \"two\"\nthree");
    let crlf = csv.replace('\n', "\r\n");
    let jsonl = "{\"model_a\":\"x\",\"model_b\":\"é\",\"winner\":\"model_a\",\"why\":\"one, \\\"two\\\"\\nthree\"}\n\n{\"model_a\":\"y\",\"model_b\":\"x\",\"winner\":\"tie\",\"why\":null}";
    let array = format!("[{}]", jsonl.replace("}\n\n{", "},\n{"));
    let utf16 = |f: fn(u16) -> [u8; 2], mark: &[u8]| {
        mark.iter().copied().chain(csv.encode_utf16().flat_map(f)).collect::<Vec<u8>>()
    };
    let two_members = [gzip(&csv.as_bytes()[..30]), gzip(&csv.as_bytes()[30..])].concat();
    let cases: Vec<(&str, Vec<u8>, Format, &str)> = vec![
        ("bom", format!("\u{FEFF}{csv}").into(), Format::Csv, "utf-8"),
        ("crlf", crlf.into(), Format::Csv, "utf-8"),
        ("no last newline", csv.trim_end().to_owned().into(), Format::Csv, "utf-8"),
        ("blank lines", csv.replace("\ny", "\n\n  \ny").into(), Format::Csv, "utf-8"),
        (
            "tabs",
            csv.replace("e, ", "e; ").replace(',', "\t").replace("; ", ", ").into(),
            Format::Tsv,
            "utf-8",
        ),
        (
            "bars",
            csv.replace("e, ", "e; ").replace(',', "|").replace("; ", ", ").into(),
            Format::Csv,
            "utf-8",
        ),
        ("jsonl", jsonl.into(), Format::Jsonl, "utf-8"),
        ("array", array.into(), Format::Jsonl, "utf-8"),
        ("utf-16le", utf16(u16::to_le_bytes, b"\xFF\xFE"), Format::Csv, "utf-16le"),
        ("utf-16be", utf16(u16::to_be_bytes, b"\xFE\xFF"), Format::Csv, "utf-16be"),
        ("utf-16 without a mark", utf16(u16::to_le_bytes, b""), Format::Csv, "utf-16le"),
        ("gzip", gzip(csv.as_bytes()), Format::Csv, "utf-8"),
        ("gzip of two members", two_members, Format::Csv, "utf-8"),
    ];
    for (name, bytes, format, encoding) in cases {
        let votes = votes(&bytes);
        let text = |votes: &Votes| -> Vec<String> {
            let text = votes.text.as_ref().unwrap();
            text.iter().map(|t| t.replace("\r\n", "\n")).collect()
        };
        assert_eq!(cast(&votes), cast(&wanted), "{name}");
        assert_eq!(text(&votes), text(&wanted), "{name}");
        assert_eq!((votes.report.format, votes.report.encoding), (format, encoding), "{name}");
        assert_eq!(votes.report.gzip, name.starts_with("gzip"), "{name}");
    }
}

#[test]
fn lone_carriage_returns_and_semicolons() {
    assert_eq!(cast(&votes(SMALL.replace('\n', "\r"))), cast(&votes(SMALL)));
    let excel = votes(SMALL.replace(',', ";"));
    assert_eq!(cast(&excel), cast(&votes(SMALL)));
    assert_eq!(excel.report.notes, ["Cells are separated by semicolons."]);
    let named = format!("sep=;\r\n{}", SMALL.replace(',', ";"));
    assert_eq!(cast(&votes(named)), cast(&votes(SMALL)));
}

#[test]
fn windows_1252_is_read_and_noted() {
    let votes = votes(b"model_a,model_b,winner\ncaf\xE9,y,model_a\ncaf\xC3\xA9,y,tie\n");
    assert_eq!(votes.models, ["café", "y"]);
    assert!(votes.report.notes[0].contains("line 2"), "{:?}", votes.report.notes);
}

#[test]
fn every_kind_of_header() {
    for (text, wanted) in [
        ("Model A,Model-B,Winner\nx,y,Model A\nx,y,both_bad\n", (1, 0, 1)),
        ("left,right,winner,model_x,model_y\nx,y,left,7,8\nx,y,right,7,8\n", (1, 1, 0)),
        ("model_1,model_2,preference\nx,y,1\nx,y,0.5\nx,y,0.0\n", (1, 1, 1)),
        ("model_a,model_b,outcome\nx,y,1\nx,y,0\nx,y,0.5\n", (1, 1, 1)),
        ("a,b,winner\nx,y,x\ny,x,x\nx,y,y\n", (2, 1, 0)),
        ("model_a,model_b,winner,count\nx,y,model_a,5\nx,y,tie,0\ny,x,model_a,2\n", (5, 2, 0)),
        ("model_a,model_b,winner,weight\nx,y,model_a,5.0\n", (5, 0, 0)),
        ("model_a,model_b,wins,ties,losses\nx,y,3,2,1\ny,x,1,0,0\n", (3, 2, 2)),
        (
            "model_a,model_b,winner_model_a,winner_model_b,winner_tie\nx,y,1,0,0\nx,y,0,0,1\n",
            (1, 0, 1),
        ),
    ] {
        assert_eq!(first_pair(&votes(text)), wanted, "{text}");
    }
}

#[test]
fn columns_and_outcomes_mapped_by_hand() {
    let text = "A,B,first,second,who,model_a,model_b,winner\n1,2,x,y,yes,p,q,tie\n1,2,x,y,no,p,q,tie\n1,2,x,y,?,p,q,tie\n1,2,x,y,dunno,p,q,tie\n";
    let votes = read(
        text.as_bytes(),
        options(
            r#"{"columns":{"modelA":"first","modelB":"second","winner":"who"},
                "outcomes":{"yes":"model_a","no":"model_b","?":"skip"}}"#,
        ),
    )
    .unwrap();
    assert_eq!(votes.models, ["x", "y"]);
    assert_eq!(first_pair(&votes), (1, 1, 0));
    let drops = votes.report.dropped_by_reason;
    assert_eq!((drops.skipped, drops.unknown_outcome, drops.total()), (1, 1, 2));
    let meaning: OutcomeMeaning = serde_json::from_str("\"tie (bothbad)\"").unwrap();
    assert_eq!(meaning.outcome(), Some(Outcome::BothBad));
    let counts = "x,y,n1,n2\np,q,4,3\n";
    let map = r#"{"columns":{"modelA":"x","modelB":"y","wins":"n1","losses":"n2"}}"#;
    assert_eq!(first_pair(&read(counts.as_bytes(), options(map)).unwrap()), (4, 3, 0));
}

#[test]
fn bad_rows_are_counted_and_shown_by_line() {
    let text = "model_a,model_b,winner,count,language\n\
        x,y,model_a,1,\"a\nb\"\n\
        ,y,model_a,1,en\n\
        x,x,model_a,1,en\n\
        x,y,maybe,1,en\n\
        x,y,model_b,1.5,en\n\
        x,y\n\
        x,y,model_b,1,en,more\n\
        x,y,model_b,-1,en\n\
        x,y,model_b,1\n\
        x,y,model_b,1,en,,\n\
        z\0,y,model_b,1,en\n";
    let votes = votes(text);
    let report = &votes.report;
    assert_eq!((report.rows, report.kept), (11, 3));
    let dropped: Vec<_> = report
        .dropped
        .iter()
        .map(|d| (d.line, d.reason, d.column.as_deref(), d.value.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        dropped,
        [
            (4, DropReason::EmptyModel, Some("model_a"), ""),
            (5, DropReason::SelfComparison, Some("model_b"), "x"),
            (6, DropReason::UnknownOutcome, Some("winner"), "maybe"),
            (7, DropReason::BadCount, Some("count"), "1.5"),
            (8, DropReason::ShortRow, Some("winner"), ""),
            (9, DropReason::BadRow, None, "more"),
            (10, DropReason::BadCount, Some("count"), "-1"),
            (13, DropReason::BadRow, Some("model_a"), "z\0"),
        ]
    );
    assert_eq!(report.dropped_by_reason.total(), 8);
    assert_eq!(votes.models, ["x", "y"], "names in dropped rows are no models");
    assert_eq!(report.notes, ["1 kept rows lack some cells; those are taken as empty."]);
}

#[test]
fn only_the_first_of_a_kind_are_shown() {
    let text = format!("{SMALL}{}", "x,y,?\n".repeat(1000));
    let report = votes(text).report;
    assert_eq!((report.dropped_by_reason.unknown_outcome, report.dropped.len()), (1000, 10));
}

#[test]
fn a_quote_that_never_closes_loses_what_follows_and_says_so() {
    let report = votes(format!("{SMALL}\"x\nx\",\"y,tie\nx,y,tie\n")).report;
    assert_eq!((report.kept, report.dropped_by_reason.bad_row), (3, 1));
    assert_eq!(
        report.notes,
        [
            "A quote opens on line 6 and never closes; its row and everything behind it are left out."
        ]
    );
}

#[test]
fn repeated_column_names_read_the_first() {
    let votes = votes("model_a,model_b,winner,winner,x,x\np,q,model_a,model_b,1,2\n");
    assert_eq!(first_pair(&votes), (1, 0, 0));
    let roles: Vec<Role> = votes.report.columns.iter().map(|c| c.role).collect();
    assert_eq!(roles[2..], [Role::Winner, Role::Unused, Role::Facet, Role::Unused]);
    assert!(votes.report.notes[0].contains("winner, x"), "{:?}", votes.report.notes);
}

#[test]
fn json_rows_that_are_no_objects_or_lack_keys() {
    let text = "{\"model_a\":\"x\",\"model_b\":\"y\",\"winner\":\"tie\",\"turn\":1,\"conversation\":[{\"role\":\"u\"}]}\n\
        {\"model_a\":\"x\",\"model_b\":\"y\"}\n\
        not json\n\
        {\"model_b\":\"y\",\"winner\":\"a\",\"model_a\":\"x\"}\n";
    let votes = votes(text);
    assert_eq!(first_pair(&votes), (1, 0, 1));
    let dropped: Vec<_> = votes.report.dropped.iter().map(|d| (d.line, d.reason)).collect();
    assert_eq!(dropped, [(2, DropReason::ShortRow), (3, DropReason::BadRow)]);
}

#[test]
fn an_object_longer_than_the_head_is_read() {
    let long = "z".repeat(200_000);
    let text = format!(
        "{{\"prompt\":\"{long}\",\"model_a\":\"x\",\"model_b\":\"y\",\"winner\":\"tie\"}}\n"
    );
    assert_eq!(first_pair(&votes(&text)), (0, 0, 1));
    assert_eq!(first_pair(&votes(text.repeat(3))), (0, 0, 3));
}

#[test]
fn time_orders_votes_and_missing_times_come_last() {
    use Outcome::{A, B, BothBad, Tie};
    let text = "model_a,model_b,winner,tstamp\n\
        x,y,tie,2024-05-02T00:00:00Z\nx,y,model_a,\nx,y,model_b,2024-05-01T23:00:00-03:00\n\
        x,y,tie (bothbad),2024-05-01\nx,y,model_a,2024-05-02\n";
    let votes = votes(text);
    let outcomes: Vec<Outcome> = cast(&votes).into_iter().map(|vote| vote.2).collect();
    assert_eq!(outcomes, [BothBad, Tie, A, B, A]);
    assert!(votes.report.notes[0].starts_with("1 votes have no time"));
}

#[test]
fn counts_have_no_order() {
    let votes = votes("model_a,model_b,winner,count\nx,y,tie,2\n");
    assert!(votes.ordered((&Where::default()).into()).unwrap().is_none());
}

#[test]
fn facets_filter_tallies_and_comments() {
    let text = "model_a,model_b,winner,judge,language,turn,reason\n\
        x,y,model_a,j2,de,1,good\ny,z,model_b,,en,2,\nx,z,tie,j1,en,10,hm\nz,x,tie,,en,1,eh\n";
    let votes = votes(text);
    let turn = &votes.report.facets[1];
    let values: Vec<&str> = turn.values.iter().map(|v| v.value.as_str()).collect();
    assert_eq!(values, ["1", "2", "10"], "numbers in their order");
    assert_eq!(votes.report.covariates, ["turn"]);

    let english = filter(r#"{"language":"en"}"#);
    let tally = votes.tally(&english).unwrap();
    assert_eq!((tally.models.len(), tally.counts.votes()), (3, 3));
    let judges = tally.judges.unwrap();
    // j1, then the two anonymous votes by cell: z's win over y comes after x and z's tie.
    let cells: Vec<Vec<(u32, u32)>> =
        (0..judges.judges()).map(|g| judges.of(g).collect()).collect();
    assert_eq!(cells, [[(2, 1)], [(2, 1)], [(4, 1)]]);

    let german = votes.tally(&filter(r#"{"language":["de"],"turn":["1","2"]}"#)).unwrap();
    assert_eq!((german.models, german.counts.models), (vec![0, 1], 2));
    assert_eq!(votes.tally(&filter(r#"{"language":[]}"#)).unwrap().counts.votes(), 0);

    let page = votes.comments(&english, 1, 5).unwrap();
    assert_eq!((page.total, page.comments.len()), (2, 1));
    assert_eq!((page.comments[0].text.as_str(), page.comments[0].judge.as_deref()), ("eh", None));

    let error = votes.tally(&filter(r#"{"lang":"en"}"#)).unwrap_err();
    assert_eq!(error.code(), "unknown-facet");
    assert_eq!(error.to_string(), "there is no facet \"lang\"; there is language, turn");
    let error = votes.tally(&filter(r#"{"language":"fr"}"#)).unwrap_err();
    assert_eq!(error.code(), "unknown-facet-value");
    assert_eq!(error.to_string(), "facet \"language\" has no value \"fr\"; it has de, en");
}

#[test]
fn the_report_is_what_typescript_expects() {
    let text = "model_a,model_b,winner,judge,language\nx,y,model_a,j,de\nx,x,tie,j,en\n";
    let report = serde_json::to_value(votes(text).report).unwrap();
    let mut expected = serde_json::json!({
        "format": "csv", "encoding": "utf-8", "gzip": false, "bytes": text.len(),
        "rows": 2, "kept": 1,
        "dropped": [{ "line": 3, "reason": "self-comparison", "column": "model_b", "value": "x" }],
        "droppedByReason": {
            "empty-model": 0, "self-comparison": 1, "unknown-outcome": 0, "bad-count": 0,
            "short-row": 0, "bad-row": 0, "skipped": 0
        },
        "outcomes": { "model_a": 1, "model_b": 0, "tie": 0, "tie (bothbad)": 0 },
        "unknownOutcomes": [], "models": ["x", "y"], "judges": 1,
        "facets": [{ "name": "language", "values": [{ "value": "de", "votes": 1 }] }],
        "covariates": [],
        "differences": [],
        "columns": [
            { "name": "model_a", "role": "model_a" }, { "name": "model_b", "role": "model_b" },
            { "name": "winner", "role": "winner" }, { "name": "judge", "role": "judge" },
            { "name": "language", "role": "facet" }
        ],
        "notes": []
    });
    expected["hash"] = report["hash"].clone();
    assert_eq!(report, expected);
}
