//! What is wrong with a text: PostgreSQL's code, one sentence, a place, and what to write instead.
//!
//! Start with [`Diagnostic`]; [`render`](crate::render) draws it with the query's lines and carets.

use crate::span::{Origin, Span};

/// One mistake. The sentence is PostgreSQL's own where it has one; the help is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// PostgreSQL's code for the mistake.
    pub code: SqlState,
    /// Who refuses the text.
    pub refusal: Refusal,
    /// A lowercase sentence without a period, SQL in backticks.
    pub message: String,
    /// The place in the text that the carets underline.
    pub span: Span,
    /// A few words under the carets ("did you mean `title`?" goes to `help`).
    pub label: Option<Box<str>>,
    /// What else the reader needs: which migration made or dropped the thing.
    pub notes: Vec<Note>,
    /// What to write instead; where possible a text that can be pasted.
    pub help: Option<Box<str>>,
}

/// A further sentence, with the place in the migrations that it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// A lowercase sentence without a period.
    pub message: String,
    /// Where that is written.
    pub origin: Option<Origin>,
}

/// Who refuses the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// PostgreSQL would refuse it too.
    Postgres,
    /// PostgreSQL may accept it; the analysis cannot read it, and says so instead of guessing.
    Unsupported,
}

impl Diagnostic {
    /// A mistake that PostgreSQL would report too.
    pub fn new(code: SqlState, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            refusal: Refusal::Postgres,
            message: message.into(),
            span,
            label: None,
            notes: Vec::new(),
            help: None,
        }
    }

    /// Something valid that the analysis cannot read; `what` is a noun phrase, such as `` `MERGE` ``.
    pub fn unsupported(span: Span, what: impl std::fmt::Display) -> Diagnostic {
        Diagnostic {
            refusal: Refusal::Unsupported,
            ..Diagnostic::new(
                SqlState::FEATURE_NOT_SUPPORTED,
                span,
                format!("{what} is not supported yet"),
            )
        }
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<Box<str>>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds the words under the carets.
    #[must_use]
    pub fn label(mut self, label: impl Into<Box<str>>) -> Diagnostic {
        self.label = Some(label.into());
        self
    }

    /// Adds a sentence, with the migration that it speaks of.
    #[must_use]
    pub fn note(mut self, message: impl Into<String>, origin: Option<Origin>) -> Diagnostic {
        self.notes.push(Note { message: message.into(), origin });
        self
    }
}

/// A code of PostgreSQL's appendix A, such as `42703`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SqlState(&'static str);

impl SqlState {
    /// The five characters.
    pub fn code(self) -> &'static str {
        self.0
    }
}

impl std::fmt::Debug for SqlState {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0)
    }
}

macro_rules! sql_states {
    ($($name:ident = $code:literal;)*) => {
        #[expect(missing_docs, reason = "the names are PostgreSQL's own, of errcodes.txt")]
        impl SqlState { $(pub const $name: SqlState = SqlState($code);)* }
    };
}

sql_states! {
    WARNING = "01000";
    FEATURE_NOT_SUPPORTED = "0A000";
    CASE_NOT_FOUND = "20000";
    CARDINALITY_VIOLATION = "21000";
    DATA_EXCEPTION = "22000";
    STRING_DATA_RIGHT_TRUNCATION = "22001";
    NUMERIC_VALUE_OUT_OF_RANGE = "22003";
    NULL_VALUE_NOT_ALLOWED = "22004";
    INVALID_DATETIME_FORMAT = "22007";
    DATETIME_FIELD_OVERFLOW = "22008";
    INVALID_TIME_ZONE_DISPLACEMENT_VALUE = "22009";
    DIVISION_BY_ZERO = "22012";
    INTERVAL_FIELD_OVERFLOW = "22015";
    INVALID_TEXT_REPRESENTATION = "22P02";
    UNTRANSLATABLE_CHARACTER = "22P05";
    INVALID_PARAMETER_VALUE = "22023";
    INVALID_ESCAPE_SEQUENCE = "22025";
    STRING_DATA_LENGTH_MISMATCH = "22026";
    INVALID_ROW_COUNT_IN_LIMIT_CLAUSE = "2201W";
    ARRAY_SUBSCRIPT_ERROR = "2202E";
    NOT_NULL_VIOLATION = "23502";
    UNIQUE_VIOLATION = "23505";
    NO_ACTIVE_SQL_TRANSACTION = "25P01";
    INVALID_SAVEPOINT_SPECIFICATION = "3B001";
    DEPENDENT_OBJECTS_STILL_EXIST = "2BP01";
    INVALID_SQL_STATEMENT_NAME = "26000";
    DUPLICATE_PREPARED_STATEMENT = "42P05";
    INVALID_SCHEMA_NAME = "3F000";
    INSUFFICIENT_PRIVILEGE = "42501";
    SYNTAX_ERROR = "42601";
    INVALID_NAME = "42602";
    NAME_TOO_LONG = "42622";
    RESERVED_NAME = "42939";
    DATATYPE_MISMATCH = "42804";
    CANNOT_COERCE = "42846";
    GROUPING_ERROR = "42803";
    WINDOWING_ERROR = "42P20";
    INVALID_RECURSION = "42P19";
    INVALID_FOREIGN_KEY = "42830";
    UNDEFINED_COLUMN = "42703";
    UNDEFINED_FUNCTION = "42883";
    UNDEFINED_TABLE = "42P01";
    UNDEFINED_PARAMETER = "42P02";
    UNDEFINED_OBJECT = "42704";
    DUPLICATE_COLUMN = "42701";
    DUPLICATE_TABLE = "42P07";
    DUPLICATE_SCHEMA = "42P06";
    DUPLICATE_FUNCTION = "42723";
    DUPLICATE_ALIAS = "42712";
    DUPLICATE_OBJECT = "42710";
    AMBIGUOUS_COLUMN = "42702";
    AMBIGUOUS_FUNCTION = "42725";
    AMBIGUOUS_PARAMETER = "42P08";
    AMBIGUOUS_ALIAS = "42P09";
    INVALID_COLUMN_REFERENCE = "42P10";
    INVALID_TABLESAMPLE_ARGUMENT = "2202H";
    INVALID_COLUMN_DEFINITION = "42611";
    INVALID_FUNCTION_DEFINITION = "42P13";
    INVALID_TABLE_DEFINITION = "42P16";
    INVALID_OBJECT_DEFINITION = "42P17";
    INDETERMINATE_DATATYPE = "42P18";
    WRONG_OBJECT_TYPE = "42809";
    COLLATION_MISMATCH = "42P21";
    INDETERMINATE_COLLATION = "42P22";
    GENERATED_ALWAYS = "428C9";
    OBJECT_NOT_IN_PREREQUISITE_STATE = "55000";
    RAISE_EXCEPTION = "P0001";
    NO_DATA_FOUND = "P0002";
    TOO_MANY_ROWS = "P0003";
    PROGRAM_LIMIT_EXCEEDED = "54000";
    STATEMENT_TOO_COMPLEX = "54001";
    TOO_MANY_COLUMNS = "54011";
    TOO_MANY_ARGUMENTS = "54023";
    INTERNAL_ERROR = "XX000";
}
