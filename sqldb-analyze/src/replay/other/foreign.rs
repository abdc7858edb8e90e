//! Foreign-data wrappers: their functions (`foreigncmds.c`).

use crate::catalog::{By, Dependent, Need, Needed, OtherId};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::{span, spelled};
use crate::replay::{Done, Replay};
use crate::tree::ddl::WrapperFunction;
use crate::types::TypeId;

impl Replay<'_> {
    /// A function that a wrapper cannot go without (`lookup_fdw_handler_func`,
    /// `lookup_fdw_validator_func`).
    pub(in crate::replay) fn wrapper_function(
        &self,
        function: &WrapperFunction,
    ) -> Done<Option<Needed>> {
        let found = match function {
            WrapperFunction::Handler(Some(name)) => {
                let found = self.function_taking(name, &[])?;
                if found.as_ref().is_some_and(|found| found.result != TypeId::FDW_HANDLER) {
                    let message =
                        format!("function {} must return type fdw_handler", spelled(name));
                    let code = SqlState::WRONG_OBJECT_TYPE;
                    return Err(Diagnostic::new(code, span(name), message).into());
                }
                found
            }
            WrapperFunction::Validator(Some(name)) => {
                self.function_taking(name, &[TypeId::TEXT_ARRAY, TypeId::OID])?
            }
            WrapperFunction::Handler(None) | WrapperFunction::Validator(None) => None,
        };
        Ok(found.map(|found| Needed::Function(found.id())))
    }

    /// A wrapper keeps the functions of which nothing is said (`AlterForeignDataWrapper`).
    pub(in crate::replay) fn set_functions(
        &mut self,
        id: OtherId,
        functions: &[WrapperFunction],
    ) -> Done {
        let found = functions.iter().map(|function| self.wrapper_function(function));
        let found = found.collect::<Done<Vec<Option<Needed>>>>()?;
        let wrapper = Dependent::Other(id);
        for function in functions {
            // Only a handler takes nothing.
            let is_handler = matches!(function, WrapperFunction::Handler(_));
            self.catalog.needs.take_by(By::Dependent(&wrapper), |need: &Need| match &need.on {
                Needed::Function(before) => before.arguments.is_empty() == is_handler,
                _ => false,
            });
        }
        self.add_needs(&wrapper, found.into_iter().flatten().collect());
        Ok(())
    }
}
