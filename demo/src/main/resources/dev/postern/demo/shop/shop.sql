CREATE TABLE people (
  id integer PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  plan text NOT NULL
);
COMMENT ON TABLE people IS 'customers of the shop';

CREATE TABLE orders (
  id integer PRIMARY KEY,
  person integer NOT NULL REFERENCES people,
  ordered date NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'paid', 'sent')),
  cents integer NOT NULL CHECK (cents > 0)
);
CREATE INDEX orders_person ON orders (person);
COMMENT ON TABLE orders IS 'what they ordered';

CREATE TABLE model_runs (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model text NOT NULL,
  person integer NOT NULL REFERENCES people,
  score numeric(5, 4) NOT NULL,
  ran timestamptz NOT NULL
);
COMMENT ON TABLE model_runs IS 'what the models of the registry said of them';

INSERT INTO people (id, name, email, plan)
SELECT n,
       (ARRAY['Maria', 'Jonas', 'Aisha', 'Wei', 'Tomas', 'Ingrid', 'Kofi', 'Elena', 'Ravi', 'Noor'])[1 + n % 10]
         || ' ' || (ARRAY['Lindqvist', 'Okafor', 'Tanaka', 'Moreau', 'Novak', 'Haddad', 'Silva', 'Berg'])[1 + n % 8],
       'customer' || n || '@example.com',
       (ARRAY['basic', 'plus', 'premium'])[1 + n % 3]
FROM generate_series(1, 40) AS n;

INSERT INTO orders (id, person, ordered, state, cents)
SELECT n, 1 + n * 7 % 40, date '2026-09-01' + n % 60, (ARRAY['open', 'paid', 'sent'])[1 + n % 3], 500 + n * 37 % 9000
FROM generate_series(1, 200) AS n;

INSERT INTO model_runs (model, person, score, ran)
SELECT 'churn-v3', n, round((n * 31 % 100) / 100.0, 4), timestamptz '2026-11-01 08:00Z' + n * interval '17 minutes'
FROM generate_series(1, 40) AS n;

CREATE ROLE shop_reading LOGIN;
GRANT SELECT ON people, orders, model_runs TO shop_reading;
CREATE ROLE shop_service LOGIN;
GRANT SELECT ON people TO shop_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON orders, model_runs TO shop_service;
