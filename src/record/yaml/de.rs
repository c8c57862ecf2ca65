//! From nodes to the types of records. Scalars are typed by what the type asks for, never guessed: a tag `no`
//! stays `no`. Every mistake is told at its place, in words for people who know nothing of the types.

use super::error::{Place, ReadError, ReadErrorKind, shown};
use super::misfit::Misfit;
use super::node::{Entry, Kind, Node, Style};
use super::scalar::{number, resolve};
use serde::de::value::StrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde_yaml::Value;

/// Reads a type from a node of this source.
pub(super) fn from_node<'de, T: Deserialize<'de>>(
    node: &Node<'_>,
    source: &str,
) -> Result<T, ReadError> {
    T::deserialize(node).map_err(|error| {
        let place = Place::of(source, error.offset.unwrap_or(node.start));
        place.error(ReadErrorKind::Schema, error.message, error.hint)
    })
}

impl Node<'_> {
    /// The plain scalar's text: the only kind that can be a number or a boolean.
    fn plain(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar {
                text,
                style: Style::Plain,
            } => Some(text),
            _ => None,
        }
    }

    fn unexpected(&self) -> Unexpected<'_> {
        match &self.kind {
            Kind::Scalar {
                text,
                style: Style::Plain,
            } => Unexpected::Str(text),
            Kind::Scalar { .. } => Unexpected::Other("a text in quotes"),
            Kind::List { .. } => Unexpected::Seq,
            Kind::Map { .. } => Unexpected::Map,
        }
    }

    fn visit_number<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        let Some(number) = self.plain().and_then(number) else {
            return Err(de::Error::invalid_type(self.unexpected(), &visitor));
        };
        if let Some(value) = number.as_u64() {
            visitor.visit_u64(value)
        } else if let Some(value) = number.as_i64() {
            visitor.visit_i64(value)
        } else {
            visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN))
        }
    }

    fn visit_text<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.kind {
            Kind::Scalar { text, .. } => visitor.visit_str(text),
            _ => Err(de::Error::invalid_type(self.unexpected(), &visitor)),
        }
    }

    fn visit_list<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.kind {
            Kind::List { items, .. } => visitor.visit_seq(Items(items.iter())),
            _ => Err(de::Error::invalid_type(self.unexpected(), &visitor)),
        }
    }

    fn visit_map<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.kind {
            Kind::Map { entries, .. } => visitor.visit_map(Entries {
                rest: entries.iter(),
                value: None,
            }),
            _ => Err(de::Error::invalid_type(self.unexpected(), &visitor)),
        }
    }

    fn visit_bool<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match self.plain() {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => Err(de::Error::invalid_type(self.unexpected(), &visitor)),
        }
    }

    /// What stands there, for a type that takes anything.
    fn visit_any<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.kind {
            Kind::List { .. } => self.visit_list(visitor),
            Kind::Map { .. } => self.visit_map(visitor),
            Kind::Scalar {
                text,
                style: Style::Plain,
            } => match resolve(text) {
                Value::Bool(value) => visitor.visit_bool(value),
                Value::Number(_) => self.visit_number(visitor),
                _ => visitor.visit_str(text),
            },
            Kind::Scalar { text, .. } => visitor.visit_str(text),
        }
    }
}

/// Forwards what serde asks for to a method of the node, and adds the place to what it refuses.
macro_rules! forward {
    ($($method:ident => $visit:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.$visit(visitor).map_err(|error| error.at(self.start))
        }
    )*};
}

impl<'de> de::Deserializer<'de> for &Node<'_> {
    type Error = Misfit;

    forward! {
        deserialize_any => visit_any,
        deserialize_bool => visit_bool,
        deserialize_i8 => visit_number,
        deserialize_i16 => visit_number,
        deserialize_i32 => visit_number,
        deserialize_i64 => visit_number,
        deserialize_i128 => visit_number,
        deserialize_u8 => visit_number,
        deserialize_u16 => visit_number,
        deserialize_u32 => visit_number,
        deserialize_u64 => visit_number,
        deserialize_u128 => visit_number,
        deserialize_f32 => visit_number,
        deserialize_f64 => visit_number,
        deserialize_char => visit_text,
        deserialize_str => visit_text,
        deserialize_string => visit_text,
        deserialize_bytes => visit_text,
        deserialize_byte_buf => visit_text,
        deserialize_identifier => visit_text,
        deserialize_unit => visit_any,
        deserialize_seq => visit_list,
        deserialize_map => visit_map,
    }

    /// There is no way to write nothing: what is there is there.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor
            .visit_some(self)
            .map_err(|error| error.at(self.start))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor
            .visit_newtype_struct(self)
            .map_err(|error| error.at(self.start))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    /// A variant is its name; one with data a map with the name as its only key.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let access = match &self.kind {
            Kind::Scalar { .. } => Variant {
                name: self,
                data: None,
            },
            Kind::Map { entries, .. } if entries.len() == 1 => Variant {
                name: &entries[0].key,
                data: Some(&entries[0].value),
            },
            _ => {
                let error: Misfit = de::Error::invalid_type(self.unexpected(), &visitor);
                return Err(error.at(self.start));
            }
        };
        visitor
            .visit_enum(access)
            .map_err(|error| error.at(self.start))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }
}

struct Items<'n, 'a>(std::slice::Iter<'n, Node<'a>>);

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        self.0.next().map(|node| seed.deserialize(node)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Entries<'n, 'a> {
    rest: std::slice::Iter<'n, Entry<'a>>,
    value: Option<&'n Node<'a>>,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        let Some(entry) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(&entry.value);
        seed.deserialize(&entry.key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(de::Error::custom("a value was asked for before its key")),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Variant<'n, 'a> {
    name: &'n Node<'a>,
    data: Option<&'n Node<'a>>,
}

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Misfit> {
        let name: StrDeserializer<'_, Misfit> = self.name.text().into_deserializer();
        let variant = seed
            .deserialize(name)
            .map_err(|error| error.at(self.name.start))?;
        Ok((variant, self))
    }
}

impl Variant<'_, '_> {
    fn needs_data(&self) -> Misfit {
        let name = shown(self.name.text());
        Misfit::new(
            format!("`{name}` needs a value"),
            format!("write `{name}: ...`"),
        )
        .at(self.name.start)
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        match self.data {
            None => Ok(()),
            Some(data) => {
                let message = format!("`{}` takes no value", shown(self.name.text()));
                Err(Misfit::new(message, "write the word alone").at(data.start))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        match self.data {
            Some(data) => seed.deserialize(data),
            None => Err(self.needs_data()),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        match self.data {
            Some(data) => de::Deserializer::deserialize_seq(data, visitor),
            None => Err(self.needs_data()),
        }
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.data {
            Some(data) => de::Deserializer::deserialize_map(data, visitor),
            None => Err(self.needs_data()),
        }
    }
}
