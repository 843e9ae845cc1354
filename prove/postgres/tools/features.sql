\set ECHO all
\set VERBOSITY verbose
\set SHOW_CONTEXT always
CREATE TABLE sheet (id int PRIMARY KEY, who text, what text, worth numeric, raw bytea);
-- \copy both ways, text, CSV and binary
INSERT INTO sheet SELECT i, 'who ' || i % 7, 'what ' || i % 5, i / 3.0, decode(md5(i::text), 'hex') FROM generate_series(1, 5000) i;
\copy sheet TO 'sheet.text'
\copy sheet TO 'sheet.csv' WITH (FORMAT csv, HEADER, FORCE_QUOTE *)
\copy sheet TO 'sheet.binary' WITH (FORMAT binary)
\copy (SELECT who, count(*) FROM sheet GROUP BY 1 ORDER BY 1) TO STDOUT
CREATE TABLE again (LIKE sheet);
\copy again FROM 'sheet.text'
\copy again FROM 'sheet.csv' WITH (FORMAT csv, HEADER)
\copy again FROM 'sheet.binary' WITH (FORMAT binary)
SELECT count(*), count(DISTINCT id), sum(worth), md5(string_agg(raw, '' ORDER BY id)) FROM again;
\copy again FROM PROGRAM 'echo not a number'
\copy again FROM STDIN
1	typed	in	1.5	\\xdeadbeef
2	typed	in	\N	\N
\.
COPY again TO STDOUT WITH (FORMAT csv) \g sheet.again
-- cursors, a row at a time and more at once
\set FETCH_COUNT 7
SELECT id, who, what FROM sheet WHERE id < 40 ORDER BY id;
SELECT 1 / (20 - id) FROM sheet ORDER BY id;
BEGIN;
SELECT count(*) FROM sheet;
SELECT id FROM sheet ORDER BY id LIMIT 9;
COMMIT;
\unset FETCH_COUNT
-- what psql makes of results
SELECT who, what, count(*) FROM sheet GROUP BY 1, 2 ORDER BY 1, 2 \crosstabview who what
SELECT id, who AS name, worth, raw, now() AS at FROM sheet \gdesc
SELECT $1::int + 1 \gdesc
SELECT nothing FROM nowhere \gdesc
SELECT count(*) AS counted FROM sheet \gset seen_
SELECT :seen_counted + 1 AS more \gx
SELECT format('SELECT %s AS g', g) FROM generate_series(1, 3) g \gexec
SELECT 1 AS a \; SELECT 2 AS b \; SELECT 3 AS c;
SELECT 1 AS a \; SELECT 1 / 0 \; SELECT 3 AS c;
\errverbose
CREATE TEMP SEQUENCE twice;
SELECT 10 / (3 - nextval('twice')) AS watched \watch 0.1
-- errors and what becomes of a transaction
\set ON_ERROR_ROLLBACK on
BEGIN;
INSERT INTO sheet VALUES (1);
SELECT count(*) FROM sheet;
COMMIT;
\set ON_ERROR_ROLLBACK off
\set AUTOCOMMIT off
INSERT INTO sheet VALUES (-1);
INSERT INTO sheet VALUES (1);
SELECT 1;
ROLLBACK;
\set AUTOCOMMIT on
-- large objects
\lo_import sheet.binary 'a sheet'
\lo_list
\lo_export :LASTOID sheet.object
SELECT length(lo_get(:LASTOID));
\lo_unlink :LASTOID
\lo_unlink 1
-- others speak
LISTEN news;
NOTIFY news, 'something';
SELECT 1;
UNLISTEN *;
DO $$ BEGIN RAISE NOTICE 'a notice %', repeat('x', 3000); RAISE WARNING 'a warning' USING HINT = 'h', DETAIL = 'd'; END $$;
PREPARE p(int) AS SELECT $1 * 2;
EXECUTE p(21);
DEALLOCATE p;
\timing off
\c - - - -
SELECT count(*) FROM sheet;
\c regression
SELECT current_database();
