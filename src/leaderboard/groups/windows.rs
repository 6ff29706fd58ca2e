//! Windows of time: of equally many votes, or the calendar's.

use super::options::{Calendar, Windows};
use crate::error::Error;
use crate::stats::order::order;

/// Windows at most.
pub(super) const MOST_WINDOWS: usize = 1000;
const DAY: f64 = 86_400.0;
/// Seconds since 1970 from 1973 to 2100: numbers that are taken for dates.
const DATES: std::ops::Range<f64> = 1e8..4.2e9;
/// In thousandths, millionths and billionths of seconds too.
const UNITS: [f64; 4] = [1.0, 1e3, 1e6, 1e9];

/// Windows, and what each vote's time is.
pub(super) struct Divided {
    /// The window of each time given.
    pub of: Vec<u16>,
    /// What each window is called.
    pub labels: Vec<String>,
    /// What one second is in the file's times, if they are dates.
    pub second: Option<f64>,
}

/// What one second is in these times, if all may be dates.
pub(crate) fn second_of(times: &[f64]) -> Option<f64> {
    let in_unit = |unit: &f64| times.iter().all(|time| DATES.contains(&(time / unit)));
    UNITS.into_iter().find(in_unit)
}

/// Divides times, of which each stands for some votes.
///
/// # Errors
/// The calendar's windows of times that are no dates, or more windows than can be.
pub(super) fn divide(times: &[f64], votes: &[u32], windows: Windows) -> Result<Divided, Error> {
    let second = second_of(times);
    match windows {
        Windows::Count(count) => Ok(equal(times, votes, count, second)),
        Windows::Calendar(calendar) => {
            let name = serde_name(calendar);
            let second = second.ok_or_else(|| {
                let expected = "a number of windows: these votes' times are not dates";
                Error::option("windows", name, expected)
            })?;
            by_calendar(times, calendar, second)
        }
    }
}

fn serde_name(calendar: Calendar) -> &'static str {
    match calendar {
        Calendar::Day => "day",
        Calendar::Week => "week",
        Calendar::Month => "month",
        Calendar::Quarter => "quarter",
        Calendar::Year => "year",
    }
}

/// Windows of equally many votes, as far as votes of one time stay together: those go where the
/// middle one of them belongs.
fn equal(times: &[f64], votes: &[u32], count: u32, second: Option<f64>) -> Divided {
    let by_time = order(times.len(), &|a, b| times[a].total_cmp(&times[b]));
    let all: f64 = votes.iter().map(|&n| f64::from(n)).sum();
    let mut of = vec![0; times.len()];
    let (mut before, mut at, mut used) = (0.0, 0, Vec::new());
    while at < by_time.len() {
        let time = times[by_time[at]];
        let same = by_time[at..].iter().take_while(|&&k| times[k].total_cmp(&time).is_eq());
        let same: Vec<usize> = same.copied().collect();
        let here: f64 = same.iter().map(|&k| f64::from(votes[k])).sum();
        let window = ((before + here / 2.0) * f64::from(count) / all).floor();
        let window = (window.max(0.0) as u32).min(count - 1);
        if used.last() != Some(&window) {
            used.push(window);
        }
        for &k in &same {
            of[k] = (used.len() - 1) as u16;
        }
        before += here;
        at += same.len();
    }
    let mut starts = vec![f64::INFINITY; used.len()];
    for (&window, &time) in of.iter().zip(times) {
        let start = &mut starts[usize::from(window)];
        *start = start.min(time);
    }
    let label = |(k, start): (usize, &f64)| match second {
        Some(second) => format!("from {}", date(*start / second)),
        None => format!("window {}", k + 1),
    };
    Divided { of, labels: starts.iter().enumerate().map(label).collect(), second }
}

fn by_calendar(times: &[f64], calendar: Calendar, second: f64) -> Result<Divided, Error> {
    let number = |time: f64| {
        let day = (time / second / DAY).floor();
        let (year, month, _) = civil(day);
        match calendar {
            Calendar::Day => day as i64,
            // 1970-01-01 was a Thursday.
            Calendar::Week => ((day + 3.0) / 7.0).floor() as i64,
            Calendar::Month => year * 12 + month - 1,
            Calendar::Quarter => year * 4 + (month - 1) / 3,
            Calendar::Year => year,
        }
    };
    let numbers: Vec<i64> = times.iter().map(|&time| number(time)).collect();
    let ascending = order(numbers.len(), &|a, b| numbers[a].cmp(&numbers[b]));
    let mut seen: Vec<i64> = ascending.into_iter().map(|k| numbers[k]).collect();
    seen.dedup();
    if seen.len() > MOST_WINDOWS {
        let expected =
            format!("longer windows: these are {}, and {MOST_WINDOWS} is the most", seen.len());
        return Err(Error::option("windows", serde_name(calendar), &expected));
    }
    let label = |&number: &i64| match calendar {
        Calendar::Day => date(number as f64 * DAY),
        Calendar::Week => format!("week of {}", date((number * 7 - 3) as f64 * DAY)),
        Calendar::Month => {
            format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
        }
        Calendar::Quarter => format!("{:04} Q{}", number.div_euclid(4), number.rem_euclid(4) + 1),
        Calendar::Year => number.to_string(),
    };
    let of = |number: &i64| seen.partition_point(|other| other < number) as u16;
    Ok(Divided {
        of: numbers.iter().map(of).collect(),
        labels: seen.iter().map(label).collect(),
        second: Some(second),
    })
}

/// `2024-05-01` of seconds since 1970.
pub(super) fn date(seconds: f64) -> String {
    let (year, month, day) = civil((seconds / DAY).floor());
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day in the Gregorian calendar (Hinnant 2013, `civil_from_days`).
fn civil(days: f64) -> (i64, i64, i64) {
    let days = days as i64 + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year_of_era + era * 400 + later, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-02-29 12:00, 2024-03-01 00:00, 2024-12-31 23:59, 2025-01-01 00:00 (date -u +%s).
    const TIMES: [f64; 4] = [1_709_208_000.0, 1_709_251_200.0, 1_735_689_540.0, 1_735_689_600.0];

    #[test]
    fn calendars_windows_have_their_names() {
        for (calendar, labels) in [
            (Calendar::Day, vec!["2024-02-29", "2024-03-01", "2024-12-31", "2025-01-01"]),
            (Calendar::Week, vec!["week of 2024-02-26", "week of 2024-12-30"]),
            (Calendar::Month, vec!["2024-02", "2024-03", "2024-12", "2025-01"]),
            (Calendar::Quarter, vec!["2024 Q1", "2024 Q4", "2025 Q1"]),
            (Calendar::Year, vec!["2024", "2025"]),
        ] {
            let windows = Windows::Calendar(calendar);
            for unit in [1.0, 1e3, 1e6, 1e9] {
                let times = TIMES.map(|time| time * unit);
                assert_eq!(divide(&times, &[1; 4], windows).unwrap().labels, labels);
            }
            assert!(divide(&[1.0, 2.0], &[1; 2], windows).is_err());
        }
    }

    #[test]
    fn equal_windows_hold_equally_many_votes() {
        let times: Vec<f64> = (0..1000).map(|k| f64::from(k * 7919 % 1000)).collect();
        let found = divide(&times, &[1; 1000], Windows::Count(8)).unwrap();
        for window in 0..8 {
            assert_eq!(found.of.iter().filter(|&&of| of == window).count(), 125);
        }
        assert_eq!(found.labels[7], "window 8");
        // Votes of one time stay together, and no window is empty.
        let few = divide(&[5.0, 1.0, 5.0, 5.0, 9.0], &[1, 1, 9, 1, 1], Windows::Count(4)).unwrap();
        assert_eq!(few.of[0], few.of[2]);
        assert_eq!(few.labels.len(), few.of.iter().max().map_or(0, |&most| usize::from(most) + 1));
    }
}
