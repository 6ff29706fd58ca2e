//! Sorting, compiled once.
//!
//! The standard library's sort is some ten kilobytes of WebAssembly for every type and closure it
//! is used with. Here one copy sorts positions, and the comparison is called through a pointer.

use std::cmp::Ordering;

/// The positions below `len` in the order that `compare` puts them; equal ones ascending.
#[must_use]
pub fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..len).collect();
    reorder(&mut positions, compare);
    positions
}

/// Puts positions in the order of `compare`, equal ones as they were.
pub fn reorder(positions: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    positions.sort_by(|&i, &j| compare(i, j));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ones_stay_in_order() {
        let values = [3, 1, 2, 1];
        assert_eq!(order(4, &|i, j| values[i].cmp(&values[j])), [1, 3, 2, 0]);
    }
}
