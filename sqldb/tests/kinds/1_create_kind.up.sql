CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE EXTENSION citext;
CREATE TYPE span AS RANGE (subtype = time);
CREATE DOMAIN port AS int4range CHECK (NOT isempty(VALUE));

CREATE TABLE kind (
    bits     bit(3) NOT NULL,
    varbits  varbit,
    money    money,
    lsn      pg_lsn,
    mac      macaddr,
    mac8     macaddr8,
    point    point NOT NULL,
    line     line,
    lseg     lseg,
    box      box,
    path     path,
    polygon  polygon,
    circle   circle,
    ports    port,
    during   tstzrange NOT NULL,
    opened   span,
    days     datemultirange,
    pairs    hstore,
    place    ltree NOT NULL,
    name     citext
);
