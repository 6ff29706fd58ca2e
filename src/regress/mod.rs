//! Votes regressed: on their own columns, on normalised differences of benchmark scores, or on both.
//!
//! - [`ballots`]: votes as a regression needs them
//! - [`design`], [`frame`]: the table that is regressed on, and its columns made ready
//! - [`logistic`], [`mixed`] (on [`laplace`]'s deviance): the fits; [`effects`]: whose intercepts are
//!   random
//! - with the models as the sample: [`pairings`] and [`ratings`], then [`permutation`] (of
//!   [`deals`]), [`meta`] and [`ceiling`], all in [`over_models`]; [`unseen`] (models left out)
//! - with votes or judges as the sample: [`profile`], [`clustered`], [`judges`] (resampled); [`r2`]
//! - [`options`], [`regression`], [`fit`], [`features`]: what may be asked, what comes out, and how
//!   the one becomes the other
//! - [`reading`]: the sentences, made from the numbers
//!
//! # What the sample is
//!
//! For a statement about models (this benchmark predicts preference) the sample is the models; for
//! one about voters it is the judges; votes are the sample only for these votes of these judges on
//! these models. Benchmarks that were pure noise, with six models and 7,500 votes, are found at 5 % by
//! the plain logit's errors in 88 of 100 studies, by the crossed mixed model's in 26, by the signed
//! one's in 15; by the permutation of models and by the meta-regression in five.
//!
//! ```
//! use mindgap::regress::{ballots::Ballots, features, options::RegressOptions};
//! use mindgap::{scores, votes};
//!
//! let csv = "model_a,model_b,wins,losses,ties\n\
//!     a,b,60,40,0\na,c,70,30,0\na,d,75,25,0\nb,c,55,45,0\nb,d,65,35,0\nc,d,58,42,0\n";
//! let votes = votes::read(csv.as_bytes(), votes::ReadOptions::default())?;
//! let ballots = Ballots::extract(&votes, &votes::Where::default(), &[], true)?;
//! let table = "model,exam\na,80\nb,66\nc,61\nd,50\n";
//! let table = scores::read(table.as_bytes(), &scores::ReadOptions::default())?;
//! let options = RegressOptions { features: vec!["exam".into()], ..RegressOptions::default() };
//! let fit = features::votes(&ballots, Some(&table), &options)?;
//!
//! // Counting votes there is no doubt; of 24 ways to deal four scores two fit so well.
//! assert!(fit.test.p < 1e-9);
//! let test = fit.permutation.unwrap();
//! assert_eq!((test.at_least, test.permutations), (2, 24));
//! let coefficient = &fit.meta.unwrap().coefficients[0];
//! assert!(coefficient.df == 2 && coefficient.interval.low > 0.0);
//! # Ok::<(), mindgap::Error>(())
//! ```
//!
//! # What the paper's own figures can bear
//!
//! The study behind this crate regresses 7,500 votes on six models on the five of its twenty
//! benchmarks that a selection left, with crossed intercepts of the models, and reports a conditional
//! R² of .99. Neither figure can bear weight.
//!
//! Five columns span every difference between six models: any five do, so that the regression is
//! saturated, its marginal R² is whatever the ratings themselves reach, and nothing of it can be
//! tested.
//!
//! ```
//! use mindgap::regress::deals::Deals;
//! use mindgap::regress::permutation::{Statistic, against_ratings};
//! use nalgebra::DMatrix;
//!
//! let ratings = [0.78, 0.36, 0.27, -0.22, -0.41, -0.78];
//! let scores = |columns| DMatrix::from_fn(6, columns, |m, k| ((m * 7 + k * 5 + m * m * k) % 11) as f64);
//! let five = against_ratings(Statistic::R2, &ratings, &scores(5), &Deals::new(6, 0, 1));
//! // These numbers explain all of the ratings, and so does every one of the 720 ways to deal them.
//! assert!(five.value > 1.0 - 1e-9 && five.quantiles[0] > 1.0 - 1e-9 && five.p == 1.0);
//! let two = against_ratings(Statistic::R2, &ratings, &scores(2), &Deals::new(6, 0, 1));
//! assert!(two.median < 0.6);
//! ```
//!
//! And with π²/3 for the variance of single votes a conditional R² of .99 needs fixed and random
//! effects of variance 326, which is log-odds with a standard deviation of 18: a typical vote would go
//! the other way once in sixty million times. Ratings of real votes have a variance near one, which is
//! an R² of a quarter.
//!
//! ```
//! use std::f64::consts::PI;
//! use mindgap::regress::r2::theoretical;
//!
//! let variance = 0.99 / 0.01 * PI * PI / 3.0;
//! assert!((variance - 326.0).abs() < 0.5 && (variance.sqrt() - 18.0).abs() < 0.1);
//! assert!((theoretical(0.0, variance).conditional - 0.99).abs() < 1e-12);
//! assert!((theoretical(0.0, 1.0).conditional - 0.23).abs() < 0.01);
//! ```

pub mod ballots;
pub mod ceiling;
pub mod clustered;
mod coefficients;
pub mod deals;
pub mod design;
pub mod effects;
pub mod features;
pub mod fit;
pub mod frame;
pub mod judges;
pub mod laplace;
pub mod logistic;
pub mod meta;
pub mod mixed;
pub mod options;
pub mod over_models;
pub mod pairings;
pub mod permutation;
mod plain;
pub mod profile;
pub mod r2;
pub mod ratings;
pub mod reading;
mod refusal;
pub mod regression;
pub mod unseen;
mod with_effects;
