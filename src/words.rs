//! Numbers and lists in plain English, for the sentences that results carry.

/// `30 %`, `0.4 %`: as many digits as tell something.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent != 0.0 && percent.abs() < 9.95 && (percent - percent.round()).abs() > 0.05 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

/// `95 %`, `99.9 %`: a level as it was asked for, or what a test at one may err.
#[must_use]
pub fn exact_percent(share: f64) -> String {
    format!("{} %", (1e12 * share).round() / 1e10)
}

/// `0.5`, `2`, `0.01`: how many are expected, with a digit that is not 0.
#[must_use]
pub fn expected(count: f64) -> String {
    let (mut digits, mut scaled) = (1, 10.0 * count);
    while scaled < 0.95 && digits < 12 {
        (digits, scaled) = (digits + 1, 10.0 * scaled);
    }
    let written = format!("{count:.digits$}");
    written.strip_suffix(".0").map_or(written.clone(), str::to_owned)
}

/// `0.031`, `below 0.0001`.
#[must_use]
pub fn p_value(p: f64) -> String {
    if p < 0.0001 {
        "below 0.0001".into()
    } else if p < 0.1 {
        format!("{p:.4}").trim_end_matches('0').to_owned()
    } else {
        format!("{p:.2}")
    }
}

/// `12`, `7,500`, `2,000,000`.
#[must_use]
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
#[must_use]
pub fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).into(),
        [all @ .., last] if names.len() <= 5 => format!("{} and {last}", all.join(", ")),
        [first @ .., _] => {
            format!("{} and {} more", first[..4].join(", "), names.len() - 4)
        }
    }
}

/// `None`, `One`, …, `Twelve`, `13`: how many, at the beginning of a sentence.
#[must_use]
pub fn counted(n: usize) -> String {
    match n {
        0 => "None".into(),
        1 => "One".into(),
        2 => "Two".into(),
        3 => "Three".into(),
        4 => "Four".into(),
        5 => "Five".into(),
        6 => "Six".into(),
        7 => "Seven".into(),
        8 => "Eight".into(),
        9 => "Nine".into(),
        10 => "Ten".into(),
        11 => "Eleven".into(),
        12 => "Twelve".into(),
        n => n.to_string(),
    }
}

/// Two digits, with a true minus.
#[must_use]
pub fn signed(x: f64) -> String {
    if x < -0.005 { format!("−{:.2}", -x) } else { format!("{:.2}", x.max(0.0)) }
}

/// What a τ must reach.
#[must_use]
pub fn at_least(tau: f64) -> String {
    if tau > 0.9999 { "|τ| = 1".into() } else { format!("|τ| of {tau:.2} or more") }
}
