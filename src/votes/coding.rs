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

/// A way to write outcomes as numbers.
#[derive(Clone, Copy)]
enum Coding {
    /// For each meaning the numbers that have it.
    Listed(&'static [(OutcomeMeaning, &'static [f64])]),
    /// The sign says who won, and zero is a tie; negative numbers are wins of this model.
    Signed { negative: OutcomeMeaning },
    /// From 1 to `steps`, a tie in the middle; low numbers are wins of this model.
    Scale { steps: f64, low: OutcomeMeaning },
}

/// The first model's score: that of chess, of Elo's formula, of Talk Arena.
const SCORE: Coding = Coding::Listed(&[(A, &[1.0]), (Tie, &[0.5]), (B, &[0.0])]);
/// The winner's number: `AlpacaEval`'s, and `AlpacaFarm`'s 0 for a tie.
const FROM_ONE: Coding =
    Coding::Listed(&[(A, &[1.0]), (B, &[2.0]), (Tie, &[1.5, 0.0]), (BothBad, &[3.0])]);
/// All but scales, the more usual first.
const CODINGS: [Coding; 9] = [
    SCORE,
    FROM_ONE,
    Coding::Listed(&[(A, &[0.0]), (B, &[1.0]), (Tie, &[2.0]), (BothBad, &[3.0])]),
    Coding::Signed { negative: B },
    Coding::Signed { negative: A },
    Coding::Listed(&[(A, &[0.0]), (B, &[1.0]), (Tie, &[-1.0])]),
    Coding::Listed(&[(A, &[1.0]), (B, &[2.0]), (Tie, &[3.0]), (BothBad, &[4.0])]),
    Coding::Listed(&[(A, &[0.0]), (Tie, &[1.0]), (B, &[2.0])]),
    Coding::Listed(&[(A, &[2.0]), (Tie, &[1.0]), (B, &[0.0])]),
];

impl Coding {
    /// What a number means, [`Skip`] where the coding does not know it.
    fn meaning(self, number: f64) -> OutcomeMeaning {
        let whole = number.fract() == 0.0;
        match self {
            Self::Listed(all) => {
                let found = all.iter().find(|(_, numbers)| numbers.contains(&number));
                found.map_or(Skip, |&(meaning, _)| meaning)
            }
            Self::Signed { negative } if whole && number <= 3.0 => by_sign(number, negative),
            Self::Scale { steps, low } if whole && (1.0..=steps).contains(&number) => {
                by_sign(2.0 * number - steps - 1.0, low)
            }
            Self::Signed { .. } | Self::Scale { .. } => Skip,
        }
    }

    fn meanings(self, numbers: &[f64]) -> Vec<OutcomeMeaning> {
        numbers.iter().map(|&number| self.meaning(number)).collect()
    }

    /// Whether it says nothing else than the caller.
    fn agrees(self, given: &Given) -> bool {
        given.iter().all(|&(number, meaning)| meaning == Skip || self.meaning(number) == meaning)
    }
}

fn by_sign(number: f64, negative: OutcomeMeaning) -> OutcomeMeaning {
    match (number == 0.0, (number < 0.0) == (negative == A)) {
        (true, _) => Tie,
        (false, true) => A,
        (false, false) => B,
    }
}

/// What numbers mean beyond doubt. `scores`: their column is one for the first model's scores.
pub(super) fn certain(numbers: &[f64], scores: bool, given: &Given) -> Option<Vec<OutcomeMeaning>> {
    let has = |number| numbers.contains(&number);
    let among = |known: [f64; 3]| numbers.iter().all(|number| known.contains(number));
    let coding = if among([0.0, 0.5, 1.0]) && (scores || has(0.5)) {
        SCORE
    } else if among([1.0, 1.5, 2.0]) && (has(1.5) || has(1.0) && has(2.0)) {
        // Nobody gives the first model the 2.
        FROM_ONE
    } else {
        return None;
    };
    coding.agrees(given).then(|| coding.meanings(numbers))
}

/// What numbers, seen in so many votes, may mean: every reading that differs from the others, a
/// meaning for each number. Where no coding knows all of them, the readings of those that know most
/// votes leave the rest out.
pub(super) fn readings(numbers: &[f64], votes: &[u64], given: &Given) -> Vec<Vec<OutcomeMeaning>> {
    let largest = numbers.iter().copied().fold(1.0, f64::max);
    // A scale of an even number of steps may be one of a step more, which nobody chose.
    let longest = if largest % 2.0 == 0.0 { largest + 1.0 } else { largest };
    let lengths: &[f64] = if longest > largest { &[largest, longest] } else { &[largest] };
    let scales = lengths.iter().filter(|&&steps| steps > 2.0);
    let scales = scales.flat_map(|&steps| [A, B].map(|low| Coding::Scale { steps, low }));

    let mut found: Vec<Vec<OutcomeMeaning>> = Vec::new();
    for coding in CODINGS.into_iter().chain(scales).filter(|coding| coding.agrees(given)) {
        let meanings = coding.meanings(numbers);
        if !found.contains(&meanings) {
            found.push(meanings);
        }
    }
    let unknown = |meanings: &[OutcomeMeaning]| -> u64 {
        votes.iter().zip(meanings).filter(|(_, m)| **m == Skip).map(|(votes, _)| votes).sum()
    };
    let all: u64 = votes.iter().sum();
    if found.iter().any(|meanings| unknown(meanings) == 0) {
        found.retain(|meanings| unknown(meanings) == 0);
    } else {
        found.retain(|meanings| 2 * unknown(meanings) < all);
    }
    // Each side wins at times, unless no reading has it so.
    let wins = |meanings: &[OutcomeMeaning], side| {
        meanings.contains(&side) || given.iter().any(|&(_, meaning)| meaning == side)
    };
    if found.iter().any(|meanings| wins(meanings, A) && wins(meanings, B)) {
        found.retain(|meanings| wins(meanings, A) && wins(meanings, B));
    }
    found
}

/// `1 = the first model wins, 0 = the second model wins, 0.5 = a tie`.
pub(super) fn words(numbers: &[f64], meanings: &[OutcomeMeaning]) -> String {
    let mut parts = Vec::new();
    for (meaning, what) in [
        (A, "the first model wins"),
        (B, "the second model wins"),
        (Tie, "a tie"),
        (BothBad, "both are bad"),
        (Skip, "no vote"),
    ] {
        let of_it = numbers.iter().zip(meanings).filter(|(_, m)| **m == meaning);
        let of_it: Vec<String> = of_it.map(|(number, _)| number.to_string()).collect();
        if !of_it.is_empty() {
            let list = listed(&of_it.iter().map(String::as_str).collect::<Vec<_>>());
            parts.push(format!("{list} = {what}"));
        }
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(numbers: &[f64]) -> Vec<String> {
        let found = readings(numbers, &vec![1; numbers.len()], &[]);
        found.iter().map(|meanings| words(numbers, meanings)).collect()
    }

    #[test]
    fn two_codings_are_beyond_doubt() {
        for (numbers, scores, wanted) in [
            (&[0.0, 0.5, 1.0][..], false, Some(vec![B, Tie, A])),
            (&[0.0, 1.0], true, Some(vec![B, A])),
            (&[1.0], true, Some(vec![A])),
            (&[1.0, 2.0], false, Some(vec![A, B])),
            (&[1.0, 1.5, 2.0], true, Some(vec![A, Tie, B])),
            (&[0.0, 1.0], false, None),
            (&[1.0], false, None),
            (&[0.0, 1.0, 2.0], true, None),
            (&[-1.0, 0.0, 1.0], true, None),
            (&[1.0, 2.0, 3.0], false, None),
        ] {
            assert_eq!(certain(numbers, scores, &[]), wanted, "{numbers:?}");
        }
        assert_eq!(certain(&[1.0, 2.0], false, &[(0.0, A)]), None);
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
    }

    #[test]
    fn few_votes_that_no_coding_knows_are_left_out() {
        let found = readings(&[0.0, 0.5, 1.0, 7.0], &[40, 5, 40, 1], &[]);
        assert!(found.contains(&vec![B, Tie, A, Skip]), "{found:?}");
        assert_eq!(readings(&[0.5, 1.5], &[5, 5], &[]), Vec::<Vec<OutcomeMeaning>>::new());
    }

    #[test]
    fn what_the_caller_says_leaves_fewer_readings() {
        assert_eq!(readings(&[0.0], &[3], &[(1.0, A)]), [vec![B]]);
        assert_eq!(readings(&[0.0], &[3], &[(1.0, A), (-1.0, B)]), [vec![Tie]]);
    }
}
