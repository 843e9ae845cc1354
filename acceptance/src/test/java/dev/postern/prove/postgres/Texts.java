package dev.postern.prove.postgres;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The statements of the conversations: what they answer depends on nothing but what was said
 * before. Each place {@code NAME} and {@code CURSOR} is filled with a name.
 */
final class Texts {
  private static final String BEYOND_ASCII = "select 'é', 'ß'";
  private static final String OPEN_ENDED = "select 'open";
  private static final List<String> PLAIN =
      List.of(
          "select 1",
          "select id, v from t order by id",
          "select v from t where id = 2",
          "select 'a' as x, null::text as y, 1.50::numeric as z",
          "values (1), (2), (3)",
          "table u",
          "insert into t values (10, 'ten')",
          "insert into t values (1, 'there already')",
          "insert into u values (7)",
          "insert into u select g from generate_series(1, 3) g returning n",
          "update t set v = v || '!' where id = 3 returning id, v",
          "select 1/0",
          "select id, 6 / (id - 3) from t order by id",
          "select boom()",
          "select noise('heard')",
          "selec 1",
          "select nothing from t",
          OPEN_ENDED,
          "",
          ";",
          " ; ; ",
          "-- nothing but this",
          "/* nothing */ ; select 2",
          "insert into u values (1); insert into u values (2)",
          "insert into u values (3); select 1/0; insert into u values (4)",
          "insert into u values (5); commit; insert into u values (6); select boom()",
          "insert into u values (8); rollback",
          "begin; insert into u values (9)",
          "begin; insert into u values (11); select 1/0; commit",
          "commit; begin; insert into u values (12)",
          "select 1; select noise('twice'); select 2",
          "explain (costs off) select * from t where id = 1",
          "select generate_series(1, 600)",
          "select repeat('x', 40000)",
          "copy t to stdout",
          "copy (select id from t order by id) to stdout (format binary)",
          "copy (select 1/0) to stdout",
          "copy nowhere to stdout",
          "listen ch",
          "notify ch, 'told'",
          "select pg_notify('ch', 'called')",
          "unlisten *",
          "create table w (a int primary key)",
          "drop table w",
          "create temp table tt (a int) on commit drop",
          "insert into w values (1)",
          "do $$ begin raise notice 'in do'; perform boom(); end $$",
          "call commits()",
          "lock table u",
          "truncate u",
          "set application_name = 'fuzz'",
          "set local application_name = 'local'",
          "set search_path = pg_catalog",
          "set standard_conforming_strings = off",
          "select 'a\\\\b'",
          "set datestyle = 'German'",
          "select date '2026-11-21'",
          "show search_path",
          "reset all",
          "discard all",
          "discard plans",
          "select E'\\x41', U&'\\0041', $q$ ; $q$",
          BEYOND_ASCII,
          "select current_user, lo_creat(-1) > 0");
  private static final List<String> BLOCKS =
      List.of(
          "begin",
          "begin",
          "start transaction",
          "commit",
          "commit",
          "rollback",
          "end",
          "abort",
          "savepoint a",
          "savepoint b",
          "rollback to a",
          "release a",
          "commit and chain",
          "begin isolation level serializable",
          "set transaction read only",
          "begin read only; insert into u values (13)");
  private static final List<String> NAMING =
      List.of(
          "prepare NAME as insert into u values (21)",
          "prepare NAME as select id, v from t order by id",
          "prepare NAME (int) as select $1 + 1",
          "execute NAME",
          "execute NAME (5)",
          "deallocate NAME",
          "deallocate all",
          "prepare NAME as select 1; execute NAME; deallocate NAME",
          "declare CURSOR cursor for select id from t order by id",
          "declare CURSOR scroll cursor with hold for select id, v from t order by id",
          "begin; declare CURSOR cursor for select id from t order by id; fetch 1 from CURSOR",
          "fetch 2 from CURSOR",
          "fetch all from CURSOR",
          "move 1 in CURSOR",
          "close CURSOR",
          "close all");
  private static final List<String> COPIES =
      List.of(
          "copy u from stdin",
          "copy t from stdin with (format csv)",
          "copy u from stdin (format binary)",
          "copy nowhere from stdin",
          "copy u from stdin; insert into u values (31)",
          "insert into u values (32); copy u from stdin; select 1",
          "copy u from stdin; copy t from stdin",
          "begin; copy u from stdin; commit");
  private static final List<String> DELETING =
      List.of(
          "delete from t where id = 4",
          "delete from t returning id",
          "insert into u values (41); delete from t",
          "begin; delete from t; commit",
          "commit; delete from u",
          "with d as (delete from t where id = 5 returning id) select id from d",
          "copy (delete from t where id = 1 returning id) to stdout",
          "explain (costs off) delete from t",
          "DELETE FROM nowhere");
  private static final List<String> TAKING =
      List.of(
          "insert into u values ($1)",
          "insert into t values ($1, $2)",
          "select $1::int + 1",
          "select $1::text, $2::int",
          "select v from t where id = $1",
          "update t set v = $2 where id = $1",
          "select id from t where id > $1 order by id",
          "select $1::bytea",
          "select 100 / $1::int");

  private final Random random;
  private final Mode mode;

  /** A text and what a rule may look at in it. */
  record Text(String sql, int parameters, Set<Mode.Trait> traits) {}

  Texts(Random random, Mode mode) {
    this.random = random;
    this.mode = mode;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** A statement, or several. */
  Text any(Names names) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> block();
      case 3, 4, 5 -> naming(names);
      case 6 -> deleting();
      case 7 -> random.nextInt(3) == 0 ? copying() : plain();
      default -> plain();
    };
  }

  Text plain() {
    String text = one(PLAIN);
    if (mode == Mode.NO_COPY && text.equals(BEYOND_ASCII)) {
      // Whether it is understood depends on what came before it.
      return block();
    }
    return new Text(
        text, 0, OPEN_ENDED.equals(text) ? EnumSet.of(Mode.Trait.NOT_UNDERSTOOD) : Set.of());
  }

  Text block() {
    return new Text(one(BLOCKS), 0, Set.of());
  }

  private Text naming(Names names) {
    String text = one(NAMING).replace("NAME", quoted(names.statement()));
    return new Text(text.replace("CURSOR", quoted(names.portal())), 0, Set.of());
  }

  private static String quoted(String name) {
    return "\"" + (name.isEmpty() ? "s1" : name.replace("\"", "\"\"")) + "\"";
  }

  Text copying() {
    return new Text(one(COPIES), 0, EnumSet.of(Mode.Trait.COPIES_IN));
  }

  Text deleting() {
    return new Text(one(DELETING), 0, EnumSet.of(Mode.Trait.DELETES));
  }

  /** A statement that takes values. */
  Text taking() {
    String text = one(TAKING);
    return new Text(text, text.contains("$2") ? 2 : 1, Set.of());
  }

  /** Names of statements and of portals. */
  interface Names {
    String statement();

    String portal();
  }
}
