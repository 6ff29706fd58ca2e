//! What is counted in one text.

use std::ops::AddAssign;

use pulldown_cmark::{Event, Parser, Tag};
use unicode_segmentation::UnicodeSegmentation;

/// Counts of one response; those of its texts add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Characters as people see them: extended grapheme clusters of Unicode Standard Annex 29.
    pub characters: u64,
    /// Words by that annex: segments with a letter or a digit in them.
    pub words: u64,
    /// Headings, of either kind.
    pub headers: u64,
    /// Items of lists, ordered or not.
    pub list_items: u64,
    /// Strong emphases.
    pub bold: u64,
    /// Code blocks, fenced or indented.
    pub code_blocks: u64,
    /// Links and autolinks; images are none.
    pub links: u64,
}

impl Style {
    /// Of a text in Markdown as `CommonMark` 0.31 has it, without white space around it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim_ascii();
        let mut style = Self {
            characters: text.graphemes(true).count() as u64,
            words: text.unicode_words().count() as u64,
            ..Self::default()
        };
        for event in Parser::new(text) {
            let Event::Start(tag) = event else { continue };
            match tag {
                Tag::Heading { .. } => style.headers += 1,
                Tag::Item => style.list_items += 1,
                Tag::Strong => style.bold += 1,
                Tag::CodeBlock(_) => style.code_blocks += 1,
                Tag::Link { .. } => style.links += 1,
                _ => {}
            }
        }
        style
    }

    /// The counts as they are declared.
    #[must_use]
    pub fn counts(&self) -> [u64; 7] {
        let Self { characters, words, headers, list_items, bold, code_blocks, links } = *self;
        [characters, words, headers, list_items, bold, code_blocks, links]
    }
}

impl AddAssign for Style {
    fn add_assign(&mut self, other: Self) {
        self.characters += other.characters;
        self.words += other.words;
        self.headers += other.headers;
        self.list_items += other.list_items;
        self.bold += other.bold;
        self.code_blocks += other.code_blocks;
        self.links += other.links;
    }
}
