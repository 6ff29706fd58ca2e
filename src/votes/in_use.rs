//! Which columns of a file votes are made of, told before its rows are read.

use super::header::{assign, names_models};
use super::options::ReadOptions;
use super::sides::responses;
use super::start::no_columns;
use crate::error::Error;

/// The columns that votes can be made of, told by their names alone and in their order: those that
/// have a part, those that may be facets or covariates, and with `style` the models' responses. For
/// files whose columns need not be decoded; the cells of the others may come empty.
///
/// # Errors
/// As a [`Reader`](super::Reader)'s where the parts cannot be told.
pub fn columns_in_use(header: &[String], options: &ReadOptions) -> Result<Vec<usize>, Error> {
    let missing = |missing| no_columns(missing, header.to_vec(), Vec::new());
    let parts = assign(header, &options.columns).map_err(missing)?;
    let texts = responses(header, &parts, &options.columns).map_err(missing)?;
    let roles = parts.roles(header.len());
    let in_use = |&column: &usize| {
        let name = &header[column];
        let has_cells = options.style || !texts.is_some_and(|texts| texts.contains(&column));
        let may_be = !name.is_empty() && !header[..column].contains(name) && !names_models(name);
        roles[column].is_some() || may_be && has_cells
    };
    Ok((0..header.len()).filter(in_use).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_are_in_use_where_their_style_is() {
        let header = ["model_a", "response_a", "response_b", "model_b", "winner", "language", ""]
            .map(String::from);
        let mut options = ReadOptions::default();
        assert_eq!(columns_in_use(&header, &options).unwrap(), [0, 3, 4, 5]);
        options.style = true;
        assert_eq!(columns_in_use(&header, &options).unwrap(), [0, 1, 2, 3, 4, 5]);
        let error = columns_in_use(&header[1..], &options).unwrap_err();
        assert_eq!(error.code(), "no-columns");
    }
}
