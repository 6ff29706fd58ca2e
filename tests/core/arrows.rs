//! The arrows between the folders of `src/`, read from the sources: each points at a folder that
//! `src/lib.rs` lists before it, so there is no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Folder → the folders that its files name, and one file that does.
type Arrows = BTreeMap<(String, String), PathBuf>;

#[test]
fn folders_know_only_those_listed_before_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let order = listed(&fs::read_to_string(source.join("lib.rs")).unwrap());
    let arrows = arrows(&source, &order);
    print(&order, &arrows);
    assert!(arrows.len() > 20, "the sources were not read");
    assert_eq!(against(&order, &arrows), Vec::<String>::new());
}

#[test]
fn an_arrow_against_the_order_is_seen_however_it_is_written() {
    let order =
        listed("//! - [`error`]: …\n//! - [`stats`]: …\n//! - [`votes`]: …\n//! - [`gap`]: …\n");
    for bad in [
        "use crate::gap;",
        "use crate::gap::options::{GapOptions, PowerOptions};",
        "pub(crate) use crate::{error::Error, gap::{self, vif}};",
        "use crate::{\n    error::Error,\n    gap::{self, vif},\n};",
        "fn f() -> crate::gap::Gap { todo!() }",
        "use super::super::gap::Gap;",
    ] {
        let arrows = arrow_map("votes", named(bad, 2, &order));
        assert_eq!(against(&order, &arrows), ["votes → gap (x.rs)"], "{bad}");
    }
    let unlisted = arrow_map("votes", named("use crate::elsewhere::Thing;", 2, &order));
    assert_eq!(against(&order, &unlisted), ["votes → elsewhere (x.rs)"]);
    for fine in [
        "use crate::stats::order::order;",
        "// once in crate::gap",
        "/// See [`crate::gap`].",
        "use super::gap;",
        "use crate::votes::Pair;",
    ] {
        let arrows = arrow_map("votes", named(fine, 2, &order));
        assert_eq!(against(&order, &arrows), Vec::<String>::new(), "{fine}");
    }
}

/// The folders in the order of `lib.rs`: ``//! - [`name`]: …``.
fn listed(lib: &str) -> Vec<String> {
    let name = |line: &str| Some(line.strip_prefix("//! - [`")?.split_once('`')?.0.to_owned());
    lib.lines().filter_map(name).collect()
}

/// The arrows that do not point up the list.
fn against(order: &[String], arrows: &Arrows) -> Vec<String> {
    let place = |folder| order.iter().position(|listed| listed == folder);
    let points_up =
        |from, to| matches!((place(from), place(to)), (Some(from), Some(to)) if to < from);
    arrows
        .iter()
        .filter(|((from, to), _)| !points_up(from, to))
        .map(|((from, to), file)| format!("{from} → {to} ({})", file.display()))
        .collect()
}

fn print(order: &[String], arrows: &Arrows) {
    for folder in order {
        let to = arrows.keys().filter(|(from, _)| from == folder).map(|(_, to)| to.as_str());
        println!("{folder} → {}", to.collect::<Vec<_>>().join(", "));
    }
}

fn arrow_map(folder: &str, to: BTreeSet<String>) -> Arrows {
    let other = to.into_iter().filter(|to| to != folder);
    other.map(|to| ((folder.to_owned(), to), PathBuf::from("x.rs"))).collect()
}

/// The arrows of every file below `src/` that is the core's own.
fn arrows(source: &Path, order: &[String]) -> Arrows {
    let mut arrows = Arrows::new();
    let mut open = vec![source.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let inside = path.strip_prefix(source).unwrap().to_path_buf();
            if path.is_dir() {
                // The modules' crates name the core from outside.
                open.extend((inside != Path::new("wasm")).then_some(path));
            } else if path.extension().is_some_and(|e| e == "rs") && inside != Path::new("lib.rs") {
                let parts: Vec<String> =
                    inside.with_extension("").iter().map(|p| p.to_string_lossy().into()).collect();
                let depth = parts.len() - usize::from(parts.last().is_some_and(|p| p == "mod"));
                for to in named(&fs::read_to_string(&path).unwrap(), depth, order) {
                    if to != parts[0] {
                        arrows.insert((parts[0].clone(), to), inside.clone());
                    }
                }
            }
        }
    }
    arrows
}

/// What a file of a module that lies `depth` below the crate's root names directly below that
/// root: after `crate::`, in the braces of `crate::{…}`, and of what follows `super::` once for
/// each step up the folders, for in `mod tests` that leads less far.
fn named(text: &str, depth: usize, folders: &[String]) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n")
        .collect();
    let mut names: BTreeSet<String> = after(&code, "crate::").collect();
    let upwards = "super::".repeat(depth);
    names.extend(after(&code, &upwards).filter(|name| folders.contains(name)));
    names
}

/// The names after each `path`, which may be followed by braces.
fn after<'a>(code: &'a str, path: &'a str) -> impl Iterator<Item = String> + 'a {
    let goes_on = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    code.match_indices(path).filter(move |&(at, _)| !code[..at].ends_with(goes_on)).flat_map(
        move |(at, _)| {
            let rest = code[at + path.len()..].trim_start_matches("super::");
            match rest.strip_prefix('{') {
                Some(group) => first_names(group),
                None => identifier(rest).into_iter().collect(),
            }
        },
    )
}

/// `a`, `c` and `d` of `a::b, c, d::{e, f}}…`.
fn first_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = 0;
    let mut begins = true;
    for (at, c) in group.char_indices() {
        if open == 0 && begins && !c.is_whitespace() {
            names.extend(identifier(&group[at..]));
            begins = false;
        }
        match c {
            '{' => open += 1,
            '}' if open == 0 => break,
            '}' => open -= 1,
            ',' if open == 0 => begins = true,
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    // Types and functions at the root, such as `crate::Error`, are re-exports.
    (end > 0 && text.starts_with(char::is_lowercase)).then(|| text[..end].to_owned())
}
