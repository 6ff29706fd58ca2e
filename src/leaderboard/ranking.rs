//! One set of votes, fitted: the board at once, and the plan of its bootstrap.

use super::board::{
    Board, BootstrapSummary, Finished, FitSummary, ModelRow, Provenance, Settings,
    TieParameterSummary,
};
use super::judges;
use super::options::{KEPT_RATINGS, MAX_RATINGS, Method, RankSettings};
use crate::error::{Error, ErrorKind, quoted};
use crate::rating::{self, Covariance, Fit, FitError, FitOptions, TieModel};
use crate::resample::{self, Digest, Plan, RankTally, Unit};
use crate::stats::interval::Interval;
use crate::stats::order::order;
use crate::votes::{Tally, Votes};

/// K of the sequential Elo, as Chatbot Arena's.
const SEQUENTIAL_K: f64 = 4.0;

/// What replicates add to a board.
struct Replicates<'a> {
    summary: BootstrapSummary,
    tally: &'a RankTally,
    rank_sets: &'a [(u32, u32)],
}

/// Votes fitted under one set of options.
///
/// [`board`](Self::board) is ready at once, with sandwich intervals;
/// [`finish`](Self::finish) puts the bootstrap's in their place when the
/// samples of [`plan`](Self::plan) are in.
pub struct Ranking {
    pub(super) names: Vec<String>,
    hash: String,
    pub(super) settings: RankSettings,
    tally: Tally,
    pub(super) fit: Fit,
    pub(super) covariance: Covariance,
    sequential: Option<Vec<f64>>,
    comparison: Option<rating::TieModelComparison>,
    /// Model indices, best first.
    pub(super) order: Vec<usize>,
}

impl Ranking {
    /// Counts the votes that pass the filter and fits them.
    ///
    /// # Errors
    /// An option that names no facet, value or model; `disconnected` and its
    /// kin where no finite optimum exists.
    pub fn new(votes: &Votes, settings: RankSettings) -> Result<Self, Error> {
        let tally = match settings.bootstrap.unit {
            Unit::Judge => votes.tally(&settings.r#where)?,
            Unit::Vote => votes.tally_pairs(&settings.r#where)?,
        };
        let names: Vec<String> =
            tally.models.iter().map(|&m| votes.models[m as usize].clone()).collect();
        if settings.bootstrap.unit == Unit::Judge && tally.judges.is_none() {
            let expected = "\"vote\": these votes do not say who cast them";
            return Err(Error::option("bootstrap.unit", "\"judge\"", expected));
        }
        if let Some(anchor) = &settings.anchor
            && !names.contains(&anchor.model)
        {
            let expected = format!("one of the {} models ranked", names.len());
            return Err(Error::option("anchor.model", quoted(&anchor.model), &expected));
        }
        if settings.bootstrap.samples == Some(true) && ratings(&settings, names.len()) > MAX_RATINGS
        {
            let expected = format!(
                "false: {} replicates of {} models are too many to keep",
                settings.bootstrap.replicates,
                names.len()
            );
            return Err(Error::option("bootstrap.samples", true, &expected));
        }
        let options = FitOptions { ties: settings.ties, prior: settings.prior };
        let fit = rating::fit(&tally.counts, &options).map_err(|e| named(e, &names))?;
        let covariance = rating::sandwich(&tally.counts, tally.judges.as_ref(), &fit);
        judges::refuse_too_few(&covariance)?;
        let sequential = votes.ordered(&settings.r#where)?.map(|votes| {
            let scores = votes.map(|(a, b, outcome)| (a, b, outcome.score()));
            rating::sequential_elo(names.len(), scores, SEQUENTIAL_K)
        });
        let comparison =
            rating::compare_tie_models(&tally.counts, tally.judges.as_ref(), settings.prior).ok();
        let order = order(names.len(), &|a, b| fit.ratings[b].total_cmp(&fit.ratings[a]));
        let hash = votes.report.hash.clone();
        Ok(Self { names, hash, settings, tally, fit, covariance, sequential, comparison, order })
    }

    /// The settings, every default filled in.
    #[must_use]
    pub fn settings(&self) -> &RankSettings {
        &self.settings
    }

    /// How many models are ranked.
    #[must_use]
    pub fn models(&self) -> usize {
        self.names.len()
    }

    /// The board with sandwich intervals.
    #[must_use]
    pub fn board(&self) -> Board {
        let intervals: Vec<Interval> =
            (0..self.names.len()).map(|m| self.analytic_interval(m)).collect();
        let level = self.settings.level;
        let ranks = rating::rank_interval(&self.fit.ratings, &self.covariance, level);
        self.assemble(&intervals, &ranks, None)
    }

    /// What to resample: the one thing that workers need.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let bootstrap = self.settings.bootstrap;
        Plan {
            counts: self.tally.counts.clone(),
            judges: self.tally.judges.clone(),
            fit: self.fit.options,
            seed: bootstrap.seed,
            replicates: bootstrap.replicates,
        }
    }

    /// Whether replicates are kept, one row each, or only counted: as asked for, or else as long as
    /// they fit a tab's memory.
    #[must_use]
    pub fn keeps_samples(&self) -> bool {
        let ratings = ratings(&self.settings, self.names.len());
        self.settings.bootstrap.samples.unwrap_or(ratings <= KEPT_RATINGS)
    }

    /// The board with bootstrap intervals, and the samples behind it.
    ///
    /// `samples` is replicates × models in the order of the plan, `status` one
    /// byte each as [`Samples`](resample::Samples) has them.
    ///
    /// # Errors
    /// When the lengths do not match the plan, or no replicate had an optimum.
    pub fn finish(&self, samples: &[f32], status: &[u8]) -> Result<Finished, Error> {
        let (models, bootstrap) = (self.names.len(), self.settings.bootstrap);
        if status.len() != bootstrap.replicates as usize || samples.len() != status.len() * models {
            let expected = format!("{} replicates of {models} ratings", bootstrap.replicates);
            return Err(Error::option("samples", format!("{} long", samples.len()), &expected));
        }
        let mut tally = RankTally::new(models);
        let rows = samples.chunks_exact(models).zip(status);
        let kept: Vec<&[f32]> = rows.filter(|(_, s)| **s == 0).map(|(row, _)| row).collect();
        for row in &kept {
            tally.add(row);
        }
        let mut column = Vec::with_capacity(kept.len());
        let mut finished = self.with_replicates(&tally, &self.rank_sets(samples, status), |m| {
            column.clear();
            column.extend(kept.iter().map(|row| f64::from(row[m])));
            let (estimate, level) = (self.fit.ratings[m], self.settings.level);
            match bootstrap.method {
                Method::Percentile => resample::percentile(&mut column, level),
                Method::Basic => {
                    resample::basic(resample::percentile(&mut column, level), estimate)
                }
                Method::Bca => resample::bca(&mut column, estimate, self.acceleration(m), level),
            }
        })?;
        let ordered = kept.iter().flat_map(|row| self.order.iter().map(|&m| row[m])).collect();
        finished.samples = Some(ordered);
        Ok(finished)
    }

    /// The same of replicates that were only counted.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub fn finish_digest(&self, words: &[u32]) -> Result<Finished, Error> {
        let (models, bootstrap) = (self.names.len(), self.settings.bootstrap);
        let counted = |digest: &Digest| digest.tally.replicates + digest.without;
        let digest = Digest::from_words(models, words)
            .filter(|digest| counted(digest) == bootstrap.replicates)
            .ok_or_else(|| {
                let expected = format!("the digest of {} replicates", bootstrap.replicates);
                Error::option("digest", format!("{} words", words.len()), &expected)
            })?;
        // The first replicates once more, this time kept.
        let few = resample::Resampler::new(self.plan())?.run(0..self.set_replicates());
        self.with_replicates(&digest.tally, &self.rank_sets(&few.ratings, &few.status), |m| {
            let (estimate, level) = (self.fit.ratings[m], self.settings.level);
            let between = |(lower, upper)| Interval {
                low: estimate + digest.quantile(m, lower),
                high: estimate + digest.quantile(m, upper),
            };
            let percentile = between(resample::percentile_levels(level));
            match bootstrap.method {
                Method::Percentile => percentile,
                Method::Basic => resample::basic(percentile, estimate),
                Method::Bca => {
                    let n = f64::from(digest.tally.replicates);
                    between(resample::bca_levels(digest.sides(m), n, self.acceleration(m), level))
                }
            }
        })
    }

    /// How many replicates the rank sets look at.
    fn set_replicates(&self) -> u32 {
        let used = rating::resamples_used(self.models()) as u32;
        self.settings.bootstrap.replicates.min(used)
    }

    /// Of the first replicates.
    fn rank_sets(&self, samples: &[f32], status: &[u8]) -> Vec<(u32, u32)> {
        let rows = samples.chunks_exact(self.models()).zip(status);
        let first = rows.take(self.set_replicates() as usize);
        let kept: Vec<&[f32]> = first.filter(|(_, s)| **s == 0).map(|(row, _)| row).collect();
        rating::rank_sets(&self.fit.ratings, &self.covariance, &kept, self.settings.level)
    }

    fn with_replicates(
        &self,
        tally: &RankTally,
        rank_sets: &[(u32, u32)],
        interval: impl FnMut(usize) -> Interval,
    ) -> Result<Finished, Error> {
        let bootstrap = self.settings.bootstrap;
        if tally.replicates == 0 {
            return Err(ErrorKind::NoReplicates { replicates: bootstrap.replicates }.into());
        }
        let models = self.names.len();
        let intervals: Vec<Interval> = if self.quantiles_too_narrow() {
            (0..models).map(|m| self.analytic_interval(m)).collect()
        } else {
            (0..models).map(interval).collect()
        };
        let ranks = tally.intervals(self.settings.level);
        let summary = BootstrapSummary {
            method: bootstrap.method,
            unit: bootstrap.unit,
            seed: bootstrap.seed,
            replicates: bootstrap.replicates,
            kept: tally.replicates,
        };
        let board =
            self.assemble(&intervals, &ranks, Some(&Replicates { summary, tally, rank_sets }));
        let share = |count: u32| (f64::from(count) / f64::from(tally.replicates)) as f32;
        let by_rank = self.order.iter().flat_map(|&m| &tally.ranks[m * models..(m + 1) * models]);
        let pairs = self.order.iter().flat_map(|&i| self.order.iter().map(move |&j| (i, j)));
        Ok(Finished {
            board,
            samples: None,
            rank_probabilities: by_rank.map(|&count| share(count)).collect(),
            above: pairs.map(|(i, j)| tally.precedes(i, j) as f32).collect(),
        })
    }

    fn acceleration(&self, model: usize) -> f64 {
        let (counts, judges) = (&self.tally.counts, self.tally.judges.as_ref());
        resample::acceleration(counts, judges, &self.fit, model)
    }

    fn assemble(
        &self,
        intervals: &[Interval],
        rank_intervals: &[(u32, u32)],
        replicates: Option<&Replicates<'_>>,
    ) -> Board {
        let level = self.settings.level;
        let tiers = rating::tiers(&self.fit.ratings, &self.covariance, level);
        let ranks = rating::rank(&self.fit.ratings);
        let lower: Vec<f64> = intervals.iter().map(|i| i.low).collect();
        let upper: Vec<f64> = intervals.iter().map(|i| i.high).collect();
        let by_interval = rating::rank_by_interval(&lower, &upper);
        let records = rating::records(&self.tally.counts);
        let averages = rating::average_win_rate(&self.tally.counts);
        // Anchoring moves every model by the same constant, so no interval changes its width.
        let shift = self.settings.anchor.as_ref().map_or(0.0, |anchor| {
            let model = self.names.iter().position(|name| *name == anchor.model);
            model.map_or(0.0, |m| anchor.elo - rating::elo(self.fit.ratings[m]))
        });
        let elo = |rating| rating::elo(rating) + shift;
        let row = |&m: &usize| {
            let (rating, interval, record) = (self.fit.ratings[m], intervals[m], &records[m]);
            ModelRow {
                name: self.names[m].clone(),
                rating,
                strength: libm::exp(rating),
                elo: elo(rating),
                se: self.covariance.se(m),
                interval,
                elo_interval: interval.map(elo),
                rank: ranks[m],
                rank_interval: rank_intervals[m],
                rank_set: replicates.map(|r| r.rank_sets[m]),
                p_best: replicates.map(|r| r.tally.within(m, 1)),
                rank_by_interval: by_interval[m],
                tier: 1 + tiers.iter().take_while(|tier| !tier.contains(&(m as u32))).count()
                    as u32,
                votes: record.votes(),
                wins: record.wins,
                ties: record.ties,
                losses: record.losses,
                // Every model ranked has votes: the filter left the others out.
                win_rate: record.win_rate().unwrap_or_default(),
                average_win_rate: averages[m].unwrap_or_default(),
                sequential_elo: self.sequential.as_ref().map(|elo| elo[m]),
            }
        };
        let bootstrap = replicates.map(|r| r.summary.clone());
        let kept = bootstrap.as_ref().map_or(0, |summary| summary.kept);
        let seed = self.settings.bootstrap.seed;
        Board {
            models: self.order.iter().map(row).collect(),
            tiers: tiers
                .iter()
                .map(|tier| tier.iter().map(|&m| self.names[m as usize].clone()).collect())
                .collect(),
            interval_method: self.interval_method(replicates.is_some()),
            warnings: self.warnings(replicates.is_some()),
            fit: self.fit_summary(),
            tie_models: self.comparison.clone(),
            bootstrap,
            provenance: Provenance::new(
                Settings::Rank(self.settings.clone()),
                &self.hash,
                seed,
                kept,
            ),
        }
    }

    fn fit_summary(&self) -> FitSummary {
        let fit = &self.fit;
        let name = if self.settings.ties == TieModel::RaoKupper { "theta" } else { "nu" };
        FitSummary {
            ties: self.settings.ties,
            iterations: fit.iterations,
            converged: true,
            tie_parameter: fit.tie.as_ref().map(|tie| TieParameterSummary {
                name,
                value: tie.value,
                log: tie.log,
                log_se: self.covariance.log_tie_se.unwrap_or_default(),
            }),
            log_likelihood: fit.log_likelihood,
            aic: fit.aic(),
            gradient_norm: fit.gradient_norm,
            prior: self.settings.prior,
            votes: fit.votes as u64,
        }
    }
}

/// Ratings in all replicates.
fn ratings(settings: &RankSettings, models: usize) -> u64 {
    u64::from(settings.bootstrap.replicates) * models as u64
}

/// The reason why there are no ratings, with the models' names.
fn named(error: FitError, names: &[String]) -> Error {
    match error {
        FitError::Disconnected { components } => {
            let name = |&m: &u32| names[m as usize].clone();
            let components = components.iter().map(|c| c.iter().map(name).collect()).collect();
            ErrorKind::Disconnected { components }
        }
        other => ErrorKind::NoFit { reason: other.to_string() },
    }
    .into()
}
