//! Time as work grows: sizes doubled twice, and the exponent that fits.

use std::fmt::Write;

use super::table::time;

/// One point of a curve, as the bench prints it: a line of JSON.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct Point {
    /// `bootstrap` or `read`.
    pub what: String,
    /// What is doubled.
    pub grows: String,
    /// To which size.
    pub to: f64,
    /// Median of five.
    pub seconds: f64,
}

impl Point {
    /// `None` for a line that is none.
    pub fn parse(line: &str) -> Option<Self> {
        line.starts_with('{').then(|| serde_json::from_str(line).ok()).flatten()
    }
}

/// What, what of it grows, and `(size, seconds)`.
type Curve<'a> = (&'a str, &'a str, Vec<(f64, f64)>);

/// A row per curve, in the order of their first points.
pub fn table(points: &[Point]) -> String {
    let mut curves: Vec<Curve<'_>> = Vec::new();
    for point in points {
        let (what, grows, at) = (&*point.what, &*point.grows, (point.to, point.seconds));
        match curves.iter_mut().find(|curve| (curve.0, curve.1) == (what, grows)) {
            Some(curve) => curve.2.push(at),
            None => curves.push((what, grows, vec![at])),
        }
    }
    let mut text =
        String::from("| native, 1 thread | time at each size | exponent |\n|---|---|---|\n");
    for (what, grows, curve) in curves {
        let times: Vec<String> =
            curve.iter().map(|&(to, seconds)| format!("{to}: {}", time(seconds))).collect();
        let _ =
            writeln!(text, "| {what}, {grows} | {} | {:.2} |", times.join(", "), exponent(&curve));
    }
    text
}

/// Slope of log time over log size, by least squares.
fn exponent(curve: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = curve.iter().map(|&(x, y)| (x.ln(), y.ln())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let shared: f64 = logs.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    shared / logs.iter().map(|p| (p.0 - x).powi(2)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_of_known_powers() {
        for power in [0.0, 0.5, 1.0, 2.0] {
            let curve: Vec<(f64, f64)> =
                [100.0, 200.0, 400.0_f64].map(|x| (x, 3e-4 * x.powf(power))).into();
            assert!((exponent(&curve) - power).abs() < 1e-12);
        }
    }

    #[test]
    fn points_of_a_curve_come_together() {
        let line = |grows: &str, to: u32, seconds: f64| {
            let json = serde_json::json!(
                { "what": "bootstrap", "grows": grows, "to": to, "seconds": seconds });
            Point::parse(&json.to_string()).unwrap()
        };
        let points = [line("votes", 10, 0.01), line("models", 4, 0.2), line("votes", 20, 0.02)];
        let text = table(&points[..]);
        assert!(text.contains("| bootstrap, votes | 10: 10 ms, 20: 20 ms | 1.00 |"), "{text}");
    }
}
