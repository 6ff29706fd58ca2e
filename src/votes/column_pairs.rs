//! Columns that say the same of each side: `length_a` and `length_b`, `left_tokens` and
//! `right_tokens`, `response_a` and `response_b`. Told by their names alone.

use super::header::{Missing, OutcomePart, Parts, given, identifies, names_models, normal};
use super::options::ColumnMap;
use crate::stats::order::order;

/// Words for the first side and for the second. Where a third column has the third word instead,
/// such as `answer_3`, the words count and tell no sides.
const SIDES: [[&str; 3]; 4] =
    [["a", "b", "c"], ["1", "2", "3"], ["left", "right", ""], ["first", "second", "third"]];

/// What columns of the models' answers are called beside the word of their side, as [`normal`]
/// writes it; where a file has several pairs, the first here is the one that is read.
const RESPONSES: [&str; 14] = [
    "response",
    "responses",
    "modelresponse",
    "answer",
    "answers",
    "modelanswer",
    "output",
    "modeloutput",
    "completion",
    "generation",
    "reply",
    "conversation",
    "messages",
    "turns",
];

/// Two columns of one name but for the word of their side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// The name without that word: `length`, `conv_metadata.header_count.h1`. Where that is
    /// another column's, with the words behind it.
    pub(super) name: String,
    /// The first model's column.
    pub(super) a: usize,
    /// The second model's.
    pub(super) b: usize,
    /// Where the word stands in the name of an object that is called a count, the object's name
    /// without it, `conv_metadata.header_count`: the counts in there add up.
    pub(super) count: Option<String>,
}

/// A place in a column's name where a word of a side stands.
struct Place {
    column: usize,
    /// Which words tell the sides apart, and which of them stands there.
    kind: usize,
    side: usize,
    /// The name but for the word.
    before: String,
    after: String,
    /// The name without the word.
    stem: String,
}

/// The pairs among the columns that have no part of their own. Who is first is told by the names
/// of the models' columns where they have such a word.
pub(super) fn pairs(header: &[String], parts: &Parts) -> Vec<Pair> {
    // Of a winner and a loser nobody knows which of them was `a`.
    if matches!(parts.outcome, OutcomePart::Decisive { .. }) {
        return Vec::new();
    }
    let kinds = kinds(&header[parts.model_a], &header[parts.model_b]);
    let roles = parts.roles(header.len());
    let mut places = Vec::new();
    for (column, name) in header.iter().enumerate() {
        let repeated = header[..column].contains(name);
        if roles[column].is_none() && !repeated && !names_models(name) && !identifies(name) {
            add_places(&mut places, column, name, &kinds);
        }
    }
    // By name, so that the order of columns does not matter.
    let key = |k: usize| (places[k].kind, &header[places[k].column]);
    let order = order(places.len(), &|i, j| key(i).cmp(&key(j)));
    let mut pairs: Vec<Pair> = Vec::new();
    for a in order.iter().map(|&k| &places[k]).filter(|place| place.side == 0) {
        let beside = |side| {
            let fits = |b: &&Place| {
                b.side == side && b.kind == a.kind && b.before == a.before && b.after == a.after
            };
            places.iter().find(fits)
        };
        let (Some(b), None) = (beside(1), beside(2)) else { continue };
        let known = |k: usize| pairs.iter().any(|pair| pair.a == k || pair.b == k);
        let taken =
            |name: &String| header.contains(name) || pairs.iter().any(|pair| pair.name == *name);
        let [first, second, _] = &kinds[a.kind];
        let names = [a.stem.clone(), format!("{} ({first} - {second})", a.stem)];
        if let Some(name) = names.into_iter().find(|name| !taken(name))
            && !known(a.column)
            && !known(b.column)
        {
            pairs.push(Pair { name, a: a.column, b: b.column, count: counted(a) });
        }
    }
    pairs
}

/// The columns of the models' answers, of the first and of the second: those of `map`, else by
/// recognition.
pub(super) fn responses(
    header: &[String],
    parts: &Parts,
    map: &ColumnMap,
) -> Result<Option<[usize; 2]>, Missing> {
    let named = [("responseA", &map.response_a), ("responseB", &map.response_b)];
    match named.map(|(part, column)| given(header, part, column.as_deref())) {
        [Err(missing), _] | [_, Err(missing)] => return Err(missing),
        [Ok(Some(a)), Ok(Some(b))] => return Ok(Some([a, b])),
        [Ok(None), Ok(Some(_))] => return Err(Missing::Parts(vec!["responseA"])),
        [Ok(Some(_)), Ok(None)] => return Err(Missing::Parts(vec!["responseB"])),
        [Ok(None), Ok(None)] => {}
    }
    let pairs = pairs(header, parts);
    let rank = |pair: &&Pair| {
        let stem = pair.name.split(" (").next().unwrap_or_default();
        let last = normal(stem.rsplit('.').next().unwrap_or_default());
        RESPONSES.iter().position(|name| *name == last)
    };
    let named = pairs.iter().filter(|pair| rank(pair).is_some());
    let pair = named.min_by_key(|pair| (rank(pair), &header[pair.a]));
    Ok(pair.map(|pair| [pair.a, pair.b]))
}

/// The usual words, and those that tell the models' columns apart. Where these are usual ones the
/// other way round, so they are here.
fn kinds(model_a: &str, model_b: &str) -> Vec<[String; 3]> {
    let mut kinds: Vec<[String; 3]> = SIDES.map(|words| words.map(str::to_owned)).into();
    let (a, b) = (words(model_a), words(model_b));
    let both = a.iter().zip(&b).map(|((_, a), (_, b))| [a, b].map(|w| w.to_ascii_lowercase()));
    let mut differ = both.filter(|[a, b]| a != b);
    if let (true, Some([first, second]), None) = (a.len() == b.len(), differ.next(), differ.next())
    {
        let usual = |kind: &&mut [String; 3]| kind.contains(&first) && kind.contains(&second);
        match kinds.iter_mut().find(usual) {
            Some(kind) => (kind[0], kind[1]) = (first, second),
            None => kinds.push([first, second, String::new()]),
        }
    }
    kinds
}

/// The words of a name, and where they begin: runs of letters and digits, and from a small letter
/// to a capital one.
fn words(name: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut from = None;
    let mut before = b' ';
    for (at, c) in name.bytes().chain([b' ']).enumerate() {
        let inside = c.is_ascii_alphanumeric() || !c.is_ascii();
        let capital = before.is_ascii_lowercase() && c.is_ascii_uppercase();
        if let Some(start) = from.filter(|_| !inside || capital) {
            words.push((start, &name[start..at]));
            from = None;
        }
        if inside {
            from = from.or(Some(at));
        }
        before = c;
    }
    words
}

fn add_places(places: &mut Vec<Place>, column: usize, name: &str, kinds: &[[String; 3]]) {
    for (at, word) in words(name) {
        let (before, after) = (&name[..at], &name[at + word.len()..]);
        let stem = joined(before, after);
        if stem.is_empty() || identifies(&stem) {
            continue;
        }
        for (kind, words) in kinds.iter().enumerate() {
            if let Some(side) = words.iter().position(|w| w.eq_ignore_ascii_case(word)) {
                places.push(Place {
                    column,
                    kind,
                    side,
                    before: before.to_ascii_lowercase(),
                    after: after.to_ascii_lowercase(),
                    stem: stem.clone(),
                });
            }
        }
    }
}

/// What stands before a word and behind it as one name.
fn joined(before: &str, after: &str) -> String {
    let in_brackets = before.strip_suffix(['(', '[']).zip(after.strip_prefix([')', ']']));
    let (before, after) = in_brackets.unwrap_or((before, after));
    if let Some(before) = before.strip_suffix(['_', '-', ' ']) {
        return format!("{before}{after}");
    }
    match after.strip_prefix(['_', '-', ' ', '.']) {
        Some(after) => format!("{before}{after}"),
        None => format!("{}{after}", before.strip_suffix('.').unwrap_or(before)),
    }
}

/// The count that a column is a kind of.
fn counted(place: &Place) -> Option<String> {
    let behind = place.after.len() - place.after.find('.')?;
    let count = place.stem.get(..place.stem.len().checked_sub(behind)?)?;
    let name = count.to_ascii_lowercase();
    (name.ends_with("count") || name.ends_with("counts")).then(|| count.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::header::assign;
    use super::super::options::ColumnMap;
    use super::*;

    fn found(header: &str) -> (Vec<String>, Vec<Pair>) {
        let header: Vec<String> = header.split(',').map(Into::into).collect();
        let parts = assign(&header, &ColumnMap::default()).unwrap();
        let pairs = pairs(&header, &parts);
        (header, pairs)
    }

    /// Each pair as `name = first : second`.
    fn written(header: &str) -> Vec<String> {
        let (header, pairs) = found(header);
        let one = |pair: &Pair| format!("{} = {} : {}", pair.name, header[pair.a], header[pair.b]);
        let mut written: Vec<String> = pairs.iter().map(one).collect();
        written.sort();
        written
    }

    #[test]
    fn names_of_both_sides() {
        for (first, second, name) in [
            ("length_a", "length_b", "length"),
            ("length_1", "length_2", "length"),
            ("left_length", "right_length", "length"),
            ("a_length", "b_length", "length"),
            ("Length A", "Length B", "Length"),
            ("lengthA", "lengthB", "length"),
            ("length (a)", "length (b)", "length"),
            ("a.length", "b.length", "length"),
            ("meta.a.length", "meta.b.length", "meta.length"),
            ("meta.a", "meta.b", "meta"),
            ("m.sum_assistant_a_tokens", "m.sum_assistant_b_tokens", "m.sum_assistant_tokens"),
            ("m.header_count_a.h1", "m.header_count_b.h1", "m.header_count.h1"),
            ("größe_a", "größe_b", "größe"),
        ] {
            let header = format!("model_a,model_b,winner,{first},{second}");
            assert_eq!(written(&header), [format!("{name} = {first} : {second}")]);
            let turned = format!("{second},model_b,{first},winner,model_a");
            assert_eq!(written(&turned), [format!("{name} = {first} : {second}")]);
        }
    }

    #[test]
    fn names_that_are_no_pair() {
        for more in [
            "x1,x2",
            "length_a",
            "length_a,width_b",
            "answer_1,answer_2,answer_3",
            "score_a,score_b,score_c",
            "id_a,id_b",
            "session_a_id,session_b_id",
            "a,b",
            "model_x,model_y",
            "length_a,length_a",
            "length_x,length_y",
        ] {
            assert_eq!(written(&format!("model_a,model_b,winner,{more}")), [""; 0], "{more}");
        }
    }

    #[test]
    fn who_is_first_is_told_by_the_models_columns() {
        let chess: Vec<String> =
            ["White", "Black", "Result", "BlackElo", "WhiteElo"].map(Into::into).into();
        let map = ColumnMap {
            model_a: Some("White".into()),
            model_b: Some("Black".into()),
            ..ColumnMap::default()
        };
        let pair = &pairs(&chess, &assign(&chess, &map).unwrap())[0];
        assert_eq!((&*pair.name, pair.a, pair.b), ("Elo", 4, 3));
        let header: Vec<String> =
            ["model_b", "model_a", "winner", "n_a", "n_b", "n_1", "n_2"].map(Into::into).into();
        let map = ColumnMap {
            model_a: Some("model_b".into()),
            model_b: Some("model_a".into()),
            ..ColumnMap::default()
        };
        let pairs = pairs(&header, &assign(&header, &map).unwrap());
        let sides = |name: &str| {
            let pair = pairs.iter().find(|pair| pair.name == name).unwrap();
            [&*header[pair.a], &*header[pair.b]]
        };
        assert_eq!(sides("n"), ["n_b", "n_a"]);
        assert_eq!(sides("n (1 - 2)"), ["n_1", "n_2"]);
    }

    #[test]
    fn a_name_that_is_taken_is_not_given_twice() {
        assert_eq!(
            written("model_a,model_b,winner,length_a,length_b,length"),
            ["length (a - b) = length_a : length_b"],
        );
    }

    #[test]
    fn counts_of_kinds_are_known() {
        let (_, pairs) =
            found("model_a,model_b,winner,m.list_count_a.x,m.list_count_b.x,k_a.y,k_b.y");
        let count = |name: &str| pairs.iter().find(|pair| pair.name == name).unwrap().count.clone();
        assert_eq!(count("m.list_count.x").as_deref(), Some("m.list_count"));
        assert_eq!(count("k.y"), None);
    }

    #[test]
    fn responses_are_found_by_name() {
        let of = |more: &str, map: &ColumnMap| {
            let header = format!("model_a,model_b,winner,{more}");
            let header: Vec<String> = header.split(',').map(Into::into).collect();
            let parts = assign(&header, map).unwrap();
            let both = responses(&header, &parts, map)?;
            Ok(both.map(|both| both.map(|k| header[k].clone())))
        };
        let texts = |more: &str| of(more, &ColumnMap::default()).unwrap();
        let some = |a: &str, b: &str| Some([a.to_owned(), b.to_owned()]);
        assert_eq!(
            texts("conversation_a,conversation_b"),
            some("conversation_a", "conversation_b")
        );
        assert_eq!(
            texts("conversation_b,conversation_a,response_a,response_b"),
            some("response_a", "response_b")
        );
        assert_eq!(texts("output_1,output_2"), some("output_1", "output_2"));
        assert_eq!(texts("left.response,right.response"), some("left.response", "right.response"));
        assert_eq!(texts("response_a,score_b"), None);
        let name = |name: &str| Some(name.to_owned());
        let mut map = ColumnMap { response_a: name("x"), ..ColumnMap::default() };
        assert_eq!(of("x,y", &map), Err(Missing::Parts(vec!["responseB"])));
        map.response_b = name("y");
        assert_eq!(of("x,y", &map), Ok(some("x", "y")));
        let missing = Missing::Column { part: "responseB", column: "y".into() };
        assert_eq!(of("x,z", &map), Err(missing));
    }
}
