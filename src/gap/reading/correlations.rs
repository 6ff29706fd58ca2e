//! What the correlations say.

use super::{ALPHA, least_p};
use crate::gap::correlation::{Correlation, Kendall};
use crate::gap::power::Power;
use crate::stats::interval::Interval;
use crate::words::{at_least, counted, listed, p_value, signed};

/// τ that differ by less are equal.
const SLACK: f64 = 1e-9;

/// Of the rank correlations, with what this many models can tell at all.
#[must_use]
pub fn sentences(rows: &[Correlation], power: &Power) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let with: Vec<(&Correlation, Kendall)> =
        rows.iter().filter_map(|row| Some((row, row.kendall?))).collect();
    if with.is_empty() {
        return vec!["The votes rate all models alike: nothing can go with that.".into()];
    }
    let mut sentences = vec![told(&with)];
    sentences.extend(which(&with));
    sentences.push(strongest(&with));
    sentences.extend(with_win_rates(rows));
    sentences.extend(against(&with));
    sentences.extend(limits(&with, power));
    sentences
}

/// How many p-values are below [`ALPHA`] after correction, and before.
fn below(all: impl Iterator<Item = Kendall>) -> (usize, usize) {
    let (mut after, mut before) = (0, 0);
    for Kendall { tested, .. } in all {
        after += usize::from(tested.p_adjusted < ALPHA);
        before += usize::from(tested.p < ALPHA);
    }
    (after, before)
}

fn told(with: &[(&Correlation, Kendall)]) -> String {
    let n = with.len();
    let (after, before) = below(with.iter().map(|(_, kendall)| *kendall));
    if n == 1 {
        let verb = if after == 1 { "can" } else { "cannot" };
        return format!(
            "The one rank correlation with the ratings (Kendall's τ) {verb} be told from zero at 5 %."
        );
    }
    let by_chance = if before > 0 {
        format!(", where chance alone gives up to {}", one_digit(ALPHA * n as f64))
    } else {
        String::new()
    };
    format!(
        "{} of {n} rank correlations with the ratings (Kendall's τ) can be told from zero at 5 % after correction for {n} tests; {} before it{by_chance}.",
        counted(after),
        counted(before).to_ascii_lowercase(),
    )
}

/// Those that are told from zero, by name.
fn which(with: &[(&Correlation, Kendall)]) -> Option<String> {
    let told = with.iter().filter(|(_, kendall)| kendall.tested.p_adjusted < ALPHA);
    let named: Vec<String> =
        told.map(|(row, kendall)| format!("{} ({})", row.benchmark, signed(kendall.tau))).collect();
    let names: Vec<&str> = named.iter().map(String::as_str).collect();
    (with.len() > 1 && !names.is_empty()).then(|| format!("Told from zero: {}.", listed(&names)))
}

fn strongest(with: &[(&Correlation, Kendall)]) -> String {
    let most = with.iter().map(|(_, kendall)| kendall.tau.abs()).fold(0.0, f64::max);
    if most < SLACK {
        return "None of them goes with the votes or against them: every τ is 0.".into();
    }
    let strongest: Vec<_> = with.iter().filter(|(_, k)| k.tau.abs() > most - SLACK).collect();
    let [(row, Kendall { tau, tested })] = strongest[..] else {
        let named: Vec<String> = strongest
            .iter()
            .map(|(row, kendall)| format!("{} ({})", row.benchmark, signed(kendall.tau)))
            .collect();
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        return format!("The strongest, as strong as each other, are {}.", listed(&named));
    };
    let interval = tested.interval.map_or_else(String::new, |Interval { low, high }| {
        format!(", between {} and {} over the votes' replicates", signed(low), signed(high))
    });
    let corrected = if with.len() > 1 {
        format!(", {} after correction", p_value(tested.p_adjusted))
    } else {
        String::new()
    };
    let (name, tau, p) = (&row.benchmark, signed(*tau), p_value(tested.p));
    format!("The strongest is {name} with τ {tau}{interval} (p {p}{corrected}).")
}

/// The paper's own way.
fn with_win_rates(rows: &[Correlation]) -> Option<String> {
    let rates: Vec<Kendall> = rows.iter().filter_map(|row| row.win_rates.kendall).collect();
    if rates.is_empty() {
        return None;
    }
    let tau = |kendall: Option<Kendall>| kendall.map(|k| k.tau);
    let same = rows.iter().all(|row| match (tau(row.kendall), tau(row.win_rates.kendall)) {
        (Some(one), Some(other)) => (one - other).abs() < SLACK,
        (one, other) => one.is_none() && other.is_none(),
    });
    if same {
        return Some("With win rates, which the paper uses, every τ is the same.".into());
    }
    let n = rates.len();
    let (after, before) = below(rates.into_iter());
    Some(format!(
        "With win rates, which the paper uses, it is {} of {n} after correction and {} before.",
        counted(after).to_ascii_lowercase(),
        counted(before).to_ascii_lowercase(),
    ))
}

fn against(with: &[(&Correlation, Kendall)]) -> Option<String> {
    let n = with.len();
    let (mut negative, mut told) = (0, 0);
    for (_, kendall) in with.iter().filter(|(_, kendall)| kendall.tau < -SLACK) {
        negative += 1;
        told += usize::from(kendall.tested.p_adjusted < ALPHA);
    }
    let sure = match told {
        0 => "none of them told from chance".into(),
        _ if told == negative => "all of them told from chance".into(),
        _ => format!("{told} of them told from chance"),
    };
    (negative > 0 && n > 1).then(|| {
        format!(
            "{} of {n} {} negative (a better score with a lower rating), {sure}.",
            counted(negative),
            if negative == 1 { "is" } else { "are" },
        )
    })
}

/// What this many models can tell at all.
fn limits(with: &[(&Correlation, Kendall)], power: &Power) -> Vec<String> {
    let (n, models) = (with.len(), power.models);
    let Some(critical) = power.critical else {
        let least = p_value(least_p(models));
        return vec![format!(
            "With {models} models nothing can be told from zero at 5 %: no p-value can be below {least}."
        )];
    };
    // Benjamini and Hochberg: the j-th smallest of n is multiplied by n/j.
    let together = (n as f64 * least_p(models) / ALPHA + SLACK).floor() as usize + 1;
    let corrected = if together > 1 {
        format!(
            "; after correction for {n} tests nothing can, unless {together} of them have |τ| = 1 together"
        )
    } else {
        String::new()
    };
    let mut sentences = vec![format!(
        "With {models} models only {} can be told from zero at 5 %{corrected}.",
        at_least(critical)
    )];
    let few: Vec<&str> = with
        .iter()
        .filter(|(row, _)| least_p(row.n) >= ALPHA)
        .map(|(row, _)| row.benchmark.as_str())
        .collect();
    if !few.is_empty() {
        sentences.push(format!(
            "Too few models have a score in {} for any p-value below 0.05.",
            listed(&few)
        ));
    }
    sentences
}

/// `0.7`, `2`.
fn one_digit(x: f64) -> String {
    let written = format!("{x:.1}");
    written.strip_suffix(".0").map_or(written.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gap::correlation::{Tests, TopK, WithWinRates};
    use crate::gap::power::critical_tau;
    use crate::scores::Direction;
    use crate::stats::adjust::benjamini_hochberg;

    /// Benchmarks with these τ and p, over so many models.
    fn rows(all: &[(f64, f64)], n: usize) -> Vec<Correlation> {
        let adjusted = benjamini_hochberg(&all.iter().map(|(_, p)| *p).collect::<Vec<_>>());
        let row = |(at, (&(tau, p), p_adjusted)): (usize, (&(f64, f64), f64))| {
            let kendall = Some(Kendall { tau, tested: Tests { p, p_adjusted, interval: None } });
            Correlation {
                benchmark: format!("b{at}"),
                direction: Direction::Higher,
                n,
                scores: Vec::new(),
                kendall,
                spearman: None,
                pearson: None,
                win_rates: WithWinRates { kendall, spearman: None, pearson: None },
                top_k: TopK {
                    k: 4,
                    distance: 0.5,
                    largest: 10.0,
                    chance: 0.5,
                    p: 1.0,
                    p_adjusted: 1.0,
                    interval: None,
                },
            }
        };
        all.iter().zip(adjusted).enumerate().map(row).collect()
    }

    fn read(rows: &[Correlation], models: usize) -> String {
        let power = Power {
            models,
            reliability: 1.0,
            alpha: ALPHA,
            power: 0.8,
            critical: critical_tau(models, ALPHA),
            detectable: None,
            tau: 0.5,
            models_needed: None,
        };
        sentences(rows, &power).join(" ")
    }

    #[test]
    fn claims_are_made_after_correction() {
        // One p of 0.017 of ten is nothing; said before, it is said with what chance gives.
        let mut some = vec![(0.2, 0.8); 10];
        some[3] = (1.0, 2.0 / 120.0);
        let text = read(&rows(&some, 5), 5);
        assert!(text.starts_with("None of 10 rank correlations with the ratings (Kendall's τ) can be told from zero at 5 % after correction for 10 tests; one before it, where chance alone gives up to 0.5."), "{text}");
        assert!(!text.contains("Told from zero:"), "{text}");
        assert!(
            text.contains("The strongest is b3 with τ 1.00 (p 0.0167, 0.17 after correction).")
        );
        assert!(text.contains("unless 4 of them have |τ| = 1 together"), "{text}");
        // Small enough, it is told, by name, and the sentence before counts it.
        some[3].1 = 0.001;
        let text = read(&rows(&some, 12), 12);
        assert!(text.starts_with("One of 10 rank correlations"), "{text}");
        assert!(text.contains("Told from zero: b3 (1.00)."), "{text}");
        assert!(!text.contains("together"), "{text}");
    }

    #[test]
    fn negative_ones_are_beyond_chance_only_where_told() {
        let text = read(&rows(&[(-0.2, 0.7), (0.3, 0.6)], 6), 6);
        assert!(
            text.contains(
                "One of 2 is negative (a better score with a lower rating), none of them told from chance."
            ),
            "{text}"
        );
        let text = read(&rows(&[(-1.0, 0.001), (0.3, 0.6)], 6), 6);
        assert!(text.contains(
            "is negative (a better score with a lower rating), all of them told from chance."
        ));
        assert!(!read(&rows(&[(0.2, 0.7), (0.3, 0.6)], 6), 6).contains("negative"));
    }

    #[test]
    fn too_few_models_are_said_to_be() {
        let text = read(&rows(&[(1.0, 1.0 / 12.0); 2], 4), 4);
        assert!(text.ends_with("With 4 models nothing can be told from zero at 5 %: no p-value can be below 0.0833."), "{text}");
        // One of the benchmarks alone.
        let mut some = rows(&[(1.0, 1.0 / 12.0), (0.5, 0.2)], 7);
        some[0].n = 4;
        let text = read(&some, 7);
        assert!(text.ends_with("Too few models have a score in b0 for any p-value below 0.05."));
        // Three tests of five models: 3 × 2/120 is 0.05 and not below.
        let text = read(&rows(&[(1.0, 2.0 / 120.0), (0.0, 1.0), (0.0, 1.0)], 5), 5);
        assert!(text.starts_with("None of 3") && text.contains("unless 2 of them"), "{text}");
        assert!(!read(&rows(&[(1.0, 2.0 / 120.0), (0.0, 1.0)], 5), 5).contains("unless"));
    }

    #[test]
    fn one_none_and_all_alike() {
        let text = read(&rows(&[(0.6, 0.2)], 5), 5);
        assert!(
            text.starts_with("The one rank correlation with the ratings (Kendall's τ) cannot be")
        );
        assert!(!text.contains("correction"), "{text}");
        assert!(read(&rows(&[(0.0, 1.0), (0.0, 1.0)], 5), 5).contains("every τ is 0"));
        let mut none = rows(&[(0.6, 0.2), (0.6, 0.2)], 5);
        for row in &mut none {
            row.kendall = None;
            row.win_rates.kendall = None;
        }
        assert_eq!(read(&none, 5), "The votes rate all models alike: nothing can go with that.");
        assert_eq!(read(&[], 5), "");
        let mut other = rows(&[(0.6, 0.2), (0.4, 0.3)], 5);
        assert!(read(&other, 5).contains("every τ is the same"));
        other[0].win_rates.kendall.as_mut().unwrap().tau = 0.8;
        assert!(read(&other, 5).contains("it is none of 2 after correction and none before"));
    }
}
