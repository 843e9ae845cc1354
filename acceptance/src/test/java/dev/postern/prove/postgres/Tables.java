package dev.postern.prove.postgres;

import java.io.IOException;
import java.util.List;

/** What one database holds: made anew before a conversation, read after it. */
final class Tables implements AutoCloseable {
  private static final String SCHEMA =
      """
      create table t (id int primary key, v text);
      create table u (n int);
      create function boom() returns int language plpgsql
        as 'begin raise exception ''boom'' using errcode = ''P4711''; end';
      create function noise(said text) returns text language plpgsql
        as 'begin raise notice ''%'', said; return said; end';
      create procedure commits() language plpgsql
        as 'begin insert into u values (71); commit; insert into u values (72); end';
      """;
  private static final String RESET =
      """
      drop table if exists w; truncate t, u;
      insert into t select n, 'value ' || n from generate_series(1, 5) n
      """;
  private static final String OTHERS =
      "select count(*) from pg_stat_activity"
          + " where datname = current_database() and pid <> pg_backend_pid()";
  private static final String CONTENT =
      """
      select 't ' || id || ' ' || v from t union all select 'u ' || n from u
      union all select 'w is there' from pg_class where relname = 'w' order by 1
      """;
  private static final int LONGEST_WAIT = 20_000;

  private final Peer owner;

  private Tables(Peer owner) {
    this.owner = owner;
  }

  /** Makes a database of this name. */
  static Tables in(ServerUnderTest server, String database) throws IOException {
    try (Peer first = server.owner("postgres")) {
      first.ask("create database " + database + " owner fuzz template template0");
    }
    Peer owner = server.owner(database);
    owner.ask("set role fuzz;" + SCHEMA + "reset role");
    return new Tables(owner);
  }

  /** As they are when a conversation begins. */
  void reset() throws IOException {
    owner.ask(RESET);
  }

  /** What is in them once nobody else is at it. */
  List<String> content() throws IOException {
    for (int i = 0; !owner.ask(OTHERS).equals(List.of("0")); i++) {
      if (i > LONGEST_WAIT) {
        throw new IOException("a session of the conversation does not end");
      }
    }
    return owner.ask(CONTENT);
  }

  @Override
  public void close() throws IOException {
    owner.close();
  }
}
