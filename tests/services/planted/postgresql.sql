-- What is planted on PostgreSQL; `answers.yaml` says what must be found in it.  Files are put into crm.document later.
CREATE EXTENSION hstore;
CREATE SCHEMA crm;
CREATE SCHEMA "Archief 2019";
SET TIME ZONE 'Europe/Amsterdam';

CREATE TABLE crm.customer (
    id serial PRIMARY KEY, name text, bsn char(9), iban varchar(34), email text,
    login text GENERATED ALWAYS AS (lower(email)) STORED, created_at timestamptz
);
COMMENT ON COLUMN crm.customer.bsn IS 'Burgerservicenummer';
INSERT INTO crm.customer (name, bsn, iban, email, created_at) VALUES
    ('Wilhelmina Goudvink-Zwartkop', '286759457', 'NL95RABO0397482617', 'Kanarie.Piet@zangvogel-bv.nl', '2019-03-31 23:30+02'),
    ('Piet de Vries', '368417827', 'NL23INGB0397482617', 'piet@zangvogel-bv.nl', '2020-01-02 10:00+01'),
    ('Jan Jansen', '608835699', NULL, 'jan@zangvogel-bv.nl', 'infinity'),
    (NULL, NULL, NULL, NULL, NULL);

CREATE TABLE crm.visit (at date NOT NULL, email text) PARTITION BY RANGE (at);
CREATE TABLE crm.visit_2019 PARTITION OF crm.visit FOR VALUES FROM ('2019-01-01') TO ('2020-01-01');
CREATE TABLE crm.visit_2020 PARTITION OF crm.visit FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE crm.visit_rest PARTITION OF crm.visit DEFAULT;
INSERT INTO crm.visit SELECT date '2019-12-30' + n, 'bezoeker' || n || '@zangvogel-bv.nl' FROM generate_series(1, 9) n;
INSERT INTO crm.visit VALUES ('2031-01-01', 'later@zangvogel-bv.nl');

CREATE TABLE crm.person (bsn text);
CREATE TABLE crm.employee (salary int) INHERITS (crm.person);
INSERT INTO crm.person VALUES ('286759457');
INSERT INTO crm.employee VALUES ('368417827', 3), ('608835699', 4);

CREATE VIEW crm.customer_view AS SELECT email FROM crm.customer;
CREATE MATERIALIZED VIEW crm.customer_copy AS SELECT bsn FROM crm.customer;
CREATE VIEW crm.broken AS SELECT 1 / (n - 2) AS x FROM generate_series(1, 3) n;

CREATE TABLE crm.profile (id int PRIMARY KEY, old json, new jsonb);
INSERT INTO crm.profile VALUES
    (1, '{"bsn": "286759457"}', '{"contact": {"email": ["a@zangvogel-bv.nl", "b@zangvogel-bv.nl"]}}'),
    (2, '{"bsn": "368417827"}', '{"contact": {"email": ["c@zangvogel-bv.nl"]}}');

CREATE TYPE crm.contact AS (email text, bsn text);
CREATE TYPE crm.mood AS ENUM ('good', 'bad');
CREATE DOMAIN crm.service_number AS text CHECK (length(VALUE) = 9);
CREATE DOMAIN crm.scan AS bytea;
CREATE TABLE crm.types (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), emails text[], extra hstore, contact crm.contact, mood crm.mood,
    bsn crm.service_number, seen inet, during tsrange, spot point, words tsvector, amount money, day interval, bits bit(3)
);
INSERT INTO crm.types (emails, extra, contact, mood, bsn, seen) VALUES
    ('{a@zangvogel-bv.nl,b@zangvogel-bv.nl}', 'bsn=>286759457,hobby=>"vogels, wit"', '(c@zangvogel-bv.nl,286759457)', 'good', '368417827', '145.94.237.186'),
    ('{d@zangvogel-bv.nl}', 'bsn=>608835699', '(e@zangvogel-bv.nl,368417827)', 'bad', '608835699', NULL);

CREATE TABLE crm.document (id int PRIMARY KEY, content bytea, scan crm.scan);
CREATE TABLE crm.letter (id int PRIMARY KEY, body text);
INSERT INTO crm.letter SELECT 1, repeat('Er was eens een vogel. ', 60000) || 'Zijn e-mail: kanarie.piet@zangvogel-bv.nl.';

CREATE TABLE crm."Odd ""Table"" 100%" ("select" int PRIMARY KEY, "Ünïcode naam" text, "E-mail.adres" text, "%s" text);
INSERT INTO crm."Odd ""Table"" 100%" VALUES (1, 'x', 'kanarie.piet@zangvogel-bv.nl', '100%');
CREATE TABLE "Archief 2019"."Kopie; van klant" (bsn text);
INSERT INTO "Archief 2019"."Kopie; van klant" VALUES ('286759457'), ('286759457');
CREATE TABLE crm.nothing (bsn text);
CREATE TABLE crm.no_columns ();

CREATE TABLE crm.secret (bsn text);
INSERT INTO crm.secret VALUES ('286759457');
CREATE TABLE crm.half_secret (email text, bsn text);
INSERT INTO crm.half_secret VALUES ('kanarie.piet@zangvogel-bv.nl', '286759457');

REVOKE CREATE, TEMPORARY ON DATABASE postgres FROM public;
REVOKE CREATE ON SCHEMA public FROM public;
CREATE ROLE scanner LOGIN PASSWORD 'Zeisloper-7314';
GRANT USAGE ON SCHEMA crm, "Archief 2019" TO scanner;
GRANT SELECT ON ALL TABLES IN SCHEMA crm, "Archief 2019" TO scanner;
REVOKE ALL ON crm.secret, crm.half_secret FROM scanner;
GRANT SELECT (email) ON crm.half_secret TO scanner;
ANALYZE;
