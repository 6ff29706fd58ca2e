//! Profile-likelihood intervals: where the deviance, all else refitted, has risen by the quantile.

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// Here.
    At(f64),
    /// Nowhere: the deviance levels off below the quantile.
    Open,
    /// A fit on the way failed, so that there is no telling.
    Failed,
}

/// Steps outwards, each half as far again: to five thousand times Wald's distance.
const MOST_STEPS: u32 = 21;

/// A rise so small over three steps, of the quantile, is none.
const LEVEL: f64 = 1e-3;

/// One end, from the estimate outwards: `rise(value)` is how much the deviance rises when the
/// coefficient is held at `value`, `None` where it has no minimum there that could be found.
/// `direction` is −1 or 1 and `reach` is Wald's end's distance.
///
/// The plain logit's profile is convex, so that one with a minimum has both ends; a mixed model's may
/// level off, where random effects take over what the coefficient says.
pub fn end(
    estimate: f64,
    direction: f64,
    reach: f64,
    quantile: f64,
    mut rise: impl FnMut(f64) -> Option<f64>,
) -> End {
    let wanted = quantile.sqrt();
    // The signed root of the rise is nearly a straight line (Bates and Watts 1988).
    let mut root = |distance: f64| {
        rise(estimate + direction * distance).map(|rise| rise.max(0.0).sqrt() - wanted)
    };
    let (mut inner, mut inner_root) = (0.0, -wanted);
    let mut outer = reach;
    let Some(mut outer_root) = root(outer) else { return End::Failed };
    let mut rises = Vec::new();
    while outer_root < 0.0 {
        (inner, inner_root) = (outer, outer_root);
        outer *= 1.5;
        let Some(next) = root(outer) else { return End::Failed };
        outer_root = next;
        rises.push(outer_root - inner_root);
        if rises.len() >= MOST_STEPS as usize {
            let level = rises.iter().rev().take(3).all(|rise| rise.abs() < LEVEL * wanted);
            return if level { End::Open } else { End::Failed };
        }
    }
    between(estimate, direction, (inner, inner_root), (outer, outer_root), |distance| {
        root(distance).map(|root| (root, root.abs() < 1e-7 * wanted))
    })
}

/// Secants that stay within their bracket (the Illinois rule, Dowell and Jarratt 1971), until the
/// root is near enough or the bracket closed.
fn between(
    estimate: f64,
    direction: f64,
    (mut inner, mut inner_root): (f64, f64),
    (mut outer, mut outer_root): (f64, f64),
    mut root: impl FnMut(f64) -> Option<(f64, bool)>,
) -> End {
    let (mut last, width) = (0, outer);
    for _ in 0..60 {
        let next = (inner * outer_root - outer * inner_root) / (outer_root - inner_root);
        let Some((here, near)) = root(next) else { return End::Failed };
        if near || (outer - inner) < 1e-10 * width {
            return End::At(estimate + direction * next);
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
    End::Failed
}

#[cfg(test)]
mod tests {
    use super::End;

    #[test]
    fn a_parabola_and_a_lopsided_one() {
        let find = |direction, rise: fn(f64) -> f64| {
            super::end(2.0, direction, 1.96, 3.84, |x| Some(rise(x - 2.0)))
        };
        let end = |direction, rise: fn(f64) -> f64| match find(direction, rise) {
            End::At(value) => value,
            other => panic!("{other:?}"),
        };
        let root = 3.84_f64.sqrt();
        assert!((end(1.0, |d| d * d) - (2.0 + root)).abs() < 1e-6);
        assert!((end(-1.0, |d| d * d) - (2.0 - root)).abs() < 1e-6);
        let d = end(-1.0, |d| d * d * (1.0 + 0.3 * d).powi(2)) - 2.0;
        assert!((d * d * (1.0 + 0.3 * d).powi(2) - 3.84).abs() < 1e-5);
        // Far out, past ten times Wald's distance, there is an end all the same.
        let far = end(1.0, |d| d.abs() / 20.0);
        assert!((far - 2.0 - 3.84 * 20.0).abs() < 1e-3, "{far}");
    }

    #[test]
    fn no_end_and_no_telling_are_told_apart() {
        let find = |rise: fn(f64) -> Option<f64>| super::end(2.0, 1.0, 1.96, 3.84, rise);
        assert_eq!(find(|x| Some((x - 2.0).min(1.0))), End::Open, "a likelihood that levels off");
        assert_eq!(find(|_| None), End::Failed);
        assert_eq!(find(|x| (x < 6.0).then_some(1.0)), End::Failed, "a fit fails on the way");
        assert_eq!(find(|x| (!(5.0..=6.0).contains(&x)).then_some(x - 2.0)), End::Failed);
        // Still rising at the end of the search: it may have an end beyond.
        assert_eq!(find(|x| Some((x - 2.0) * 1e-4)), End::Failed);
    }
}
