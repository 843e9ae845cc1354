package dev.postern.cli.connect;

import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** What the user is shown: lines on the output, remarks where they disturb no other program. */
final class Printed {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  private final PrintWriter out;
  private final PrintWriter err;

  Printed(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** A password that was made, in the words that were asked for, and how long it works. */
  void minted(Format format, Minted minted, Entrance entrance) {
    Place place = minted.place();
    Map<String, String> more = new LinkedHashMap<>();
    more.put("target", place.target());
    more.put("database", place.database());
    more.put("account", place.account());
    more.put("expires", minted.expires().toString());
    more.put("session_until", minted.sessionUntil().toString());
    entrance(format, new Lines(entrance), more);
    if (format == Format.JSON) {
      return;
    }
    remark(
        "Opens "
            + place.target()
            + "/"
            + place.database()
            + " as "
            + place.account()
            + " until "
            + minted.expires().truncatedTo(ChronoUnit.SECONDS)
            + "; what is opened by then ends by "
            + minted.sessionUntil().truncatedTo(ChronoUnit.SECONDS)
            + ".");
    if (entrance.secret() instanceof Entrance.Secret.Kept) {
      remark("The password lies in a file that only you can read; --print-password shows it.");
      if (format != Format.ENV && System.getenv("PGPASSWORD") != null) {
        remark("PGPASSWORD is set here, and libpq takes it before the file: unset it first.");
      }
    }
    if (!minted.door().tls() && !LOOPBACK.contains(minted.door().host())) {
      remark("The gateway takes database clients without TLS: all that they say can be read.");
    }
  }

  /**
   * An entrance in the words that were asked for.
   *
   * @param more what JSON says besides
   */
  void entrance(Format format, Lines lines, Map<String, String> more) {
    switch (format) {
      case PSQL -> out.println(lines.psql());
      case DSN -> out.println(lines.dsn());
      case ENV -> out.println(lines.env());
      case JDBC -> {
        out.println(lines.jdbc());
        lines.jdbcOption().ifPresent(option -> err.println("Start the program with " + option));
      }
      case JSON -> out.println(json(lines, more));
      case ALL -> {
        out.println("psql and what else uses libpq:");
        out.println("  " + lines.psql());
        out.println("a URL, as many drivers take it:");
        out.println("  " + lines.dsn());
        out.println("JDBC:");
        out.println("  " + lines.jdbc());
        lines.jdbcOption().ifPresent(option -> out.println("  " + option));
      }
    }
    out.flush();
  }

  private static String json(Lines lines, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(lines.parameters());
    lines.password().ifPresent(password -> all.put("password", password));
    all.putAll(more);
    all.put("psql", lines.psql());
    all.put("dsn", lines.dsn());
    all.put("jdbc", lines.jdbc());
    return JSON.writeValueAsString(all);
  }

  /** What may be opened. */
  void offers(List<Connections.Offer> offers) {
    if (offers.isEmpty()) {
      out.println("There is no database that you may open.");
      return;
    }
    out.printf("%-32s %-20s %s%n", "TARGET/DATABASE", "ACCOUNT", "AT");
    for (Connections.Offer offer : offers) {
      out.printf(
          "%-32s %-20s %s:%d%s%n",
          offer.place().target() + "/" + offer.place().database(),
          offer.place().account(),
          offer.door().host(),
          offer.door().port(),
          offer.door().tls() ? "" : " (no TLS)");
    }
    out.flush();
  }

  /** That there is a choice which is for the user to make. */
  void choice(List<Place> places) {
    err.println("There are several; say which:");
    places.forEach(place -> err.println("  " + place.command()));
    err.flush();
  }

  /** Something to know besides. */
  void remark(String text) {
    err.println(text);
    err.flush();
  }
}
