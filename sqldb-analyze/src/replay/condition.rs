//! The conditions of `EXCEPTION WHEN` (`plerrcodes.h`): names, classes, codes.

use crate::tree::ddl::Condition;

/// Whether a handler's condition catches an error of this code
/// (`pl_exec.c exception_matches_conditions`).
pub(super) fn catches(condition: &Condition, state: &str) -> bool {
    match condition {
        // All but cancelled queries and failed assertions.
        Condition::Others => !matches!(state, "57014" | "P0004"),
        Condition::State(wanted) => is(wanted, state),
        Condition::Name(name) => code(name).is_some_and(|wanted| is(wanted, state)),
        // No handler names one.
        Condition::Unknown => false,
    }
}

/// Whether a handler's condition catches errors that rows make: any but those of names, types and
/// dependencies, which the catalog makes.
pub(super) fn catches_rows(condition: &Condition) -> bool {
    let code = match condition {
        Condition::Others | Condition::Unknown => return true,
        Condition::State(code) => code.as_str(),
        Condition::Name(name) => code(name).unwrap_or_default(),
    };
    !matches!(code.get(..2), Some("0A" | "2B" | "3D" | "3F" | "42"))
}

/// A code that ends in `000` means its whole class.
fn is(wanted: &str, state: &str) -> bool {
    let class = wanted.strip_suffix("000");
    wanted == state || class.is_some_and(|class| state.get(..2) == Some(class))
}

/// The code of a condition's name, for those that statements of a migration can raise.
pub(super) fn code(name: &str) -> Option<&'static str> {
    let found = CONDITIONS.iter().find(|(known, _)| *known == name);
    found.map(|(_, code)| *code)
}

const CONDITIONS: &[(&str, &str)] = &[
    ("ambiguous_alias", "42P09"),
    ("ambiguous_column", "42702"),
    ("ambiguous_function", "42725"),
    ("ambiguous_parameter", "42P08"),
    ("cannot_coerce", "42846"),
    ("cardinality_violation", "21000"),
    ("case_not_found", "20000"),
    ("check_violation", "23514"),
    ("collation_mismatch", "42P21"),
    ("data_exception", "22000"),
    ("datatype_mismatch", "42804"),
    ("datetime_field_overflow", "22008"),
    ("dependent_objects_still_exist", "2BP01"),
    ("dependent_privilege_descriptors_still_exist", "2B000"),
    ("duplicate_alias", "42712"),
    ("duplicate_column", "42701"),
    ("duplicate_database", "42P04"),
    ("duplicate_function", "42723"),
    ("duplicate_object", "42710"),
    ("duplicate_schema", "42P06"),
    ("duplicate_table", "42P07"),
    ("exclusion_violation", "23P01"),
    ("feature_not_supported", "0A000"),
    ("foreign_key_violation", "23503"),
    ("generated_always", "428C9"),
    ("grouping_error", "42803"),
    ("indeterminate_collation", "42P22"),
    ("indeterminate_datatype", "42P18"),
    ("insufficient_privilege", "42501"),
    ("integrity_constraint_violation", "23000"),
    ("invalid_column_definition", "42611"),
    ("invalid_column_reference", "42P10"),
    ("invalid_datetime_format", "22007"),
    ("invalid_foreign_key", "42830"),
    ("invalid_function_definition", "42P13"),
    ("invalid_name", "42602"),
    ("invalid_object_definition", "42P17"),
    ("invalid_parameter_value", "22023"),
    ("invalid_recursion", "42P19"),
    ("invalid_schema_name", "3F000"),
    ("invalid_table_definition", "42P16"),
    ("invalid_text_representation", "22P02"),
    ("name_too_long", "42622"),
    ("no_data_found", "P0002"),
    ("not_null_violation", "23502"),
    ("null_value_not_allowed", "22004"),
    ("numeric_value_out_of_range", "22003"),
    ("object_in_use", "55006"),
    ("object_not_in_prerequisite_state", "55000"),
    ("plpgsql_error", "P0000"),
    ("raise_exception", "P0001"),
    ("reserved_name", "42939"),
    ("string_data_right_truncation", "22001"),
    ("syntax_error", "42601"),
    ("syntax_error_or_access_rule_violation", "42000"),
    ("too_many_arguments", "54023"),
    ("too_many_columns", "54011"),
    ("too_many_rows", "P0003"),
    ("undefined_column", "42703"),
    ("undefined_file", "58P01"),
    ("undefined_function", "42883"),
    ("undefined_object", "42704"),
    ("undefined_parameter", "42P02"),
    ("undefined_table", "42P01"),
    ("unique_violation", "23505"),
    ("windowing_error", "42P20"),
    ("wrong_object_type", "42809"),
];
