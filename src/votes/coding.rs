//! The ways to write outcomes as numbers, and which of them a file's numbers fit.
//!
//! `0` is a loss where `1` is a win, a win of the first model where models are counted from zero,
//! and a tie beside `-1` and `1`. Two codings are beyond doubt where enough of their numbers are
//! seen; between all others a person chooses.

use super::options::OutcomeMeaning::{self, A, B, BothBad, Skip, Tie};
use crate::words::listed;

/// The numbers that some coding knows.
pub(super) const CODES: [f64; 13] =
    [-3.0, -2.0, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];

/// What the caller says of some numbers.
pub(super) type Given = [(f64, OutcomeMeaning)];

/// What each of [`CODES`] means: a win of `a` or of `b`, a tie (`=`), both bad (`x`), or nothing
/// known (`.`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coding([u8; CODES.len()]);

//  numbers: -3, -2, -1, 0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 7
/// The first model's score: that of chess, of Elo's formula, of Talk Arena.
const SCORE: Coding = Coding(*b"...b=a.......");
/// The winner's number: `AlpacaEval`'s, and `AlpacaFarm`'s 0 for a tie.
const FROM_ONE: Coding = Coding(*b"...=.a=bx....");
/// All but scales, the more usual first.
const CODINGS: [Coding; 9] = [
    SCORE,
    FROM_ONE,
    Coding(*b"...a.b.=x...."),
    Coding(*b"bbb=.a.aa...."),
    Coding(*b"aaa=.b.bb...."),
    Coding(*b"..=a.b......."),
    Coding(*b".....a.b=x..."),
    Coding(*b"...a.=.b....."),
    Coding(*b"...b.=.a....."),
];
/// From 1 for the first model to so many steps for the second, from three steps on.
const SCALES: [Coding; 5] = [
    Coding(*b".....a.=b...."),
    Coding(*b".....a.abb..."),
    Coding(*b".....a.a=bb.."),
    Coding(*b".....a.aabbb."),
    Coding(*b".....a.aa=bbb"),
];
/// The place of 3 among [`CODES`], where the shortest scale ends.
const THREE: usize = 8;

impl Coding {
    /// What the number at a place of [`CODES`] means, [`Skip`] where that is not known.
    pub(super) fn meaning(self, at: usize) -> OutcomeMeaning {
        match self.0[at] {
            b'a' => A,
            b'b' => B,
            b'=' => Tie,
            b'x' => BothBad,
            _ => Skip,
        }
    }

    /// The models in each other's place.
    fn turned(self) -> Self {
        Self(self.0.map(|letter| match letter {
            b'a' => b'b',
            b'b' => b'a',
            other => other,
        }))
    }

    /// Without the numbers that a file does not have.
    fn of(mut self, rows: &Counts) -> Self {
        for (letter, &rows) in self.0.iter_mut().zip(rows) {
            *letter = if rows == 0 { b' ' } else { *letter };
        }
        self
    }

    /// Whether it says nothing else than the caller.
    fn agrees(self, given: &Given) -> bool {
        given.iter().all(|&(number, meaning)| {
            let at = CODES.iter().position(|&code| code - number == 0.0);
            meaning == Skip || at.is_some_and(|at| self.meaning(at) == meaning)
        })
    }

    /// The rows whose number it does not know.
    fn unknown(self, rows: &Counts) -> u64 {
        let unknown = (0..CODES.len()).filter(|&at| self.meaning(at) == Skip);
        unknown.map(|at| rows[at]).sum()
    }

    /// Whether it knows every number.
    pub(super) fn is_whole(self) -> bool {
        !self.0.contains(&b'.')
    }

    /// Whether each side wins at times, also by what the caller says.
    fn is_fair(self, given: &Given) -> bool {
        [(A, b'a'), (B, b'b')].into_iter().all(|(side, letter)| {
            self.0.contains(&letter) || given.iter().any(|&(_, meaning)| meaning == side)
        })
    }
}

/// How many rows have each of [`CODES`].
pub(super) type Counts = [u64; CODES.len()];

/// What numbers mean beyond doubt. `scores`: their column is one for the first model's scores.
pub(super) fn certain(rows: &Counts, scores: bool, given: &Given) -> Option<Coding> {
    let has =
        |number| CODES.iter().zip(rows).any(|(&code, &rows)| code - number == 0.0 && rows > 0);
    let among = |coding: Coding| coding.unknown(rows) == 0;
    let coding = if among(SCORE) && (scores || has(0.5)) {
        SCORE
    } else if among(FROM_ONE) && !has(0.0) && !has(3.0) && (has(1.5) || has(1.0) && has(2.0)) {
        // Nobody gives the first model the 2.
        FROM_ONE
    } else {
        return None;
    };
    coding.agrees(given).then(|| coding.of(rows))
}

/// What the numbers of a file may mean: every reading that differs from the others. Where no coding
/// knows all numbers, the readings of those that know most rows leave the rest out.
pub(super) fn readings(rows: &Counts, given: &Given) -> Vec<Coding> {
    let largest = rows.iter().rposition(|&rows| rows > 0).unwrap_or_default();
    let scales = SCALES.iter().enumerate().filter(|(at, _)| {
        // A scale of an even number of steps may be one of a step more, which nobody chose.
        let end = THREE + at;
        end == largest || end == largest + 1 && CODES[largest] % 2.0 == 0.0
    });
    let scales = scales.flat_map(|(_, &scale)| [scale, scale.turned()]);
    let mut found: Vec<Coding> = Vec::new();
    for coding in CODINGS.into_iter().chain(scales).filter(|coding| coding.agrees(given)) {
        let coding = coding.of(rows);
        if !found.contains(&coding) {
            found.push(coding);
        }
    }
    let least = if found.iter().any(|coding| coding.is_whole()) {
        0
    } else {
        rows.iter().sum::<u64>().saturating_sub(1) / 2
    };
    let fair = |coding: &Coding| coding.unknown(rows) <= least && coding.is_fair(given);
    let any_fair = found.iter().any(fair);
    found.retain(|coding| coding.unknown(rows) <= least && (!any_fair || coding.is_fair(given)));
    found
}

/// `1 = the first model wins, 0 = the second model wins, 0.5 = a tie`.
pub(super) fn words(coding: Coding, rows: &Counts) -> String {
    let mut text = String::new();
    for (meaning, what) in [
        (A, "the first model wins"),
        (B, "the second model wins"),
        (Tie, "a tie"),
        (BothBad, "both are bad"),
        (Skip, "no vote"),
    ] {
        let mut numbers = Vec::new();
        for at in 0..CODES.len() {
            if rows[at] > 0 && coding.meaning(at) == meaning {
                numbers.push(CODES[at].to_string());
            }
        }
        if !numbers.is_empty() {
            let comma = if text.is_empty() { "" } else { ", " };
            let numbers = listed(&numbers.iter().map(String::as_str).collect::<Vec<_>>());
            text = format!("{text}{comma}{numbers} = {what}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of these numbers, one each, or as many as said.
    fn rows(numbers: &[f64]) -> Counts {
        CODES.map(|code| numbers.iter().filter(|&&number| number - code == 0.0).count() as u64)
    }

    fn asked(numbers: &[f64]) -> Vec<String> {
        let rows = rows(numbers);
        readings(&rows, &[]).into_iter().map(|coding| words(coding, &rows)).collect()
    }

    fn sure(numbers: &[f64], scores: bool, given: &Given) -> Option<String> {
        let rows = rows(numbers);
        certain(&rows, scores, given).map(|coding| words(coding, &rows))
    }

    #[test]
    fn two_codings_are_beyond_doubt() {
        let score = "1 = the first model wins, 0 = the second model wins";
        let number = "1 = the first model wins, 2 = the second model wins";
        for (numbers, scores, wanted) in [
            (&[0.0, 0.5, 1.0][..], false, Some(format!("{score}, 0.5 = a tie"))),
            (&[0.0, 1.0], true, Some(score.into())),
            (&[1.0], true, Some("1 = the first model wins".into())),
            (&[1.0, 2.0], false, Some(number.into())),
            (&[1.0, 1.5, 2.0], true, Some(format!("{number}, 1.5 = a tie"))),
            (&[0.0, 1.0], false, None),
            (&[1.0], false, None),
            (&[0.0, 1.0, 2.0], true, None),
            (&[-1.0, 0.0, 1.0], true, None),
            (&[1.0, 2.0, 3.0], false, None),
        ] {
            assert_eq!(sure(numbers, scores, &[]), wanted, "{numbers:?}");
        }
        assert_eq!(sure(&[1.0, 2.0], false, &[(0.0, A)]), None);
    }

    #[test]
    fn every_reading_that_fits_is_told_once() {
        assert_eq!(
            asked(&[-1.0, 0.0, 1.0]),
            [
                "1 = the first model wins, -1 = the second model wins, 0 = a tie",
                "-1 = the first model wins, 1 = the second model wins, 0 = a tie",
                "0 = the first model wins, 1 = the second model wins, -1 = a tie",
            ]
        );
        assert_eq!(
            asked(&[0.0, 1.0]),
            [
                "1 = the first model wins, 0 = the second model wins",
                "0 = the first model wins, 1 = the second model wins",
            ]
        );
        assert_eq!(asked(&[0.0, 1.0, 2.0]).len(), 4);
        assert_eq!(
            asked(&[1.0, 2.0, 3.0, 4.0, 5.0]),
            [
                "1 and 2 = the first model wins, 4 and 5 = the second model wins, 3 = a tie",
                "4 and 5 = the first model wins, 1 and 2 = the second model wins, 3 = a tie",
            ]
        );
        // Of four steps, or of five whose end nobody chose; or four words by number.
        assert_eq!(asked(&[1.0, 2.0, 3.0, 4.0]).len(), 5);
    }

    #[test]
    fn few_rows_that_no_coding_knows_are_left_out() {
        let mut rows = rows(&[0.0, 0.5, 1.0, 7.0]);
        for rows in &mut rows[..THREE] {
            *rows *= 40;
        }
        let told = readings(&rows, &[]).into_iter().map(|coding| words(coding, &rows));
        let score = "1 = the first model wins, 0 = the second model wins, 0.5 = a tie, 7 = no vote";
        assert!(told.collect::<Vec<_>>().contains(&score.to_owned()));
        assert_eq!(asked(&[0.5, 1.5]), Vec::<String>::new());
    }

    #[test]
    fn what_the_caller_says_leaves_fewer_readings() {
        let left = |given: &Given| {
            let rows = rows(&[0.0]);
            readings(&rows, given).into_iter().map(|c| words(c, &rows)).collect::<Vec<_>>()
        };
        assert_eq!(left(&[(1.0, A)]), ["0 = the second model wins"]);
        assert_eq!(left(&[(1.0, A), (-1.0, B)]), ["0 = a tie"]);
    }

    #[test]
    fn scales_end_where_they_say() {
        for (at, scale) in SCALES.into_iter().enumerate() {
            let known: Vec<usize> =
                (0..CODES.len()).filter(|&k| scale.meaning(k) != Skip).collect();
            assert_eq!(known.last(), Some(&(THREE + at)));
            assert_eq!(known.len(), 3 + at);
            let mirrored: Vec<_> = known.iter().rev().map(|&k| scale.turned().meaning(k)).collect();
            assert_eq!(mirrored, known.iter().map(|&k| scale.meaning(k)).collect::<Vec<_>>());
        }
        assert_eq!(CODES.map(|code| code.to_string())[THREE], "3");
    }
}
