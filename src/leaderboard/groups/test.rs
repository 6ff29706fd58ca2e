//! Whether ratings differ between groups at all.

use serde::Serialize;

use super::options::PartSettings;
use super::part::Part;
use super::reading;
use crate::rating::{self, Sample, heterogeneity};
use crate::resample::Unit;
use crate::stats::numbering::distinct;

/// Votes in every group for each rating that is free, below which nothing is tested.
const FEWEST_VOTES: u64 = 5;
/// Degrees of freedom that a group's least sure rating must have where judges are the unit: those
/// of six equal judges. Of five groups with three such each, or with eight of whom one casts a third
/// of the votes, nine in a hundred that do not differ are found to at 5 %.
const LEAST_DEGREES: f64 = 4.9;

/// The test that all groups have the same ratings, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Test {
    /// `rao-scott`: a Wald statistic with the weights of the likelihood, against its own robust
    /// moments. `none` where groups cannot be compared.
    pub method: &'static str,
    /// F: the differences as a multiple of what chance gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistic: Option<f64>,
    /// Its degrees of freedom, above and below the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub df: Option<[f64; 2]>,
    /// Probability of an F as large, if ratings are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// The groups compared.
    pub values: Vec<String>,
    /// What it says, or why there is none.
    pub sentence: String,
}

/// Compares the groups that can be; `subject` is what they are called: `values of language`.
pub(super) fn test(
    settings: &PartSettings,
    subject: &str,
    parts: &[Part],
    values: &[&str],
) -> Test {
    let compared: Vec<usize> = (0..parts.len()).filter(|&k| is_large_enough(&parts[k])).collect();
    let names = compared.iter().map(|&k| values[k].to_owned()).collect();
    match run(settings, parts, &compared) {
        Ok(found) => Test {
            method: "rao-scott",
            statistic: Some(found.f),
            df: Some(found.df),
            p: Some(found.p),
            sentence: reading::test(settings, subject, &found, compared.len(), parts.len()),
            values: names,
        },
        Err(why) => {
            let sentence = format!("Whether the {subject} differ is not tested: {why}.");
            Test { method: "none", statistic: None, df: None, p: None, values: names, sentence }
        }
    }
}

fn run(
    settings: &PartSettings,
    parts: &[Part],
    compared: &[usize],
) -> Result<rating::Heterogeneity, String> {
    if settings.prior > 0.0 {
        return Err("a prior pulls the ratings of fewer votes nearer together".into());
    }
    if compared.len() < 2 {
        let who = if settings.unit == Unit::Judge { " and judges" } else { "" };
        return Err(match (parts.len(), compared.len()) {
            (1, _) => "there is one only".into(),
            (_, 0) => format!("none has votes{who} enough"),
            _ => format!("one only has votes{who} enough"),
        });
    }
    let all = compared.iter().flat_map(|&k| parts[k].models()).copied().collect::<Vec<_>>();
    let union = distinct(&all);
    let numbers: Vec<Vec<u32>> = compared
        .iter()
        .map(|&k| {
            let number = |model| union.partition_point(|m| m < model) as u32;
            parts[k].models().iter().map(number).collect()
        })
        .collect();
    let samples: Vec<Sample<'_>> = compared.iter().filter_map(|&k| parts[k].sample()).collect();
    let groups: Vec<rating::Group<'_>> = samples
        .into_iter()
        .zip(&numbers)
        .map(|(sample, models)| rating::Group { sample, models })
        .collect();
    heterogeneity(&groups).ok_or_else(|| "no two models are in two of them".into())
}

/// Whether a group can be compared: it has ratings that hang on no single judge, and votes enough
/// for a Wald statistic.
fn is_large_enough(part: &Part) -> bool {
    part.fitted.as_ref().is_ok_and(|fitted| {
        let judged = fitted.covariance.degrees.as_ref().is_none_or(|degrees| {
            let least = (0..part.models().len()).map(|m| degrees.rating(m).df);
            least.fold(f64::INFINITY, f64::min) >= LEAST_DEGREES
        });
        judged
            && !fitted.hangs_on_one_judge()
            && fitted.fit.votes >= (FEWEST_VOTES * (part.models().len() as u64 - 1)) as f64
    })
}
