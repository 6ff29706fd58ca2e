//! Davidson against Rao-Kupper on the same votes, in figures and in words.

use serde::Serialize;

use super::fit::{Fit, FitError, FitOptions, fit};
use super::sandwich::log_tie_se;
use super::tie_model::TieModel;
use crate::votes::{JudgeCounts, PairCounts};

/// One tie model's fit, in brief.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TieModelFit {
    /// Of all votes, ties included.
    pub log_likelihood: f64,
    /// Akaike's criterion, smaller is better.
    pub aic: f64,
    /// ν or θ.
    pub parameter: f64,
    /// Robust standard error of its logarithm, clustered by judge where judges are the unit.
    pub log_se: f64,
}

/// Both fits, and which is better.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TieModelComparison {
    /// Davidson (1970).
    pub davidson: TieModelFit,
    /// Rao and Kupper (1967).
    pub rao_kupper: TieModelFit,
    /// The one with the higher likelihood; both have as many parameters.
    pub better: TieModel,
    /// The comparison in words.
    pub sentence: String,
}

/// Fits both tie models; `judges` where these are the unit.
///
/// # Errors
///
/// As [`fit`]: without ties, for one, there is nothing to compare.
pub fn compare_tie_models(
    counts: &PairCounts,
    judges: Option<&JudgeCounts>,
    prior: f64,
) -> Result<TieModelComparison, FitError> {
    let of = |ties| -> Result<TieModelFit, FitError> {
        let fit = fit(counts, &FitOptions { ties, prior })?;
        Ok(brief(&fit, log_tie_se(counts, judges, &fit)))
    };
    let (davidson, rao_kupper) = (of(TieModel::Davidson)?, of(TieModel::RaoKupper)?);
    let better = if davidson.log_likelihood > rao_kupper.log_likelihood {
        TieModel::Davidson
    } else {
        TieModel::RaoKupper
    };
    let sentence = sentence(rao_kupper.log_likelihood - davidson.log_likelihood);
    Ok(TieModelComparison { davidson, rao_kupper, better, sentence })
}

fn brief(fit: &Fit, log_se: Option<f64>) -> TieModelFit {
    let parameter = fit.tie.map_or(1.0, |tie| tie.value);
    let log_se = log_se.unwrap_or_default();
    TieModelFit { log_likelihood: fit.log_likelihood, aic: fit.aic(), parameter, log_se }
}

/// Both models have as many parameters, so the AIC differ by twice the log-likelihoods' gap.
/// The words follow Burnham and Anderson (2002, section 2.6): a gap in AIC below 2 decides
/// nothing, one above 10 leaves the other model essentially no support.
fn sentence(gap: f64) -> String {
    let (better, other) =
        if gap >= 0.0 { ("Rao-Kupper", "Davidson") } else { ("Davidson", "Rao-Kupper") };
    let (gap, aic) = (gap.abs(), 2.0 * gap.abs());
    if aic < 2.0 {
        return format!(
            "Davidson and Rao-Kupper describe these ties about equally well: their \
             log-likelihoods differ by {gap:.2}."
        );
    }
    let strength = if aic > 10.0 { "clearly better" } else { "somewhat better" };
    format!(
        "{better} describes these ties {strength} than {other}: its log-likelihood is {gap:.1} \
         higher, its AIC {aic:.1} lower."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_which_and_how_clearly() {
        assert!(sentence(6.9).starts_with("Rao-Kupper describes these ties clearly better"));
        assert!(sentence(-2.0).starts_with("Davidson describes these ties somewhat better"));
        assert!(sentence(0.3).contains("about equally well"));
    }
}
