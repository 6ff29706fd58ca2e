//! Simulated votes, as a file or as counts.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::reasons::reason;
use super::spec::Spec;
use crate::stats::philox::{Domain, Stream};
use crate::votes::{JudgeCounts, Outcome, Pair, PairCounts, Tally};

/// One simulated vote; models and judges by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vote {
    /// The model shown first.
    pub a: u32,
    /// The model shown second.
    pub b: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Who voted.
    pub judge: u32,
}

/// A simulated study.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// How it came about.
    pub spec: Spec,
    /// In the order cast.
    pub votes: Vec<Vote>,
}

/// A standard normal number (Box and Muller 1958).
pub(super) fn normal(stream: &mut Stream) -> f64 {
    let radius = (-2.0 * libm::log(1.0 - stream.unit())).sqrt();
    radius * libm::cos(std::f64::consts::TAU * stream.unit())
}

/// One of several names by their shares, which sum to 1.
fn choose<'a>(from: &'a [(String, f64)], stream: &mut Stream) -> &'a str {
    let mut left = stream.unit();
    for (value, share) in from {
        left -= share;
        if left < 0.0 {
            return value;
        }
    }
    from.first().map_or("", |(value, _)| value)
}

/// Two different models, each drawn by its exposure among those not yet drawn.
fn shown(spec: &Spec, stream: &mut Stream) -> (u32, u32) {
    let models = spec.models.len() as u32;
    if spec.exposure.is_empty() {
        let a = stream.below(models);
        return (a, (a + 1 + stream.below(models - 1)) % models);
    }
    let mut left = spec.exposure.clone();
    let mut draw = || {
        let mut at = stream.unit() * left.iter().sum::<f64>();
        let under = left.iter().position(|&weight| {
            at -= weight;
            at < 0.0
        });
        // Rounding can leave a crumb beyond the last model that can be shown.
        let model = under.or_else(|| left.iter().rposition(|&w| w > 0.0)).unwrap_or_default();
        left[model] = 0.0;
        model as u32
    };
    (draw(), draw())
}

impl Study {
    /// Draws the votes of a spec.
    #[must_use]
    pub fn new(spec: &Spec) -> Self {
        let models = spec.models.len() as u32;
        let stream = |lane| Stream::new(spec.seed, Domain::Simulation, 0, lane);
        let (mut judges, mut tastes, mut votes) = (stream(0), stream(1), stream(2));

        let mut cast: Vec<u32> = (0..spec.votes)
            .map(|vote| {
                let owed = vote < spec.judges.saturating_mul(spec.votes_per_judge);
                if owed { vote % spec.judges } else { judges.below(spec.judges) }
            })
            .collect();
        // Fisher and Yates: judges come and go.
        for last in (1..spec.votes).rev() {
            cast.swap(last as usize, judges.below(last + 1) as usize);
        }
        let taste: Vec<f64> = if spec.taste > 0.0 {
            (0..spec.judges * models).map(|_| spec.taste * normal(&mut tastes)).collect()
        } else {
            Vec::new()
        };
        let votes = cast
            .into_iter()
            .map(|judge| {
                let (a, b) = shown(spec, &mut votes);
                let rating = |m: u32| {
                    let own = taste.get((judge * models + m) as usize).copied();
                    spec.models[m as usize].1 + own.unwrap_or_default()
                };
                let [first, second, _] = spec.outcome(rating(a) - rating(b) + spec.position);
                let drawn = votes.unit();
                let outcome = if drawn < first {
                    Outcome::A
                } else if drawn < first + second {
                    Outcome::B
                } else if votes.unit() < spec.both_bad {
                    Outcome::BothBad
                } else {
                    Outcome::Tie
                };
                Vote { a, b, outcome, judge }
            })
            .collect();
        Self { spec: spec.clone(), votes }
    }

    /// The file, with the columns of `LMArena` and a language, a topic, a turn and a reason.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = String::from("model_a,model_b,winner,judge,language,topic,turn,reason\n");
        let mut stream = Stream::new(self.spec.seed, Domain::Simulation, 0, 3);
        let mut of_judge = Stream::new(self.spec.seed, Domain::Simulation, 0, 4);
        let speaks: Vec<&str> =
            (0..self.spec.judges).map(|_| choose(&self.spec.languages, &mut of_judge)).collect();
        for vote in &self.votes {
            let winner = match vote.outcome {
                Outcome::A => "model_a",
                Outcome::B => "model_b",
                Outcome::Tie => "tie",
                Outcome::BothBad => "tie (bothbad)",
            };
            let topic = choose(&self.spec.topics, &mut stream);
            let turn = 1 + (0..5).take_while(|_| stream.unit() < 0.25).count();
            let told = stream.unit() < self.spec.reasons;
            let reason = if told { reason(vote.outcome, &mut stream) } else { String::new() };
            let name = |m: u32| &self.spec.models[m as usize].0;
            let (a, b, language) = (name(vote.a), name(vote.b), speaks[vote.judge as usize]);
            // A String takes everything that is written to it.
            let _ = writeln!(
                csv,
                "{a},{b},{winner},judge-{:03},{language},{topic},{turn},\"{reason}\"",
                vote.judge
            );
        }
        csv
    }

    /// The counts that reading [`to_csv`](Self::to_csv) would give, models as in the spec.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut pairs: BTreeMap<(u32, u32), [u64; 3]> = BTreeMap::new();
        let place = |vote: &Vote| {
            let key = (vote.a.min(vote.b), vote.a.max(vote.b));
            let cell = match vote.outcome {
                Outcome::A => usize::from(vote.a > vote.b),
                Outcome::B => usize::from(vote.a < vote.b),
                Outcome::Tie | Outcome::BothBad => 2,
            };
            (key, cell)
        };
        for vote in &self.votes {
            let (key, cell) = place(vote);
            pairs.entry(key).or_default()[cell] += 1;
        }
        let number: BTreeMap<(u32, u32), u32> = pairs.keys().copied().zip(0..).collect();
        let mut by_judge = vec![BTreeMap::<u32, u32>::new(); self.spec.judges as usize];
        for vote in &self.votes {
            let (key, cell) = place(vote);
            let cell = 3 * number[&key] + cell as u32;
            *by_judge[vote.judge as usize].entry(cell).or_default() += 1;
        }
        let mut judges = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
        for cells in by_judge.into_iter().filter(|cells| !cells.is_empty()) {
            judges.cells.extend(cells.keys());
            judges.counts.extend(cells.values());
            judges.offsets.push(judges.cells.len() as u32);
        }
        let pair = |((i, j), [wins, losses, ties]): ((u32, u32), [u64; 3])| Pair {
            i,
            j,
            wins,
            losses,
            ties,
        };
        let models = self.spec.models.len();
        Tally {
            models: (0..models as u32).collect(),
            counts: PairCounts { models, pairs: pairs.into_iter().map(pair).collect() },
            judges: Some(judges),
        }
    }
}
