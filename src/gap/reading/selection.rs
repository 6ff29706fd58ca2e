//! What was merged, dropped and kept, and how much that would hold with other models.

use crate::gap::options::GapSettings;
use crate::gap::selection::{Gone, Selection, Stability};
use crate::words::{counted, listed};

/// Of a selection over so many models.
#[must_use]
pub fn sentences(selection: &Selection, settings: &GapSettings, models: usize) -> Vec<String> {
    let mut sentences = Vec::new();
    sentences.extend(merged(selection, settings.merge_above));
    let kept: Vec<&str> = selection.kept.iter().map(|kept| kept.name.as_str()).collect();
    if kept.is_empty() {
        sentences.push("No column can enter a regression.".into());
        return sentences;
    }
    sentences.push(dropped(selection, settings.most_inflation, models));
    sentences.push(format!("Left: {}.", listed(&kept)));
    // Where nothing was dropped nothing was chosen.
    if selection.dropped.is_empty() {
        return sentences;
    }
    if let Some(stability) = &selection.stability {
        sentences.push(stable(selection, stability));
    }
    if selection.arbitrary {
        sentences.push(format!(
            "{} columns over {models} models determine each other whatever they measure: which are left says little about the benchmarks, and it is better not to select. What can be looked at is each benchmark alone and all of them together.",
            selection.kept.len() + selection.dropped.len(),
        ));
    }
    sentences
}

fn merged(selection: &Selection, above: f64) -> Option<String> {
    let members: usize = selection.merged.iter().map(|merged| merged.members.len()).sum();
    let names: Vec<&str> = selection.merged.iter().map(|merged| merged.name.as_str()).collect();
    (members > 0).then(|| {
        format!(
            "{members} benchmarks, whose scores correlate above {above}, were merged into {} ({}).",
            names.len(),
            listed(&names)
        )
    })
}

/// Why columns went, and how many.
fn dropped(selection: &Selection, most: f64, models: usize) -> String {
    let count = |of: &dyn Fn(&Gone) -> bool| selection.dropped.iter().filter(|g| of(g)).count();
    let infinite = count(&|gone| gone.inflation.is_none());
    let large = count(&|gone| gone.inflation.is_some_and(|factor| factor > most));
    let many = selection.dropped.len() - infinite - large;
    let mut parts = Vec::new();
    if infinite > 0 {
        parts.push(format!("{infinite} that the others determine"));
    }
    if large > 0 {
        parts.push(format!("{large} with a variance inflation factor above {most}"));
    }
    if many > 0 {
        parts.push(format!(
            "{many} so that no more than {} {} left for {models} models",
            selection.cap,
            if selection.cap == 1 { "is" } else { "are" },
        ));
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match selection.dropped.len() {
        0 => format!("No column was dropped: no variance inflation factor is above {most}."),
        1 => format!("One column was dropped: {}.", listed(&parts)),
        n => format!("{} columns were dropped: {}.", counted(n), listed(&parts)),
    }
}

fn stable(selection: &Selection, stability: &Stability) -> String {
    let Stability { models, same, columns } = stability;
    let times = |name: &str| columns.iter().find(|c| c.name == *name).map_or(0, |c| c.kept);
    let each: Vec<String> =
        selection.kept.iter().map(|kept| format!("{} {}", kept.name, times(&kept.name))).collect();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    match *same {
        same if same == *models => {
            format!("Whichever of the {models} models is left out, the same columns are kept.")
        }
        same => format!(
            "With one of the {models} models left out, the same columns are kept {same} of {models} times: {}.",
            listed(&each)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gap::options::GapOptions;
    use crate::gap::selection::{Kept, Merged, Times};

    /// With the factors of what was dropped, `None` for infinite ones, and two columns left.
    fn selection(dropped: &[Option<f64>]) -> Selection {
        let gone = |(at, &inflation): (usize, &Option<f64>)| Gone {
            name: format!("d{at}"),
            inflation,
            before: None,
            why: String::new(),
        };
        let kept = |name: &str| Kept { name: name.into(), inflation: 1.5, before: None };
        Selection {
            dropped: dropped.iter().enumerate().map(gone).collect(),
            kept: vec![kept("a"), kept("b")],
            cap: 2,
            ..Selection::default()
        }
    }

    fn read(selection: &Selection, models: usize) -> String {
        let settings = GapOptions::default().resolve().unwrap();
        sentences(selection, &settings, models).join(" ")
    }

    #[test]
    fn every_reason_is_counted() {
        assert_eq!(
            read(&selection(&[None, None, Some(40.0), Some(3.0)]), 6),
            "Four columns were dropped: 2 that the others determine, 1 with a variance inflation factor above 10 and 1 so that no more than 2 are left for 6 models. Left: a and b."
        );
        assert_eq!(
            read(&selection(&[]), 9),
            "No column was dropped: no variance inflation factor is above 10. Left: a and b."
        );
        let mut none = selection(&[Some(1.0)]);
        none.kept.clear();
        assert_eq!(read(&none, 6), "No column can enter a regression.");
        let mut merged = selection(&[]);
        let members = vec!["x".to_owned(), "y".to_owned()];
        merged.merged = vec![Merged { name: "x + y".into(), members, correlation: 0.95 }];
        assert!(read(&merged, 9).starts_with(
            "2 benchmarks, whose scores correlate above 0.9, were merged into 1 (x + y). No column"
        ));
    }

    #[test]
    fn what_was_chosen_is_said_to_be_unsure_where_it_is() {
        let mut one = selection(&[None]);
        let times = |name: &str, kept| Times { name: name.into(), kept };
        let columns = vec![times("a", 3), times("b", 1), times("d0", 5)];
        one.stability = Some(Stability { models: 5, same: 1, columns });
        one.arbitrary = true;
        let text = read(&one, 5);
        assert!(text.contains("With one of the 5 models left out, the same columns are kept 1 of 5 times: a 3 and b 1."), "{text}");
        assert!(text.contains("3 columns over 5 models determine each other"), "{text}");
        one.arbitrary = false;
        one.stability.as_mut().unwrap().same = 5;
        let text = read(&one, 5);
        assert!(
            text.ends_with("Whichever of the 5 models is left out, the same columns are kept.")
        );
        // Nothing dropped, nothing chosen: nothing to be unsure of.
        one.dropped.clear();
        one.arbitrary = true;
        let text = read(&one, 5);
        assert!(!text.contains("left out") && !text.contains("determine"), "{text}");
    }
}
