//! Values and errors across the border: what the three modules' bindings share.
//!
//! Options come in and results go out as plain objects through serde; errors become an `Error`
//! with `code`, `message` and the kind's fields. `board` is the module that every reader loads;
//! `gpu` the one for those who have a GPU and something to do for it; `gap` the one for those who
//! have benchmark scores or covariates. All are private to the npm package, whose hand-written
//! TypeScript is the public face.

mod plain;

use js_sys::Reflect;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use mindgap::{Error, ErrorKind};

/// What an exported function gives back.
pub type JsResult<T> = Result<T, JsValue>;

/// Options in; `undefined` and `null` are the default.
///
/// # Errors
/// What cannot be read, in serde's words.
#[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
pub fn from_js<T: DeserializeOwned + Default>(value: JsValue) -> Result<T, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(T::default());
    }
    plain::read(&value).map_err(|why| thrown(ErrorKind::Options { message: why.0 }.into()))
}

/// Results out, as the plain objects that `JSON.stringify` would accept.
///
/// # Errors
/// What JavaScript refuses.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value.serialize(&Serializer::json_compatible()).map_err(Into::into)
}

/// An `Error` with `code`, `message` and the kind's own fields.
#[allow(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
#[must_use]
pub fn thrown(error: Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    let fields = to_js(error.kind()).unwrap_or(JsValue::UNDEFINED);
    if let Ok(fields) = fields.dyn_into::<js_sys::Object>() {
        js_sys::Object::assign(&js, &fields);
    }
    // Setting a property of a fresh error cannot fail.
    let _ = Reflect::set(&js, &"code".into(), &error.code().into());
    js.into()
}

/// A plain object.
///
/// # Errors
/// What JavaScript refuses.
pub fn object(fields: &[(&str, JsValue)]) -> JsResult<JsValue> {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object.into())
}
