//! Points in time, good enough to put votes in order.

use super::number::number;

/// Seconds since 1970 of an ISO 8601 date or time, or a plain number in
/// whatever unit the file counts; `None` for anything else.
///
/// A time without an offset is taken as UTC: only the order matters.
pub(super) fn parse(text: &str) -> Option<f64> {
    if let Some(number) = number(text) {
        return number.is_finite().then_some(number);
    }
    let (date, rest) = text.split_at_checked(10)?;
    let days = days(date)?;
    let Some(clock) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then_some(days * 86_400.0);
    };
    let zone = clock.find(['Z', 'z', '+', '-', ' ']).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(zone);
    let seconds = seconds(clock)?;
    let offset = match zone.trim().trim_end_matches("UTC").trim() {
        "" | "Z" | "z" => 0.0,
        zone => {
            let (hours, minutes) = zone.get(1..)?.split_at_checked(2)?;
            let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
            let minutes = if minutes.is_empty() { 0 } else { digits(minutes)? };
            let offset = f64::from(digits(hours)? * 60 + minutes) * 60.0;
            match zone.as_bytes()[0] {
                b'-' => -offset,
                b'+' => offset,
                _ => return None,
            }
        }
    };
    Some(days * 86_400.0 + seconds - offset)
}

/// Days since 1970-01-01 in the Gregorian calendar (Hinnant 2013, `days_from_civil`).
fn days(date: &str) -> Option<f64> {
    let bytes = date.as_bytes();
    if !matches!((bytes[4], bytes[7]), (b'-', b'-') | (b'/', b'/')) {
        return None;
    }
    let year = i64::from(digits(date.get(..4)?)?);
    let month = i64::from(digits(date.get(5..7)?)?);
    let day = i64::from(digits(date.get(8..)?)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so that the leap day is the last.
    let year = year - i64::from(month <= 2);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some((era * 146_097 + day_of_era - 719_468) as f64)
}

/// Seconds of `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fraction`.
fn seconds(clock: &str) -> Option<f64> {
    let mut parts = clock.splitn(3, ':');
    let (hours, minutes) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let seconds = match parts.next() {
        Some(seconds) if seconds.starts_with(|c: char| c.is_ascii_digit()) => {
            number(seconds).filter(|s| s.is_finite())?
        }
        Some(_) => return None,
        None => 0.0,
    };
    (hours <= 24 && minutes < 60).then_some(f64::from(hours * 3600 + minutes * 60) + seconds)
}

fn digits(text: &str) -> Option<u32> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_dates_and_times() {
        let instant = Some(1_714_566_600.0); // date -u -d 2024-05-01T12:30 +%s
        assert_eq!(parse("2024-05-01T12:30:00Z"), instant);
        assert_eq!(parse("2024-05-01 12:30"), instant);
        assert_eq!(parse("2024-05-01 14:30:00+02:00"), instant);
        assert_eq!(parse("2024-05-01T07:00:00-0530"), instant);
        assert_eq!(parse("2024-05-01 12:30:00 UTC"), instant);
        assert_eq!(parse("2024-05-01T12:30:00.250Z"), Some(1_714_566_600.25));
        assert_eq!(parse("1970-01-01"), Some(0.0));
        assert_eq!(parse("2000/03/01"), Some(951_868_800.0));
        assert_eq!(parse("1682351909.9"), Some(1_682_351_909.9));
        for bad in ["", "nan", "inf", "yesterday", "2024-13-01", "2024-05-01T", "2024-05-01Txx"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        for odd in ["2024-05-01é12:00", "äöüßéäöüß", "2024-05-01T12:30+é", "2024-05-01T12:30+1"]
        {
            assert_eq!(parse(odd), None, "{odd}");
        }
    }
}
