//! The core's integration tests, linked once.

mod allocation;
mod arrows;
mod bootstrap;
mod coverage;
mod engine;
mod gap;
mod golden_calibration;
mod golden_correlations;
mod golden_gap;
mod golden_ratings;
mod golden_selection;
mod invariance;
mod leaderboard;
mod models_as_sample;
mod more_votes;
mod naive_votes;
mod rating_properties;
mod reading;
mod reading_errors;
mod reading_properties;
mod regress_properties;
mod resample_bca;
mod resample_draws;
mod same_bits;
mod score_tables;
mod simulated;
