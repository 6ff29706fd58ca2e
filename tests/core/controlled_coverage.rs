//! Do 95 % intervals of controlled ratings and of coefficients hold the truth 95 % of the time?
//!
//! 400 simulated studies each, one model looked at per study. The share of hits of a true 95 % interval
//! lies within 0.95 ± 0.0327 in 99.7 % of all runs (three binomial standard errors); the seeds make
//! it one run.

use std::fmt::Write as _;

use crate::controlled_bootstrap::votes;
use mindgap::leaderboard::{Board, RankOptions, Ranking};
use mindgap::resample::Runner;
use mindgap::stats::philox::{Domain, Stream};
use serde_json::{Value, json};

const STUDIES: u32 = 400;
const BOUND: f64 = 0.0327;
const RATINGS: [f64; 4] = [0.5, 0.2, -0.2, -0.5];

/// Votes by judges of ten each, who like length more or less: `taste` is the standard deviation.
fn study(votes: u32, taste: f64, seed: u64) -> String {
    let mut stream = Stream::new(seed, Domain::Simulation, votes, 80);
    let mut text = String::from("model_a,model_b,winner,judge,length\n");
    let mut liking = 0.0;
    for vote in 0..votes {
        if vote % 10 == 0 {
            let normal: f64 = (0..12).map(|_| stream.unit()).sum::<f64>() - 6.0;
            liking = 0.6 + taste * normal;
        }
        let a = stream.below(4) as usize;
        let b = (a + 1 + stream.below(3) as usize) % 4;
        // The weaker a model, the longer its answers.
        let length = RATINGS[b] - RATINGS[a] + 3.0 * (stream.unit() - 0.5);
        let eta = RATINGS[a] - RATINGS[b] + liking * length + 0.15;
        let winner = if stream.unit() < 1.0 / (1.0 + (-eta).exp()) { "model_a" } else { "model_b" };
        writeln!(text, "m{a},m{b},{winner},judge {},{length}", vote / 10).unwrap();
    }
    text
}

fn board(text: &str, options: &Value) -> Board {
    let options: RankOptions = serde_json::from_value(options.clone()).unwrap();
    let ranking = Ranking::new(&votes(text), options.resolve(|| 1).unwrap()).unwrap();
    let replicates = ranking.settings().bootstrap.replicates;
    if replicates == 0 {
        return ranking.board();
    }
    let drawn = Runner::from_bytes(&ranking.plan_bytes()).unwrap().run(0..replicates);
    ranking.finish(&drawn.ratings, &drawn.status, &drawn.orders).unwrap().board
}

/// What infinitely many votes would give, nearly: ratings by name, length, position.
fn truth(taste: f64) -> Board {
    let options = json!({ "control": ["length"], "position": true, "bootstrap": false });
    board(&study(400_000, taste, 1), &options)
}

/// Shares of studies whose intervals hold the truth: of a rating, of the length, of the position.
fn coverage(votes: u32, taste: f64, bootstrap: &Value) -> [f64; 3] {
    let truth = truth(taste);
    let options = json!({ "control": ["length"], "position": true, "bootstrap": bootstrap });
    let mut hits = [0; 3];
    for seed in 0..STUDIES {
        let board = board(&study(votes, taste, 100 + u64::from(seed)), &options);
        let name = format!("m{}", seed % 4);
        let of = |board: &Board| board.models.iter().find(|row| row.name == name).unwrap().clone();
        hits[0] += u32::from(of(&board).interval.contains(of(&truth).rating));
        let (found, truth) = (board.controls.unwrap(), truth.controls.as_ref().unwrap());
        for k in 0..2 {
            hits[1 + k] += u32::from(found[k].interval.contains(truth[k].estimate));
        }
    }
    hits.map(|hits| f64::from(hits) / f64::from(STUDIES))
}

fn holds(shares: [f64; 3], of: &str) {
    println!("{of}: {shares:?}");
    for share in shares {
        assert!((share - 0.95).abs() <= BOUND, "{of}: {shares:?}");
    }
}

#[test]
fn sandwich_intervals_of_votes() {
    holds(coverage(300, 0.0, &json!(false)), "300 votes");
    holds(coverage(120, 0.0, &json!(false)), "120 votes");
}

#[test]
fn bootstrap_intervals_of_votes() {
    holds(coverage(300, 0.0, &json!({ "replicates": 400, "seed": 2 })), "300 votes");
}

#[test]
fn intervals_over_judges() {
    let judges = json!({ "replicates": 0, "unit": "judge" });
    holds(coverage(300, 1.0, &judges), "30 judges");
    holds(coverage(80, 1.0, &judges), "8 judges");
    // Sixty judges are enough to be resampled.
    let resampled = json!({ "replicates": 400, "unit": "judge", "seed": 3 });
    holds(coverage(600, 1.0, &resampled), "60 judges, resampled");
}

/// Errors that take every vote for one of its own do not hold for other judges.
#[test]
fn votes_as_the_unit_promise_too_much_of_judges_who_differ() {
    let [_, length, _] = coverage(300, 1.0, &json!(false));
    assert!(length < 0.92, "{length}");
}
