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

/// Numbers that are sorted one by one into those before them.
const FEW: usize = 32;

/// Sorts whole numbers: many of them byte by byte, least significant first.
pub fn sort(numbers: &mut [u64]) {
    if numbers.len() <= FEW {
        for from in 1..numbers.len() {
            let number = numbers[from];
            let mut at = from;
            while at > 0 && numbers[at - 1] > number {
                numbers[at] = numbers[at - 1];
                at -= 1;
            }
            numbers[at] = number;
        }
        return;
    }
    let (all, any) =
        numbers.iter().fold((u64::MAX, 0), |(all, any), number| (all & number, any | number));
    let mut next = vec![0; numbers.len()];
    for shift in (0..64).step_by(8).filter(|shift| (all ^ any) >> shift & 0xFF != 0) {
        let digit = |number: u64| (number >> shift & 0xFF) as usize;
        let mut places = [0; 257];
        for &number in &*numbers {
            places[digit(number) + 1] += 1;
        }
        for k in 1..257 {
            places[k] += places[k - 1];
        }
        for &number in &*numbers {
            let place = &mut places[digit(number)];
            next[*place] = number;
            *place += 1;
        }
        numbers.copy_from_slice(&next);
    }
}

/// Sorts numbers as [`f64::total_cmp`] does: through whole numbers of the same order.
pub fn sort_floats(numbers: &mut [f64]) {
    // The bits of positive numbers are in order; those of negative ones run the other way.
    let key = |bits: u64| if bits >> 63 == 0 { bits | (1 << 63) } else { !bits };
    let bits = |key: u64| if key >> 63 == 0 { !key } else { key & !(1 << 63) };
    let mut keys: Vec<u64> = numbers.iter().map(|number| key(number.to_bits())).collect();
    sort(&mut keys);
    for (number, &key) in numbers.iter_mut().zip(&keys) {
        *number = f64::from_bits(bits(key));
    }
}

/// The positions below `len` in the order of their byte strings; equal ones ascending.
///
/// Most strings tell themselves apart within the first eight bytes after what they all share.
/// Those eight are a number, numbers are sorted byte by byte (least significant first), and only
/// strings that agree in them are compared.
#[must_use]
pub fn order_of_strings<'a>(len: usize, get: &dyn Fn(usize) -> &'a [u8]) -> Vec<usize> {
    let Some(first) = (len > 0).then(|| get(0)) else { return Vec::new() };
    let mut shared = first.len();
    for k in 1..len {
        let agree = first[..shared].iter().zip(get(k)).take_while(|(one, other)| one == other);
        shared = agree.count();
    }
    let start = |k: usize| {
        let mut eight = [0; 8];
        for (byte, &from) in eight.iter_mut().zip(&get(k)[shared..]) {
            *byte = from;
        }
        u64::from_be_bytes(eight)
    };
    let mut keys: Vec<(u64, u32)> = (0..len).map(|k| (start(k), k as u32)).collect();
    let (mut all, mut any) = (u64::MAX, 0);
    for (key, _) in &keys {
        all &= key;
        any |= key;
    }
    let mut next = vec![(0, 0); len];
    for shift in (0..64).step_by(8).filter(|shift| (all ^ any) >> shift & 0xFF != 0) {
        let digit = |key: u64| (key >> shift & 0xFF) as usize;
        let mut places = [0; 257];
        for &(key, _) in &keys {
            places[digit(key) + 1] += 1;
        }
        for k in 1..257 {
            places[k] += places[k - 1];
        }
        for &(key, k) in &keys {
            let place = &mut places[digit(key)];
            next[*place] = (key, k);
            *place += 1;
        }
        std::mem::swap(&mut keys, &mut next);
    }
    drop(next);
    let mut positions: Vec<usize> = keys.iter().map(|&(_, k)| k as usize).collect();
    let mut from = 0;
    for to in 1..=len {
        if to < len && keys[to].0 == keys[from].0 {
            continue;
        }
        if to - from > 1 {
            reorder(&mut positions[from..to], &|i, j| get(i).cmp(get(j)));
        }
        from = to;
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_in_the_order_of_comparing_them() {
        let compared =
            |strings: &[Vec<u8>]| order(strings.len(), &|i, j| strings[i].cmp(&strings[j]));
        let sorted = |strings: &[Vec<u8>]| order_of_strings(strings.len(), &|k| &strings[k]);
        let mut told = 0; // rounds in which what comes after eight bytes matters
        let mut state = 7_u64;
        let mut below = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % bound
        };
        for round in 0..400 {
            let shared = vec![b'j'; below(12) as usize];
            // Letters few and many, NUL among them: a missing byte is no NUL.
            let letters = [1, 2, 3, 256][round % 4];
            let strings: Vec<Vec<u8>> = (0..below(60))
                .map(|_| {
                    let own = (0..below(14)).map(|_| below(letters) as u8).collect();
                    [shared.clone(), own].concat()
                })
                .collect();
            assert_eq!(sorted(&strings), compared(&strings));
            let eight: Vec<Vec<u8>> =
                strings.iter().map(|s| s[..s.len().min(shared.len() + 8)].into()).collect();
            told += usize::from(sorted(&eight) != compared(&strings));
        }
        assert!(told > 0);
    }

    #[test]
    fn numbers_are_sorted_few_and_many() {
        let mut state = 11_u64;
        for len in [0, 1, 2, 31, 32, 33, 200, 3_000] {
            for mask in [u64::MAX, 0xFF, 0xFF00_0000_FF00] {
                let mut numbers: Vec<u64> = (0..len)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        (state ^ state >> 33) & mask
                    })
                    .collect();
                let mut wanted = numbers.clone();
                wanted.sort_unstable();
                sort(&mut numbers);
                assert_eq!(numbers, wanted);
            }
        }
    }

    #[test]
    fn floats_are_sorted_as_their_total_order_has_it() {
        let mut numbers = vec![
            0.0,
            -0.0,
            1.5,
            -1.5,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            -f64::NAN,
            f64::MIN_POSITIVE,
            -5e-324,
            1.5,
        ];
        let bits = |numbers: &[f64]| numbers.iter().map(|n| n.to_bits()).collect::<Vec<_>>();
        let mut wanted = numbers.clone();
        wanted.sort_by(f64::total_cmp);
        sort_floats(&mut numbers);
        assert_eq!(bits(&numbers), bits(&wanted));
    }

    #[test]
    fn equal_ones_stay_in_order() {
        let values = [3, 1, 2, 1];
        assert_eq!(order(4, &|i, j| values[i].cmp(&values[j])), [1, 3, 2, 0]);
    }
}
