//! `votes.regress`: votes on their own columns, on benchmarks, or on both.

use super::ballots::Ballots;
use super::design::{Design, Feature};
use super::effects::Group;
use super::fit::regress;
use super::options::RegressOptions;
use super::regression::Regression;
use crate::error::Error;
use crate::scores::{Direction, Match, Scores, join};
use crate::stats::numbering::Numbering;

/// Most features of one regression.
const MOST_FEATURES: usize = 500;

/// Fits the options' features in their order: columns of `ballots`, else benchmarks of `scores`.
///
/// # Errors
/// `bad-option` for a feature that is neither; as [`join`] and [`regress`].
pub fn votes(
    ballots: &Ballots,
    scores: Option<&Scores>,
    options: &RegressOptions,
) -> Result<Regression, Error> {
    let settings = options.settings()?;
    let mut seen = Numbering::default();
    if let Some(twice) = options.features.iter().find(|name| !seen.is_new(name)) {
        return Err(Error::option("features", format!("{twice} twice"), "each feature once"));
    }
    if seen.len() > MOST_FEATURES {
        let expected = format!("at most {MOST_FEATURES} of them");
        return Err(Error::option("features", format!("a list of {}", seen.len()), &expected));
    }
    let benchmarks = columns(ballots, scores, options)?;
    let mut features = Vec::new();
    for name in &options.features {
        let own: Vec<Feature> = ballots
            .covariates
            .iter()
            .filter(|c| c.feature == *name)
            .map(Feature::Covariate)
            .collect();
        if !own.is_empty() {
            features.extend(own);
        } else if let Some((_, direction, column)) = benchmarks.iter().find(|(n, ..)| *n == name) {
            features.push(Feature::Benchmark {
                name: name.clone(),
                members: vec![column],
                lower: vec![*direction == Direction::Lower],
            });
        } else {
            return Err(unknown(name, ballots, scores));
        }
    }
    let by_judge = settings.random.contains(&Group::Judge);
    let design = Design::new(ballots, &features, settings.response, by_judge);
    regress(&design, &ballots.models, &ballots.judges, &settings)
}

type Benchmark<'a> = (&'a String, Direction, Vec<Option<f64>>);

/// Each benchmark's scores by model of the votes.
fn columns<'a>(
    ballots: &Ballots,
    scores: Option<&'a Scores>,
    options: &RegressOptions,
) -> Result<Vec<Benchmark<'a>>, Error> {
    let Some(scores) = scores else { return Ok(Vec::new()) };
    scores.check()?;
    let joined = join(&ballots.models, &scores.models, &options.names.clone().unwrap_or_default())?;
    let row = |name: &String| {
        let found = joined.matches.iter().find(|m| m.votes == *name && m.how != Match::Similar)?;
        scores.models.iter().position(|model| *model == found.scores)
    };
    let rows: Vec<Option<usize>> = ballots.models.iter().map(row).collect();
    let of = |(k, benchmark): (usize, &'a crate::scores::Benchmark)| {
        let column = rows.iter().map(|row| row.and_then(|row| scores.values[row][k])).collect();
        (&benchmark.name, benchmark.direction, column)
    };
    Ok(scores.benchmarks.iter().enumerate().map(of).collect())
}

fn unknown(name: &str, ballots: &Ballots, scores: Option<&Scores>) -> Error {
    let own = ballots.covariates.iter().map(|c| c.feature.as_str());
    let benchmarks = scores.into_iter().flat_map(|s| s.benchmarks.iter().map(|b| b.name.as_str()));
    let found: Vec<&str> = own.chain(benchmarks).take(40).collect();
    Error::option("features", name, &format!("one of {}", found.join(", ")))
}
