//! JSON Schema, draft 7, as far as the schemas under `tests/schemas/` use it. A keyword that is not known here is
//! an error, so that nothing goes unchecked by being overlooked. `pattern` is not checked and has no business in
//! what these tests validate; `format` only for `uri-reference`.

use serde_json::Value;

/// Everything in `value` that the schema does not allow, each with where it is.
pub fn flaws(schema: &Value, value: &Value) -> Vec<String> {
    let mut validator = Validator {
        root: schema,
        flaws: Vec::new(),
    };
    validator.check(schema, value, "$");
    validator.flaws
}

struct Validator<'s> {
    root: &'s Value,
    flaws: Vec<String>,
}

impl<'s> Validator<'s> {
    fn check(&mut self, schema: &'s Value, value: &Value, at: &str) {
        let keywords = schema.as_object().expect("a schema is an object");
        for (keyword, wanted) in keywords {
            let holds = match keyword.as_str() {
                "$ref" => {
                    let target = wanted.as_str().and_then(|path| path.strip_prefix('#'));
                    let target = target.and_then(|path| self.root.pointer(path));
                    self.check(target.expect("a definition"), value, at);
                    true
                }
                "type" => is_a(value, wanted.as_str().expect("a type")),
                "enum" => wanted.as_array().expect("values").contains(value),
                "minimum" => value.as_f64().is_none_or(|n| n >= wanted.as_f64().unwrap()),
                "maximum" => value.as_f64().is_none_or(|n| n <= wanted.as_f64().unwrap()),
                "minItems" => length(value).is_none_or(|n| n >= wanted.as_u64().unwrap()),
                "uniqueItems" => wanted == false || is_unique(value),
                "required" => {
                    let names = wanted.as_array().expect("names").iter();
                    let mut names = names.map(|name| name.as_str().expect("a name"));
                    value
                        .as_object()
                        .is_none_or(|object| names.all(|name| object.contains_key(name)))
                }
                "properties" => {
                    for (name, schema) in wanted.as_object().expect("properties") {
                        if let Some(value) = value.get(name) {
                            self.check(schema, value, &format!("{at}.{name}"));
                        }
                    }
                    true
                }
                "additionalProperties" => {
                    let known = schema["properties"].as_object();
                    let others = value.as_object().into_iter().flatten();
                    let others: Vec<_> = others
                        .filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name)))
                        .collect();
                    if wanted.is_object() {
                        for (name, value) in &others {
                            self.check(wanted, value, &format!("{at}.{name}"));
                        }
                    }
                    wanted != false || others.is_empty()
                }
                "items" => {
                    for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(wanted, value, &format!("{at}[{index}]"));
                    }
                    true
                }
                "anyOf" => self.ways(wanted, value) > 0,
                "oneOf" => self.ways(wanted, value) == 1,
                "format" if wanted == "uri-reference" => value.as_str().is_none_or(is_uri),
                "$schema" | "$id" | "title" | "description" | "default" | "definitions"
                | "format" => true,
                "pattern" => panic!("{at}: patterns are not checked here"),
                _ => panic!("{at}: the keyword `{keyword}` is not known here"),
            };
            if !holds {
                self.flaws
                    .push(format!("{at}: {keyword} {wanted}: {value}"));
            }
        }
    }

    /// How many of these schemas allow it.
    fn ways(&self, schemas: &'s Value, value: &Value) -> usize {
        let schemas = schemas.as_array().expect("schemas").iter();
        let allows = |schema: &&Value| {
            let mut validator = Validator {
                root: self.root,
                flaws: Vec::new(),
            };
            validator.check(schema, value, "$");
            validator.flaws.is_empty()
        };
        schemas.filter(allows).count()
    }
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => panic!("the type `{kind}` is not known here"),
    }
}

fn length(value: &Value) -> Option<u64> {
    Some(u64::try_from(value.as_array()?.len()).expect("a length"))
}

fn is_unique(value: &Value) -> bool {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    (1..items.len()).all(|at| !items[..at].contains(&items[at]))
}

/// Whether only characters of a URI are in it, and its escapes are whole.
fn is_uri(text: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let escapes = text.split('%').skip(1);
    text.bytes().all(plain)
        && escapes
            .map(|rest| rest.as_bytes().get(..2))
            .all(|digits| digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)))
}
