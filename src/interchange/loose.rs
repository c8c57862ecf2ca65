//! YAML of strangers, as far as `serde_yaml` reads it in good time.

use serde_yaml::{Mapping, Value};

/// How many brackets may stand open. The YAML reader gives up at half of that, but only after time that grows
/// with the square of their number.
const MAX_OPEN: usize = 256;

/// The value of a source, or the line and the reason why there is none.
pub(super) fn value(source: &str) -> Result<Value, (Option<usize>, String)> {
    if leaves_open(source) > MAX_OPEN {
        return Err((None, "too many brackets are open at once".to_owned()));
    }
    serde_yaml::from_str(source).map(untagged).map_err(|error| {
        let line = error.location().map(|place| place.line());
        (line, error.to_string().escape_debug().to_string())
    })
}

/// The map of a source; an empty one where the source says nothing.
pub(super) fn mapping(source: &str) -> Result<Mapping, String> {
    match value(source) {
        Ok(Value::Mapping(map)) => Ok(map),
        Ok(Value::Null) => Ok(Mapping::new()),
        Ok(_) => Err("it is no map of keys".to_owned()),
        Err((_, problem)) => Err(problem),
    }
}

/// The largest number of brackets that stand open at once, those in texts included.
fn leaves_open(source: &str) -> usize {
    let mut open = 0_usize;
    let mut most = 0;
    for byte in source.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// A value without its tag: what the tag would make of it is of no interest here.
pub(super) fn untagged(value: Value) -> Value {
    match value {
        Value::Tagged(tagged) => untagged(tagged.value),
        other => other,
    }
}

/// A value as text. Lists and maps, which have no place where a text is wanted, come out as YAML.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Tagged(tagged) => text_of(&tagged.value),
        Value::Sequence(_) | Value::Mapping(_) => serde_yaml::to_string(value).unwrap_or_default(),
    }
}
