//! Plain data from JavaScript, read by serde.
//!
//! Two steps: what JavaScript holds becomes a [`Plain`], and serde reads that. Reading every field
//! from JavaScript's own objects would be compiled once for every type of every option.

use std::fmt::Display;

use js_sys::{Array, Object};
use serde::de::value::{MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, Expected, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use wasm_bindgen::prelude::*;

/// Levels of lists and objects in each other: an object that holds itself has no end.
const DEEPEST: u32 = 16;
/// The largest number below which every whole one is exact.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_991.0;

/// What JSON could hold, and infinite numbers.
enum Plain {
    /// `null` and `undefined`.
    Nothing,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Plain>),
    Object(Vec<(String, Plain)>),
}

/// Why something cannot be read.
#[derive(Debug)]
pub struct Unreadable(pub String);

/// Reads a value of JavaScript.
///
/// # Errors
/// What it is, and what it should have been.
pub fn read<T: DeserializeOwned>(value: &JsValue) -> Result<T, Unreadable> {
    T::deserialize(Plain::new(value, DEEPEST)?)
}

impl Plain {
    fn new(value: &JsValue, levels: u32) -> Result<Self, Unreadable> {
        if value.is_null() || value.is_undefined() {
            return Ok(Self::Nothing);
        }
        if let Some(on) = value.as_bool() {
            return Ok(Self::Bool(on));
        }
        if let Some(number) = value.as_f64() {
            return Ok(Self::Number(number));
        }
        if let Some(text) = value.as_string() {
            return Ok(Self::Text(text));
        }
        let Some(levels) = levels.checked_sub(1) else {
            return Err(Unreadable("lists or objects in each other without end".into()));
        };
        if let Some(list) = value.dyn_ref::<Array>() {
            return list
                .iter()
                .map(|item| Self::new(&item, levels))
                .collect::<Result<_, _>>()
                .map(Self::List);
        }
        let Some(object) = value.dyn_ref::<Object>() else {
            return Err(Unreadable("neither text, number, list nor object".into()));
        };
        let mut fields = Vec::new();
        for entry in Object::entries(object).iter() {
            let entry = Array::from(&entry);
            let name = entry.get(0).as_string().unwrap_or_default();
            fields.push((name, Self::new(&entry.get(1), levels)?));
        }
        Ok(Self::Object(fields))
    }

    fn unlike(&self, expected: &dyn Expected) -> Unreadable {
        let found = match self {
            Self::Nothing => "nothing",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        };
        Unreadable(format!("found {found}, expected {expected}"))
    }

    /// As serde wants whole numbers: negative ones apart.
    fn whole<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Self::Number(x) if x.trunc() == x && x.abs() <= LARGEST_WHOLE => {
                if x < 0.0 {
                    visitor.visit_i64(x as i64)
                } else {
                    visitor.visit_u64(x as u64)
                }
            }
            other => Err(other.unlike(&visitor)),
        }
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Self::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            other => Err(other.unlike(&visitor)),
        }
    }

    fn object<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Self::Object(fields) => visitor.visit_map(MapDeserializer::new(fields.into_iter())),
            other => Err(other.unlike(&visitor)),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Self::Text(text) => visitor.visit_string(text),
            other => Err(other.unlike(&visitor)),
        }
    }
}

/// Each way of reading says what it reads, so that a type brings along only that way.
macro_rules! each_as {
    ($($name:ident => $how:ident),* $(,)?) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            self.$how(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Plain {
    type Error = Unreadable;

    each_as! {
        deserialize_i8 => whole,
        deserialize_i16 => whole,
        deserialize_i32 => whole,
        deserialize_i64 => whole,
        deserialize_u8 => whole,
        deserialize_u16 => whole,
        deserialize_u32 => whole,
        deserialize_u64 => whole,
        deserialize_seq => list,
        deserialize_map => object,
        deserialize_str => text,
        deserialize_string => text,
        deserialize_identifier => text,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Self::Nothing => visitor.visit_unit(),
            Self::Bool(on) => visitor.visit_bool(on),
            Self::Number(x) => visitor.visit_f64(x),
            Self::Text(_) => self.text(visitor),
            Self::List(_) => self.list(visitor),
            Self::Object(_) => self.object(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Self::Bool(on) => visitor.visit_bool(on),
            other => Err(other.unlike(&visitor)),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Self::Number(x) => visitor.visit_f64(x),
            other => Err(other.unlike(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self {
            Self::Nothing => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.list(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.object(visitor)
    }

    /// Enumerations come as the names of their variants.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self {
            Self::Text(name) => visitor.visit_enum(StringDeserializer::new(name)),
            other => Err(other.unlike(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i128 u128 f32 char bytes byte_buf unit unit_struct tuple_struct
    }
}

impl IntoDeserializer<'_, Unreadable> for Plain {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl de::Error for Unreadable {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}
