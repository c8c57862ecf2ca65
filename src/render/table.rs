//! Aligned columns that fit a terminal: the widest column gives way first.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::{cut, harmless};

/// Between two columns.
const GAP: usize = 2;

/// A column's heading, and how narrow it may become.
pub struct Column {
    heading: &'static str,
    least: usize,
    is_right: bool,
}

impl Column {
    /// A column that is never cut.
    pub const fn whole(heading: &'static str) -> Self {
        Self::shrinking(heading, usize::MAX)
    }

    /// A column that may be cut down to so many columns of the terminal.
    pub const fn shrinking(heading: &'static str, least: usize) -> Self {
        Self {
            heading,
            least,
            is_right: false,
        }
    }

    /// The same, aligned to the right.
    #[must_use]
    pub const fn right(self) -> Self {
        Self {
            is_right: true,
            ..self
        }
    }
}

/// One field of a row.
pub struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// A text without colour.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::styled(text, Style::new())
    }

    /// A text in a style.
    pub fn styled(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: harmless(&text.into()).replace('\n', " "),
            style,
        }
    }
}

/// Lays rows out under their headings, in lines of at most `width` columns; whole where that is `None`.
/// Columns in which no row says anything are left out.
pub fn lay_out(columns: &[Column], rows: &[Vec<Cell>], width: Option<usize>) -> String {
    let used: Vec<usize> = (0..columns.len())
        .filter(|&at| {
            rows.iter()
                .any(|row| row.get(at).is_some_and(|cell| !cell.text.is_empty()))
        })
        .collect();
    let widest = |at: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(at))
            .map(|cell| cell.text.width());
        cells.max().unwrap_or(0).max(columns[at].heading.width())
    };
    let mut widths: Vec<usize> = used.iter().map(|&at| widest(at)).collect();
    if let Some(width) = width {
        let least: Vec<usize> = used.iter().map(|&at| columns[at].least).collect();
        shrink(
            &mut widths,
            &least,
            width.saturating_sub(GAP * used.len().saturating_sub(1)),
        );
    }
    let headings = columns
        .iter()
        .map(|column| Cell::styled(column.heading, super::paint::DIM))
        .collect();
    let mut text = String::new();
    for row in std::iter::once(&headings).chain(rows) {
        let mut line = String::new();
        let mut pending = 0;
        for (&at, &room) in used.iter().zip(&widths) {
            let Some(cell) = row.get(at) else { continue };
            let shown = cut(&cell.text, room);
            let padding = room.saturating_sub(shown.width());
            let (before, after) = if columns[at].is_right {
                (padding, 0)
            } else {
                (0, padding)
            };
            if shown.is_empty() {
                // Nothing is written where nothing stands, so that no line ends in spaces.
                pending += room + GAP;
                continue;
            }
            line.extend(std::iter::repeat_n(' ', pending + before));
            line.push_str(&super::paint::paint(cell.style, shown));
            pending = after + GAP;
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Takes columns away from the widest that may give one until all fit, or nothing can give any more.
fn shrink(widths: &mut [usize], least: &[usize], room: usize) {
    let mut excess = widths.iter().sum::<usize>().saturating_sub(room);
    while excess > 0 {
        let widest = (0..widths.len())
            .filter(|&at| widths[at] > least[at])
            .max_by_key(|&at| widths[at]);
        let Some(at) = widest else { return };
        widths[at] -= 1;
        excess -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(width: Option<usize>) -> String {
        let columns = [
            Column::whole("#").right(),
            Column::shrinking("TITLE", 5),
            Column::whole("OWNER"),
            Column::whole("NOTHING"),
        ];
        let row = |number: &str, title: &str, owner: &str| {
            [number, title, owner, ""].map(Cell::plain).into()
        };
        let rows = [
            row("7", "PostgreSQL for the orders", "alice"),
            row("12", "数据库选型和迁移计划", "bob"),
        ];
        let text = lay_out(&columns, &rows, width);
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn columns_align_and_empty_ones_are_left_out() {
        insta::assert_snapshot!(table(None), @r"
         #  TITLE                      OWNER
         7  PostgreSQL for the orders  alice
        12  数据库选型和迁移计划       bob
        ");
    }

    #[test]
    fn the_widest_column_gives_way() {
        insta::assert_snapshot!(table(Some(24)), @r"
         #  TITLE          OWNER
         7  PostgreSQL f…  alice
        12  数据库选型和…  bob
        ");
    }
}
