package dev.postern.prove.talk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.fastpath.FastpathArg;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

/** COPY both ways, large objects, calls of functions by number. */
final class StreamScenes {
  private static final int ROWS = 3_000;

  private StreamScenes() {}

  static List<Scene> all() {
    return List.of(
        new Scene("copy", StreamScenes::copy),
        new Scene("copy that fails", StreamScenes::failing),
        new Scene("large objects", StreamScenes::objects),
        new Scene("calls by number", StreamScenes::calls));
  }

  private static void copy(Connection connection, Transcript transcript) throws Exception {
    CopyManager copy = Scene.own(connection).getCopyAPI();
    try (Statement statement = connection.createStatement()) {
      transcript.run(statement, "CREATE TEMP TABLE sheet (id int, who text, raw bytea)");
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < ROWS; row++) {
        rows.append(row).append("\twho ").append(row % 9).append("\t\\\\x00ff\n");
      }
      transcript.line(
          "in " + copy.copyIn("COPY sheet FROM STDIN", new StringReader(rows.toString())));
      for (String form : List.of("", " (FORMAT csv, HEADER)", " (FORMAT binary)")) {
        transcript.attempt(
            "out and in" + form,
            () -> {
              ByteArrayOutputStream out = new ByteArrayOutputStream();
              transcript.line("out " + copy.copyOut("COPY sheet TO STDOUT" + form, out));
              transcript.line(
                  "bytes "
                      + out.size()
                      + ", hash "
                      + out.toString(StandardCharsets.ISO_8859_1).hashCode());
              transcript.line(
                  "in "
                      + copy.copyIn(
                          "COPY sheet FROM STDIN" + form,
                          new ByteArrayInputStream(out.toByteArray())));
            });
      }
      transcript.run(statement, "SELECT count(*), sum(id), count(DISTINCT raw) FROM sheet");
      StringWriter few = new StringWriter();
      transcript.line(
          "query " + copy.copyOut("COPY (SELECT id FROM sheet WHERE id < 3) TO STDOUT", few));
      transcript.line(few.toString());
    }
  }

  private static void failing(Connection connection, Transcript transcript) throws Exception {
    CopyManager copy = Scene.own(connection).getCopyAPI();
    try (Statement statement = connection.createStatement()) {
      transcript.run(statement, "CREATE TEMP TABLE sheet (id int)");
      transcript.attempt(
          "not a number",
          () -> copy.copyIn("COPY sheet FROM STDIN", new StringReader("1\nx\n2\n")));
      transcript.attempt(
          "taken back",
          () -> {
            CopyIn in = copy.copyIn("COPY sheet FROM STDIN");
            byte[] row = "1\n".getBytes(StandardCharsets.UTF_8);
            in.writeToCopy(row, 0, row.length);
            in.cancelCopy();
          });
      transcript.attempt("no table", () -> copy.copyIn("COPY nowhere FROM STDIN"));
      transcript.attempt(
          "fails late",
          () ->
              copy.copyOut(
                  "COPY (SELECT 1 / (100 - g) FROM generate_series(1, 200) g) TO STDOUT",
                  new ByteArrayOutputStream()));
      transcript.run(statement, "SELECT count(*) FROM sheet");
    }
  }

  private static void objects(Connection connection, Transcript transcript) throws Exception {
    connection.setAutoCommit(false);
    LargeObjectManager objects = Scene.own(connection).getLargeObjectAPI();
    long oid = objects.createLO(LargeObjectManager.READWRITE);
    byte[] content = new byte[200_000];
    new Random(7).nextBytes(content);
    try (LargeObject object = objects.open(oid, LargeObjectManager.READWRITE)) {
      object.write(content);
      transcript.line("at " + object.tell64() + " of " + object.size64());
      object.seek64(100_000, LargeObject.SEEK_SET);
      transcript.line(HexFormat.of().formatHex(object.read(32)));
      object.truncate64(150_000);
      transcript.line("then " + object.size64());
    }
    objects.delete(oid);
    transcript.attempt("commit", connection::commit);
    transcript.line("left " + left(connection, oid));
    connection.rollback();
  }

  private static int left(Connection connection, long oid) throws Exception {
    try (PreparedStatement asked =
        connection.prepareStatement("SELECT 1 FROM pg_largeobject_metadata WHERE oid = ?")) {
      asked.setLong(1, oid);
      try (ResultSet found = asked.executeQuery()) {
        return found.next() ? 1 : 0;
      }
    }
  }

  private static void calls(Connection connection, Transcript transcript) throws Exception {
    @SuppressWarnings("deprecation")
    Fastpath fastpath = Scene.own(connection).getFastpathAPI();
    fastpath.addFunction("int4pl", 177);
    fastpath.addFunction("int4div", 154);
    transcript.attempt(
        "int4pl", () -> transcript.line("got " + fastpath.getInteger("int4pl", numbers(40, 2))));
    transcript.attempt("int4div", () -> fastpath.getInteger("int4div", numbers(1, 0)));
    transcript.attempt(
        "int4pl", () -> transcript.line("got " + fastpath.getInteger("int4pl", numbers(1, 1))));
    transcript.attempt("nothing", () -> fastpath.fastpath(1, numbers()));
  }

  private static FastpathArg[] numbers(int... numbers) {
    FastpathArg[] arguments = new FastpathArg[numbers.length];
    for (int place = 0; place < numbers.length; place++) {
      arguments[place] = new FastpathArg(numbers[place]);
    }
    return arguments;
  }
}
