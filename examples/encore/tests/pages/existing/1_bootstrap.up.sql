-- What `pg_dump --schema-only` said of the database as it was.
CREATE TABLE public.customer (
    id integer NOT NULL,
    name character varying(50)
);
ALTER TABLE ONLY public.customer ADD CONSTRAINT customer_pkey PRIMARY KEY (id);
