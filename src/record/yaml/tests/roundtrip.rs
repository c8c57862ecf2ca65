//! What is written can be read: by us, and by two readers that are not ours.

use super::super::{read, read_canonical, write_value};
use super::arbitrary::{any_document, document, text};
use proptest::prelude::*;
use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_yaml::{Mapping, Value};

/// A second independent reader: the value that saphyr's events spell, by the core schema of YAML 1.2.
fn saphyr(source: &str) -> Value {
    let mut events = Parser::new_from_str(source).map(|event| event.expect("saphyr reads it").0);
    let first = events
        .find(|event| !matches!(event, Event::StreamStart | Event::DocumentStart(_)))
        .expect("a value");
    let value = node(first, &mut events);
    assert!(matches!(events.next(), Some(Event::DocumentEnd)));
    assert!(matches!(events.next(), Some(Event::StreamEnd)));
    value
}

fn node<'a>(event: Event<'a>, events: &mut impl Iterator<Item = Event<'a>>) -> Value {
    match event {
        Event::Scalar(text, ScalarStyle::Plain, 0, None) => core(&text),
        Event::Scalar(text, _, 0, None) => Value::String(text.into_owned()),
        Event::SequenceStart(0, None) => {
            let mut items = Vec::new();
            loop {
                match events.next().expect("an item") {
                    Event::SequenceEnd => return Value::Sequence(items),
                    event => items.push(node(event, events)),
                }
            }
        }
        Event::MappingStart(0, None) => {
            let mut map = Mapping::new();
            loop {
                match events.next().expect("a key") {
                    Event::MappingEnd => return Value::Mapping(map),
                    event => {
                        let key = node(event, events);
                        let value = events.next().expect("a value");
                        map.insert(key, node(value, events));
                    }
                }
            }
        }
        other => panic!("the writer writes nothing like {other:?}"),
    }
}

fn core(text: &str) -> Value {
    match text {
        "null" | "~" | "" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => text
            .parse::<i64>()
            .map(Value::from)
            .or_else(|_| text.parse::<u64>().map(Value::from))
            .unwrap_or_else(|_| Value::String(text.to_owned())),
    }
}

proptest! {
    #[test]
    fn two_other_readers_read_what_was_written(value in any_document()) {
        let written = write_value(&value);
        prop_assert_eq!(&serde_yaml::from_str::<Value>(&written).unwrap(), &value, "{}", written);
        prop_assert_eq!(&saphyr(&written), &value, "{}", written);
    }

    #[test]
    fn we_read_what_was_written_and_write_it_again(value in document()) {
        let written = write_value(&value);
        let back: Value = read(written.as_bytes()).unwrap();
        prop_assert_eq!(&back, &value, "{}", written);
        prop_assert_eq!(write_value(&back), written);
    }

    #[test]
    fn a_record_of_any_value_is_canonical(value in document()) {
        let mut record = Mapping::from_iter([("format".into(), Value::from(1))]);
        record.extend(value.as_mapping().unwrap().clone().into_iter().filter(|(key, _)| key != "format"));
        let record = Value::Mapping(record);
        let written = write_value(&record);
        let back: Value = read_canonical(written.as_bytes()).unwrap();
        prop_assert_eq!(back, record, "{}", written);
    }

    #[test]
    fn prose_is_never_anything_but_a_literal_block(first in text(), second in text()) {
        let prose = format!("{first}.\n{second}");
        let written = write_value(&Value::Mapping(Mapping::from_iter([("a".into(), prose.into())])));
        prop_assert!(written.starts_with("a: |"), "{}", written);
    }
}
