//! The templates, and how what they are given becomes text.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

use crate::render::html::escape;

const TEMPLATES: [(&str, &str); 13] = [
    ("layout.html", include_str!("templates/layout.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("index.html", include_str!("templates/index.html")),
    ("decision.html", include_str!("templates/decision.html")),
    ("charter.html", include_str!("templates/charter.html")),
    ("people.html", include_str!("templates/people.html")),
    ("members.html", include_str!("templates/members.html")),
    ("person.html", include_str!("templates/person.html")),
    ("team.html", include_str!("templates/team.html")),
    ("map.html", include_str!("templates/map.html")),
    ("timeline.html", include_str!("templates/timeline.html")),
    ("brief.html", include_str!("templates/brief.html")),
    ("feed.xml", include_str!("templates/feed.xml")),
];

/// The templates, ready to be rendered. A name that a template does not get is an error, never an empty place.
pub(super) fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()?;
    environment.set_syntax(syntax);
    environment.set_formatter(write);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Everything is text that stays text, but for what this program has made HTML of itself.
fn write(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = match value.kind() {
        ValueKind::Undefined => return Err(ErrorKind::UndefinedError.into()),
        ValueKind::None => return Ok(()),
        _ if value.is_safe() => value.to_string(),
        _ => escape(&value.to_string()),
    };
    out.write_str(&text)
        .map_err(|_| ErrorKind::WriteFailure.into())
}
