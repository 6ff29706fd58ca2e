//! Exact binomial random numbers.
//!
//! Inversion where few successes are expected, Hörmann's (1993) transformed
//! rejection with squeeze (BTRS) otherwise: a handful of words each, however
//! many trials.

use super::philox::Stream;

/// Successes in `n` trials of probability `p`.
pub fn binomial(n: u64, p: f64, stream: &mut Stream) -> u64 {
    if n == 0 || p <= 0.0 {
        0
    } else if p >= 1.0 {
        n
    } else if p > 0.5 {
        n - binomial(n, 1.0 - p, stream)
    } else if n as f64 * p < 10.0 {
        inversion(n, p, stream)
    } else {
        transformed_rejection(n as f64, p, stream) as u64
    }
}

/// Walks up the distribution from 0.
fn inversion(n: u64, p: f64, stream: &mut Stream) -> u64 {
    let odds = p / (1.0 - p);
    let none = libm::pow(1.0 - p, n as f64);
    loop {
        let (mut left, mut probability) = (stream.unit(), none);
        for successes in 0..=n {
            if left < probability {
                return successes;
            }
            left -= probability;
            probability *= odds * (n - successes) as f64 / (successes + 1) as f64;
        }
        // Rounding left a crumb beyond n: draw again.
    }
}

/// Algorithm BTRS of Hörmann (1993), for n p of 10 or more and p up to one half.
fn transformed_rejection(n: f64, p: f64, stream: &mut Stream) -> f64 {
    let sd = (n * p * (1.0 - p)).sqrt();
    let b = 1.15 + 2.53 * sd;
    let a = -0.0873 + 0.0248 * b + 0.01 * p;
    let centre = n * p + 0.5;
    let alpha = (2.83 + 5.1 / b) * sd;
    let squeeze = 0.92 - 4.2 / b;
    let mode = ((n + 1.0) * p).floor();
    let log_odds = libm::log(p / (1.0 - p));
    let log_at_mode = libm::lgamma(mode + 1.0) + libm::lgamma(n - mode + 1.0);
    loop {
        let u = stream.unit() - 0.5;
        let v = stream.unit();
        let distance = 0.5 - u.abs();
        let k = ((2.0 * a / distance + b) * u + centre).floor();
        if distance >= 0.07 && v <= squeeze {
            return k;
        }
        if !(k >= 0.0 && k <= n) {
            continue;
        }
        let hat = libm::log(v * alpha / (a / (distance * distance) + b));
        let log_ratio =
            log_at_mode - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0) + (k - mode) * log_odds;
        if hat <= log_ratio {
            return k;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::philox::Domain;

    /// Chi-square of 100,000 draws against the exact probabilities, cells of
    /// fewer than 5 expected pooled, as a z-value (Wilson and Hilferty 1931).
    fn z_of_draws(n: u64, drawn: f64, exact: f64) -> f64 {
        let mut stream = Stream::new(11, Domain::Simulation, n as u32, 0);
        let mut seen = vec![0.0; n as usize + 1];
        let draws = 100_000;
        for _ in 0..draws {
            seen[binomial(n, drawn, &mut stream) as usize] += 1.0;
        }
        let (mut chi, mut cells, mut rest) = (0.0, 0.0, (0.0, 0.0));
        for (k, &seen) in seen.iter().enumerate() {
            let (n, k) = (n as f64, k as f64);
            let log = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0)
                + k * libm::log(exact)
                + (n - k) * libm::log1p(-exact);
            let expected = f64::from(draws) * libm::exp(log);
            if expected < 5.0 {
                rest = (rest.0 + seen, rest.1 + expected);
            } else {
                chi += (seen - expected).powi(2) / expected;
                cells += 1.0;
            }
        }
        chi += (rest.0 - rest.1).powi(2) / rest.1.max(1.0);
        let spread = 2.0 / (9.0 * cells);
        (libm::cbrt(chi / cells) - (1.0 - spread)) / spread.sqrt()
    }

    #[test]
    fn draws_follow_the_exact_probabilities() {
        for (n, p) in
            [(1, 0.3), (5, 0.5), (40, 0.1), (40, 0.9), (60, 0.4), (500, 0.25), (7500, 0.6)]
        {
            let z = z_of_draws(n, p, p);
            assert!(z < 3.5, "{n} trials of {p}: z = {z}");
        }
    }

    #[test]
    fn the_comparison_can_fail() {
        assert!(z_of_draws(40, 0.1, 0.104) > 3.5 && z_of_draws(500, 0.25, 0.252) > 3.5);
    }

    #[test]
    fn ends_are_certain() {
        let mut stream = Stream::new(1, Domain::Simulation, 0, 0);
        assert_eq!(binomial(9, 0.0, &mut stream), 0);
        assert_eq!(binomial(9, 1.0, &mut stream), 9);
        assert_eq!(binomial(0, 0.5, &mut stream), 0);
    }
}
