//! What gzip holds: the bytes stand for deflated data behind a header that is in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mindgap::votes::{ReadOptions, Reader, read};

const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];

fuzz_target!(|data: &[u8]| {
    let file = [&HEADER, data].concat();
    let whole = read(&file, ReadOptions::default());
    let mut reader = Reader::new(ReadOptions::default());
    let cut = file.len().min(11 + data.len() / 3);
    let pieces = reader.push(&file[..cut]).and_then(|()| reader.push(&file[cut..]));
    let pieces = pieces.and_then(|()| reader.finish());
    match (&whole, &pieces) {
        (Ok(whole), Ok(pieces)) => assert_eq!(whole.report, pieces.report),
        (Err(whole), Err(pieces)) => assert_eq!(whole.to_string(), pieces.to_string()),
        _ => panic!("{:?} whole, {:?} in pieces", whole.is_ok(), pieces.is_ok()),
    }
});
