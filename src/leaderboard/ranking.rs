//! One set of votes, fitted: the board at once, and the plan of its bootstrap.

use super::board::{
    Apart, Board, BootstrapSummary, Finished, FitSummary, ModelRow, Provenance, Settings,
    TieParameterSummary,
};
use super::controls::{self, Controls};
use super::judges;
use super::options::{KEPT_RATINGS, MAX_RATINGS, Method, RankSettings};
use crate::error::{Error, ErrorKind, quoted};
use crate::rating::{self, Covariance, Differences, Fit, FitError, FitOptions, TieModel};
use crate::resample::work::{Choice, choose};
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
    /// What covariates add. The tally's judges are then told by it.
    pub(super) controls: Option<Controls>,
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
        if settings.bootstrap.unit == Unit::Judge && votes.judge.is_none() {
            let expected = "\"vote\": these votes do not say who cast them";
            return Err(Error::option("bootstrap.unit", "\"judge\"", expected));
        }
        let (tally, contests) = if settings.is_controlled() {
            let contests = controls::read(votes, &settings)?;
            (contests.tally(), Some(contests))
        } else if settings.bootstrap.unit == Unit::Judge {
            (votes.tally(settings.filter())?, None)
        } else {
            (votes.tally_pairs(settings.filter())?, None)
        };
        let names: Vec<String> =
            tally.models.iter().map(|&m| votes.models[m as usize].clone()).collect();
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
        let (fit, covariance, controls) = if let Some(contests) = contests {
            let (controls, fit) = Controls::fit(contests, &tally.counts, &settings, &names)?;
            (fit, controls.covariance(), Some(controls))
        } else {
            let fit = rating::fit(&tally.counts, &options).map_err(|e| named(e, &names))?;
            let covariance = rating::sandwich(&tally.counts, tally.judges.as_ref(), &fit);
            (fit, covariance, None)
        };
        judges::refuse_too_few(&covariance)?;
        // Models are numbered as they are met, which votes left out would change.
        let all = controls.as_ref().is_none_or(|controls| controls.incomplete() == 0);
        let sequential = votes.ordered(settings.filter())?.filter(|_| all).map(|votes| {
            let scores = votes.map(|(a, b, outcome)| (a, b, outcome.score()));
            rating::sequential_elo(names.len(), scores, SEQUENTIAL_K)
        });
        let compared = || {
            rating::compare_tie_models(&tally.counts, tally.judges.as_ref(), settings.prior).ok()
        };
        let comparison = if controls.is_none() { compared() } else { None };
        let order = order(names.len(), &|a, b| fit.ratings[b].total_cmp(&fit.ratings[a]));
        let hash = votes.report.hash.clone();
        Ok(Self {
            names,
            hash,
            settings,
            tally,
            controls,
            fit,
            covariance,
            sequential,
            comparison,
            order,
        })
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

    /// All votes on the models ranked.
    pub(super) fn tally_votes(&self) -> u64 {
        self.tally.counts.votes()
    }

    /// The board with sandwich intervals.
    #[must_use]
    pub fn board(&self) -> Board {
        let intervals: Vec<Interval> =
            (0..self.width()).map(|m| self.analytic_interval(m)).collect();
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

    /// The same as bytes, also of a ranking with covariates.
    #[must_use]
    pub fn plan_bytes(&self) -> Vec<u8> {
        match &self.controls {
            Some(controls) => controls.plan(&self.settings).to_bytes(),
            None => self.plan().to_bytes(),
        }
    }

    /// Who resamples where a GPU may, but need not.
    #[must_use]
    pub fn choice(&self) -> Choice {
        if self.controls.is_some() {
            let why = "rankings with covariates are resampled on the CPU".into();
            return Choice { gpu: false, why };
        }
        choose(&self.plan())
    }

    /// Numbers in a replicate: a rating for each model and a coefficient for each covariate.
    #[must_use]
    pub fn width(&self) -> usize {
        self.names.len() + self.columns()
    }

    fn columns(&self) -> usize {
        self.controls.as_ref().map_or(0, Controls::columns)
    }

    /// A rating or, after them, a coefficient.
    pub(super) fn estimate(&self, parameter: usize) -> f64 {
        match parameter.checked_sub(self.names.len()) {
            None => self.fit.ratings[parameter],
            Some(k) => self.controls.as_ref().map_or(0.0, |controls| controls.coefficient(k)),
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
        let (columns, width) = (self.columns(), self.width());
        let refused = || {
            let expected = format!("{replicates} replicates of {width} numbers");
            Error::option("samples", format!("{} long", samples.len()), &expected)
        };
        if status.len() != replicates as usize || samples.len() != status.len() * width {
            return Err(refused());
        }
        let (mut tally, mut infinite) = (RankTally::new(models), Infinite::new(models));
        let mut kept: Vec<&[f32]> = Vec::with_capacity(status.len());
        let mut slopes: Vec<&[f32]> = Vec::new();
        let parts = (samples, status, orders);
        let whole = resample::samples::each((models, columns), parts, |replicate, coefficients| {
            tally.add(&replicate);
            infinite.add(&replicate);
            if replicate != Replicate::Unknown && columns > 0 {
                slopes.push(coefficients);
            }
            if let Replicate::Finite(row) = replicate {
                kept.push(row);
            }
        });
        if !whole {
            return Err(refused());
        }
        let mut finished = self.with_replicates(&tally, &infinite, &|m| {
            let column = match m.checked_sub(models) {
                None => {
                    let ratings = kept.iter().map(|row| f64::from(row[m])).collect();
                    Column::new(ratings, infinite.ends[m])
                }
                Some(k) => Column::known(slopes.iter().map(|row| row[k]), replicates),
            };
            let sides = column.sides(self.estimate(m));
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
        let digest = Digest::from_words(models, self.columns(), words)
            .filter(|digest| digest.tally.replicates == replicates)
            .ok_or_else(|| {
                let expected = format!("the digest of {replicates} replicates");
                Error::option("digest", format!("{} words", words.len()), &expected)
            })?;
        self.with_replicates(&digest.tally, &digest.infinite, &|m| {
            let estimate = self.estimate(m);
            self.interval(m, digest.sides(m), f64::from(replicates), &|levels| {
                digest.between(m, levels).map(|deviation| estimate + deviation)
            })
        })
    }

    /// The interval of a rating or a coefficient by the method asked for: of how many of `n` replicates lie below the
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
            Method::Basic => resample::basic(percentile(), self.estimate(model)),
            Method::Bca => between(resample::bca_levels(sides, n, self.acceleration(model), level)),
        };
        // Votes that are all alike stay so however they are drawn.
        let least = self.covariance.least_reach(model, level);
        found.with(Interval::around(self.estimate(model), least))
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
            (0..self.width()).map(|m| self.analytic_interval(m)).collect()
        } else {
            (0..self.width()).map(interval).collect()
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
        if let Some(controls) = &self.controls {
            return controls.acceleration(model);
        }
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
        let (intervals, of_controls) = intervals.split_at(self.names.len());
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
            controls: self.control_rows(of_controls),
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
            // Weights of single votes sum to the votes up to rounding.
            votes: fit.votes.round() as u64,
            incomplete: self.controls.as_ref().map(Controls::incomplete),
            reweighted: self.settings.reweight.then_some(true),
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
