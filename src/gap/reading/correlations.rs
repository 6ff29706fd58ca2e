//! What the correlations say.

use super::least_p;
use crate::gap::correlation::statistics::{SAME_RATING, ranks};
use crate::gap::correlation::{Correlation, Kendall};
use crate::gap::power::{Power, critical_tau};
use crate::stats::interval::Interval;
use crate::stats::order::sort_floats;
use crate::words::{at_least, counted, exact_percent, expected, listed, p_value, signed};

/// τ that differ by less are equal.
const SLACK: f64 = 1e-9;

/// Of the rank correlations with these ratings, with what so many models can tell at all.
#[must_use]
pub fn sentences(rows: &[Correlation], ratings: &[f64], power: &Power) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let with: Vec<(&Correlation, Kendall)> =
        rows.iter().filter_map(|row| Some((row, row.kendall?))).collect();
    if with.is_empty() {
        return vec!["All models are rated alike: nothing can go with that.".into()];
    }
    let alpha = power.alpha;
    let mut sentences = vec![told(&with, alpha)];
    sentences.extend(which(&with, alpha));
    sentences.push(strongest(&with));
    sentences.extend(with_win_rates(rows, alpha));
    sentences.extend(against(&with, alpha));
    sentences.extend(limits(&with, ratings, power));
    sentences
}

/// How many p-values are below `alpha` after correction, and before.
fn below(all: impl Iterator<Item = Kendall>, alpha: f64) -> (usize, usize) {
    let (mut after, mut before) = (0, 0);
    for Kendall { tested, .. } in all {
        after += usize::from(tested.p_adjusted < alpha);
        before += usize::from(tested.p < alpha);
    }
    (after, before)
}

fn told(with: &[(&Correlation, Kendall)], alpha: f64) -> String {
    let n = with.len();
    let (after, before) = below(with.iter().map(|(_, kendall)| *kendall), alpha);
    if n == 1 {
        let verb = if after == 1 { "can" } else { "cannot" };
        return format!(
            "The one rank correlation with the ratings (Kendall's τ) {verb} be told from zero at {}.",
            exact_percent(alpha)
        );
    }
    let by_chance = if before > 0 {
        format!(", where chance alone gives up to {}", expected(alpha * n as f64))
    } else {
        String::new()
    };
    format!(
        "{} of {n} rank correlations with the ratings (Kendall's τ) can be told from zero at {} after correction for {n} tests; {} before it{by_chance}.",
        counted(after),
        exact_percent(alpha),
        counted(before).to_ascii_lowercase(),
    )
}

/// Those that are told from zero, by name.
fn which(with: &[(&Correlation, Kendall)], alpha: f64) -> Option<String> {
    let told = with.iter().filter(|(_, kendall)| kendall.tested.p_adjusted < alpha);
    let named: Vec<String> =
        told.map(|(row, kendall)| format!("{} ({})", row.benchmark, signed(kendall.tau))).collect();
    let names: Vec<&str> = named.iter().map(String::as_str).collect();
    (with.len() > 1 && !names.is_empty()).then(|| format!("Told from zero: {}.", listed(&names)))
}

fn strongest(with: &[(&Correlation, Kendall)]) -> String {
    let most = with.iter().map(|(_, kendall)| kendall.tau.abs()).fold(0.0, f64::max);
    if most < SLACK {
        return "None of them goes with the ratings or against them: every τ is 0.".into();
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
fn with_win_rates(rows: &[Correlation], alpha: f64) -> Option<String> {
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
    let (after, before) = below(rates.iter().copied(), alpha);
    if let [Kendall { tau, tested }] = rates[..] {
        let verb = if after == 1 { "can" } else { "cannot" };
        return Some(format!(
            "With win rates, which the paper uses, τ is {} (p {}) and {verb} be told from zero at {}.",
            signed(tau),
            p_value(tested.p),
            exact_percent(alpha)
        ));
    }
    Some(format!(
        "With win rates, which the paper uses, it is {} of {n} after correction and {} before.",
        counted(after).to_ascii_lowercase(),
        counted(before).to_ascii_lowercase(),
    ))
}

fn against(with: &[(&Correlation, Kendall)], alpha: f64) -> Option<String> {
    let n = with.len();
    let (mut negative, mut told) = (0, 0);
    for (_, kendall) in with.iter().filter(|(_, kendall)| kendall.tau < -SLACK) {
        negative += 1;
        told += usize::from(kendall.tested.p_adjusted < alpha);
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
fn limits(with: &[(&Correlation, Kendall)], ratings: &[f64], power: &Power) -> Vec<String> {
    let Power { models, alpha, .. } = *power;
    let level = exact_percent(alpha);
    // Ties, and fewer models, only make the smallest p larger.
    if power.critical.is_none() {
        let least = p_value(least_p(models));
        return vec![format!(
            "With {models} models nothing can be told from zero at {level}: no p-value can be below {least}."
        )];
    }
    let mut sentences: Vec<String> = threshold(with, ratings, alpha).into_iter().collect();
    let few: Vec<&str> = with
        .iter()
        .filter(|(row, _)| least_p(row.n) >= alpha)
        .map(|(row, _)| row.benchmark.as_str())
        .collect();
    if !few.is_empty() {
        sentences.push(format!(
            "Too few models have a score in {} for any p-value below {alpha}.",
            listed(&few)
        ));
    }
    sentences
}

/// The τ from which on one is told from zero, where that is the same for all: the same number of
/// models, and no ties, with which τ and its p take other values.
fn threshold(with: &[(&Correlation, Kendall)], ratings: &[f64], alpha: f64) -> Option<String> {
    let (n, models) = (with.len(), with[0].0.n);
    let untied = |row: &Correlation| {
        let mut scores: Vec<f64> = row.scores.iter().copied().flatten().collect();
        sort_floats(&mut scores);
        scores.windows(2).all(|pair| pair[0] < pair[1])
    };
    let alike = with.iter().all(|(row, _)| row.n == models && untied(row));
    if !alike || tied(ratings) {
        return None;
    }
    let critical = at_least(critical_tau(models, alpha)?);
    // Benjamini and Hochberg: the j-th smallest of n is multiplied by n/j.
    let together = (n as f64 * least_p(models) / alpha + SLACK).floor() as usize + 1;
    let corrected = if together > 1 {
        format!(
            "; after correction for {n} tests nothing can, unless {together} of them have |τ| = 1 together"
        )
    } else {
        String::new()
    };
    let level = exact_percent(alpha);
    Some(format!(
        "With {models} models only {critical} can be told from zero at {level}{corrected}."
    ))
}

/// Whether two of the ratings share a rank.
fn tied(ratings: &[f64]) -> bool {
    let mut ranks = ranks(ratings, SAME_RATING);
    sort_floats(&mut ranks);
    ranks.windows(2).any(|pair| pair[1] - pair[0] < 0.75)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gap::correlation::{Tests, TopK, WithWinRates};
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
                scores: (0..n).map(|m| Some(m as f64)).collect(),
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
        read_at(rows, models, 0.05)
    }

    fn read_at(rows: &[Correlation], models: usize, alpha: f64) -> String {
        let power = Power {
            models,
            reliability: 1.0,
            alpha,
            power: 0.8,
            critical: critical_tau(models, alpha),
            detectable: None,
            tau: 0.5,
            models_needed: None,
        };
        let ratings: Vec<f64> = (0..models).map(|m| m as f64).collect();
        sentences(rows, &ratings, &power).join(" ")
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
    fn the_level_is_the_one_asked_for() {
        let some = rows(&[(1.0, 0.02), (0.2, 0.7)], 6);
        assert!(read(&some, 6).contains("Told from zero: b0"));
        let text = read_at(&some, 6, 0.001);
        assert!(text.starts_with("None of 2 rank correlations with the ratings (Kendall's τ) can be told from zero at 0.1 % after"), "{text}");
        assert!(text.ends_with("With 6 models nothing can be told from zero at 0.1 %: no p-value can be below 0.0028."), "{text}");
        let text = read_at(&rows(&[(1.0, 0.09), (0.2, 0.08)], 6), 6, 0.1);
        assert!(text.starts_with("Two of 2") && text.contains("at 10 % after"), "{text}");
    }

    #[test]
    fn a_threshold_is_said_where_it_is_one() {
        let threshold = "can be told from zero at 5 %.";
        let some = rows(&[(1.0, 2.0 / 120.0), (0.0, 1.0)], 5);
        assert!(read(&some, 5).ends_with(&format!("With 5 models only |τ| = 1 {threshold}")));
        // Of six models that have votes five have a score.
        assert!(read(&some, 6).ends_with(&format!("With 5 models only |τ| = 1 {threshold}")));
        let mut fewer = some.clone();
        fewer[0].n = 6;
        assert!(!read(&fewer, 6).contains(threshold));
        // τ-b of 0.95 with a tie has p 4/120.
        let mut tied = some.clone();
        tied[0].scores[1] = tied[0].scores[0];
        assert!(!read(&tied, 5).contains(threshold));
        let power = crate::gap::power::power(5, 1.0, 0.05, 0.8, 0.5, 1);
        let ratings = [0.0, 1.0, 1.0, 2.0, 3.0];
        assert!(!sentences(&some, &ratings, &power).join(" ").contains(threshold));
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
        assert_eq!(read(&none, 5), "All models are rated alike: nothing can go with that.");
        assert_eq!(read(&[], 5), "");
        let mut one = rows(&[(0.6, 0.2)], 5);
        one[0].win_rates.kendall.as_mut().unwrap().tau = 0.8;
        assert!(read(&one, 5).contains("With win rates, which the paper uses, τ is 0.80 (p 0.20) and cannot be told from zero at 5 %."));
        let mut other = rows(&[(0.6, 0.2), (0.4, 0.3)], 5);
        assert!(read(&other, 5).contains("every τ is the same"));
        other[0].win_rates.kendall.as_mut().unwrap().tau = 0.8;
        assert!(read(&other, 5).contains("it is none of 2 after correction and none before"));
    }
}
