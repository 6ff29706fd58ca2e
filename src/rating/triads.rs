//! Triads: three models of which each met the others, and whether their majorities go in a circle.

/// Who has the majority of the votes between two models, models × models: 1 the first, -1 the
/// second, 0 nobody or no votes.
pub(super) struct Majorities {
    models: usize,
    signs: Vec<i8>,
}

/// Triads whose three pairs all have a majority, and those of them that go in a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Triads {
    /// All of them.
    pub decided: u64,
    /// Those in which each model has lost to one of the others.
    pub circular: u64,
}

impl Majorities {
    pub fn new(models: usize) -> Self {
        Self { models, signs: vec![0; models * models] }
    }

    /// `ahead`: votes of `i` less those of `j`.
    pub fn set(&mut self, i: usize, j: usize, ahead: f64) {
        let sign = if ahead > 0.0 { 1 } else { -i8::from(ahead < 0.0) };
        self.signs[i * self.models + j] = sign;
        self.signs[j * self.models + i] = -sign;
    }

    pub fn count(&self) -> Triads {
        let n = self.models;
        let mut found = Triads::default();
        for i in 0..n {
            let of_i = &self.signs[i * n..(i + 1) * n];
            for j in (i + 1..n).filter(|&j| of_i[j] != 0) {
                let of_j = &self.signs[j * n..(j + 1) * n];
                for k in j + 1..n {
                    let (first, second) = (of_j[k], -of_i[k]);
                    if first != 0 && second != 0 {
                        found.decided += 1;
                        found.circular += u64::from(of_i[j] == first && first == second);
                    }
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_counted() {
        let mut all = Majorities::new(4);
        for (i, j, ahead) in [(0, 1, 1.0), (1, 2, 2.0), (0, 2, -1.0), (0, 3, 1.0), (1, 3, 0.0)] {
            all.set(i, j, ahead);
        }
        // 0 > 1 > 2 > 0 is a circle; 3 has no majority against 1 and none at all against 2.
        assert_eq!(all.count(), Triads { decided: 1, circular: 1 });
        all.set(2, 3, 1.0);
        assert_eq!(all.count(), Triads { decided: 2, circular: 1 });
    }
}
