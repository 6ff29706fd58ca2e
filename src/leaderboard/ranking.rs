//! One set of votes, fitted: the board at once, and the plan of its bootstrap.

use super::board::{
    Apart, Board, BootstrapSummary, Finished, FitSummary, ModelRow, Provenance, Settings,
    TieParameterSummary,
};
use super::judges;
use super::options::{KEPT_RATINGS, MAX_RATINGS, Method, RankSettings};
use crate::error::{Error, ErrorKind, quoted};
use crate::rating::{self, Covariance, Differences, Fit, FitError, FitOptions, TieModel};
use crate::resample::{self, Column, Digest, Infinite, Plan, RankTally, Replicate, Unit};
use crate::stats::interval::Interval;
use crate::stats::order::order;
use crate::votes::{Tally, Votes};

/// K of the sequential Elo, as Chatbot Arena's.
const SEQUENTIAL_K: f64 = 4.0;

/// What replicates add to a board.
struct Replicates<'a> {
    summary: BootstrapSummary,
    tally: &'a RankTally,
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
        self.assemble(&intervals, None)
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
    /// `samples` is replicates × models in the order of the plan, `status` one byte each and
    /// `orders` what is said of infinite ones, as [`Samples`](resample::Samples) has them.
    ///
    /// # Errors
    /// When the lengths do not match the plan, or nothing is known of any replicate.
    pub fn finish(
        &self,
        samples: &[f32],
        status: &[u8],
        orders: &[u32],
    ) -> Result<Finished, Error> {
        let (models, replicates) = (self.names.len(), self.settings.bootstrap.replicates);
        let refused = || {
            let expected = format!("{replicates} replicates of {models} ratings");
            Error::option("samples", format!("{} long", samples.len()), &expected)
        };
        if status.len() != replicates as usize || samples.len() != status.len() * models {
            return Err(refused());
        }
        let (mut tally, mut infinite) = (RankTally::new(models), Infinite::new(models));
        let mut kept: Vec<&[f32]> = Vec::with_capacity(status.len());
        let whole = resample::samples::each(models, (samples, status, orders), |replicate| {
            tally.add(&replicate);
            infinite.add(&replicate);
            if let Replicate::Finite(row) = replicate {
                kept.push(row);
            }
        });
        if !whole {
            return Err(refused());
        }
        let mut finished = self.with_replicates(&tally, &infinite, &|m| {
            let ratings = kept.iter().map(|row| f64::from(row[m])).collect();
            let column = Column::new(ratings, infinite.ends[m]);
            let sides = column.sides(self.fit.ratings[m]);
            self.interval(m, sides, column.len(), &|levels| column.between(levels))
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
        let (models, replicates) = (self.names.len(), self.settings.bootstrap.replicates);
        let digest = Digest::from_words(models, words)
            .filter(|digest| digest.tally.replicates == replicates)
            .ok_or_else(|| {
                let expected = format!("the digest of {replicates} replicates");
                Error::option("digest", format!("{} words", words.len()), &expected)
            })?;
        self.with_replicates(&digest.tally, &digest.infinite, &|m| {
            let estimate = self.fit.ratings[m];
            self.interval(m, digest.sides(m), f64::from(replicates), &|levels| {
                digest.between(m, levels).map(|deviation| estimate + deviation)
            })
        })
    }

    /// A rating's interval by the method asked for: of how many of `n` replicates lie below the
    /// estimate and how many above it, and of what lies between two quantiles.
    fn interval(
        &self,
        model: usize,
        sides: (f64, f64),
        n: f64,
        between: &dyn Fn((f64, f64)) -> Interval,
    ) -> Interval {
        let level = self.settings.level;
        let percentile = || between(resample::percentile_levels(level));
        let found = match self.settings.bootstrap.method {
            Method::Percentile => percentile(),
            Method::Basic => resample::basic(percentile(), self.fit.ratings[model]),
            Method::Bca => between(resample::bca_levels(sides, n, self.acceleration(model), level)),
        };
        // Votes that are all alike stay so however they are drawn.
        let least = self.covariance.least_reach(model, level);
        found.with(Interval::around(self.fit.ratings[model], least))
    }

    fn with_replicates(
        &self,
        tally: &RankTally,
        infinite: &Infinite,
        interval: &dyn Fn(usize) -> Interval,
    ) -> Result<Finished, Error> {
        let bootstrap = self.settings.bootstrap;
        let Infinite { lost, not_converged, .. } = *infinite;
        if not_converged == tally.replicates {
            return Err(ErrorKind::NoReplicates { replicates: bootstrap.replicates }.into());
        }
        let models = self.names.len();
        let intervals: Vec<Interval> = if self.quantiles_too_narrow() {
            (0..models).map(|m| self.analytic_interval(m)).collect()
        } else {
            (0..models).map(interval).collect()
        };
        let summary = BootstrapSummary {
            method: bootstrap.method,
            unit: bootstrap.unit,
            seed: bootstrap.seed,
            replicates: bootstrap.replicates,
            kept: tally.replicates - lost - not_converged,
            lost,
            not_converged,
            apart: self.apart(infinite),
        };
        let board = self.assemble(&intervals, Some(&Replicates { summary, tally }));
        let share = |count: u32| (f64::from(count) / f64::from(tally.replicates)) as f32;
        let by_rank = self.order.iter().flat_map(|&m| &tally.ranks[m * models..(m + 1) * models]);
        let pairs = self.order.iter().flat_map(|&i| self.order.iter().map(move |&j| (i, j)));
        Ok(Finished {
            board,
            samples: None,
            rank_shares: by_rank.map(|&count| share(count)).collect(),
            above: pairs.map(|(i, j)| tally.precedes(i, j) as f32).collect(),
        })
    }

    /// The models that lost replicates set apart from most others, the most frequent first.
    fn apart(&self, infinite: &Infinite) -> Vec<Apart> {
        let times = |m: usize| infinite.ends[m].apart;
        let by_times = order(self.names.len(), &|a, b| {
            times(b).cmp(&times(a)).then_with(|| self.names[a].cmp(&self.names[b]))
        });
        let named = |m: usize| Apart { name: self.names[m].clone(), replicates: times(m) };
        by_times.into_iter().filter(|&m| times(m) > 0).map(named).collect()
    }

    fn acceleration(&self, model: usize) -> f64 {
        let (counts, judges) = (&self.tally.counts, self.tally.judges.as_ref());
        resample::acceleration(counts, judges, &self.fit, model)
    }

    fn assemble(&self, intervals: &[Interval], replicates: Option<&Replicates<'_>>) -> Board {
        let (level, ratings) = (self.settings.level, &self.fit.ratings);
        let differences = Differences::new(ratings, &self.covariance);
        let tiers = rating::tiers(ratings, &differences, level);
        let ranks = rating::rank(ratings);
        let rank_intervals = rating::rank_intervals(ratings, &differences, level);
        let rank_sets = rating::rank_sets(ratings, &differences, level);
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
                rank_set: rank_sets[m],
                best_share: replicates.map(|r| r.tally.within(m, 1)),
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
        let drawn = bootstrap.as_ref().map_or(0, |summary| summary.replicates);
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
                drawn,
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
pub(super) fn named(error: FitError, names: &[String]) -> Error {
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
