//! The sentences, made from the numbers.

use super::judges::Judges;
use super::options::TrustSettings;
use super::pairs::FitOfPairs;
use crate::stats::interval::alpha;
use crate::words::{grouped, listed, p_value, percent, signed};

pub(super) fn pairs(fit: &FitOfPairs, settings: &TrustSettings) -> Vec<String> {
    let alpha = alpha(settings.level);
    let times = fit.statistic / fit.expected.max(f64::MIN_POSITIVE);
    let p = p_value(fit.p);
    let mut sentences = vec![if fit.p < alpha {
        format!(
            "One rating per model does not describe all pairs: they lie {times:.1} times as far from it as independent votes would (p {p})."
        )
    } else {
        format!(
            "Nothing speaks against one rating per model: pairs lie {times:.1} times as far from it as independent votes would (p {p})."
        )
    }];
    let beyond = |of: &&super::PairRow| of.adjusted.is_some_and(|p| p < alpha);
    let worst: Vec<_> = fit.pairs.iter().filter(beyond).collect();
    if let Some(pair) = worst.first() {
        let more = match worst.len() {
            1 => String::new(),
            n => format!(" {n} pairs stand out after Holm’s correction."),
        };
        sentences.push(format!(
            "Worst described are {} and {}: {} of {} votes went to {}, where their ratings say {} (p {}).{more}",
            pair.a,
            pair.b,
            percent(pair.win_rate),
            grouped(pair.votes),
            pair.a,
            percent(pair.expected),
            p_value(pair.adjusted.unwrap_or(1.0))
        ));
    }
    if fit.triads > 0 {
        let what = format!(
            "{} of {} triads go in a circle (each model has lost to one of the others)",
            grouped(fit.circular),
            grouped(fit.triads)
        );
        let expected = format!("{:.1}", fit.expected_circular);
        sentences.push(if fit.circular_p < alpha {
            format!("{what}, more than the {expected} that the ratings let expect (p {}).", p_value(fit.circular_p))
        } else {
            format!("{what}; the ratings let expect {expected}, so that is no sign against them (p {}).", p_value(fit.circular_p))
        });
    }
    sentences
}

pub(super) fn judges(found: &Judges, settings: &TrustSettings) -> Vec<String> {
    let alpha = alpha(settings.level);
    let below = |p: Option<f64>| p.is_some_and(|p| p < alpha);
    let names = |keep: &dyn Fn(&super::JudgeRow) -> bool| {
        let names = found.rows.iter().filter(|row| keep(row)).map(|row| row.judge.as_str());
        listed(&names.collect::<Vec<_>>())
    };
    let (one_votes, one_prefers) = (
        if found.disagree == 1 { "judge votes" } else { "judges vote" },
        if found.prefer_side == 1 { "judge prefers" } else { "judges prefer" },
    );
    let mut sentences = Vec::new();
    if found.disagree > 0 {
        let who = names(&|row| below(row.agreement_p) && row.agreement < 0.0);
        sentences.push(format!(
            "{} {one_votes} less like all others than chance gives, after Holm’s correction over {}: {who}.",
            grouped(found.disagree),
            grouped(found.tested)
        ));
    } else if found.tested > 0 {
        sentences.push(format!(
            "None of {} judges with twenty votes or more votes less like all others than chance gives.",
            grouped(found.tested)
        ));
    }
    if found.prefer_side > 0 {
        let who = names(&|row| below(row.first_p));
        sentences.push(format!(
            "{} {one_prefers} a side, whichever model is there: {who}.",
            grouped(found.prefer_side)
        ));
    }
    if found.straight > 0 {
        let who = names(&|row| below(row.run_p));
        let judges = if found.straight == 1 { "judge takes" } else { "judges take" };
        sentences.push(format!(
            "{} {judges} the same side more often in a row than chance gives: {who}.",
            grouped(found.straight)
        ));
    }
    let most = found.rows.iter().find(|row| Some(&row.judge) == found.moves_most.as_ref());
    if let Some(row) = most {
        let of = &row.without;
        sentences.push(if of.change.is_infinite() {
            format!("Without judge {} there are no finite ratings.", row.judge)
        } else {
            let ranks = match of.ranks {
                0 => "no rank changes".to_owned(),
                1 => "models move by one rank at most".to_owned(),
                n => format!("models move by up to {n} ranks"),
            };
            format!(
                "Most hangs on judge {}: without, {} would stand {} {} ({:.1} standard errors), and {ranks}.",
                row.judge,
                of.model,
                signed(of.rises.abs()),
                if of.rises > 0.0 { "higher" } else { "lower" },
                of.change
            )
        });
    }
    sentences
}
