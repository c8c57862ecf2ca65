//! A number in front of a title: `5. Use Kafka`, `ADR 104: State sync`, `ADR-0007 - Slugs`.

/// The number, and the title without it.
pub(super) fn numbered(title: &str) -> Option<(u32, &str)> {
    let title = title.trim().trim_start_matches('[');
    let lower = title.to_ascii_lowercase();
    let series = ["madr", "adr", "rfc", "decision record", "decision"]
        .into_iter()
        .find(|word| lower.starts_with(word));
    let rest = title
        .get(series.map_or(0, str::len)..)?
        .trim_start_matches([' ', '-', '_', '#', ':', '№']);
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    let number = digits.parse().ok().filter(|_| digits.len() <= 6)?;
    let after = after.trim_start_matches(']');
    let text = after.trim_start_matches([' ', '.', ':', '-', '–', '—', ')', '|', '、', '：']);
    let mark: String = after
        .chars()
        .take(after.chars().count() - text.chars().count())
        .collect();
    let is_apart = match series {
        Some(_) => !mark.is_empty() || after.is_empty(),
        // `2. Title`, and not `2.0 is out`, `3 tiers`, `2020-10-16`, `50% faster`.
        None => mark.ends_with(' ') && mark.trim() != "" && digits.len() <= 4,
    };
    is_apart.then_some((number, text.trim()))
}

/// The number of an id: `7`, `ADR-0007`.
pub(super) fn number(id: &str) -> Option<u32> {
    match id.parse() {
        Ok(number) => Some(number),
        Err(_) => numbered(id)
            .filter(|(_, rest)| rest.is_empty())
            .map(|(number, _)| number),
    }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn a_number_in_front_is_no_part_of_the_title() {
        for (title, expected) in [
            ("5. Use Kafka", Some((5, "Use Kafka"))),
            ("ADR 104: State sync", Some((104, "State sync"))),
            ("ADR-0007 - Slugs", Some((7, "Slugs"))),
            ("[ADR-0007] Slugs", Some((7, "Slugs"))),
            ("ADR 0005: Duale Strategie", Some((5, "Duale Strategie"))),
            ("0012 – Logs", Some((12, "Logs"))),
            ("ADR 23", Some((23, ""))),
            ("3 tiers", None),
            ("2.0 is out", None),
            ("2020-10-16 Planning", None),
            ("Use Kafka", None),
        ] {
            assert_eq!(numbered(title), expected, "{title}");
        }
    }
}
