package dev.postern.cli.connect;

/** In whose words an entrance is printed. */
enum Format {
  PSQL,
  JDBC,
  DSN,
  ENV,
  JSON,
  ALL
}
