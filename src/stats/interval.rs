//! Levels of intervals and tests.

use crate::error::Error;

/// A level as a caller gives it; 0.95 where absent.
///
/// # Errors
/// `bad-option` for a number that is not between 0 and 1.
pub fn checked_level(level: Option<f64>) -> Result<f64, Error> {
    let level = level.unwrap_or(0.95);
    // Negated so that NaN fails too.
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::option("level", level, "a number between 0 and 1, such as 0.95"));
    }
    Ok(level)
}
