//! Files that are no votes: each gets a code, its fields and one clear sentence.

use std::fmt::Write as _;
use std::io::Write as _;

use mindgap::votes::{ReadOptions, Reader, read};
use mindgap::{Error, ErrorKind};

fn error(bytes: impl AsRef<[u8]>) -> Error {
    read(bytes.as_ref(), ReadOptions::default()).map(|votes| votes.report).unwrap_err()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn each_hopeless_file_and_its_sentence() {
    let workbook = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml";
    let tar = [&b"votes.csv"[..], &[0; 248], b"ustar\0"].concat();
    let cases: Vec<(Vec<u8>, &str, &str)> = vec![
        (b"".into(), "empty-file", "the file is empty"),
        (b"\xEF\xBB\xBF \r\n\n".into(), "empty-file", "the file is empty"),
        (gzip(b""), "empty-file", "the file is empty"),
        (
            b"x".into(),
            "no-columns",
            "found no column for the first model and the second model and the outcome; looked for model_a and model_b, model_1 and model_2, left and right, winner, outcome or preference, winner and loser, wins, losses and ties; the file has x; columns can say which is which",
        ),
        (
            b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".into(),
            "binary-file",
            "this is a PNG image, not a table of votes in text",
        ),
        (
            workbook.into(),
            "binary-file",
            "this is an Excel workbook, not a table of votes in text; save the sheet as CSV",
        ),
        (
            b"PK\x03\x04\x14\0votes.csv".into(),
            "binary-file",
            "this is a zip archive, not a table of votes in text; unpack it first",
        ),
        (
            b"PAR1\x15\x04".into(),
            "binary-file",
            "this is a Parquet file, not a table of votes in text; unpack it if it is packed, else export it as CSV",
        ),
        (
            gzip(&tar),
            "binary-file",
            "this is a tar archive, not a table of votes in text; unpack it first",
        ),
        (
            b"model_a,model_b\0,winner\nx,y,tie\n".into(),
            "binary-file",
            "this is a binary file, not a table of votes in text",
        ),
        (
            b"\n <!DOCTYPE html><title>404</title>".into(),
            "not-votes",
            "this is an HTML page (the address may be wrong, or need a login), not a table of votes",
        ),
        (
            b"<?xml version='1.0'?>".into(),
            "not-votes",
            "this is an XML document, not a table of votes",
        ),
        (
            b"model_a,model_b,winner\n\n".into(),
            "header-only",
            "the file has column names (model_a, model_b, winner) and no rows",
        ),
        (
            b"GPT4o,DiVA,model_a\nGPT4o,DiVA,tie\n".into(),
            "no-columns",
            "the first line holds values (GPT4o, DiVA, model_a) where column names are needed; add a first line such as model_a,model_b,winner",
        ),
        (
            b"model_a:model_b:winner\nx:y:tie\n".into(),
            "no-columns",
            "found no column for the first model and the second model and the outcome; looked for model_a and model_b, model_1 and model_2, left and right, winner, outcome or preference, winner and loser, wins, losses and ties; the file has model_a:model_b:winner; columns can say which is which",
        ),
        (
            b"model_a,model_b,wiener\nx,y,tie\n".into(),
            "no-columns",
            "found no column for the outcome; looked for model_a and model_b, model_1 and model_2, left and right, winner, outcome or preference, winner and loser, wins, losses and ties; the file has model_a, model_b, wiener; columns can say which is which",
        ),
        (
            b"{\"error\":\"not found\"}".into(),
            "no-columns",
            "found no column for the first model and the second model and the outcome; looked for model_a and model_b, model_1 and model_2, left and right, winner, outcome or preference, winner and loser, wins, losses and ties; the file has error; columns can say which is which",
        ),
        (
            b"model_a,model_b,winner\nx,x,tie\nx,y,yes\nx,y,no\n".into(),
            "no-votes",
            "none of the 3 rows is a vote; 1 comparing a model with itself, the first on line 2 (\"x\"); 2 with an unknown outcome, the first on line 3 (\"yes\"); outcomes can say what each value means",
        ),
        (
            b"model_a,model_b,winner,count\nx,y,tie,0\n".into(),
            "no-votes",
            "none of the 1 rows is a vote",
        ),
    ];
    for (bytes, code, sentence) in cases {
        let error = error(&bytes);
        assert_eq!((error.code(), error.to_string().as_str()), (code, sentence));
    }
}

#[test]
fn counts_and_quotes_are_named_with_their_line() {
    let cases: Vec<(Vec<u8>, &str, &str)> = vec![
        (
            b"model_a,model_b,winner,count\nx,y,tie,1.5\nx,y,tie,5000000000\n".into(),
            "no-votes",
            "none of the 2 rows is a vote; 2 whose count is no whole number from 0 to 4,294,967,295, the first on line 2 (\"1.5\")",
        ),
        (
            b"model_a,model_b,winner\n\"x,y,tie\nx,y,tie\n".into(),
            "no-votes",
            "none of the 1 rows is a vote; 1 malformed, the first on line 2 (\"\\\"x,y,tie\\nx,y,tie\\n\")",
        ),
        (
            b"\n\"model_a,model_b,winner\nx,y,tie\n".into(),
            "open-quote",
            "line 2: a quote opens here and never closes",
        ),
    ];
    for (bytes, code, sentence) in cases {
        let error = error(&bytes);
        assert_eq!((error.code(), error.to_string().as_str()), (code, sentence));
    }
}

#[test]
fn damaged_gzip() {
    let whole = gzip("model_a,model_b,winner\nx,y,tie\n".repeat(200).as_bytes());
    for cut in [2, 5, 12, whole.len() / 2, whole.len() - 1] {
        let error = error(&whole[..cut]);
        assert_eq!(error.code(), "bad-gzip", "{cut}");
        assert!(error.to_string().contains("too early"), "{error}");
    }
    let mut damaged = whole.clone();
    let end = damaged.len() - 6;
    damaged[end] ^= 1; // the checksum
    assert_eq!(error(&damaged).code(), "bad-gzip");
    assert_eq!(error([&whole[..], b"trailing"].concat()).code(), "bad-gzip");
}

#[test]
fn no_columns_carries_what_a_page_needs_to_ask() {
    let error = error("left_system,right_system,best\np,q,p\nr,s,s\n");
    let fields = serde_json::to_value(error.kind()).unwrap();
    let expected = serde_json::json!({
        "missing": ["modelA", "modelB", "winner"],
        "lookedFor": fields["lookedFor"],
        "found": ["left_system", "right_system", "best"],
        "headerMissing": false,
        "preview": [["p", "q", "p"], ["r", "s", "s"]]
    });
    assert_eq!(fields, expected);
    let json = read(b"[{\"p\":1},{\"q\":\"x\"}]", ReadOptions::default()).unwrap_err();
    let fields = serde_json::to_value(json.kind()).unwrap();
    assert_eq!(fields["preview"], serde_json::json!([["1", ""], ["", "x"]]));
}

#[test]
fn a_mapped_column_that_is_not_there() {
    let options: ReadOptions = serde_json::from_str(r#"{"columns":{"judge":"who"}}"#).unwrap();
    let error = read(b"model_a,model_b,winner\nx,y,tie\n", options).unwrap_err();
    assert_eq!(error.code(), "unknown-column");
    assert_eq!(
        error.to_string(),
        "columns.judge names \"who\", which the file does not have; it has model_a, model_b, winner"
    );
}

#[test]
fn limits_are_errors_with_their_line() {
    let columns: Vec<String> = (0..1001).map(|k| format!("c{k}")).collect();
    let wide = error(format!("{}\n", columns.join(",")));
    let endless = error(format!("model_a,{}", "x".repeat(70_000)));
    let huge_cell = {
        let mut reader = Reader::new(ReadOptions::default());
        let mut result = reader.push(b"model_a,model_b,winner\nx,y,\"");
        let chunk = vec![b'z'; 1 << 20];
        for _ in 0..64 {
            result = result.and_then(|()| reader.push(&chunk));
        }
        result.unwrap_err()
    };
    let mut models = String::from("model_a,model_b,winner\n");
    for k in 0..65_536 {
        writeln!(models, "m{k},m{},tie", (k + 1) % 65_536).unwrap();
    }
    let many_models = error(&models);
    let votes = error("model_a,model_b,winner,count\nx,y,tie,4294967295\nx,y,tie,1\n");
    let long_row = error(format!("model_a,model_b,winner\nx,y,{}", "z".repeat(17 << 20)));
    for (error, line, what) in [
        (wide, 1, "more columns than a vote file has; at most 1000"),
        (endless, 1, "more bytes of column names than votes have; at most 65536"),
        (huge_cell, 2, "a quote opens here and never closes, as far as is read; at most 16777216"),
        (long_row, 2, "a row of more bytes than votes have; at most 16777216"),
        (many_models, 65_536, "more models than can be numbered; at most 65535"),
        (votes, 3, "more votes than can be counted; at most 4294967295"),
    ] {
        let ErrorKind::TooLarge { line: at, .. } = error.kind() else { panic!("{error}") };
        assert_eq!(*at, line, "{error}");
        assert_eq!(error.to_string(), format!("line {line}: {what} can be read"));
    }
}

#[test]
fn a_gzip_bomb_is_stopped_by_its_first_endless_row() {
    let bomb = gzip(&[&b"model_a,model_b,winner\n"[..], &vec![b'x'; 100 << 20]].concat());
    assert!(bomb.len() < 1 << 20);
    assert_eq!(error(&bomb).code(), "too-large");
}
