//! Votes counted once and told apart by slices (the values of a facet, windows of time), to be
//! counted again for any choice of slices.

use super::counts::{JudgeCounts, Pair, PairCounts, Tally};
use super::table::{Categories, Outcome, Votes};
use crate::stats::order::{reorder, sort};

/// One judge's votes of one slice in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    cell: u32,
    slice: u16,
    votes: u32,
}

/// Votes by judge, cell and slice. Without judges all votes are one judge's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slices {
    /// Index in the vote table of each model with votes, ascending.
    pub models: Vec<u32>,
    /// Pairs of positions in `models`, ascending.
    pairs: Vec<(u32, u32)>,
    /// Where each judge's entries begin; one longer than the number of judges.
    offsets: Vec<u32>,
    /// By judge, then cell, then slice.
    entries: Vec<Entry>,
    by_judges: bool,
}

/// The votes of some slices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sliced {
    /// As if the others had not been cast.
    pub tally: Tally,
    /// Who each judge of the tally is, ascending: one number is one judge in every tally of the
    /// same [`Slices`]. Empty where judges are not counted.
    pub who: Vec<u32>,
}

impl Slices {
    /// Counts `rows`, of which each is in the slice of the same place of `slices`; by judge where
    /// that is wanted and known. A vote without a judge is a judge of its own. The result does not
    /// depend on the order of the rows.
    #[must_use]
    pub fn new(votes: &Votes, rows: &[u32], slices: &[u16], by_judges: bool) -> Self {
        let tally = super::tally::count(votes, rows.iter().map(|&row| row as usize), false);
        let mut position = vec![0; votes.models.len()];
        for (here, &model) in tally.models.iter().enumerate() {
            position[model as usize] = here as u32;
        }
        let pairs: Vec<(u32, u32)> = tally.counts.pairs.iter().map(|p| (p.i, p.j)).collect();
        let cell = |row: usize| {
            let (a, b) = (position[usize::from(votes.a[row])], position[usize::from(votes.b[row])]);
            let pair = pairs.partition_point(|&pair| pair < (a.min(b), a.max(b)));
            let outcome = match votes.outcome[row] {
                Outcome::A => usize::from(a > b),
                Outcome::B => usize::from(a < b),
                Outcome::Tie | Outcome::BothBad => 2,
            };
            (3 * pair + outcome) as u32
        };
        let judge = votes.judge.as_ref().filter(|_| by_judges);
        let named = judge.map_or(1, |judge| judge.names.len());
        let bucket = |row: usize| match judge.map_or(0, |judge| judge.codes[row]) {
            Categories::NONE => named,
            code => code as usize,
        };
        let (order, starts) = counting_sort(rows.len(), named + 1, &|at| bucket(rows[at] as usize));
        let mut found = Self {
            models: tally.models,
            offsets: vec![0],
            entries: Vec::new(),
            by_judges: judge.is_some(),
            pairs: Vec::new(),
        };
        for (bucket, bounds) in starts.windows(2).enumerate() {
            let own = &order[bounds[0] as usize..bounds[1] as usize];
            let entry = |at: u32| {
                let row = rows[at as usize] as usize;
                let slice = slices[at as usize];
                Entry { cell: cell(row), slice, votes: votes.weight(row) }
            };
            let entries = merged(&own.iter().map(|&at| entry(at)).collect::<Vec<_>>());
            if bucket < named {
                found.entries.extend(entries);
                found.close();
            } else {
                for Entry { cell, slice, votes } in entries {
                    for _ in 0..votes {
                        found.entries.push(Entry { cell, slice, votes: 1 });
                        found.close();
                    }
                }
            }
        }
        found.pairs = pairs;
        found
    }

    /// Ends a judge, unless nothing is theirs.
    fn close(&mut self) {
        let end = self.entries.len() as u32;
        if self.offsets.last() != Some(&end) {
            self.offsets.push(end);
        }
    }

    /// The votes of the slices that are kept.
    #[must_use]
    pub fn count(&self, keep: &dyn Fn(u16) -> bool) -> Sliced {
        let mut cells = vec![0_u64; 3 * self.pairs.len()];
        for entry in self.entries.iter().filter(|entry| keep(entry.slice)) {
            cells[entry.cell as usize] += u64::from(entry.votes);
        }
        let (mut met, mut pair_at) = (vec![false; self.models.len()], Vec::new());
        let mut kept = 0_u32;
        for (&(i, j), cells) in self.pairs.iter().zip(cells.chunks_exact(3)) {
            pair_at.push(kept);
            if cells.iter().any(|&votes| votes > 0) {
                kept += 1;
                met[i as usize] = true;
                met[j as usize] = true;
            }
        }
        let mut position = Vec::with_capacity(met.len());
        let mut models = Vec::new();
        for (&model, &met) in self.models.iter().zip(&met) {
            position.push(models.len() as u32);
            if met {
                models.push(model);
            }
        }
        let pairs = self.pairs.iter().zip(cells.chunks_exact(3)).filter_map(|(&(i, j), cells)| {
            let (i, j) = (position[i as usize], position[j as usize]);
            let pair = Pair { i, j, wins: cells[0], losses: cells[1], ties: cells[2] };
            (pair.votes() > 0).then_some(pair)
        });
        let counts = PairCounts { models: models.len(), pairs: pairs.collect() };
        let (judges, who) = if self.by_judges {
            let (judges, who) = self.judges(keep, &pair_at);
            (Some(judges), who)
        } else {
            (None, Vec::new())
        };
        Sliced { tally: Tally { models, counts, judges }, who }
    }

    /// By judge, pairs at their new places.
    fn judges(&self, keep: &dyn Fn(u16) -> bool, pair_at: &[u32]) -> (JudgeCounts, Vec<u32>) {
        let mut judges = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
        let mut who = Vec::new();
        for (judge, bounds) in self.offsets.windows(2).enumerate() {
            let own = &self.entries[bounds[0] as usize..bounds[1] as usize];
            let mut last = None;
            for entry in own.iter().filter(|entry| keep(entry.slice)) {
                if last == Some(entry.cell)
                    && let Some(votes) = judges.counts.last_mut()
                {
                    *votes += entry.votes;
                    continue;
                }
                last = Some(entry.cell);
                judges.cells.push(3 * pair_at[entry.cell as usize / 3] + entry.cell % 3);
                judges.counts.push(entry.votes);
            }
            if last.is_some() {
                judges.offsets.push(judges.cells.len() as u32);
                who.push(judge as u32);
            }
        }
        (judges, who)
    }
}

/// Places below `len` by bucket, and where each bucket begins.
fn counting_sort(len: usize, buckets: usize, of: &dyn Fn(usize) -> usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; buckets + 1];
    for at in 0..len {
        starts[of(at) + 1] += 1;
    }
    for k in 1..starts.len() {
        starts[k] += starts[k - 1];
    }
    let mut next = starts.clone();
    let mut order = vec![0; len];
    for at in 0..len {
        let place = &mut next[of(at)];
        order[*place as usize] = at as u32;
        *place += 1;
    }
    (order, starts)
}

/// Entries by cell and slice, equal ones as one.
fn merged(entries: &[Entry]) -> Vec<Entry> {
    let key = |entry: &Entry| u64::from(entry.cell) << 16 | u64::from(entry.slice);
    let mut merged: Vec<Entry> = Vec::new();
    let mut add = |entry: Entry| match merged.last_mut() {
        Some(last) if key(last) == key(&entry) => last.votes += entry.votes,
        _ => merged.push(entry),
    };
    if entries.iter().all(|entry| entry.votes == 1) {
        let mut keys: Vec<u64> = entries.iter().map(key).collect();
        sort(&mut keys);
        for key in keys {
            add(Entry { cell: (key >> 16) as u32, slice: key as u16, votes: 1 });
        }
    } else {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        reorder(&mut order, &|a, b| key(&entries[a]).cmp(&key(&entries[b])));
        for at in order {
            add(entries[at]);
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, Where, read};
    use super::*;

    const CSV: &str = "model_a,model_b,winner,judge,language\n\
        x,y,model_a,ann,en\ny,x,model_a,ann,de\nx,z,tie,,en\nz,x,model_b,bob,de\n\
        x,y,model_a,ann,en\nx,y,model_b,bob,fr\nz,y,tie,,de\nx,z,tie,,en\n";

    fn filter(values: &[&str]) -> Where {
        let values = values.iter().map(|&value| value.to_owned()).collect();
        Where([("language".to_owned(), values)].into())
    }

    #[test]
    fn slices_are_counted_as_filters_count() {
        for file in [
            CSV.to_owned(),
            CSV.replace("language\n", "language,count\n")
                .replace("en\n", "en,3\n")
                .replace("de\n", "de,1\n")
                .replace("fr\n", "fr,2\n"),
        ] {
            let votes = read(file.as_bytes(), ReadOptions::default()).unwrap();
            let facet = &votes.facets[0];
            let rows: Vec<u32> = (0..votes.rows() as u32).collect();
            let codes: Vec<u16> = facet.codes.iter().map(|&code| code.into()).collect();
            for by_judges in [false, true] {
                let slices = Slices::new(&votes, &rows, &codes, by_judges);
                for values in [
                    vec!["de"],
                    vec!["en"],
                    vec!["fr"],
                    vec!["de", "fr"],
                    vec!["de", "en", "fr"],
                    vec![],
                ] {
                    let code = |value: &&str| facet.values.iter().position(|v| v == value).unwrap();
                    let codes: Vec<usize> = values.iter().map(code).collect();
                    let found = slices.count(&|slice| codes.contains(&usize::from(slice)));
                    let filter = filter(&values);
                    let expected =
                        if by_judges { votes.tally(&filter) } else { votes.tally_pairs(&filter) };
                    assert_eq!(found.tally, expected.unwrap(), "{values:?}");
                    let judges = found.tally.judges.map_or(0, |judges| judges.judges());
                    assert_eq!(found.who.len(), judges);
                }
            }
        }
    }

    #[test]
    fn a_judge_is_the_same_in_every_slice() {
        let votes = read(CSV.as_bytes(), ReadOptions::default()).unwrap();
        let rows: Vec<u32> = (0..votes.rows() as u32).collect();
        let codes: Vec<u16> = votes.facets[0].codes.iter().map(|&code| code.into()).collect();
        let slices = Slices::new(&votes, &rows, &codes, true);
        let who = |slice: u16| slices.count(&|s| s == slice).who;
        // ann 0, bob 1, then the three votes of nobody in order of cell.
        assert_eq!((who(0), who(1), who(2)), (vec![0, 1, 4], vec![0, 2, 3], vec![1]));
    }
}
