//! The identity of a type.

/// A type. Built-in types carry PostgreSQL's own OID (fixed in `pg_type.dat`, the same in every
/// major); types of the migrations are counted from [`TypeId::FIRST_USER`] up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

impl TypeId {
    /// The first id that no built-in type has: PostgreSQL's `FirstNormalObjectId`.
    pub const FIRST_USER: TypeId = TypeId(16384);
}

macro_rules! well_known {
    ($($name:ident = $oid:literal;)*) => {
        /// The types that rules of the grammar name; all others are found in the catalog.
        #[expect(missing_docs, reason = "the names are PostgreSQL's own")]
        impl TypeId { $(pub const $name: TypeId = TypeId($oid);)* }
    };
}

well_known! {
    BOOL = 16;
    BYTEA = 17;
    CHAR = 18;
    NAME = 19;
    INT8 = 20;
    INT2 = 21;
    INT2VECTOR = 22;
    INT4 = 23;
    REGPROC = 24;
    TEXT = 25;
    OID = 26;
    TID = 27;
    XID = 28;
    CID = 29;
    OIDVECTOR = 30;
    JSON = 114;
    XML = 142;
    FLOAT4 = 700;
    FLOAT8 = 701;
    UNKNOWN = 705;
    TEXT_ARRAY = 1009;
    BPCHAR = 1042;
    VARCHAR = 1043;
    DATE = 1082;
    TIME = 1083;
    TIMESTAMP = 1114;
    TIMESTAMPTZ = 1184;
    INTERVAL = 1186;
    TIMETZ = 1266;
    BIT = 1560;
    VARBIT = 1562;
    NUMERIC = 1700;
    REFCURSOR = 1790;
    REGPROCEDURE = 2202;
    REGOPER = 2203;
    REGOPERATOR = 2204;
    REGCLASS = 2205;
    REGTYPE = 2206;
    FDW_HANDLER = 3115;
    REGCONFIG = 3734;
    REGDICTIONARY = 3769;
    REGNAMESPACE = 4089;
    REGROLE = 4096;
    REGCOLLATION = 4191;
    RECORD = 2249;
    CSTRING = 2275;
    ANY = 2276;
    ANYARRAY = 2277;
    VOID = 2278;
    TRIGGER = 2279;
    EVENT_TRIGGER = 3838;
    INTERNAL = 2281;
    ANYELEMENT = 2283;
    RECORD_ARRAY = 2287;
    ANYNONARRAY = 2776;
    UUID = 2950;
    PG_LSN = 3220;
    INET = 869;
    MACADDR = 829;
    MACADDR8 = 774;
    LINE = 628;
    CIRCLE = 718;
    CIDR = 650;
    POLYGON = 604;
    BOX = 603;
    PATH = 602;
    LSEG = 601;
    POINT = 600;
    ANYENUM = 3500;
    JSONB = 3802;
    JSONPATH = 4072;
    ANYRANGE = 3831;
    ANYMULTIRANGE = 4537;
    ANYCOMPATIBLE = 5077;
    ANYCOMPATIBLEARRAY = 5078;
    ANYCOMPATIBLENONARRAY = 5079;
    ANYCOMPATIBLERANGE = 5080;
    ANYCOMPATIBLEMULTIRANGE = 4538;
}

/// PostgreSQL's `atttypmod` of a type that has one: the number that `format_type` decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Typmod(pub i32);

/// A type with its modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Typed {
    /// The type.
    pub id: TypeId,
    /// Its modifier, such as the precision and scale of `numeric(10, 2)`.
    pub typmod: Option<Typmod>,
}

impl From<TypeId> for Typed {
    fn from(id: TypeId) -> Typed {
        Typed { id, typmod: None }
    }
}
