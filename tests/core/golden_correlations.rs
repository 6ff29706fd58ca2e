//! Correlations against scipy's, top-k distances against Fagin's K^(p) and `TalkArena`'s published
//! figures: see golden/README.md. Tolerances: correlations 1e-10, published figures 1e-12.

use mindgap::gap::correlation::statistics::Panel;
use mindgap::gap::top_k::{self, TopList, Variant};

use crate::golden_gap::{close, json, number, numbers};

/// `TalkArena`'s pilot: the ratings of five models, and what their own table says of them
/// (`ProKil/talkarena` at 5b5934e2, `scores.csv`: `DiVA`, `GPT4o`, `Gemini`, `Qwen2-audio`, `Typhoon`).
const TALK_ARENA: [(&str, [f64; 5]); 18] = [
    ("Urfunny (Humor Detection)", [46.2, 44.6, 35.7, 34.9, 44.6]),
    ("Mustard (Sarcasm Detection)", [38.3, 53.6, 36.0, 41.5, 48.8]),
    ("SLURP (Intent Detection)", [61.5, 89.2, 91.4, 81.1, 45.3]),
    ("IEMOCAP (Emotion Recognition)", [26.4, 31.5, 27.5, 26.7, 25.0]),
    ("MELD (Emotion Recognition)", [23.9, 26.6, 26.9, 19.6, 18.1]),
    ("Public_SG_Speech (Speech QA)", [64.2, 64.4, 62.3, 68.8, 62.3]),
    ("CN_College_Listen (Speech QA)", [36.9, 65.9, 66.1, 55.7, 42.8]),
    ("Librispeech (Speech Grounding)", [17.3, 22.2, 25.9, 10.0, 22.1]),
    ("SLURP (Entity Recognition)", [18.8, 35.8, 23.6, 43.7, 38.5]),
    ("Callhome (Relation Classification)", [34.9, 59.7, 35.9, 17.3, 44.2]),
    ("Commonvoice (Gender Classification)", [31.1, 18.0, 38.3, 79.8, 74.4]),
    ("FairSpeech (Gender Classification)", [29.9, 9.1, 49.5, 58.3, 36.3]),
    ("Commonvoice (Age Classification)", [7.3, 9.1, 5.6, 10.3, 5.0]),
    ("FairSpeech (Age Classification)", [13.6, 15.4, 10.1, 14.3, 18.1]),
    ("Commonvoice (Accent Classification)", [13.0, 35.3, 24.5, 5.4, 7.9]),
    ("Covost2 (Language Classification)", [46.5, 73.3, 68.8, 66.5, 36.4]),
    ("Openhermes (Instruction Following)", [66.2, 63.7, 56.0, 64.0, 69.4]),
    ("Alpaca (Instruction Following)", [67.0, 64.2, 62.3, 61.3, 67.1]),
];

#[test]
fn correlations_are_scipys() {
    let golden = json("stats_correlations.json");
    let golden = &golden["human_vs_benchmark_n5"];
    let ratings = numbers(&golden["bt_theta"]);
    let panel = Panel::new(&TALK_ARENA.map(|(_, scores)| scores.to_vec()));
    let (found, p) = (panel.statistics(&ratings), panel.p_values(&ratings, 1));
    for (k, (name, _)) in TALK_ARENA.iter().enumerate() {
        let golden = &golden["by_benchmark"][name];
        close(found[k][0].unwrap(), number(&golden["kendall_tau_b"]["tau"]), 1e-10, name);
        close(found[k][1].unwrap(), number(&golden["spearman"]["rho"]), 1e-10, name);
        close(found[k][2].unwrap(), number(&golden["pearson"]["r"]), 1e-10, name);
        let exact = number(&golden["spearman"]["p_exact_permutation"]);
        close(p[k][1].unwrap(), exact, 1e-10, name);
        if let Some(exact) = golden["kendall_tau_b"]["p_exact"].as_f64() {
            close(p[k][0].unwrap(), exact, 1e-10, name);
        }
    }
    for case in ["synthetic_ties_n40", "synthetic_n200"] {
        let all = json("stats_correlations.json");
        let golden = &all[case];
        let (x, y) = (numbers(&golden["x"]), numbers(&golden["y"]));
        let panel = Panel::new(&[x]);
        let found = panel.statistics(&y)[0].map(Option::unwrap);
        close(found[0], number(&golden["kendall_tau_b"]["tau"]), 1e-10, case);
        close(found[1], number(&golden["spearman"]["rho"]), 1e-10, case);
        close(found[2], number(&golden["pearson"]["r"]), 1e-10, case);
        if case == "synthetic_ties_n40" {
            continue; // with such ties p is a sum of a few large jumps, which no t-distribution follows
        }
        // Drawn permutations against the asymptotic value, within three of their standard errors.
        let p = panel.p_values(&y, 1)[0].map(Option::unwrap);
        for (p, golden) in p.iter().zip([
            &golden["kendall_tau_b"]["p_asymptotic"],
            &golden["spearman"]["p_t"],
            &golden["pearson"]["p"],
        ]) {
            let golden = number(golden);
            let error = (golden * (1.0 - golden) / 10_000.0).sqrt();
            close(*p, golden, 3.0 * error + 1e-4, case);
        }
    }
}

/// A list of these items alone, best first.
fn list(best: &[usize], items: usize) -> TopList {
    let mut scores = vec![0.0; items];
    for (at, &item) in best.iter().enumerate() {
        scores[item] = (items - at) as f64;
    }
    TopList::new(&scores, best.len())
}

#[test]
fn top_k_distances_are_fagins() {
    let golden = json("stats_correlations.json");
    let names = ["DiVA", "GPT4o", "Gemini", "Qwen2", "Typhoon"];
    let human: Vec<usize> = golden["topk_kendall_fagin"]["human_ranking"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| names.iter().position(|n| name == n).unwrap())
        .collect();
    for (name, scores) in TALK_ARENA {
        let golden = &golden["topk_kendall_fagin"]["by_benchmark"][name];
        // The reference breaks ties by name, which is the order of `names`.
        let mut benchmark: Vec<usize> = (0..5).collect();
        benchmark.sort_by(|&i, &j| scores[j].total_cmp(&scores[i]));
        for k in [1, 2, 3, 5] {
            for (p, key) in [(0.0, "p0"), (0.5, "p0.5")] {
                let found = top_k::kendall(&list(&human[..k], 5), &list(&benchmark[..k], 5), p);
                close(found, number(&golden[format!("k{k}_{key}")]), 0.0, name);
            }
        }
    }
}

/// What `TalkArena`'s site shows, in the order of [`TALK_ARENA`]: `KendallTauDistance` of
/// `components/interactive_static_correlation.tsx` in `ProKil/talkarena` at 656d88fb, Apache-2.0.
const PUBLISHED: [f64; 18] = [
    0.408_712_907_082_472_3, // urfunny
    0.44,                    // mustard
    0.12,                    // slurp
    0.08,                    // iemocap
    0.08,                    // meld
    0.153_030_615_433_009_3, // sgspeech
    0.16,                    // mutual
    0.24,                    // grounding
    0.44,                    // slurpent
    0.32,                    // callhome
    0.52,                    // cvgender
    0.4,                     // fsgender
    0.12,                    // cvage
    0.32,                    // fsage
    0.16,                    // cvaccent
    0.08,                    // covost2
    0.36,                    // openhermes
    0.12,                    // alpaca
];

/// 1 the best; equal scores share the better rank.
fn competition_ranks(scores: &[f64; 5]) -> [f64; 5] {
    scores.map(|score| 1.0 + scores.iter().filter(|&&other| other > score).count() as f64)
}

#[test]
fn talk_arenas_published_figures_are_met() {
    let votes = [1.0, 2.0, 3.0, 4.0, 5.0];
    let of = |votes: &[f64], scores: &[f64]| {
        top_k::distance(votes, scores, 4, 0.5, Variant::TalkArena).unwrap()
    };
    let mut by_scores = 0;
    for ((name, scores), published) in TALK_ARENA.iter().zip(PUBLISHED) {
        close(of(&votes, &competition_ranks(scores)), published, 1e-12, name);
        // By scores, the first four instead of the last, most are not those that were published.
        let found = of(&votes.map(|rank| -rank), scores);
        by_scores += u32::from((found - published).abs() < 1e-12);
    }
    assert!(by_scores < 9, "{by_scores}");
}
