package dev.postern.cli.connect;

import dev.postern.cli.Authorities;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** An entrance in the words of different tools. */
final class Lines {
  /** What would lead a tool elsewhere, or give it another password. */
  static final List<String> DISTRACTING =
      List.of("PGHOSTADDR", "PGSERVICE", "PGPASSFILE", "PGPASSWORD", "PGSSLROOTCERT");

  private final Entrance entrance;

  Lines(Entrance entrance) {
    this.entrance = entrance;
  }

  /** A command line of psql. */
  String psql() {
    StringJoiner conninfo = new StringJoiner(" ");
    parameters().forEach((name, value) -> conninfo.add(name + "=" + Quoted.conninfo(value)));
    return password().map(shown -> "PGPASSWORD=" + Quoted.shell(shown) + " ").orElse("")
        + "psql "
        + Quoted.shell(conninfo.toString());
  }

  /** A URL as libpq and most drivers read it. */
  String dsn() {
    StringBuilder dsn = new StringBuilder("postgresql://").append(Quoted.url(entrance.user()));
    password().ifPresent(shown -> dsn.append(':').append(Quoted.url(shown)));
    dsn.append('@').append(where()).append('/').append(Quoted.url(entrance.address().database()));
    Map<String, String> rest = parameters();
    List.of("host", "port", "user", "dbname").forEach(rest::remove);
    return dsn + query(rest);
  }

  /** A URL of PostgreSQL's JDBC driver, with its properties. */
  String jdbc() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("user", entrance.user());
    password().ifPresent(shown -> properties.put("password", shown));
    properties.put("sslmode", entrance.sslMode());
    if (entrance.transport() instanceof Entrance.Transport.Verified(Authorities authorities)) {
      authorities
          .own()
          .ifPresentOrElse(
              file -> properties.put("sslrootcert", file.toAbsolutePath().toString()),
              () -> properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory"));
    }
    return "jdbc:postgresql://"
        + where()
        + "/"
        + Quoted.url(entrance.address().database())
        + query(properties);
  }

  /** What a JVM must be told so that the JDBC driver finds the password; empty when it has it. */
  Optional<String> jdbcOption() {
    return entrance.secret() instanceof Entrance.Secret.Kept(Path file)
        ? Optional.of("-Dorg.postgresql.pgpassfile=" + file)
        : Optional.empty();
  }

  /** Commands of a POSIX shell after which libpq's tools need no words. */
  String env() {
    StringJoiner lines = new StringJoiner("\n");
    lines.add("unset " + String.join(" ", DISTRACTING));
    environment().forEach((name, value) -> lines.add("export " + name + "=" + Quoted.shell(value)));
    return lines.toString();
  }

  /** The environment in which libpq's tools need no words. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    Map<String, String> names =
        Map.of(
            "host", "PGHOST",
            "port", "PGPORT",
            "dbname", "PGDATABASE",
            "user", "PGUSER",
            "sslmode", "PGSSLMODE",
            "sslrootcert", "PGSSLROOTCERT",
            "passfile", "PGPASSFILE");
    parameters().forEach((name, value) -> environment.put(names.getOrDefault(name, name), value));
    password().ifPresent(shown -> environment.put("PGPASSWORD", shown));
    return environment;
  }

  /** The password itself, where it is not in a file. */
  Optional<String> password() {
    return entrance.secret() instanceof Entrance.Secret.Shown(String shown)
        ? Optional.of(shown)
        : Optional.empty();
  }

  /** All but the password, by libpq's names. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("host", entrance.address().host());
    parameters.put("port", Integer.toString(entrance.address().port()));
    parameters.put("dbname", entrance.address().database());
    parameters.put("user", entrance.user());
    parameters.put("sslmode", entrance.sslMode());
    if (entrance.transport() instanceof Entrance.Transport.Verified(Authorities authorities)) {
      parameters.put("sslrootcert", authorities.rootCertificates());
    }
    if (entrance.secret() instanceof Entrance.Secret.Kept(Path file)) {
      parameters.put("passfile", file.toString());
    }
    return parameters;
  }

  private String where() {
    String host = entrance.address().host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + entrance.address().port();
  }

  private static String query(Map<String, String> parameters) {
    List<String> pairs = new ArrayList<>();
    parameters.forEach((name, value) -> pairs.add(name + "=" + Quoted.url(value)));
    return "?" + String.join("&", pairs);
  }
}
