//! A table for spreadsheets: comma-separated values after RFC 4180, a row for each decision.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@` or a tab for a formula, and runs it. Such a cell gets
//! an apostrophe before it, and so does one that begins with an apostrophe: whoever takes away one apostrophe from
//! the start of a cell has exactly what the record says. See
//! <https://owasp.org/www-community/attacks/CSV_Injection>.

use super::{Entry, Selection, links, more};
use crate::record::field::Field;
use crate::record::prose::Prose;
use crate::record::text::{Alternative, Attachment, Reference, Text};
use crate::record::yaml;

/// The columns that are no fields of a text, before those that are.
const FIRST: [&str; 9] = [
    "number",
    "status",
    "revision",
    "date",
    "agreed_by",
    "signers",
    "superseded_by",
    "amended_by",
    "imported_from",
];

/// The document: a line of names, a row for each decision, each ended by CR and LF.
pub(super) fn document(selection: &Selection<'_>) -> String {
    let fields = columns();
    let names = FIRST
        .into_iter()
        .chain(fields.iter().map(|field| field.key()));
    let mut table = row(names.map(str::to_owned));
    for entry in &selection.entries {
        let said = fields.iter().map(|field| cell(entry.text, *field));
        table.push_str(&row(first(entry).into_iter().chain(said)));
    }
    table
}

/// Every field of a text but the charter, which is no table.
fn columns() -> Vec<Field> {
    let is_cell = |field: &Field| *field != Field::Charter;
    Field::ALL.into_iter().filter(is_cell).collect()
}

fn first(entry: &Entry<'_>) -> [String; 9] {
    let signers: std::collections::BTreeSet<_> = entry
        .decision
        .signoffs
        .iter()
        .map(|stored| &stored.value.signer)
        .collect();
    let revision = entry.revision.map(|stored| stored.value.revision);
    let sources = entry.sources().iter().map(|source| &source.path);
    [
        entry.number().to_string(),
        entry.status(),
        revision
            .map(|number| number.to_string())
            .unwrap_or_default(),
        entry.date.to_string(),
        words(&entry.agreed_by),
        words(signers),
        words(entry.superseded_by),
        words(&entry.amended_by),
        lines(sources),
    ]
}

/// What a text says in a field. Short words stand side by side, lines below each other.
fn cell(text: &Text, field: Field) -> String {
    let prose = |prose: &Option<Prose>| {
        prose
            .as_ref()
            .map(|prose| prose.as_str().trim_end().to_owned())
    };
    let said = match field {
        Field::Id => Some(text.id.to_string()),
        Field::Title => Some(text.title.to_string()),
        Field::Owner => text.owner.as_ref().map(ToString::to_string),
        Field::Editors => Some(words(&text.editors)),
        Field::Impact => field.value(text).as_str().map(str::to_owned),
        Field::Tags => Some(words(&text.tags)),
        Field::Governs => Some(lines(&text.governs)),
        Field::Approvers => Some(words(&text.approvers)),
        Field::Consulted => Some(words(&text.consulted)),
        Field::Informed => Some(words(&text.informed)),
        Field::Context => prose(&text.context),
        Field::Drivers => Some(lines(&text.drivers)),
        Field::Options => Some(lines(text.options.iter().map(option))),
        Field::Decision => prose(&text.decision),
        Field::Consequences => prose(&text.consequences),
        Field::Assumptions => Some(lines(text.assumptions.iter().map(more::assumption))),
        Field::Confirmation => prose(&text.confirmation),
        Field::ReviewBy => text.review_by.map(|day| day.to_string()),
        Field::Supersedes | Field::Amends | Field::DependsOn | Field::RelatesTo => {
            Some(words(links::named(text, field)))
        }
        Field::References => Some(lines(text.references.iter().map(reference))),
        Field::Attachments => Some(lines(text.attachments.iter().map(attachment))),
        Field::Custom if text.custom.is_empty() => None,
        Field::Custom => Some(yaml::write(&text.custom).trim_end().to_owned()),
        Field::Charter => None,
    };
    said.unwrap_or_default()
}

fn words<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    joined(items, " ")
}

fn lines<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    joined(items, "\n")
}

fn joined<T: ToString>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(between)
}

fn option(option: &Alternative) -> String {
    let mut text = option.name.to_string();
    if let Some(summary) = &option.summary {
        text.push_str(&format!("\n{}", summary.as_str().trim_end()));
    }
    text.extend(option.pros.iter().map(|pro| format!("\n+ {pro}")));
    text.extend(option.cons.iter().map(|con| format!("\n- {con}")));
    text
}

fn reference(Reference { title, url }: &Reference) -> String {
    match url {
        Some(url) => format!("{title} <{url}>"),
        None => title.to_string(),
    }
}

fn attachment(
    Attachment {
        path,
        sha256,
        title,
    }: &Attachment,
) -> String {
    match title {
        Some(title) => format!("{title} <{path}> {sha256}"),
        None => format!("<{path}> {sha256}"),
    }
}

fn row(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| quoted(&harmless(cell))).collect();
    format!("{}\r\n", cells.join(","))
}

/// The text, with an apostrophe before it where a spreadsheet would run it. Some take the full-width signs as well.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text
    }
}

/// RFC 4180, 2.6 and 2.7. White space at either end is quoted too: some readers take it away.
fn quoted(cell: &str) -> String {
    let is_bare = !cell.contains(['"', ',', '\r', '\n', ';', '\t']) && cell.trim() == cell;
    if is_bare {
        cell.to_owned()
    } else {
        format!("\"{}\"", cell.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_spreadsheet_would_run_begins_a_cell() {
        let cells = [
            "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'x", "＝1", "a=1", "",
        ];
        let row = row(cells.into_iter().map(str::to_owned));
        assert_eq!(row, "'=1+1,'+1,'-1,'@SUM(A1),\"'\tx\",''x,'＝1,a=1,\r\n");
    }

    #[test]
    fn what_divides_cells_is_quoted() {
        let cells = ["a,b", "say \"no\"", "a\nb", " a", "a;b", "plain words"];
        let row = row(cells.into_iter().map(str::to_owned));
        assert_eq!(
            row,
            "\"a,b\",\"say \"\"no\"\"\",\"a\nb\",\" a\",\"a;b\",plain words\r\n"
        );
    }
}
