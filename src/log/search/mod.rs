//! Finding decisions by what they say, ranked.
//!
//! The ranking is BM25 over weighted fields: a word tells more the fewer decisions have it, more in a title
//! than in a reference, and less the longer the field. There is no index: every word of every decision is
//! looked at once, which is right for as long as logs have thousands of decisions and not millions.

use std::collections::BTreeMap;
use std::ops::Range;

use super::decision::Decision;

mod passage;
mod words;

pub use passage::Field;

/// The most lines that are shown of one decision.
const LINES: usize = 3;

/// How soon more of the same word stops telling more.
const SATURATION: f64 = 1.2;

/// How much a long field counts less.
const LENGTH: f64 = 0.75;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Query {
    words: Vec<String>,
    fields: Vec<Field>,
}

impl Query {
    /// These words, in these fields; in all of them where there are none. `None` where the text holds no word.
    pub fn new(text: &str, fields: Vec<Field>) -> Option<Self> {
        let found = words::words(text);
        let mut wanted: Vec<String> = Vec::new();
        for (index, word) in found.iter().enumerate() {
            // The last character of a phrase without spaces is part of the pair before it.
            let is_in_pair = index
                .checked_sub(1)
                .and_then(|before| found.get(before))
                .is_some_and(|before| before.range.end == word.range.end);
            if !is_in_pair && !wanted.contains(&word.folded) {
                wanted.push(word.folded.clone());
            }
        }
        (!wanted.is_empty()).then_some(Self {
            words: wanted,
            fields,
        })
    }
}

/// A decision that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its place among those that were searched.
    pub index: usize,
    /// How well it fits: for comparing within one search only.
    pub score: f64,
    /// Whether it has all the words.
    pub complete: bool,
    /// The lines that say most of it, in the order of fields.
    pub lines: Vec<Line>,
}

/// A line with words that were looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where.
    pub field: Field,
    /// The line.
    pub text: String,
    /// Where in it the words stand, in bytes, in order and apart.
    pub hits: Vec<Range<usize>>,
}

/// Finds decisions, the best first. Those that have all the words where there are any, else those with some.
pub fn search(decisions: &[&Decision], query: &Query) -> Vec<Found> {
    let pages: Vec<Page> = decisions
        .iter()
        .map(|decision| Page::of(decision, query))
        .collect();
    let scale = Scale::of(&pages, query);
    let mut found: Vec<Found> = pages
        .into_iter()
        .enumerate()
        .filter_map(|(index, page)| page.found(index, query, &scale))
        .collect();
    if found.iter().any(|one| one.complete) {
        found.retain(|one| one.complete);
    }
    found.sort_by(|one, other| {
        let order = other.score.total_cmp(&one.score);
        order.then(one.index.cmp(&other.index))
    });
    found
}

/// The words of a decision, each with how much it tells there: what somebody needs who searches without this program.
pub fn vocabulary(decision: &Decision) -> BTreeMap<String, f64> {
    let mut told = BTreeMap::new();
    for (field, passage) in passage::passages(decision) {
        for word in words::words(&passage) {
            let telling: &mut f64 = told.entry(word.folded).or_default();
            // The field that tells most decides; each further place adds a little.
            *telling = telling.max(field.weight()) + 0.1;
        }
    }
    told
}

/// How well a word of a text fits one that is looked for; zero where it does not. Words that begin alike count
/// less, and those that hold it somewhere inside, as compounds do, still less.
fn fit(wanted: &str, word: &str) -> f64 {
    if word == wanted {
        1.0
    } else if word.starts_with(wanted) {
        0.6
    } else if wanted.chars().nth(3).is_some() && word.contains(wanted) {
        0.3
    } else {
        0.0
    }
}

/// One decision, with what fits the query.
struct Page {
    /// Words in each field, in the order of [`Field::ALL`].
    lengths: [usize; Field::ALL.len()],
    /// For each word of the query, how often each field has it, by how well it fits.
    counts: Vec<[f64; Field::ALL.len()]>,
    /// Lines with hits, and which words of the query each has.
    lines: Vec<(Line, Vec<usize>)>,
}

impl Page {
    fn of(decision: &Decision, query: &Query) -> Self {
        let mut page = Self {
            lengths: [0; Field::ALL.len()],
            counts: vec![[0.0; Field::ALL.len()]; query.words.len()],
            lines: Vec::new(),
        };
        for (field, passage) in passage::passages(decision) {
            if query.fields.is_empty() || query.fields.contains(&field) {
                for line in passage.lines() {
                    page.read(field, line.trim(), query);
                }
            }
        }
        page
    }

    fn read(&mut self, field: Field, text: &str, query: &Query) {
        let mut hits: Vec<Range<usize>> = Vec::new();
        let mut which = Vec::new();
        let at = field as usize;
        for word in words::words(text) {
            if let Some(length) = self.lengths.get_mut(at) {
                *length += 1;
            }
            for (index, wanted) in query.words.iter().enumerate() {
                let fit = fit(wanted, &word.folded);
                if fit == 0.0 {
                    continue;
                }
                let count = self.counts.get_mut(index).and_then(|row| row.get_mut(at));
                if let Some(count) = count {
                    *count += fit;
                }
                if !which.contains(&index) {
                    which.push(index);
                }
                match hits.last_mut() {
                    Some(last) if word.range.start <= last.end => {
                        last.end = last.end.max(word.range.end);
                    }
                    _ => hits.push(word.range.clone()),
                }
            }
        }
        if !hits.is_empty() {
            let line = Line {
                field,
                text: text.to_owned(),
                hits,
            };
            self.lines.push((line, which));
        }
    }

    fn has(&self, word: usize) -> bool {
        let counts = self.counts.get(word);
        counts.is_some_and(|row| row.iter().any(|count| *count > 0.0))
    }

    fn found(mut self, index: usize, query: &Query, scale: &Scale) -> Option<Found> {
        let has: Vec<bool> = (0..query.words.len()).map(|word| self.has(word)).collect();
        if !has.contains(&true) {
            return None;
        }
        // The lines with most of the words, those in telling fields first.
        self.lines.sort_by(|(one, has_one), (other, has_other)| {
            let order = has_other.len().cmp(&has_one.len());
            order.then(one.field.cmp(&other.field))
        });
        let mut lines: Vec<Line> = Vec::new();
        for (line, _) in self.lines {
            if lines.len() < LINES && !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines.sort_by_key(|line| line.field);
        Some(Found {
            index,
            score: scale.score(&self.lengths, &self.counts),
            complete: !has.contains(&false),
            lines,
        })
    }
}

/// What is usual among all decisions, by which each is measured.
struct Scale {
    /// How telling each word of the query is.
    rarity: Vec<f64>,
    /// How many words each field has on average, where it has any.
    lengths: [f64; Field::ALL.len()],
}

impl Scale {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of words and decisions are far below 2^52"
    )]
    fn of(pages: &[Page], query: &Query) -> Self {
        let all = pages.len() as f64;
        let rarity = (0..query.words.len())
            .map(|word| {
                let with = pages.iter().filter(|page| page.has(word)).count() as f64;
                (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
            })
            .collect();
        let lengths = std::array::from_fn(|at| {
            let of_field = pages.iter().filter_map(|page| page.lengths.get(at));
            let filled: Vec<usize> = of_field.copied().filter(|length| *length > 0).collect();
            filled.iter().sum::<usize>() as f64 / (filled.len().max(1)) as f64
        });
        Self { rarity, lengths }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of words are far below 2^52"
    )]
    fn score(
        &self,
        lengths: &[usize; Field::ALL.len()],
        counts: &[[f64; Field::ALL.len()]],
    ) -> f64 {
        let of_word = |row: &[f64; Field::ALL.len()], rarity: f64| {
            let mut weighed = 0.0;
            for ((field, count), (length, usual)) in Field::ALL
                .iter()
                .zip(row)
                .zip(lengths.iter().zip(&self.lengths))
            {
                let relative = *length as f64 / usual.max(1.0);
                weighed += field.weight() * count / (1.0 - LENGTH + LENGTH * relative.max(0.1));
            }
            rarity * weighed / (SATURATION + weighed)
        };
        counts
            .iter()
            .zip(&self.rarity)
            .map(|(row, rarity)| of_word(row, *rarity))
            .sum()
    }
}
