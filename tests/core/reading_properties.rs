//! What holds for every file: chunking, order and side do not matter, and no
//! bytes at all make the reader panic.

use std::fmt::Write as _;
use std::io::Write as _;

use mindgap::Error;
use mindgap::votes::{Outcome, ReadOptions, Reader, Tally, Votes, Where, read};
use proptest::prelude::*;

/// What a file comes to, for comparison: text rather than `Votes`, whose NaNs differ from themselves.
fn outcome(result: &Result<Votes, Error>) -> String {
    format!("{result:?}")
}

fn in_chunks(bytes: &[u8], mut cuts: Vec<usize>) -> Result<Votes, Error> {
    cuts.push(bytes.len());
    cuts.sort_unstable();
    let mut reader = Reader::new(ReadOptions::default());
    let mut from = 0;
    for cut in cuts {
        reader.push(&bytes[from..cut])?;
        from = cut;
    }
    reader.finish()
}

/// Looks at all of the votes, as a page would.
fn use_up(votes: &Votes) {
    let all = Where::default();
    let tally = votes.tally(&all).unwrap();
    assert_eq!(tally.counts.votes(), votes.report.kept);
    assert_eq!(tally.models.len(), votes.models.len(), "every model has votes");
    if let Some(judges) = &tally.judges {
        let votes: u64 = judges.counts.iter().map(|&c| u64::from(c)).sum();
        assert_eq!(votes, tally.counts.votes());
    }
    if let Some(ordered) = votes.ordered((&all).into()).unwrap() {
        assert_eq!(ordered.count() as u64, votes.report.kept);
    }
    votes.comments(&all, 0, 3).unwrap();
    for facet in &votes.facets {
        let filter = serde_json::json!({ &facet.name: facet.values[0] });
        let filter: Where = serde_json::from_value(filter).unwrap();
        votes.tally(&filter).unwrap();
    }
    serde_json::to_string(&votes.report).unwrap();
}

/// Files of every layout, to cut up and to damage.
fn seeds() -> Vec<Vec<u8>> {
    let csv = "model_a,model_b,winner,judge,turn,tstamp,why\r\n\
        x,y,model_a,j1,1,2024-05-01T10:00:00Z,\"so, \"\"good\"\"\nindeed\"\r\n\
        y,é,tie (bothbad),,2,2024-05-01,\r\nx,é,model_b,j2,1,17,no\r\n\"x\"z,\"y\",tie\r\n";
    let json = "{\"left\":\"x\",\"right\":\"y\",\"winner\":\"left\",\"n\":[1,{}],\"s\":-0.5}\n\
        {\"right\":\"x\",\"left\":\"y\\u00e9\",\"winner\":\"tie\",\"late\":true}\n";
    let array = format!("[{}]", json.trim_end().replace('\n', ",\n"));
    let counts = "model_1;model_2;wins;losses;ties\nx;y;3;2;1\ny;z;0;0;4\n";
    let square = ",x,y,z\r\nz,1,2,\r\ny,0,,4\r\nx,-,3,1.0\r\n";
    let decisive = "winner_model,loser_model,tie\nx,y,False\ny,z,True\n";
    let numbers = "model_a,model_b,vote\nx,y,1\ny,z,2.0\nx,z,1.5\nz,x,tie\n";
    let utf16: Vec<u8> = csv.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(csv.as_bytes()).unwrap();
    let gzip = encoder.finish().unwrap();
    // Past every threshold of the reader: 4 KB, 64 KB.
    let long = format!("{csv}{}", "x,y,model_b,j7,3,18,\"a\nb\"\n".repeat(4000));
    let texts = [csv, json, &array, counts, square, numbers, decisive];
    let texts = texts.into_iter().map(|text| text.as_bytes().to_vec());
    texts.chain([utf16, gzip, long.into_bytes()]).collect()
}

#[test]
fn every_single_cut_gives_the_same_votes() {
    for seed in seeds() {
        let whole = outcome(&read(&seed, ReadOptions::default()));
        assert!(whole.starts_with("Ok"), "{whole}");
        for cut in (0..=seed.len()).step_by(1 + seed.len() / 500) {
            assert_eq!(outcome(&in_chunks(&seed, vec![cut])), whole, "cut at {cut}");
        }
        if seed.len() < 10_000 {
            let bytewise = (0..seed.len()).collect();
            assert_eq!(outcome(&in_chunks(&seed, bytewise)), whole);
        }
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014): the mutations are the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) as usize % bound
    }
}

/// Fuzzing that runs everywhere: seeded mutations of real files.
#[test]
fn damaged_files_end_in_votes_or_an_error() {
    const TELLING: &[u8] = b"\",;\t|\r\n\0\xFF\xFE\xEF\xBB\xBF\x1F\x8B{}[]\\:01.-ex<PK\xD8\xDC";
    let mut random = Random(20_261_120);
    let seeds = seeds();
    let (mut good, mut bad) = (0, 0);
    for _ in 0..30_000 {
        let mut bytes = seeds[random.below(seeds.len() - 1)].clone();
        for _ in 0..=random.below(6) {
            if bytes.is_empty() {
                break;
            }
            let at = random.below(bytes.len());
            let to = (at + random.below(20)).min(bytes.len());
            match random.below(6) {
                0 => bytes[at] = random.below(256) as u8,
                1 => bytes[at] = TELLING[random.below(TELLING.len())],
                2 => bytes.insert(at, TELLING[random.below(TELLING.len())]),
                3 => drop(bytes.drain(at..to)),
                4 => bytes.truncate(at),
                _ => {
                    let piece = bytes[at..to].to_vec();
                    let place = random.below(bytes.len());
                    bytes.splice(place..place, piece);
                }
            }
        }
        let whole = read(&bytes, ReadOptions::default());
        let cuts = (0..random.below(4)).map(|_| random.below(bytes.len() + 1)).collect();
        assert_eq!(outcome(&in_chunks(&bytes, cuts)), outcome(&whole), "{bytes:?}");
        match whole {
            Ok(votes) => {
                use_up(&votes);
                good += 1;
            }
            Err(error) => {
                assert!(!error.to_string().is_empty() && !error.code().is_empty());
                serde_json::to_string(error.kind()).unwrap();
                bad += 1;
            }
        }
    }
    // The mutations are neither harmless nor hopeless.
    assert!(good > 3000 && bad > 3000, "{good} good, {bad} bad");
}

/// One vote of a made-up file.
type Vote = (usize, usize, usize, usize, usize);

fn file(votes: &[Vote], swapped: bool) -> String {
    let judges = ["", "ann", "bob", "cy"];
    let outcomes = ["model_a", "model_b", "tie", "tie (bothbad)"];
    let mirrored = ["model_b", "model_a", "tie", "tie (bothbad)"];
    let mut text = String::from(if swapped {
        "model_b,model_a,winner,judge,language\n"
    } else {
        "model_a,model_b,winner,judge,language\n"
    });
    for &(a, b, outcome, judge, language) in votes {
        let outcome = if swapped { mirrored[outcome] } else { outcomes[outcome] };
        writeln!(text, "m{a},m{b},{outcome},{},l{language}", judges[judge]).unwrap();
    }
    text
}

fn tally(text: &str) -> Option<Tally> {
    let votes = read(text.as_bytes(), ReadOptions::default()).ok()?;
    Some(votes.tally(&Where::default()).unwrap())
}

proptest! {
    #[test]
    fn any_bytes_end_in_votes_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, ReadOptions::default()).map(|votes| use_up(&votes));
        let mut headed = b"model_a,model_b,winner,count,time\n".to_vec();
        headed.extend(bytes);
        let _ = read(&headed, ReadOptions::default()).map(|votes| use_up(&votes));
    }

    #[test]
    fn sides_and_order_do_not_matter(
        votes in prop::collection::vec((0..5_usize, 0..5_usize, 0..4_usize, 0..4_usize, 0..3_usize), 1..80),
        order in any::<u64>(),
    ) {
        let plain = tally(&file(&votes, false));
        prop_assert_eq!(&plain, &tally(&file(&votes, true)));
        let mut shuffled = votes.clone();
        let mut random = Random(order);
        for k in (1..shuffled.len()).rev() {
            shuffled.swap(k, random.below(k + 1));
        }
        prop_assert_eq!(&plain, &tally(&file(&shuffled, false)));
    }

    #[test]
    fn a_vote_more_is_seen(a in 0..5_usize, step in 1..5_usize, outcome in 0..4_usize) {
        // The comparisons above can fail: one vote more changes the tally.
        let votes = vec![(0, 1, 0, 1, 0), (1, 2, 1, 2, 1)];
        let mut more = votes.clone();
        more.push((a, (a + step) % 5, outcome, 0, 0));
        prop_assert_ne!(tally(&file(&votes, false)), tally(&file(&more, false)));
    }
}

#[test]
fn outcomes_score_for_the_first_model() {
    let outcomes = [Outcome::A, Outcome::B, Outcome::Tie, Outcome::BothBad];
    let twice = outcomes.map(|outcome| (2.0 * outcome.score()) as i32);
    assert_eq!(twice, [2, 0, 1, 1]);
}
