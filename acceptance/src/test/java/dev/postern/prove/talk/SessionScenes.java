package dev.postern.prove.talk;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGNotification;

/** What concerns the session: settings, others who tell, cancels, the end. */
final class SessionScenes {
  private static final int LONGEST_WAIT_MILLIS = 60_000;

  private SessionScenes() {}

  static List<Scene> all() {
    return List.of(
        new Scene("listen and notify", SessionScenes::notifications),
        new Scene("cancel", SessionScenes::cancel),
        new Scene("a query's time is over", SessionScenes::timeout),
        new Scene(
            "settings at start-up",
            Map.of(
                "ApplicationName", "talk",
                "options", "-c statement_timeout=77s -c search_path=pg_catalog,public",
                "currentSchema", "pg_catalog"),
            SessionScenes::settings),
        new Scene("the server ends it", SessionScenes::ended));
  }

  private static void notifications(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      transcript.run(statement, "LISTEN news");
      transcript.run(statement, "NOTIFY news, 'one'");
      transcript.run(
          statement, "BEGIN; NOTIFY news, 'two'; NOTIFY news, 'two'; NOTIFY other; COMMIT");
      transcript.run(statement, "SELECT pg_notify('news', repeat('n', 7000))");
      int seen = 0;
      while (seen < 3) {
        PGNotification[] told = Scene.own(connection).getNotifications(LONGEST_WAIT_MILLIS);
        if (told.length == 0) {
          transcript.line("nothing came");
          break;
        }
        for (PGNotification one : told) {
          transcript.line(one.getName() + " " + one.getParameter().hashCode());
          seen++;
        }
      }
      transcript.run(statement, "UNLISTEN *");
    }
  }

  /** The cancel is sent when another session would see it asleep: the lock tells. */
  private static void cancel(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      connection.setAutoCommit(false);
      transcript.run(statement, "CREATE TEMP TABLE before (a int)");
      statement.setFetchSize(0);
      Future<?> asked =
          other.submit(() -> {
            transcript.run(statement, "SELECT pg_sleep(300)");
            return true;
          });
      while (!asked.isDone()) {
        statement.cancel();
        Thread.onSpinWait();
        Thread.sleep(200);
      }
      asked.get();
      transcript.run(statement, "SELECT 1");
      connection.rollback();
      transcript.run(statement, "SELECT 'alive'");
      connection.rollback();
    }
  }

  private static void timeout(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      transcript.run(statement, "SELECT pg_sleep(300)");
      statement.setQueryTimeout(0);
      transcript.run(statement, "SET statement_timeout = 50");
      transcript.run(statement, "SELECT pg_sleep(300)");
      transcript.run(statement, "RESET statement_timeout");
      transcript.run(statement, "SELECT 'alive'");
    }
  }

  private static void settings(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      for (String name :
          List.of(
              "application_name",
              "statement_timeout",
              "search_path",
              "DateStyle",
              "extra_float_digits",
              "client_encoding",
              "TimeZone",
              "IntervalStyle",
              "standard_conforming_strings",
              "server_version_num",
              "is_superuser")) {
        transcript.run(statement, "SHOW " + name);
      }
      transcript.run(statement, "SET TimeZone = 'Asia/Kathmandu'");
      transcript.run(statement, "SELECT timestamptz '2026-11-21 12:00Z'::text");
      transcript.run(statement, "SET client_encoding = 'LATIN1'");
    }
  }

  private static void ended(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      transcript.run(statement, "SELECT pg_terminate_backend(pg_backend_pid())");
    }
  }
}
