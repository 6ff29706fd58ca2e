//! A file whose rows something else decodes, such as Parquet: which of its columns are wanted.
//!
//! The rows come as CSV, the wanted columns in their order below their names; the file's own bytes
//! are only counted and hashed.

use serde::Deserialize;

use super::column_pairs::responses;
use super::header::assign;
use super::options::ReadOptions;
use super::report::{Column, Role, Texts};

/// A column as the file's own schema describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SourceColumn {
    /// Its name; that of a struct's member with dots.
    pub name: String,
    /// Why it can be neither facet nor covariate, where the schema tells: such a column is wanted
    /// only if it has a part.
    #[serde(default)]
    pub why: Option<String>,
    /// Whether it has no cells at all to be had, as a list has none.
    #[serde(default)]
    pub unreadable: bool,
}

/// What is known of such a file.
#[derive(Debug)]
pub(super) struct Decoded {
    columns: Vec<SourceColumn>,
    wanted: Vec<bool>,
    texts: Option<Texts>,
    /// The file's bytes, where only some of them are read.
    size: Option<u64>,
}

impl Decoded {
    /// Wanted is what has a part and what may turn out to be a facet or a covariate; the models'
    /// responses where their style is.
    pub(super) fn new(
        columns: Vec<SourceColumn>,
        size: Option<u64>,
        options: &ReadOptions,
    ) -> Self {
        let name = |c: &SourceColumn| if c.unreadable { String::new() } else { c.name.clone() };
        let names: Vec<String> = columns.iter().map(name).collect();
        // Where no parts are found the reader says so, with the names and some rows.
        let parts = assign(&names, &options.columns).ok();
        let roles = parts.as_ref().map(|parts| parts.roles(names.len())).unwrap_or_default();
        let texts = parts.and_then(|parts| responses(&names, &parts, &options.columns).ok()?);
        let wanted = columns.iter().enumerate().map(|(k, column)| match texts {
            Some(texts) if texts.contains(&k) => options.style,
            _ => {
                let part = roles.get(k).is_some_and(Option::is_some);
                part || column.why.is_none() && !column.unreadable
            }
        });
        let wanted = wanted.collect();
        let texts = texts.map(|[a, b]| Texts { a: names[a].clone(), b: names[b].clone() });
        Self { columns, wanted, texts, size }
    }

    /// The columns of the models' responses, read or not.
    pub(super) fn texts(&self) -> Option<Texts> {
        self.texts.clone()
    }

    pub(super) fn wanted(&self) -> &[bool] {
        &self.wanted
    }

    /// The file's size and the hash as the report tells them.
    pub(super) fn told(&self, bytes: u64, hash: String) -> (u64, String) {
        match self.size {
            Some(size) => (size, format!("parts:{hash}")),
            None => (bytes, hash),
        }
    }

    /// Every column of the file, `read` being what became of the wanted ones.
    pub(super) fn columns(&self, read: Vec<Column>) -> Vec<Column> {
        let mut read = read.into_iter();
        let columns = self.columns.iter().zip(&self.wanted).map(|(column, &wanted)| {
            let decoded = if wanted { read.next() } else { None };
            let texts = self.texts.as_ref();
            let role = match texts.map(|texts| [&texts.a, &texts.b].map(|t| *t == column.name)) {
                Some([true, _]) => Role::ResponseA,
                Some([_, true]) => Role::ResponseB,
                _ => Role::Unused,
            };
            let why = if role == Role::Unused { column.why.clone() } else { None };
            decoded.unwrap_or_else(|| Column { name: column.name.clone(), role, why })
        });
        columns.collect()
    }

    /// What a person should know of what was not read.
    pub(super) fn notes(&self, bytes: u64) -> Vec<String> {
        let left: Vec<&str> = self
            .columns
            .iter()
            .zip(&self.wanted)
            .filter(|(_, wanted)| !**wanted)
            .map(|(column, _)| column.name.as_str())
            .collect();
        let mut notes = Vec::new();
        if !left.is_empty() {
            let shown = left.iter().take(8).copied().collect::<Vec<_>>().join(", ");
            let more = if left.len() > 8 { ", …" } else { "" };
            notes.push(format!("Not read, because nothing needs it: {shown}{more}."));
        }
        if let Some(size) = self.size {
            notes.push(format!(
                "Of the file’s {size} bytes {bytes} were fetched; the hash is of these."
            ));
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, why: &str) -> SourceColumn {
        let why = (!why.is_empty()).then(|| why.to_owned());
        SourceColumn { name: name.into(), unreadable: why.as_deref() == Some("many types"), why }
    }

    #[test]
    fn what_has_a_part_or_may_be_a_facet_is_wanted() {
        let columns = vec![
            column("conversation_a", "many types"),
            column("model_a", ""),
            column("reason", "long"),
            column("prompt", "long"),
            column("model_b", ""),
            column("winner", ""),
            column("language", ""),
        ];
        let decoded = Decoded::new(columns, Some(9), &ReadOptions::default());
        assert_eq!(decoded.wanted(), [false, true, true, false, true, true, true]);
        assert_eq!(decoded.told(5, "h".into()), (9, "parts:h".into()));
        let notes = decoded.notes(5);
        assert_eq!(notes[0], "Not read, because nothing needs it: conversation_a, prompt.");
        let read = ["model_a", "reason", "model_b", "winner", "language"];
        let read =
            read.map(|name| Column { name: name.into(), role: Role::Facet, why: None }).to_vec();
        let all = decoded.columns(read);
        let names: Vec<&str> = all.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names[2..4], ["reason", "prompt"]);
        assert_eq!(all[3].why.as_deref(), Some("long"));
    }

    #[test]
    fn responses_are_wanted_where_their_style_is() {
        let columns = vec![
            column("conversation_a", "a list"),
            column("model_a", ""),
            column("model_b", ""),
            column("conversation_b", "a list"),
            column("winner", ""),
        ];
        let mut options = ReadOptions::default();
        let decoded = Decoded::new(columns.clone(), None, &options);
        assert_eq!(decoded.wanted(), [false, true, true, false, true]);
        assert_eq!(decoded.texts().unwrap().b, "conversation_b");
        assert_eq!(decoded.columns(Vec::new())[3].role, Role::ResponseB);
        options.style = true;
        assert_eq!(Decoded::new(columns, None, &options).wanted(), [true; 5]);
    }

    #[test]
    fn where_no_parts_are_found_all_short_columns_are_wanted() {
        let columns = vec![column("x", ""), column("y", "long"), column("z", "many types")];
        let decoded = Decoded::new(columns, None, &ReadOptions::default());
        assert_eq!(decoded.wanted(), [true, false, false]);
        assert_eq!(decoded.told(5, "h".into()), (5, "h".into()));
    }
}
