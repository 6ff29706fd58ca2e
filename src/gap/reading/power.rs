//! What this many models can tell.

use crate::gap::power::{MOST_MODELS, Power};
use crate::regress::reading::Target;
use crate::words::{at_least, exact_percent, grouped, percent};

/// Of a single benchmark: with more, correction for their number asks for more.
#[must_use]
pub fn sentences(power: &Power, target: Target) -> Vec<String> {
    vec![with_these(power, target), needed(power)]
}

fn with_these(power: &Power, target: Target) -> String {
    let Power { models, reliability, alpha, critical, detectable, .. } = power;
    let Some(critical) = critical else {
        return format!(
            "{models} models cannot tell any rank correlation from zero at {}, however strong it is.",
            exact_percent(*alpha)
        );
    };
    let told = format!(
        "{models} models tell the rank correlation of a single benchmark without ties from zero at {} where it is {}",
        exact_percent(*alpha),
        at_least(*critical),
    );
    let own = if *reliability < 0.995 {
        format!(
            ", where {} of the ratings' variance is not noise{},",
            percent(*reliability),
            if target == Target::Votes { " of the votes" } else { "" },
        )
    } else {
        String::new()
    };
    match detectable {
        Some(tau) => {
            format!(
                "{told}; a true τ of {tau:.2} is found{own} {} of the time.",
                percent(power.power)
            )
        }
        None => format!("{told}; no true τ is found{own} {} of the time.", percent(power.power)),
    }
}

fn needed(power: &Power) -> String {
    let Power { tau, reliability, models_needed, .. } = power;
    let find =
        format!("To find a true τ of {tau:.2} with a probability of {}", percent(power.power));
    match models_needed {
        Some(needed) => format!("{find} it would take {needed} models."),
        None if tau.abs() < 1e-9 => "A true τ of 0 is nothing to find.".into(),
        None if *reliability <= 0.0 => format!(
            "{find} no number of models is enough while the ratings do not tell the models apart."
        ),
        None => format!(
            "{find} it would take more than {} models{}.",
            grouped(MOST_MODELS as u64),
            if *reliability < 0.995 { ", or steadier ratings" } else { "" },
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gap::power::power;

    fn read(models: usize, reliability: f64, tau: f64) -> String {
        sentences(&power(models, reliability, 0.05, 0.8, tau, 1), Target::Votes).join(" ")
    }

    #[test]
    fn every_case_has_its_sentence() {
        let text = read(4, 1.0, 0.5);
        assert!(text.starts_with("4 models cannot tell any rank correlation from zero at 5 %"));
        assert!(text.contains("it would take 1"), "{text}");
        let text = read(5, 1.0, 0.0);
        assert!(text.starts_with("5 models tell the rank correlation of a single benchmark without ties from zero at 5 % where it is |τ| = 1; a true τ of 0.9"), "{text}");
        assert!(text.ends_with("of the time. A true τ of 0 is nothing to find."), "{text}");
        let text = read(12, 0.9, 0.8);
        assert!(text.contains("is found, where 90 % of the ratings' variance is not noise of the votes, 80 % of the time"), "{text}");
        let text = read(12, 0.0, 0.8);
        assert!(text.contains("no true τ is found, where 0 % of"), "{text}");
        assert!(text.ends_with("while the ratings do not tell the models apart."), "{text}");
        assert!(read(5, 1.0, 0.01).ends_with("it would take more than 1,000 models."));
        assert!(read(5, 0.001, 0.5).ends_with("more than 1,000 models, or steadier ratings."));
    }
}
