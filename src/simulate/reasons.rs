//! Words for simulated votes: why one was better, why neither was.

use crate::stats::philox::Stream;
use crate::votes::Outcome;

const BETTER: [&str; 14] = [
    "understood what I asked at once",
    "kept the names and the numbers right",
    "answered the question before explaining it",
    "gave an example that I could use",
    "was short and still complete",
    "noticed the second half of my question",
    "asked back where I was unclear",
    "said plainly what it did not know",
    "sounded like somebody who listened",
    "followed the order I had asked for",
    "explained the steps one by one",
    "picked up my accent without trouble",
    "stayed with the language I spoke",
    "found the mistake in my own words",
];

const WORSE: [&str; 14] = [
    "repeated my question back to me",
    "made up a place that does not exist",
    "went on for far too long",
    "missed the point",
    "misheard a name and built on it",
    "switched to another language halfway",
    "gave a list nobody asked for",
    "was polite and empty",
    "forgot what I had said before",
    "left out the one thing that mattered",
    "contradicted itself",
    "stopped in the middle",
    "answered a different question",
    "lectured me",
];

const EVEN: [&str; 8] = [
    "Both said the same in other words",
    "No real difference for me",
    "Each had one good point",
    "Both fine, I would take either",
    "Same content, same length",
    "Hard to choose, both were correct",
    "I liked the tone of one and the facts of the other",
    "Equally clear",
];

const BAD: [&str; 8] = [
    "Neither understood the question",
    "Both were wrong about the date",
    "Both misheard me",
    "Two ways of saying nothing",
    "Neither answered in my language",
    "Both made things up",
    "I would use neither",
    "Both missed what mattered",
];

const ORDINALS: [(&str, &str); 3] =
    [("The first", "the second"), ("A", "B"), ("The left one", "the right one")];

/// A sentence that goes with the outcome.
pub fn reason(outcome: Outcome, stream: &mut Stream) -> String {
    let mut pick = |from: &[&'static str]| from[stream.below(from.len() as u32) as usize];
    let (better, worse) = match outcome {
        Outcome::Tie => return format!("{}.", pick(&EVEN)),
        Outcome::BothBad => return format!("{}.", pick(&BAD)),
        Outcome::A | Outcome::B => (pick(&BETTER), pick(&WORSE)),
    };
    let (first, second) = ORDINALS[stream.below(3) as usize];
    let ahead = outcome == Outcome::A;
    match (stream.below(3), ahead) {
        (0, true) => format!("{first} {better}, {second} {worse}."),
        (0, false) => format!("{first} {worse}, {second} {better}."),
        (1, true) => format!("{first} {better}."),
        (1, false) => format!("{first} {worse}."),
        (_, true) => format!("{first} was better: it {better}."),
        (_, false) => format!("{first} was not as good: it {worse}."),
    }
}
