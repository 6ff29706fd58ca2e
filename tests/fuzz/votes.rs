//! The reader of votes: text of any kind and JSON of any nesting, whole and in pieces, and rows that
//! something else decoded.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mindgap::votes::{ReadOptions, Reader, SourceColumn, Votes, Where, read};

fuzz_target!(|data: &[u8]| {
    let whole = read(data, ReadOptions::default());
    let pieces = in_pieces(data);
    // However the bytes were cut, the answer is the same.
    match (&whole, &pieces) {
        (Ok(whole), Ok(pieces)) => assert_eq!(whole.report, pieces.report),
        (Err(whole), Err(pieces)) => assert_eq!(whole.to_string(), pieces.to_string()),
        _ => panic!("{:?} whole, {:?} in pieces", whole.is_ok(), pieces.is_ok()),
    }
    if let Ok(votes) = &whole {
        consistent(votes);
    }
    let _ = decoded(data);
});

/// Cut where the bytes themselves say.
fn in_pieces(data: &[u8]) -> Result<Votes, mindgap::Error> {
    let mut reader = Reader::new(ReadOptions::default());
    let mut rest = data;
    while let Some(&first) = rest.first() {
        let (piece, after) = rest.split_at(rest.len().min(1 + usize::from(first) / 4));
        reader.push(piece)?;
        rest = after;
    }
    reader.finish()
}

/// What a report says holds of the votes.
fn consistent(votes: &Votes) {
    let report = &votes.report;
    let outcomes = &report.outcomes;
    let all = outcomes.model_a + outcomes.model_b + outcomes.tie + outcomes.both_bad;
    assert_eq!(report.kept, all);
    assert_eq!(votes.a.len(), votes.outcome.len());
    assert!(report.models.windows(2).all(|two| two[0] < two[1]));
    let tally = votes.tally(&Where::default()).expect("no filter can be wrong");
    let counted: u64 = tally.counts.pairs.iter().map(|p| p.wins + p.losses + p.ties).sum();
    assert_eq!(counted, all);
}

/// As rows of a file whose columns are known.
fn decoded(data: &[u8]) -> Result<Votes, mindgap::Error> {
    let mut reader = Reader::new(ReadOptions::default());
    let line = data.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let names = String::from_utf8_lossy(line);
    let columns = names.split(',').map(|name| SourceColumn {
        name: name.trim_matches('"').into(),
        ..SourceColumn::default()
    });
    reader.decoded(columns.collect(), None);
    reader.push(data)?;
    let _ = reader.given_up();
    reader.finish()
}
