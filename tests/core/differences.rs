//! Columns of both sides as one covariate.

use std::fmt::Write as _;

use mindgap::regress::ballots::Ballots;
use mindgap::votes::{Difference, ReadOptions, Role, Votes, Where, read};
use proptest::prelude::*;

fn votes(text: &str) -> Votes {
    read(text.as_bytes(), ReadOptions::default()).unwrap()
}

fn covariate(votes: &Votes, name: &str) -> Vec<Option<f64>> {
    let covariate = votes.covariates.iter().find(|covariate| covariate.name == name).unwrap();
    (0..votes.rows()).map(|row| covariate.get(row)).collect()
}

const CSV: &str = "model_a,model_b,winner,length_a,length_b,mood_a,mood_b,count\n\
    x,y,model_a,30,10,-1,2,1\ny,x,model_b,0,0,1,1,2\nx,y,tie,5,,0.5,NA,4\n";

#[test]
fn a_difference_is_normalised_where_no_number_is_negative() {
    let votes = votes(CSV);
    assert_eq!(covariate(&votes, "length"), [Some(0.5), Some(0.0), None]);
    assert_eq!(covariate(&votes, "mood"), [Some(-3.0), Some(0.0), None]);
    assert_eq!(votes.report.covariates, ["length", "mood"]);
    let made = |name: &str, normalised| Difference {
        name: name.into(),
        a: vec![format!("{name}_a")],
        b: vec![format!("{name}_b")],
        normalised,
        missing: 4,
    };
    assert_eq!(votes.report.differences, [made("length", true), made("mood", false)]);
    let roles: Vec<Role> = votes.report.columns[3..7].iter().map(|column| column.role).collect();
    assert_eq!(roles, [Role::CovariateA, Role::CovariateB, Role::CovariateA, Role::CovariateB]);
    assert!(votes.facets.is_empty(), "columns of few whole numbers are no facets then");
}

#[test]
fn columns_that_are_not_both_numbers_stay_what_they_are() {
    let text = "model_a,model_b,winner,n_a,n_b,k_a,k_b,z_a,z_b\n\
        x,y,model_a,1,one,1,,p,q\ny,x,model_b,2,two,,2,q,p\n";
    let votes = votes(text);
    assert!(votes.report.differences.is_empty(), "k is never given on both sides");
    assert_eq!(votes.report.covariates, ["n_a", "k_a", "k_b"]);
    let facets: Vec<&str> = votes.facets.iter().map(|facet| &*facet.name).collect();
    assert_eq!(facets, ["n_a", "n_b", "k_a", "k_b", "z_a", "z_b"]);
}

#[test]
fn numbers_beyond_all_sums_give_differences() {
    let text = "model_a,model_b,winner,n_a,n_b,m_a,m_b\n\
        x,y,model_a,1.7e308,1e308,-1.7e308,1.7e308\nx,y,model_b,1e-320,0,1,2\n";
    let votes = votes(text);
    let n = covariate(&votes, "n");
    assert!((n[0].unwrap() - 0.7 / 2.7).abs() < 1e-15);
    assert!(n[1].unwrap() > 0.0);
    assert_eq!(covariate(&votes, "m"), [None, Some(-1.0)], "no infinite number is passed on");
    assert_eq!(votes.report.differences[1].missing, 1);
}

/// Who met whom, how it fell, and what both columns say.
type Vote = (usize, usize, usize, [Option<i32>; 2]);

fn file(votes: &[Vote], turned: bool) -> String {
    let mut text = String::from("model_a,model_b,winner,length_a,b_mood,length_b,a_mood\n");
    for &(a, step, outcome, lengths) in votes {
        let (a, b) = (a, (a + step) % 5);
        let cell = |length: Option<i32>| length.map_or(String::new(), |n| n.to_string());
        let mood = |length: Option<i32>| length.map_or(String::new(), |n| (n - 20).to_string());
        let [mut x, mut y] = lengths.map(cell);
        let [mut p, mut q] = lengths.map(mood);
        let (mut a, mut b, mut outcome) = (a, b, outcome);
        if turned {
            (a, b, outcome) = (b, a, [1, 0, 2][outcome]);
            std::mem::swap(&mut x, &mut y);
            std::mem::swap(&mut p, &mut q);
        }
        let winner = ["model_a", "model_b", "tie"][outcome];
        let _ = writeln!(text, "m{a},m{b},{winner},{x},{q},{y},{p}");
    }
    text
}

fn any_vote() -> impl Strategy<Value = Vote> {
    let length = || prop::option::weighted(0.9, 0..50_i32);
    (0..5_usize, 1..5_usize, 0..3_usize, [length(), length()])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changing_sides_negates_a_difference_exactly(cast in prop::collection::vec(any_vote(), 2..60)) {
        let [straight, turned] = [false, true].map(|turned| votes(&file(&cast, turned)));
        prop_assert_eq!(&straight.report.covariates, &turned.report.covariates);
        for name in straight.report.differences.iter().map(|made| &made.name) {
            let negated: Vec<Option<f64>> =
                covariate(&turned, name).iter().map(|x| x.map(|x| -x)).collect();
            prop_assert_eq!(covariate(&straight, name), negated);
        }
        prop_assert_eq!(&straight.report.differences, &turned.report.differences);
    }

    #[test]
    fn the_order_of_rows_does_not_matter(cast in prop::collection::vec(any_vote(), 2..60)) {
        let mut backwards = cast.clone();
        backwards.reverse();
        let [forth, back] = [&cast, &backwards].map(|cast| votes(&file(cast, false)));
        prop_assert_eq!(&forth.report.differences, &back.report.differences);
        for name in &forth.report.covariates {
            let mut reversed = covariate(&back, name);
            reversed.reverse();
            prop_assert_eq!(covariate(&forth, name), reversed);
        }
    }
}

/// In regressions a difference has the sign of every numeric column: the first model's less the
/// second's, so that a positive coefficient favours who has more of it.
#[test]
fn regressions_take_a_difference_for_the_first_models() {
    let text = "model_a,model_b,winner,length_a,length_b\nx,y,model_a,30,10\ny,x,model_b,10,30\n\
        x,y,model_b,10,30\n";
    let ballots =
        Ballots::extract(&votes(text), &Where::default(), &["length".into()], false).unwrap();
    for row in 0..ballots.a.len() {
        let first_is_longer = ballots.covariates[0].values[row] > 0.0;
        assert_eq!(first_is_longer, ballots.outcome[row] == 0, "the longer one won every vote");
    }
    assert!(ballots.covariates[0].sided);
}
