-- What is planted on MariaDB; `answers.yaml` says what must be found in it.  Files are put into crm.document later.
SET sql_mode = 'ANSI_QUOTES';
SET time_zone = '+02:00';
CREATE DATABASE crm;
CREATE DATABASE "Archief 2019";
USE crm;

CREATE TABLE crm.customer (
    id int PRIMARY KEY AUTO_INCREMENT, name varchar(99) COMMENT 'de naam', bsn char(9), iban varchar(34), email varchar(99),
    login varchar(99) AS (lower(email)) PERSISTENT, created_at timestamp NULL, left_on date
);
INSERT INTO crm.customer (name, bsn, iban, email, created_at, left_on) VALUES
    ('Wilhelmina Goudvink-Zwartkop', '286759457', 'NL95RABO0397482617', 'Kanarie.Piet@zangvogel-bv.nl', '2019-03-31 23:30:00', '0000-00-00'),
    ('Piet de Vries', '368417827', 'NL23INGB0397482617', 'piet@zangvogel-bv.nl', '2020-01-02 10:00:00', '2020-00-00'),
    ('Jan Jansen', '608835699', NULL, 'jan@zangvogel-bv.nl', NULL, '2021-05-06'),
    (NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE crm.visit (at date NOT NULL, email varchar(99)) PARTITION BY RANGE (year(at)) (
    PARTITION p2019 VALUES LESS THAN (2020), PARTITION p2020 VALUES LESS THAN (2021), PARTITION rest VALUES LESS THAN MAXVALUE
);
INSERT INTO crm.visit SELECT date_add('2019-12-30', INTERVAL seq DAY), concat('bezoeker', seq, '@zangvogel-bv.nl') FROM seq_1_to_9;
INSERT INTO crm.visit VALUES ('2031-01-01', 'later@zangvogel-bv.nl');

CREATE VIEW crm.customer_view AS SELECT email FROM crm.customer;
CREATE TABLE crm.gone (x int);
CREATE VIEW crm.broken AS SELECT x FROM crm.gone;
DROP TABLE crm.gone;

CREATE TABLE crm.profile (id int PRIMARY KEY, old json);
INSERT INTO crm.profile VALUES (1, '{"bsn": "286759457"}'), (2, '{"bsn": "368417827"}');

CREATE TABLE crm.types (
    id uuid PRIMARY KEY DEFAULT uuid(), mood enum('good', 'bad'), liked set('seed', 'song'), bits bit(9), seen inet6,
    spot point, at time(6), born year, amount decimal(20, 4), bsn bigint unsigned
);
INSERT INTO crm.types (mood, liked, bits, seen, spot, at, born, amount, bsn) VALUES
    ('good', 'seed,song', b'101', '145.94.237.186', point(1, 2), '-838:59:59', 1958, 12.5, 286759457),
    ('bad', '', NULL, NULL, NULL, '10:00:00', 0, NULL, 368417827);

CREATE TABLE crm.by_mood (mood enum('song', 'egg', 'air') PRIMARY KEY, email varchar(99));
INSERT INTO crm.by_mood VALUES ('song', 'a@zangvogel-bv.nl'), ('egg', 'b@zangvogel-bv.nl'), ('air', 'c@zangvogel-bv.nl');
CREATE TABLE crm.by_weight (weight float PRIMARY KEY, email varchar(99));
INSERT INTO crm.by_weight VALUES (0.1, 'a@zangvogel-bv.nl'), (0.7, 'b@zangvogel-bv.nl');
CREATE TABLE crm.by_day (day datetime(6) PRIMARY KEY, email varchar(99));
INSERT INTO crm.by_day VALUES ('0000-00-00', 'a@zangvogel-bv.nl'), ('2019-01-01 00:00:00.5', 'b@zangvogel-bv.nl');

CREATE TABLE crm.document (id int PRIMARY KEY, content longblob);
CREATE TABLE crm.letter (id int PRIMARY KEY, body longtext);
INSERT INTO crm.letter SELECT 1, concat(repeat('Er was eens een vogel. ', 60000), 'Zijn e-mail: kanarie.piet@zangvogel-bv.nl.');

CREATE TABLE crm.old_text (id int PRIMARY KEY, note varchar(99)) CHARACTER SET latin1;
INSERT INTO crm.old_text VALUES (1, 'Coöperatie café: kanarie.piet@zangvogel-bv.nl');

CREATE TABLE crm."Odd `Table` 100%" ("select" int PRIMARY KEY, "Ünïcode naam" varchar(9), "E-mail.adres" varchar(99), "%s" varchar(9));
INSERT INTO crm."Odd `Table` 100%" VALUES (1, 'x', 'kanarie.piet@zangvogel-bv.nl', '100%');
CREATE TABLE "Archief 2019"."Kopie; van klant" (bsn varchar(9));
INSERT INTO "Archief 2019"."Kopie; van klant" VALUES ('286759457'), ('286759457');
CREATE TABLE crm.nothing (bsn varchar(9));
CREATE SEQUENCE crm.numbers;

CREATE TABLE crm.half_secret (email varchar(99), bsn varchar(9));
INSERT INTO crm.half_secret VALUES ('kanarie.piet@zangvogel-bv.nl', '286759457');
CREATE DATABASE hidden;
CREATE TABLE hidden.half_secret (email varchar(99), bsn varchar(9));
INSERT INTO hidden.half_secret VALUES ('kanarie.piet@zangvogel-bv.nl', '286759457');
CREATE TABLE hidden.secret (bsn varchar(9));
CREATE TABLE hidden.write_only (bsn varchar(9));

CREATE USER scanner@'127.0.0.1' IDENTIFIED BY 'Zeisloper-7314';
GRANT SELECT, SHOW VIEW ON crm.* TO scanner@'127.0.0.1';
GRANT SELECT, SHOW VIEW ON "Archief 2019".* TO scanner@'127.0.0.1';
GRANT SELECT (email) ON hidden.half_secret TO scanner@'127.0.0.1';
GRANT SHOW VIEW ON hidden.secret TO scanner@'127.0.0.1';
