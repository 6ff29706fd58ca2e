//! Profile-likelihood intervals: where the deviance, all else refitted, has risen by the quantile.

/// One end, from the estimate outwards: `rise(value)` is how much the deviance rises when the
/// coefficient is held at `value`, `None` where it has no minimum there. `direction` is −1 or 1 and
/// `reach` is Wald's end's distance. `None` where the deviance stays below `quantile` as far as ten
/// times that.
pub fn end(
    estimate: f64,
    direction: f64,
    reach: f64,
    quantile: f64,
    mut rise: impl FnMut(f64) -> Option<f64>,
) -> Option<f64> {
    let wanted = quantile.sqrt();
    // The signed root of the rise is nearly a straight line (Bates and Watts 1988).
    let mut root = |distance: f64| {
        rise(estimate + direction * distance).map(|rise| rise.max(0.0).sqrt() - wanted)
    };
    let (mut inner, mut inner_root) = (0.0, -wanted);
    let mut outer = reach;
    let mut outer_root = root(outer)?;
    while outer_root < 0.0 {
        (inner, inner_root) = (outer, outer_root);
        outer *= 1.5;
        if outer > 10.0 * reach {
            return None;
        }
        outer_root = root(outer)?;
    }
    // Secants that stay within their bracket (the Illinois rule, Dowell and Jarratt 1971).
    let mut last = 0;
    for _ in 0..60 {
        let next = (inner * outer_root - outer * inner_root) / (outer_root - inner_root);
        let here = root(next)?;
        if here.abs() < 1e-7 * wanted || (outer - inner) < 1e-10 * reach {
            return Some(estimate + direction * next);
        }
        if here < 0.0 {
            if last == -1 {
                outer_root /= 2.0;
            }
            (inner, inner_root, last) = (next, here, -1);
        } else {
            if last == 1 {
                inner_root /= 2.0;
            }
            (outer, outer_root, last) = (next, here, 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_parabola_and_a_lopsided_one() {
        let end = |direction, rise: fn(f64) -> f64| {
            super::end(2.0, direction, 1.96, 3.84, |x| Some(rise(x - 2.0)))
        };
        let root = 3.84_f64.sqrt();
        assert!((end(1.0, |d| d * d).unwrap() - (2.0 + root)).abs() < 1e-6);
        assert!((end(-1.0, |d| d * d).unwrap() - (2.0 - root)).abs() < 1e-6);
        let skewed = end(-1.0, |d| d * d * (1.0 + 0.3 * d).powi(2)).unwrap();
        let d = skewed - 2.0;
        assert!((d * d * (1.0 + 0.3 * d).powi(2) - 3.84).abs() < 1e-5);
        assert_eq!(end(1.0, |d| d.min(1.0)), None, "a likelihood that levels off has no end");
        assert_eq!(super::end(2.0, 1.0, 1.0, 3.84, |_| None), None);
    }
}
