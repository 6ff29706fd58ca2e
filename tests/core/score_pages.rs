//! Tables of scores as they come: in the layouts of public leaderboards, in the midst of a page, with
//! columns that describe models. All numbers are made up.

use mindgap::scores::{Direction, ReadOptions, Scores, read};
use mindgap::{Error, ErrorKind};
use proptest::prelude::*;

fn table(text: &str) -> Scores {
    let scores = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    scores.check().unwrap();
    scores
}

fn asked(text: &str, table: usize) -> Result<Scores, Error> {
    read(text.as_bytes(), &ReadOptions { table: Some(table), ..ReadOptions::default() })
}

fn included(scores: &Scores) -> Vec<&str> {
    scores.benchmarks.iter().filter(|b| b.included).map(|b| b.name.as_str()).collect()
}

fn why<'a>(scores: &'a Scores, name: &str) -> &'a str {
    let found = scores.benchmarks.iter().find(|b| b.name == name);
    found.and_then(|b| b.why.as_deref()).unwrap_or_default()
}

/// A README in the layout of `VoiceBench`'s.
const README: &str = "\
# SpeechBench

[![paper](https://example.org/badge.svg)](https://example.org), 2025, a, b, c

<p align=\"center\">A | B</p>

## Leaderboard

| Rank | Model                                   | AlpacaEval | CommonEval | WildVoice | SD-QA (Pan) | SD-QA (USA) | MMSU  | OBQA  | BBH  | IFEval | AdvBench | Overall |
|:----:|-----------------------------------------|:----------:|:----------:|:---------:|:-----:|:-----:|:-----:|:-----:|:----:|:------:|:--------:|:-------:|
|  1   | [Reader-XL](https://example.org/xl)     |  **4.46**  |    4.20    |   4.31    | 70.34 | 75.77 | 69.12 | 84.40 | 72.1 | 66.53  |  98.85   |  79.65  |
|  2   | Listener-8B                             |    4.11    |    3.92    |   4.05    | 61.20 | 66.40 | 55.31 | 71.43 | 62.8 | 58.02  |  97.50   |  71.43  |
|  3   | Hearer-2 (ours)                         |    3.37    |    3.04    |   2.88    | 40.10 | 47.90 | 38.73 | 50.11 | 51.3 | 29.90  |  88.46   |  53.23  |
|  4   | *Ear*                                   |    2.51    |    2.76    |   2.33    | 25.50 | 31.46 | 25.79 | 33.41 | 49.2 | 17.64  |  70.19   |  40.52  |
|  5   | Pinna                                   |    1.83    |    1.54    |   1.90    | 12.66 | 17.18 | 26.02 | 24.84 | 46.7 | 11.02  |  38.65   |  28.25  |

Lines of text, with commas, between two tables.

## Data

| Subset     | # Samples | Source |
|------------|:---------:|:------:|
| AlpacaEval |    199    | TTS    |
| CommonEval |    200    | Human  |
| WildVoice  |   1000    | Human  |
";

#[test]
fn a_readme_with_marks_and_percentages() {
    let scores = table(README);
    assert_eq!(scores.models, ["Reader-XL", "Listener-8B", "Hearer-2 (ours)", "Ear", "Pinna"]);
    assert_eq!(included(&scores).len(), 10);
    assert_eq!(why(&scores, "Rank"), "a number of the row, not a score");
    assert_eq!(
        why(&scores, "Overall"),
        "the mean of the other 10, with AlpacaEval, CommonEval and WildVoice times 20"
    );
    assert_eq!(scores.values[0][1], Some(4.46));
    assert!(scores.report.dropped.is_empty());
    assert_eq!(
        scores.report.notes,
        ["Of the 2 tables of the page the one on line 9 is read; the option table takes another."]
    );
    // The other one, asked for: a column of numbers is all that it has.
    let other = asked(README, 2).unwrap();
    assert_eq!(other.models, ["AlpacaEval", "CommonEval", "WildVoice"]);
    assert_eq!(other.values[2][0], Some(1000.0));
    let error = asked(README, 3).unwrap_err();
    assert!(error.to_string().contains("a number from 1 to 2"), "{error}");
}

#[test]
fn lines_are_the_pages() {
    let page = README.replace("| 55.31 |", "| 5x.31 |");
    let dropped = &table(&page).report.dropped;
    assert_eq!(dropped.len(), 1);
    let line = page.lines().position(|line| line.contains("5x.31")).unwrap() + 1;
    assert_eq!((dropped[0].line, dropped[0].column.as_deref()), (line as u64, Some("MMSU")));
}

#[test]
fn of_several_tables_one_is_asked_for() {
    let page = "\
        Open models\n\n| Model | A | B |\n|---|---|---|\n| x | 1 | 2 |\n| y | 3 | 4 |\n\n\
        Others\n\n| Model | C | D |\n|---|---|---|\n| u | 5 | 6 |\n| v | 7 | 9 |\n| w | 8 | 8 |\n";
    let error = read(page.as_bytes(), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.code(), "several-tables");
    assert_eq!(
        error.to_string(),
        "the page has 2 tables of scores: 1 on line 3 (2 rows: Model, A, B); 2 on line 10 (3 rows: Model, C, D); say which by the option table"
    );
    let ErrorKind::SeveralTables { tables } = error.kind() else { panic!("{error}") };
    assert_eq!((tables[1].table, tables[1].line, tables[1].rows), (2, 10, 3));
    assert_eq!(asked(page, 1).unwrap().models, ["x", "y"]);
    assert_eq!(asked(page, 2).unwrap().models, ["u", "v", "w"]);
    assert_eq!(asked(page, 0).unwrap_err().code(), "bad-option");
    // A file that is one table has a first, and no second.
    let file = "model,A\nx,1\ny,2\n";
    assert_eq!(asked(file, 1).unwrap().models, ["x", "y"]);
    assert_eq!(asked(file, 2).unwrap_err().code(), "bad-option");
}

#[test]
fn a_page_of_html() {
    let page = "<!DOCTYPE html>\n<html><body><h1>Scores</h1>\n<table>\n\
        <tr><th>Model</th><th>MMLU</th><th>WER &darr;</th></tr>\n\
        <tr><td><a href=\"https://example.org\">Reader</a></td><td><b>86.4</b> &plusmn; 0.3</td><td>4.5%</td></tr>\n\
        <tr><td>Listener</td><td>71.25<sup>1</sup></td><td>12.25%</td></tr>\n\
        <tr><td>Ear</td><td>&mdash;</td><td>20%</td></tr>\n</table></body></html>\n";
    let scores = table(page);
    assert_eq!(scores.models, ["Reader", "Listener", "Ear"]);
    assert_eq!(scores.values[0], [Some(86.4), Some(4.5)]);
    assert_eq!(scores.values[1], [Some(71.25), Some(12.25)]);
    assert_eq!(scores.values[2], [None, Some(20.0)]);
    assert_eq!(scores.benchmarks[1].direction, Direction::Lower);
    // A page without such a table is told to be a page.
    let login = "<!DOCTYPE html><table><tr><td>Name</td><td><input></td></tr></table>";
    let error = read(login.as_bytes(), &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("an HTML page"), "{error}");
}

#[test]
fn columns_that_describe_models_are_left_out() {
    // In the layout of ObsScaling's tables.
    let scores = table(
        "Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),MMLU,ARC-C,HellaSwag\n\
         reader-7b,Reader,7,2,84,46.2,53.1,78.6\nreader-13b,Reader,13,2,156,55.1,58.3,81\n\
         ear-1b,Ear,1.1,3,19.8,25.6,36.4,60.2\near-3b,Ear,3,1,18,27.3,41.4,70.3\n",
    );
    assert_eq!(included(&scores), ["MMLU", "ARC-C", "HellaSwag"]);
    assert_eq!(why(&scores, "Model Size (B)"), "a model's size, not a score");
    assert_eq!(why(&scores, "FLOPs (1E21)"), "what a model was trained with, not a score");
    assert_eq!(scores.groups.unwrap()[2].as_deref(), Some("Ear"));
    // A leaderboard of votes.
    let arena = table(
        "| Rank* (UB) | Model | Arena Elo | 95% CI | Votes | Organization | License |\n|---|---|---|---|---|---|---|\n\
         | 1 | **Reader-XL** | 1,285 | +5/-4 | 12,345 | A | Proprietary |\n\
         | 2 | Ear | 1,187.5 | +3/-3 | 9,876 | B | MIT |\n| 3 | Pinna | 980 | +10/−12 | 1,001 | C | MIT |\n",
    );
    assert_eq!(included(&arena), ["Arena Elo"]);
    assert_eq!(arena.values[0], [Some(1.0), Some(1285.0), Some(4.5), Some(12345.0)]);
    assert_eq!(arena.values[2], [Some(3.0), Some(980.0), Some(11.0), Some(1001.0)]);
    assert_eq!(why(&arena, "95% CI"), "how sure another column is, not a score");
    assert_eq!(why(&arena, "Votes"), "a number of votes, not a score");
}

#[test]
fn a_table_of_text_cells_is_no_page() {
    // A table of Markdown inside a cell of CSV.
    let csv = "model,A,remark\nx,1,\"| a | b |\n|---|---|\n| 1 | 2 |\"\ny,2,\n";
    let scores = table(csv);
    assert_eq!(scores.models, ["x", "y"]);
    assert_eq!(scores.values, [[Some(1.0)], [Some(2.0)]]);
}

#[test]
fn a_file_that_is_no_page_keeps_names_that_look_like_markup() {
    let names = ["<script>x</script>", "**a**", "[b](c)", "_d_", "e &amp; f"];
    let mut csv = String::from("model,<b>acc</b>,*wer*\n");
    for (k, name) in names.iter().enumerate() {
        csv.extend([name, ",", &k.to_string(), ",7\n"]);
    }
    let scores = read(csv.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(scores.models, names);
    let benchmarks: Vec<&str> = scores.benchmarks.iter().map(|b| b.name.as_str()).collect();
    assert_eq!(benchmarks, ["<b>acc</b>", "*wer*"]);
}

proptest! {
    #[test]
    fn any_page(text in "(model|score|x|\\||\\||---|\\|---\\|---\\||:-:|<table>|<tr>|<t[dh]( colspan=\"2\")?>|</table>|[0-9]{1,2}|[*_`&<>\\[\\]()!^\\\\\"'.,;±+/ -]|&plusmn;|\n){0,120}") {
        for table in [None, Some(1), Some(2)] {
            match read(text.as_bytes(), &ReadOptions { table, ..ReadOptions::default() }) {
                Ok(scores) => scores.check().unwrap(),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }

    /// What surrounds a table, and the width of its columns, has no say.
    #[test]
    fn a_table_comes_back_from_its_page(
        rows in prop::collection::vec(
            prop::collection::vec(prop::option::weighted(0.8, -1e6..1e6_f64), 3), 2..9),
        before in "([A-Za-z,. ]{0,30}\n){0,4}",
        bold in any::<bool>(),
    ) {
        prop_assume!(rows.iter().flatten().any(Option::is_some));
        let mut page = format!("{before}\n| Model | a | b | c |\n|:--|--:|:-:|---|\n");
        for (k, row) in rows.iter().enumerate() {
            let cell = |v: &Option<f64>| match v {
                Some(v) if bold => format!("**{v}**"),
                Some(v) => v.to_string(),
                None => "-".into(),
            };
            let cells: Vec<String> = row.iter().map(cell).collect();
            page.extend(["| m", &k.to_string(), " | ", &cells.join(" | "), " |\n"]);
        }
        page += "\nThe end, or not.\n";
        prop_assert_eq!(table(&page).values, rows);
    }
}
