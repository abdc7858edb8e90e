CREATE TYPE fitted AS (v varchar(3), c char(2), n numeric(3, 1), b bit(4), vb varbit(4));
CREATE TYPE floatrange AS RANGE (subtype = float8);
CREATE TYPE realrange AS RANGE (subtype = float4);
---
-- Strings that are values of their types, or not: the columns of a record fit.

SELECT '(abc,ab,99.94,1010,101)'::fitted
-- rows exactly one
-- fitted: fitted not null

SELECT '("ab   ","a    ",-99.9,xF,xA)'::fitted
-- rows exactly one
-- fitted: fitted not null

SELECT '(abcd,,,,)'::fitted
-- error 22001 at `'(abcd,,,,)'`: value too long for type character varying(3)

SELECT '(,abc,,,)'::fitted
-- error 22001 at `'(,abc,,,)'`: value too long for type character(2)

SELECT '(,,99.95,,)'::fitted
-- error 22003 at `'(,,99.95,,)'`: numeric field overflow

SELECT '(,,100,,)'::fitted
-- error 22003 at `'(,,100,,)'`: numeric field overflow

SELECT '(,,infinity,,)'::fitted
-- error 22003 at `'(,,infinity,,)'`: numeric field overflow

SELECT '(,,NaN,,)'::fitted
-- rows exactly one
-- fitted: fitted not null

SELECT '(,,,101,)'::fitted
-- error 22026 at `'(,,,101,)'`: bit string length 3 does not match type bit(4)

SELECT '(,,,102,)'::fitted
-- error 22026 at `'(,,,102,)'`: bit string length 3 does not match type bit(4)

SELECT '(,,,10102,)'::fitted
-- error 22026 at `'(,,,10102,)'`: bit string length 5 does not match type bit(4)

SELECT '(,,,,10101)'::fitted
-- error 22001 at `'(,,,,10101)'`: bit string too long for type bit varying(4)

SELECT '(,,,,xAA)'::fitted
-- error 22001 at `'(,,,,xAA)'`: bit string too long for type bit varying(4)

SELECT '{"(abcd,,,,)"}'::fitted[]
-- error 22001 at `'{"(abcd,,,,)"}'`: value too long for type character varying(3)

SELECT '(a,b)'::fitted
-- error 22P02 at `'(a,b)'`: malformed record literal: `(a,b)`

SELECT '(a,b,1,1010,1,x)'::fitted
-- error 22P02 at `'(a,b,1,1010,1,x)'`: malformed record literal: `(a,b,1,1010,1,x)`

-- A string by itself is fitted when the statement runs, and an explicit cast cuts it.

SELECT 'abcd'::varchar(3), '99'::char(1), '10102'::text::varchar(2)
-- rows exactly one
-- varchar: character varying not null
-- bpchar: character not null
-- varchar: character varying not null

-- Bounds in their order.

SELECT '[1,2)'::int4range, '(,)'::int4range, '[1,1]'::int4range, 'empty'::numrange
-- rows exactly one
-- int4range: int4range not null
-- int4range: int4range not null
-- int4range: int4range not null
-- numrange: numrange not null

SELECT '[2,1]'::int4range
-- error 22000 at `'[2,1]'`: range lower bound must be less than or equal to range upper bound

SELECT '[1.50,1.5]'::numrange, '(1,1)'::numrange
-- rows exactly one
-- numrange: numrange not null
-- numrange: numrange not null

SELECT '[1.51,1.5]'::numrange
-- error 22000 at `'[1.51,1.5]'`: range lower bound must be less than or equal to range upper bound

SELECT '[2147483647,2147483647]'::int4range
-- error 22003 at `'[2147483647,2147483647]'`: integer out of range

SELECT '[2147483647,2147483647)'::int4range
-- rows exactly one
-- int4range: int4range not null

SELECT '[9223372036854775806,9223372036854775807]'::int8range
-- error 22003 at `'[9223372036854775806,9223372036854775807]'`: bigint out of range

SELECT '[2024-02-01,2024-01-31]'::daterange
-- error 22000 at `'[2024-02-01,2024-01-31]'`: range lower bound must be less than or equal to range upper bound

SELECT '[2024-01-31 10:00,2024-01-31 09:00]'::tsrange
-- error 22000 at `'[2024-01-31 10:00,2024-01-31 09:00]'`: range lower bound must be less than or equal to range upper bound

SELECT '[0x10,17]'::floatrange, '[1e2,0x1p10)'::floatrange, '[inf,nan]'::floatrange, '[nan,nan(1)]'::floatrange
-- error 22P02 at `'[nan,nan(1)]'`: malformed range literal: `[nan,nan(1)]`

SELECT '[0x10,1]'::floatrange
-- error 22000 at `'[0x10,1]'`: range lower bound must be less than or equal to range upper bound

SELECT '[nan,inf]'::floatrange
-- error 22000 at `'[nan,inf]'`: range lower bound must be less than or equal to range upper bound

SELECT '[0x1p10, 1023.5]'::realrange
-- error 22000 at `'[0x1p10, 1023.5]'`: range lower bound must be less than or equal to range upper bound

SELECT '[1.00000001,1]'::realrange
-- rows exactly one
-- realrange: realrange not null

SELECT '[0.1,0.10000000000000001]'::floatrange
-- rows exactly one
-- floatrange: floatrange not null

SELECT '{[1,2),[5,4]}'::int4multirange
-- error 22000 at `'{[1,2),[5,4]}'`: range lower bound must be less than or equal to range upper bound

-- Arrays.

SELECT '[1:2]={1,2}'::int[], '[0:1][1:1]={{1},{2}}'::int[]
-- rows exactly one
-- int4: integer[] not null
-- int4: integer[] not null

SELECT '[1:2147483647]={1}'::int[]
-- error 54000 at `'[1:2147483647]={1}'`: array upper bound is too large

SELECT '[-2147483648:2147483647]={1}'::int[]
-- error 54000 at `'[-2147483648:2147483647]={1}'`: array upper bound is too large

SELECT '[2147483647:2147483647]={1}'::int[]
-- error 54000 at `'[2147483647:2147483647]={1}'`: array upper bound is too large

SELECT '[1:100000][1:100000]={{1}}'::int[]
-- error 22P02 at `'[1:100000][1:100000]={{1}}'`: malformed array literal: `[1:100000][1:100000]={{1}}`

SELECT '[1:2]={1}'::int[]
-- error 22P02 at `'[1:2]={1}'`: malformed array literal: `[1:2]={1}`

SELECT '[2:1]={1}'::int[]
-- error 2202E at `'[2:1]={1}'`: upper bound cannot be less than lower bound

SELECT '{{{{{{{1}}}}}}}'::int[]
-- error 54000 at `'{{{{{{{1}}}}}}}'`: number of array dimensions exceeds the maximum allowed (6)

SELECT '{{1},{2,3}}'::int[]
-- error 22P02 at `'{{1},{2,3}}'`: malformed array literal: `{{1},{2,3}}`

SELECT '{1,{2}}'::int[]
-- error 22P02 at `'{1,{2}}'`: malformed array literal: `{1,{2}}`

SELECT '{1,,2}'::int[]
-- error 22P02 at `'{1,,2}'`: malformed array literal: `{1,,2}`

-- Lines, and the slopes of those through two points.

SELECT '{1,2,3}'::line, '(0,0),(0,1)'::line, '[(1,2),(3,4)]'::line
-- rows exactly one
-- line: line not null
-- line: line not null
-- line: line not null

SELECT '{0,0,1}'::line
-- error 22P02 at `'{0,0,1}'`: invalid line specification: A and B cannot both be zero

SELECT '{1e-7,-1e-7,1}'::line
-- error 22P02 at `'{1e-7,-1e-7,1}'`: invalid line specification: A and B cannot both be zero

SELECT '(1,2),(1,2)'::line
-- error 22P02 at `'(1,2),(1,2)'`: invalid line specification: must be two distinct points

SELECT '(1,2),(1.0000000001,2)'::line
-- error 22P02 at `'(1,2),(1.0000000001,2)'`: invalid line specification: must be two distinct points

SELECT '(0,0),(1e-5,1e304)'::line
-- error 22003 at `'(0,0),(1e-5,1e304)'`: value out of range: overflow

SELECT '(0,0),(1e300,1e-5)'::line
-- rows exactly one
-- line: line not null

SELECT '(1e308,0),(-1e308,1)'::line
-- error 22003 at `'(1e308,0),(-1e308,1)'`: value out of range: overflow

SELECT '(1e200,0),(0,1e200)'::line
-- rows exactly one
-- line: line not null

-- Numbers of 32 bits, of which those of a signed one count from behind (`numutils.c
-- uint32in_subr`), and those in other bases.

SELECT '-1'::oid, '-2147483648'::oid, ' 4294967295 '::oid, '18446744073709551615'::oid, '0x1F'::oid
-- rows exactly one
-- oid: oid not null
-- oid: oid not null
-- oid: oid not null
-- oid: oid not null
-- oid: oid not null

SELECT '4294967296'::oid
-- error 22003 at `'4294967296'`: value `4294967296` is out of range for type oid

SELECT '-2147483649'::oid
-- error 22003 at `'-2147483649'`: value `-2147483649` is out of range for type oid

SELECT '18446744073709551616'::oid
-- error 22003 at `'18446744073709551616'`: value `18446744073709551616` is out of range for type oid

SELECT '-18446744073709551615'::oid
-- rows exactly one
-- oid: oid not null

SELECT '08'::oid
-- error 22P02 at `'08'`: invalid input syntax for type oid: `08`

SELECT '1_0'::oid
-- error 22P02 at `'1_0'`: invalid input syntax for type oid: `1_0`

SELECT '0x_1F'::int, '1_000'::int8, '0b1_0'::int2, '1_0.0_1e1_0'::numeric
-- rows exactly one
-- int4: integer not null
-- int8: bigint not null
-- int2: smallint not null
-- numeric: numeric not null

SELECT '1__0'::int
-- error 22P02 at `'1__0'`: invalid input syntax for type integer: `1__0`

SELECT '0x1_'::int
-- error 22P02 at `'0x1_'`: invalid input syntax for type integer: `0x1_`

SELECT '1e_1'::numeric
-- error 22P02 at `'1e_1'`: invalid input syntax for type numeric: `1e_1`

SELECT '1_.5'::numeric
-- error 22P02 at `'1_.5'`: invalid input syntax for type numeric: `1_.5`

-- White space, of which JSON and its paths know less.

SELECT '1'::int, ' 1 , 2	'::point, '{1,2}'::int[], '[1,2]'::int4range
-- rows exactly one
-- int4: integer not null
-- point: point not null
-- int4: integer[] not null
-- int4range: int4range not null

SELECT '1'::json
-- error 22P02 at `'1'`: invalid input syntax for type json

SELECT '$'::jsonpath
-- error 42601 at `'$'`: syntax error at or near `` of jsonpath input

SELECT '1 '::int
-- error 22P02 at `'1 '`: invalid input syntax for type integer: `1 `
