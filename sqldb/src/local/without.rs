//! Without the feature `local` there is none.

use super::Provided;
use crate::definition::Definition;
use crate::error::{Error, Result};

pub(crate) async fn provide(definition: &'static Definition) -> Result<Provided> {
    Err(without(definition))
}

pub(crate) async fn template(definition: &'static Definition) -> Result<Option<Provided>> {
    Err(without(definition))
}

pub(crate) async fn keep_template(definition: &'static Definition) -> Result<()> {
    Err(without(definition))
}

pub(crate) async fn copy(definition: &'static Definition) -> Result<Provided> {
    Err(without(definition))
}

fn without(definition: &Definition) -> Error {
    Error::configuration(format!(
        "sqldb was built without its feature `local`; set `{}`",
        crate::config::variable(definition.name, "URL")
    ))
}
