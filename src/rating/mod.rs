//! Counts per pair in; ratings, their errors, ranks and tiers out.
//!
//! Read in this order:
//!
//! - [`tie_model`]: the likelihood of one pair's votes, with four ways to treat ties
//! - [`existence`]: whether a finite optimum exists, before one is looked for
//! - [`witness`]: a quicker sign of it for resamples
//! - [`fit`](mod@fit): what a fit is, and how to ask for one
//! - `newton`: how it is found
//! - [`limit`](mod@limit): what votes without a finite optimum say; [`precedence`]: who then stands
//!   above whom
//! - [`sandwich`](mod@sandwich): errors that hold although votes are not what the likelihood says
//! - `clustered` and [`degrees`]: the same by judge, for few judges too
//! - [`least_error`]: what no error may be below
//! - [`contrast`]: errors of weighted sums of ratings, of several fits that share judges too;
//!   [`heterogeneity`](mod@heterogeneity): whether groups of votes have the same ratings at all
//! - [`goodness`](mod@goodness): whether one rating per model describes every pair, with `triads`;
//!   [`agreement`]: each judge against all others
//! - [`differences`]: which models the votes tell apart; [`ranks`]: ranks and tiers
//! - [`rank_sets`](mod@rank_sets): which ranks the votes leave possible
//! - [`more_votes`]: what more votes would buy
//! - [`head_to_head`](mod@head_to_head): one pair's record, without any model
//! - [`pairs_by_judges`](mod@pairs_by_judges): the same with judges for the sample
//! - [`win_rate`], [`elo`](mod@elo): views that need no fit
//! - [`compare`]: Davidson against Rao-Kupper
//! - [`control`]: the fit with covariates, and its errors
//!
//! Models are indices here; nothing knows a name, a vote file or a resample.

pub mod agreement;
mod clustered;
pub mod compare;
pub mod contrast;
pub mod control;
pub mod degrees;
pub mod differences;
pub mod elo;
pub mod existence;
pub mod fit;
pub mod goodness;
pub mod head_to_head;
pub mod heterogeneity;
pub mod least_error;
mod limit;
pub mod more_votes;
mod newton;
pub mod pairs_by_judges;
pub mod precedence;
pub mod rank_sets;
pub mod ranks;
pub mod sandwich;
pub mod tie_model;
mod triads;
pub mod win_rate;
pub mod witness;

pub use agreement::{Agreement, agreements};
pub use compare::{TieModelComparison, TieModelFit, compare_tie_models};
pub use contrast::{ContrastError, Sample, Side, contrast_errors};
pub use degrees::{Degrees, Freedom};
pub use differences::Differences;
pub use elo::{elo, sequential_elo};
pub use existence::components;
pub use fit::{Fit, FitError, FitOptions, TieParameter, fit, refit};
pub use goodness::{Goodness, PairFit, goodness};
pub use head_to_head::{EXACT_BELOW, HeadToHead, Test, clopper_pearson, head_to_head, wilson};
pub use heterogeneity::{Group, Heterogeneity, heterogeneity};
pub use limit::{Limit, limit};
pub use more_votes::{NextPair, Separation, next_pairs, separation};
pub use precedence::{End, Precedence};
pub use rank_sets::{Ranks, rank_intervals, rank_sets};
pub use ranks::{rank, rank_by_interval, tiers, wald_p};
pub use sandwich::{Covariance, Influence, log_tie_se, sandwich};
pub use tie_model::TieModel;
pub use triads::Triads;
pub use win_rate::{Record, average_win_rate, records};
