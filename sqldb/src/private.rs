//! What the expansions of the macros name. Not for anybody else: it changes without notice.

pub use crate::argument::{
    Argument, argument, either_argument, optional_argument, part_argument, unchecked_argument,
};
pub use crate::copy::{CopyPlan, CopyRow, copy_in, copy_out};
pub use crate::definition::{Definition, Migration};
pub use crate::module_path::is_module;
pub use crate::row::RawRow;
pub use crate::server::Server;
pub use crate::statement::{
    ColumnTy, Declared, Query, Source, Statement, Ty, Variant, Variants, query, query_as,
    query_of_parts, query_of_parts_as, with_rows,
};
pub use crate::value::composite::{Attribute, Attributes, encode_composite, is_composite};
pub use crate::value::enumeration::{is_named, label, label_read, unknown_label};
pub use crate::value::named::{Named, NamesOf, NoNames, has_name};
pub use crate::value::row_list::{RowList, encode_column, encode_element, row_list};
pub use crate::{
    __sqldb_composite_type as composite_type, __sqldb_enum_type as enum_type,
    __sqldb_row_type as row_type, __sqldb_workspace as workspace,
};
pub use sqldb_macros::sql;
pub use sqldb_migrate::session_state::Leaves;
