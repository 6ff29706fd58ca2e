//! Names that look alike: proposals, never certainties.
//!
//! Two names are alike when all words and numbers of one are in the other
//! (`DiVA`, `DiVA-Llama-3-v0-8b`), or when they differ by a typing error in
//! their words and in no number. A number that each has of its own is another
//! version or size (`GPT-3`, `GPT-4`), and no likeness makes up for it.

use crate::stats::order::order;

/// Above so many pairs nothing is proposed.
const MOST_PAIRS: usize = 4_000_000;
/// What contained names must share where they begin alike, and elsewhere: a share of the letters.
const SHARE: f64 = 0.2;
const SHARE_ELSEWHERE: f64 = 0.5;
/// Words of siblings: a model that has one is not the model that lacks it.
const SIBLING: &[&str] = &["mini", "nano", "tiny", "small", "lite"];

/// Proposed pairs, by index: each the other's only best.
pub(super) fn proposals(votes: &[String], scores: &[String]) -> Vec<(usize, usize)> {
    if votes.len().saturating_mul(scores.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let tokens = |names: &[String]| -> Vec<Name> { names.iter().map(|n| Name::new(n)).collect() };
    let (votes, scores) = (tokens(votes), tokens(scores));
    let mut best_of_vote = vec![Best::default(); votes.len()];
    let mut best_of_score = vec![Best::default(); scores.len()];
    for (v, vote) in votes.iter().enumerate() {
        for (s, score) in scores.iter().enumerate() {
            if let Some(likeness) = likeness(vote, score) {
                best_of_vote[v].see(s, likeness);
                best_of_score[s].see(v, likeness);
            }
        }
    }
    let mutual = |(v, best): (usize, &Best)| {
        let s = best.only()?;
        (best_of_score[s].only() == Some(v)).then_some((v, s))
    };
    best_of_vote.iter().enumerate().filter_map(mutual).collect()
}

/// The best seen so far, and whether another is as good.
#[derive(Debug, Clone, Default)]
struct Best {
    place: Option<usize>,
    likeness: f64,
    shared: bool,
}

impl Best {
    fn see(&mut self, place: usize, likeness: f64) {
        if self.place.is_none() || likeness > self.likeness {
            *self = Self { place: Some(place), likeness, shared: false };
        } else {
            self.shared |= likeness >= self.likeness;
        }
    }

    fn only(&self) -> Option<usize> {
        self.place.filter(|_| !self.shared)
    }
}

/// A name in parts.
struct Name {
    /// Words and numbers as they come. A number keeps the letters glued to its
    /// end: `8b` and `4o` are sizes and versions of their own.
    tokens: Vec<String>,
    /// The same sorted.
    sorted: Vec<String>,
    letters: usize,
}

impl Name {
    fn new(name: &str) -> Self {
        // An owner's name before a slash is no part of the model's.
        let own = name.rsplit('/').find(|part| !part.trim().is_empty()).unwrap_or(name);
        let tokens = tokens(own);
        let by_text = order(tokens.len(), &|i, j| tokens[i].cmp(&tokens[j]));
        Self {
            sorted: by_text.into_iter().map(|k| tokens[k].clone()).collect(),
            letters: tokens.iter().map(|t| t.chars().count()).sum(),
            tokens,
        }
    }

    fn numbers(&self) -> impl Iterator<Item = &String> {
        self.sorted.iter().filter(|t| is_number(t))
    }

    fn words(&self) -> String {
        self.tokens.iter().filter(|t| !is_number(t)).map(String::as_str).collect()
    }
}

fn is_number(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_digit())
}

fn tokens(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let mut tokens: Vec<String> = vec![String::new()];
    for (k, &c) in chars.iter().enumerate() {
        let next_is_digit = chars.get(k + 1).is_some_and(char::is_ascii_digit);
        let before = k.checked_sub(1).map(|k| chars[k]);
        let before_is_digit = before.is_some_and(|b| b.is_ascii_digit());
        let decimal = c == '.' && before_is_digit && next_is_digit;
        let begins = c.is_ascii_digit() && before.is_some_and(char::is_alphabetic);
        if !c.is_alphanumeric() && !decimal {
            tokens.push(String::new());
            continue;
        }
        if begins {
            tokens.push(String::new());
        }
        if let Some(last) = tokens.last_mut() {
            last.push(c);
        }
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

/// How alike two names are, 0 to 2; `None` where they are not.
fn likeness(one: &Name, other: &Name) -> Option<f64> {
    let (less, more) = if one.letters <= other.letters { (one, other) } else { (other, one) };
    let same_start = less.tokens.first()? == more.tokens.first()?;
    if let Some(rest) = without(&more.sorted, &less.sorted) {
        if rest.iter().any(|word| SIBLING.contains(&word.as_str())) {
            return None;
        }
        let share = less.letters as f64 / more.letters as f64;
        let word = less.tokens.iter().any(|t| !is_number(t) && t.chars().count() > 2);
        let enough = share >= if same_start { SHARE } else { SHARE_ELSEWHERE };
        return (word && enough).then_some(share + f64::from(u8::from(same_start)));
    }
    if !less.numbers().eq(more.numbers()) {
        return None;
    }
    // One letter is what tells "System A" from "System B".
    let short = |name: &Name, than: &Name| {
        name.tokens.iter().any(|t| t.chars().count() < 3 && !than.tokens.contains(t))
    };
    if short(less, more) || short(more, less) {
        return None;
    }
    let (less, more) = (less.words(), more.words());
    let (less, more): (Vec<char>, Vec<char>) = (less.chars().collect(), more.chars().collect());
    let allowed = less.len() / 6;
    let edits = distance(&less, &more, allowed)?;
    Some(1.0 - edits as f64 / more.len() as f64)
}

/// What is left of sorted tokens without others, `None` where they do not hold them all.
fn without(all: &[String], part: &[String]) -> Option<Vec<String>> {
    let mut rest = Vec::new();
    let mut part = part.iter().peekable();
    for token in all {
        if part.peek() == Some(&token) {
            part.next();
        } else {
            rest.push(token.clone());
        }
    }
    part.peek().is_none().then_some(rest)
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one
/// text into another, each place touched once (the restricted distance of
/// Damerau 1964); `None` above `most`.
fn distance(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if most == 0 || one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut now = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(now[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(before_last[j - 1] + 1);
            }
            now.push(least);
        }
        (before_last, last) = (last, now);
    }
    last.last().copied().filter(|&edits| edits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        !proposals(&[one.into()], &[other.into()]).is_empty()
    }

    #[test]
    fn contained_names_and_typing_errors() {
        for (one, other) in [
            ("Qwen2", "Qwen2-audio"),
            ("DiVA-Llama-3-v0-8b", "DiVA"),
            ("Whisper+Llama3-8B", "Whisper+llama3"),
            ("Gemini-1.5-Pro", "Gemini"),
            ("openai/gpt-4o", "gpt-4o-2024-05-13"),
            ("Typhon", "Typhoon"),
            ("Typohon", "Typhoon"),
            ("Mistral-7B", "Mistrall-7B"),
        ] {
            assert!(alike(one, other) && alike(other, one), "{one} {other}");
        }
    }

    #[test]
    fn other_versions_sizes_and_siblings() {
        for (one, other) in [
            ("GPT-4", "GPT-3"),
            ("GPT-4", "GPT-4o"),
            ("GPT-4o", "GPT-4o-mini"),
            ("Qwen2-7B", "Qwen2-72B"),
            ("Qwen2", "Qwen1.5-audio"),
            ("Llama-3-8B", "Llama-3-70B"),
            ("Llama-3.1-8B", "Llama-3-8B"),
            ("System A", "System B"),
            ("Model-X", "Model-Y"),
            ("Claude-3-Opus", "Claude-3-Sonnet"),
            ("NextGPT", "PandaGPT"),
            ("Llama3", "Whisper+llama3"),
            ("", "x"),
            ("4", "4-x"),
        ] {
            assert!(!alike(one, other) && !alike(other, one), "{one} {other}");
        }
    }

    #[test]
    fn each_is_the_others_only_best() {
        let own = |names: &[&str]| -> Vec<String> { names.iter().map(|&n| n.into()).collect() };
        let (votes, scores) = (own(&["Qwen2"]), own(&["Qwen-audio", "Qwen2-audio"]));
        assert_eq!(proposals(&votes, &scores), [(0, 1)]);
        // Two that are equally good: none.
        assert!(proposals(&own(&["Qwen2"]), &own(&["Qwen2-audio", "Qwen2-video"])).is_empty());
        assert!(proposals(&own(&["Qwen2-audio", "Qwen2-video"]), &own(&["Qwen2"])).is_empty());
    }

    #[test]
    fn distances() {
        let of = |one: &str, other: &str| {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            distance(&chars(one), &chars(other), 9)
        };
        assert_eq!(of("ab", "ba"), Some(1));
        assert_eq!(of("kitten", "sitting"), Some(3));
        assert_eq!(of("", "abc"), Some(3));
        assert_eq!(of("same", "same"), Some(0));
    }
}
