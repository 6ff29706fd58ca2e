//! Who stands above whom where differences of ratings are infinite.
//!
//! A partial order: of two models neither may stand above the other, because nothing relates them.

/// Models in groups, and which group stands above which. Within a group ratings are finite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precedence {
    /// Every model's group.
    groups: Vec<u32>,
    /// Groups × groups in rows of whole words: bit `b` of row `a` says that `a` stands above `b`.
    above: Vec<u32>,
    /// Per group.
    standing: Vec<Standing>,
}

/// How many models of other groups stand above a group, how many below it, how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Standing {
    above: usize,
    below: usize,
    others: usize,
    /// Not in the largest group.
    apart: bool,
}

/// Where an infinite order puts a rating, when ratings sum to zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At ∞: infinitely above every model of another group.
    Above,
    /// At -∞: infinitely below every model of another group.
    Below,
    /// Anywhere: what is infinite on both sides, or related in no way, may balance at any value.
    Anywhere,
}

impl Precedence {
    /// Of every model's group, and of pairs of groups of which the first stands directly above the
    /// second. Groups are numbered so that each stands above later ones only.
    #[must_use]
    pub fn new(groups: Vec<u32>, direct: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let count = count(&groups);
        let width = count.div_ceil(32);
        let mut above = vec![0; count * width];
        for (a, b) in direct {
            above[a as usize * width + b as usize / 32] |= 1 << (b % 32);
        }
        // What stands below those below, from the last group up.
        for a in (0..count).rev() {
            let (rows, below) = above.split_at_mut((a + 1) * width);
            let row = &mut rows[a * width..];
            for (b, below) in (a + 1..count).zip(below.chunks_exact(width)) {
                if row[b / 32] >> (b % 32) & 1 == 1 {
                    row.iter_mut().zip(below).for_each(|(word, more)| *word |= more);
                }
            }
        }
        Self::of(groups, above)
    }

    /// Every model by itself, with nothing to relate them.
    #[must_use]
    pub fn unrelated(models: usize) -> Self {
        Self::new((0..models as u32).collect(), [])
    }

    /// From a relation that is already closed.
    fn of(groups: Vec<u32>, above: Vec<u32>) -> Self {
        let count = count(&groups);
        let mut sizes = vec![0; count];
        for &group in &groups {
            sizes[group as usize] += 1;
        }
        let largest = sizes.iter().copied().max().unwrap_or(0);
        let alone = sizes.iter().filter(|&&size| size == largest).count() == 1;
        let others = |size| Standing {
            others: groups.len() - size,
            apart: size < largest || !alone,
            ..Standing::default()
        };
        let mut standing: Vec<Standing> = sizes.iter().map(|&size| others(size)).collect();
        let width = count.div_ceil(32);
        for (a, row) in above.chunks_exact(width.max(1)).enumerate() {
            for b in (0..count).filter(|b| row[b / 32] >> (b % 32) & 1 == 1) {
                standing[a].below += sizes[b];
                standing[b].above += sizes[a];
            }
        }
        Self { groups, above, standing }
    }

    /// How many models there are.
    #[must_use]
    pub fn models(&self) -> usize {
        self.groups.len()
    }

    /// Whether two models' ratings differ by a finite number.
    #[must_use]
    pub fn together(&self, i: usize, j: usize) -> bool {
        self.groups[i] == self.groups[j]
    }

    /// Whether model `i` stands infinitely above model `j`.
    #[must_use]
    pub fn stands_above(&self, i: usize, j: usize) -> bool {
        let (a, b) = (self.groups[i] as usize, self.groups[j] as usize);
        let width = self.standing.len().div_ceil(32);
        self.above[a * width + b / 32] >> (b % 32) & 1 == 1
    }

    /// Whether a model is outside the largest group; all are where several groups are that large.
    #[must_use]
    pub fn apart(&self, model: usize) -> bool {
        self.standing[self.groups[model] as usize].apart
    }

    /// Where a model's rating is.
    #[must_use]
    pub fn end(&self, model: usize) -> End {
        let Standing { above, below, others, .. } = self.standing[self.groups[model] as usize];
        match others {
            0 => End::Anywhere,
            _ if below == others => End::Above,
            _ if above == others => End::Below,
            _ => End::Anywhere,
        }
    }

    /// As many words as there are models, and some more: what crosses to other threads.
    pub fn write(&self, words: &mut Vec<u32>) {
        words.extend(&self.groups);
        words.extend(&self.above);
    }

    /// The next one of words that were [written](Self::write), which are taken off, or nothing
    /// where these are none.
    #[must_use]
    pub fn read(models: usize, words: &mut &[u32]) -> Option<Self> {
        let (groups, rest) = words.split_at_checked(models)?;
        if groups.iter().any(|&group| group as usize >= models) {
            return None;
        }
        let count = count(groups);
        let (above, rest) = rest.split_at_checked(count * count.div_ceil(32))?;
        *words = rest;
        Some(Self::of(groups.into(), above.into()))
    }
}

fn count(groups: &[u32]) -> usize {
    groups.iter().max().map_or(0, |&last| last as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_is_whatever_a_chain_leads_to() {
        // 0 and 4 above 1 above 2; 3 by itself.
        let order = Precedence::new(vec![0, 1, 2, 3, 0], [(0, 1), (1, 2)]);
        let above = |i, j| order.stands_above(i, j);
        assert!(above(0, 1) && above(0, 2) && above(1, 2) && above(4, 2));
        assert!(!above(2, 0) && !above(0, 4) && !above(0, 3) && !above(3, 2));
        assert!(order.together(0, 4) && !order.together(0, 3));
        // Nothing relates 3, so no rating has a limit.
        assert!((0..5).all(|m| order.end(m) == End::Anywhere));
    }

    #[test]
    fn ends_are_those_above_all_and_below_all() {
        let order = Precedence::new(vec![1, 0, 2, 1], [(0, 1), (1, 2)]);
        let ends = [End::Anywhere, End::Above, End::Below, End::Anywhere];
        assert_eq!([0, 1, 2, 3].map(|m| order.end(m)), ends);
        let two = Precedence::new(vec![0, 1], [(0, 1)]);
        assert_eq!([two.end(0), two.end(1)], [End::Above, End::Below]);
        assert_eq!(Precedence::new(vec![0, 0], []).end(0), End::Anywhere);
        assert_eq!(Precedence::unrelated(2).end(1), End::Anywhere);
        assert_eq!([0, 1, 2, 3].map(|m| order.apart(m)), [false, true, true, false]);
        assert!(two.apart(0) && two.apart(1));
    }

    #[test]
    fn words_hold_all_of_it() {
        let mut words = vec![];
        let wide = Precedence::new((0..70).collect(), (0..69).map(|k| (k, k + 1)));
        assert!(wide.stands_above(0, 69) && !wide.stands_above(69, 0));
        let orders = [wide, Precedence::unrelated(70), Precedence::new(vec![0; 70], [])];
        for order in &orders {
            order.write(&mut words);
        }
        let mut rest = &words[..];
        for order in &orders {
            assert_eq!(Precedence::read(70, &mut rest).as_ref(), Some(order));
        }
        assert!(rest.is_empty());
        assert_eq!(Precedence::read(70, &mut &words[..100]), None);
        assert_eq!(Precedence::read(2, &mut &[0, 7, 0, 0][..]), None);
    }
}
