//! What the top lists say.

use crate::gap::correlation::{Correlation, TopK};
use crate::regress::reading::Target;
use crate::words::{counted, exact_percent, listed, p_value};

/// Distances that differ by less are equal.
const SLACK: f64 = 1e-9;

/// Which list is nearest to that of the votes or ratings, and whether that is nearer than chance.
#[must_use]
pub fn sentences(rows: &[Correlation], alpha: f64, target: Target) -> Vec<String> {
    let whose_list = if target == Target::Votes { "voters'" } else { "ratings'" };
    let of = |row: &Correlation| row.top_k.distance;
    let least = rows.iter().map(of).fold(f64::INFINITY, f64::min);
    let most = rows.iter().map(of).fold(0.0, f64::max);
    let nearest: Vec<&Correlation> = rows.iter().filter(|row| of(row) < least + SLACK).collect();
    let farthest: Vec<&Correlation> = rows.iter().filter(|row| of(row) > most - SLACK).collect();
    let Some(&&Correlation { n, top_k: TopK { k, chance, p, p_adjusted, .. }, .. }) =
        nearest.first()
    else {
        return Vec::new();
    };
    let what = if k >= n { "order" } else { "list" };
    let scale = format!(
        "0 is the same {what}, 1 the reverse order, and unrelated scores have {chance:.2} on average"
    );
    if rows.len() == 1 {
        return vec![format!(
            "The benchmark's {what} of the best {k} is {least:.2} from the {whose_list} ({scale}; p {}).",
            p_value(p)
        )];
    }
    let below = |p: fn(&TopK) -> f64| rows.iter().filter(|row| p(&row.top_k) < alpha).count();
    let mut sentences = vec![format!(
        "{} of {} {what}s of the best {k} {} nearer to the {whose_list} than chance at {} after correction; {} before it.",
        counted(below(|t| t.p_adjusted)),
        rows.len(),
        if below(|t| t.p_adjusted) < 2 { "is" } else { "are" },
        exact_percent(alpha),
        counted(below(|t| t.p)).to_ascii_lowercase(),
    )];
    if most - least < SLACK {
        sentences.push(format!("All are {least:.2} from it, where {scale}."));
        return sentences;
    }
    // Where several are as near, ties within them may give each a chance of its own.
    let tests = if nearest.len() == 1 {
        format!("; p {}, {} after correction", p_value(p), p_value(p_adjusted))
    } else {
        String::new()
    };
    sentences.push(format!(
        "{} (distance {least:.2}, where {scale}{tests}), {} ({most:.2}).",
        whose("The nearest", "is", "are", &nearest),
        whose("the farthest", "is", "are", &farthest),
    ));
    sentences
}

/// `The nearest is that of A`, `the farthest are those of A and B`.
fn whose(which: &str, one: &str, several: &str, rows: &[&Correlation]) -> String {
    let names: Vec<&str> = rows.iter().map(|row| row.benchmark.as_str()).collect();
    match names[..] {
        [name] => format!("{which} {one} that of {name}"),
        _ => format!("{which} {several} those of {}", listed(&names)),
    }
}
