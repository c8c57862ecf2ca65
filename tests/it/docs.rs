//! Documentation that is made from the code, or that the code has to agree with.

use std::fs;
use std::path::Path;

/// Compares a page with what it should be. `ADR_BLESS=1` writes it.
fn holds(path: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("ADR_BLESS").is_some() {
        fs::write(&file, expected).expect("a page");
    }
    let page = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        page == expected,
        "{path} is not what the code says: ADR_BLESS=1 cargo test --test it docs"
    );
}

#[test]
fn every_code_of_the_check_is_documented() {
    holds("docs/check.md", &adr_sign::render::codes::page());
}

#[test]
fn every_code_of_the_linter_is_documented() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lint.md");
    let page = fs::read_to_string(file).expect("a page");
    for code in adr_sign::log::lint::codes::CODES {
        let severity = format!("{:?}", code.severity).to_lowercase();
        let row = format!("| `{}` | {severity} | {} |", code.name, code.what);
        assert!(page.contains(&row), "docs/lint.md lacks: {row}");
    }
}

#[test]
fn the_table_of_what_exports_keep_is_what_they_keep() {
    use adr_sign::interchange::export::Format;
    use adr_sign::interchange::export::kept::{Kept, kept};
    use adr_sign::record::field::Field;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/export.md");
    let page = fs::read_to_string(file).expect("a page");
    let formats = [
        Format::Madr,
        Format::Nygard,
        Format::JsonAdr,
        Format::Csv,
        Format::Json,
    ];
    for field in Field::ALL {
        let cells = formats.map(|format| match kept(format, field) {
            Kept::Whole => "field",
            Kept::Words => "words",
            Kept::Nothing => "–",
        });
        let row = format!("| `{field}` | {} |\n", cells.join(" | "));
        assert!(page.contains(&row), "docs/export.md lacks: {row}");
    }
}
