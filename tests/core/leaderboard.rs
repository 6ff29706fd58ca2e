//! Votes and options in, a board out.

use mindgap::leaderboard::head_to_head::Comparison;
use mindgap::leaderboard::{Board, HeadToHeadOptions, RankOptions, Ranking};
use mindgap::resample::Resampler;
use mindgap::simulate::{Spec, Study};
use mindgap::stats::interval::Interval;
use mindgap::votes::{ReadOptions, Votes, read};
use serde_json::{Value, json};

const PILOT: &str = include_str!("../../www/public/examples/talkarena-pilot.csv");

fn votes(csv: &str) -> Votes {
    read(csv.as_bytes(), ReadOptions::default()).unwrap()
}

fn ranking(votes: &Votes, options: Value) -> Result<Ranking, mindgap::Error> {
    let options: RankOptions = serde_json::from_value(options).unwrap();
    Ranking::new(votes, options.resolve(|| 1)?)
}

fn finished(ranking: &Ranking) -> (Board, Vec<f32>) {
    let plan = ranking.plan();
    let replicates = plan.replicates;
    let samples = Resampler::new(plan).unwrap().run(0..replicates);
    let finished = ranking.finish(&samples.ratings, &samples.status, &samples.orders).unwrap();
    (finished.board, finished.samples.unwrap())
}

#[test]
fn talkarenas_pilot() {
    let board = ranking(&votes(PILOT), json!({})).unwrap().board();
    let published = [
        ("DiVA", 0.823_091),
        ("GPT4o", 0.424_028),
        ("Gemini", 0.312_367),
        ("Qwen2", -0.087_269),
        ("Typhoon", -1.472_217),
    ];
    for (rank, (row, (name, rating))) in board.models.iter().zip(published).enumerate() {
        assert_eq!((row.name.as_str(), row.rank), (name, rank as u32 + 1));
        assert!((row.rating - rating).abs() < 1e-6, "{name}: {}", row.rating);
        assert!(row.sequential_elo.is_none(), "counts have no order");
    }
    // On these votes Rao-Kupper fits better.
    let comparison = board.tie_models.unwrap();
    assert!(comparison.rao_kupper.aic < comparison.davidson.aic);
    assert!(comparison.sentence.starts_with("Rao-Kupper"), "{}", comparison.sentence);
}

#[test]
fn an_anchor_moves_everybody_and_widens_nobody() {
    let votes = votes(PILOT);
    let free = ranking(&votes, json!({})).unwrap().board();
    let anchored =
        ranking(&votes, json!({"anchor": {"model": "Qwen2", "elo": 1200}})).unwrap().board();
    let shift = 1200.0 - free.models[3].elo;
    for (a, b) in free.models.iter().zip(&anchored.models) {
        assert!((b.elo - a.elo - shift).abs() < 1e-9);
        let width = |row: Interval| row.high - row.low;
        assert!((width(a.elo_interval) - width(b.elo_interval)).abs() < 1e-9);
        assert!(width(b.elo_interval) > 1.0, "the anchor itself stays uncertain");
    }
    let error = ranking(&votes, json!({"anchor": {"model": "Qwen3"}})).err().unwrap();
    assert_eq!(
        error.to_string(),
        "option anchor.model is \"Qwen3\"; expected one of the 5 models ranked"
    );
}

#[test]
fn replicates_take_the_sandwichs_place() {
    let votes = votes(&Study::new(&Spec::paper()).to_csv());
    for unit in ["vote", "judge"] {
        for method in ["percentile", "basic", "bca"] {
            let bootstrap = json!({"replicates": 2000, "unit": unit, "method": method, "seed": 3});
            let ranking = ranking(&votes, json!({ "bootstrap": bootstrap })).unwrap();
            let (first, (board, samples)) = (ranking.board(), finished(&ranking));
            assert_eq!(samples.len(), 2000 * 6);
            assert!(first.bootstrap.is_none() && first.provenance.seed.is_none());
            assert_eq!((board.bootstrap.unwrap().kept, board.provenance.seed), (2000, Some(3)));
            for (column, (a, b)) in first.models.iter().zip(&board.models).enumerate() {
                assert_eq!((&a.name, a.rating), (&b.name, b.rating));
                // The same interval but for Monte Carlo noise, a tenth of an error at 2,000 replicates.
                assert!(
                    (a.interval.low - b.interval.low).abs() < 0.25 * a.se,
                    "{unit} {method} {a:?} {b:?}"
                );
                assert!(
                    (a.interval.high - b.interval.high).abs() < 0.25 * a.se,
                    "{unit} {method} {a:?} {b:?}"
                );
                // Columns of the samples are the board's rows.
                let of = samples.iter().skip(column).step_by(6);
                let mean = of.map(|&x| f64::from(x)).sum::<f64>() / 2000.0;
                assert!((mean - b.rating).abs() < 0.2 * b.se);
            }
        }
    }
}

#[test]
fn judges_who_differ_make_wider_intervals() {
    let votes = votes(&Study::new(&Spec { taste: 1.0, ..Spec::paper() }).to_csv());
    let se = |unit: &str| {
        let board = ranking(&votes, json!({"bootstrap": {"unit": unit}})).unwrap().board();
        board.models.iter().map(|row| row.se).sum::<f64>()
    };
    assert!(se("judge") > 1.1 * se("vote"));
}

#[test]
fn a_filter_refits() {
    let votes = votes(&Study::new(&Spec::paper()).to_csv());
    let all = ranking(&votes, json!({})).unwrap().board();
    let german = ranking(&votes, json!({"where": {"language": "German"}})).unwrap().board();
    let counted = votes.report.facets[0].values.iter().find(|v| v.value == "German").unwrap();
    assert_eq!(german.fit.votes, counted.votes);
    assert!(german.fit.votes < all.fit.votes && german.models[0].se > all.models[0].se);
    let error = ranking(&votes, json!({"where": {"language": "Klingon"}})).err().unwrap();
    assert!(error.to_string().contains("Klingon") && error.to_string().contains("German"));
}

#[test]
fn no_finite_ratings_is_an_answer() {
    let votes = votes("model_a,model_b,winner\nA,B,model_a\nA,B,model_a\nB,C,tie\n");
    let error = ranking(&votes, json!({})).err().unwrap();
    assert_eq!(error.code(), "disconnected");
    assert!(error.to_string().contains("(A | B and C)"), "{error}");
    let board = ranking(&votes, json!({"prior": 1})).unwrap().board();
    assert!(board.models.iter().all(|row| row.rating.is_finite()));
    let error = ranking(&votes, json!({"bootstrap": {"unit": "judge"}})).err().unwrap();
    assert!(error.to_string().contains("do not say who cast them"), "{error}");
}

#[test]
fn head_to_head() {
    let votes = votes(PILOT);
    let run = |options: Value, steps: usize| {
        let options: HeadToHeadOptions = serde_json::from_value(options).unwrap();
        let mut comparison = Comparison::new(&votes, options.resolve(|| 1).unwrap()).unwrap();
        for from in (0..comparison.pairs()).step_by(steps) {
            comparison.run(from..from + steps);
        }
        comparison.finish()
    };
    let record = run(json!({}), 3);
    assert_eq!(record, run(json!({}), 10), "steps change nothing");
    let pair = record.pairs.iter().find(|p| (p.a.as_str(), p.b.as_str()) == ("GPT4o", "Gemini"));
    let pair = pair.unwrap();
    assert_eq!((pair.wins, pair.losses, pair.ties), (186, 213, 101));
    assert!((pair.win_rate - 0.473).abs() < 1e-12 && !pair.significant);
    assert!(pair.interval.contains(0.473));
    assert_eq!(record.pairs.iter().filter(|pair| !pair.significant).count(), 1);

    let adjusted = |adjust: &str| run(json!({"test": "sign", "adjust": adjust}), 4);
    let (none, holm, bh) = (adjusted("none"), adjusted("holm"), adjusted("benjamini-hochberg"));
    for ((none, holm), bh) in none.pairs.iter().zip(&holm.pairs).zip(&bh.pairs) {
        assert!(none.p_adjusted <= bh.p_adjusted && bh.p_adjusted <= holm.p_adjusted);
    }
    assert!(none.provenance.seed.is_none(), "no chance was involved");
}
