//! Who was shown first.

use super::table::{Outcome, Votes};

impl Votes {
    /// Whether rows say who was shown first: counts do not, nor do a winner and a loser, nor rows
    /// whose first model always won, or always lost.
    #[must_use]
    pub fn tells_sides(&self, rows: impl IntoIterator<Item = usize>) -> bool {
        let mut won = [false; 2];
        for row in rows {
            match self.outcome[row] {
                Outcome::A => won[0] = true,
                Outcome::B => won[1] = true,
                Outcome::Tie | Outcome::BothBad => (),
            }
            if won == [true; 2] {
                break;
            }
        }
        self.sides && won == [true; 2]
    }
}
