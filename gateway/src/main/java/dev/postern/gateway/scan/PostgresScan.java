package dev.postern.gateway.scan;

import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a PostgreSQL target offers to an account in one of its databases, by the server's own
 * catalogs; no row of anybody's is read. What the server came with is left out. Blocks; for one
 * thread.
 */
final class PostgresScan {
  private static final String DATABASES =
      """
      SELECT datname, datistemplate, datname = pg_catalog.current_database()
      FROM pg_catalog.pg_database WHERE datallowconn ORDER BY 1\
      """;

  private static final String OURS = " n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ";

  private static final String SCHEMAS =
      """
      SELECT n.nspname, pg_catalog.has_schema_privilege(n.oid, 'usage')
      FROM pg_catalog.pg_namespace n WHERE\
      """
          + OURS
          + "ORDER BY 1";

  private static final String RELATIONS =
      """
      SELECT n.nspname, c.relname, c.relkind, pg_catalog.has_table_privilege(c.oid, 'select'),
        pg_catalog.has_table_privilege(c.oid, 'insert, update, delete, truncate'), c.relrowsecurity
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND\
      """
          + OURS
          + "ORDER BY 1, 2";

  private static final String COLUMNS =
      """
      SELECT n.nspname, c.relname, a.attname,
        pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull
      FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND\
      """
          + OURS
          + "ORDER BY 1, 2, a.attnum";

  private static final String TYPES =
      """
      SELECT n.nspname, t.typname, t.typtype,
        pg_catalog.array_to_string(ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum e
          WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder), ', ')
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
      WHERE (t.typtype IN ('d', 'e', 'r', 'm') OR t.typtype = 'c' AND c.relkind = 'c') AND\
      """
          + OURS
          + "ORDER BY 1, 2";

  private static final String FUNCTIONS =
      """
      SELECT n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid),
        p.prokind, pg_catalog.format_type(p.prorettype, NULL), p.prosecdef, l.lanname,
        pg_catalog.has_function_privilege(p.oid, 'execute')
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      JOIN pg_catalog.pg_language l ON l.oid = p.prolang WHERE\
      """
          + OURS
          + "ORDER BY 1, 2, 3";

  private static final Map<String, String> RELATION_KINDS =
      Map.of(
          "r", "table",
          "p", "partitioned table",
          "v", "view",
          "m", "materialized view",
          "f", "foreign table");

  private static final Map<String, String> TYPE_KINDS =
      Map.of("d", "domain", "e", "enum", "r", "range", "m", "multirange", "c", "composite");

  private static final Map<String, String> FUNCTION_KINDS =
      Map.of("f", "function", "p", "procedure", "a", "aggregate", "w", "window function");

  private final Asking talk;
  private final ScanLimits limits;
  private final List<Item> items = new ArrayList<>();
  private final List<Inventory.Cut> cuts = new ArrayList<>();
  private long characters;

  /** One session on a server. */
  interface Asking {
    /**
     * Asks, and takes all rows.
     *
     * @param shape what rows there may be; others are the server's fault
     */
    List<List<String>> ask(String sql, PostgresRows.Shape shape)
        throws ScanFault, InterruptedException;

    /** What the server says that it is. */
    String version();
  }

  PostgresScan(Asking talk, ScanLimits limits) {
    this.talk = talk;
    this.limits = limits;
  }

  /** Asks for everything. */
  Inventory look(String target, Instant now) throws ScanFault, InterruptedException {
    take(Kind.DATABASE, DATABASES, 3, PostgresScan::database);
    take(Kind.SCHEMA, SCHEMAS, 2, row -> item(Kind.SCHEMA, row.get(0), "usage", yes(row.get(1))));
    take(Kind.RELATION, RELATIONS, 6, PostgresScan::relation);
    take(Kind.COLUMN, COLUMNS, 5, PostgresScan::column);
    take(Kind.TYPE, TYPES, 4, PostgresScan::type);
    take(Kind.FUNCTION, FUNCTIONS, 8, PostgresScan::function);
    String server = Sums.bounded("PostgreSQL " + talk.version(), limits.text());
    return new Inventory(target, "postgres", server, now, items, cuts);
  }

  private void take(Kind kind, String sql, int columns, Function<List<String>, Item> read)
      throws ScanFault, InterruptedException {
    int room = limits.items() - items.size();
    List<List<String>> rows =
        talk.ask(sql + " LIMIT " + (room + 1), new PostgresRows.Shape(room + 1, columns));
    for (List<String> row : rows.subList(0, Math.min(room, rows.size()))) {
      Item item = read.apply(row.stream().map(this::bounded).toList());
      characters += Sums.characters(item);
      if (characters > limits.characters()) {
        cuts.add(
            new Inventory.Cut(
                kind, "what the database has is more than " + limits.characters() + " characters"));
        return;
      }
      items.add(item);
    }
    if (rows.size() > room) {
      cuts.add(new Inventory.Cut(kind, "the database has more than " + limits.items() + " things"));
    }
  }

  private String bounded(String text) {
    return Sums.bounded(text, limits.text());
  }

  private static Item item(Kind kind, String name, String... facts) {
    Map<String, String> named = new TreeMap<>();
    for (int i = 0; i + 1 < facts.length; i += 2) {
      named.put(facts[i], facts[i + 1]);
    }
    return new Item(kind, name, named);
  }

  private static Item database(List<String> row) {
    return item(Kind.DATABASE, row.get(0), "template", yes(row.get(1)), "looked", yes(row.get(2)));
  }

  private static Item relation(List<String> row) {
    return item(
        Kind.RELATION,
        row.get(0) + "." + row.get(1),
        "kind",
        RELATION_KINDS.getOrDefault(row.get(2), row.get(2)),
        "select",
        yes(row.get(3)),
        "write",
        yes(row.get(4)),
        "row security",
        yes(row.get(5)));
  }

  private static Item column(List<String> row) {
    return item(
        Kind.COLUMN,
        row.get(0) + "." + row.get(1) + "." + row.get(2),
        "type",
        row.get(3),
        "null",
        row.get(4).equals("t") ? "never" : "may be");
  }

  private static Item type(List<String> row) {
    return item(
        Kind.TYPE,
        row.get(0) + "." + row.get(1),
        "kind",
        TYPE_KINDS.getOrDefault(row.get(2), row.get(2)),
        "labels",
        row.get(3));
  }

  private static Item function(List<String> row) {
    return item(
        Kind.FUNCTION,
        row.get(0) + "." + row.get(1) + "(" + row.get(2) + ")",
        "kind",
        FUNCTION_KINDS.getOrDefault(row.get(3), row.get(3)),
        "returns",
        row.get(4),
        "with its owner's rights",
        yes(row.get(5)),
        "language",
        row.get(6),
        "execute",
        yes(row.get(7)));
  }

  private static String yes(String truth) {
    return truth.equals("t") ? "yes" : "no";
  }
}
