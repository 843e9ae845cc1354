package dev.postern.gateway.config;

import dev.postern.gateway.config.PostgresSettings.DatabasePart;
import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.protocol.postgres.PostgresTarget.Passwords;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.StreamTarget.Address;
import dev.postern.gateway.target.StreamTarget.Secrecy;
import dev.postern.gateway.target.StreamTarget.Secrecy.Level;
import dev.postern.gateway.target.Target.SessionTimes;
import dev.postern.gateway.target.TargetBounds;
import dev.postern.kernel.operation.Durability;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the file of a PostgreSQL server. */
final class PostgresTargets {
  private static final int MOST_DATABASES = 10_000;
  private static final int USUAL_PORT = 5432;
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}\\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?");

  private static final Form<Level> TLS =
      Scalars.choice(
          Map.of("verify-full", Level.FULL, "verify-ca", Level.AUTHORITY, "off", Level.OFF));

  private static final Form<Passwords> PASSWORDS =
      Scalars.choice(
          Map.of(
              "scram",
              Passwords.SCRAM,
              "md5",
              Passwords.MD5,
              "cleartext",
              Passwords.CLEARTEXT,
              "none",
              Passwords.NONE));

  private static final Form<Map<String, DatabasePart>> DATABASES =
      Forms.map(
          PostgresAccounts.SERVER_NAME, Forms.section(PostgresTargets::database), MOST_DATABASES);

  static final Form<PostgresSettings> FORM = Forms.section(PostgresTargets::read);

  private PostgresTargets() {}

  private static Optional<PostgresSettings> read(Section at) {
    Server server = Server.of(at);
    Read<Map<String, PostgresAccounts>> accounts =
        at.key("accounts", PostgresAccounts.MAP, "Whom callers can be there, by their names.")
            .required();
    Read<Optional<Durability>> ledger =
        at.key("ledger", Ledgers.LEVEL, "What its entries survive; the gateway's level by default.")
            .optional();
    Read<String> environment =
        at.key("environment", Words.NAME, "Its Env, as policy says it.").required();
    Read<Set<String>> tags =
        at.key("tags", Words.set(Words.NAME), "Its tags, as policy says them.").or(Set.of());
    Read<String> database =
        at.key("database", PostgresAccounts.SERVER_NAME, "The database of who names none.")
            .required();
    Read<Passwords> passwords =
        at.key("passwords", PASSWORDS, "The weakest proof of a password it may ask for.")
            .or(Passwords.SCRAM);
    Read<Boolean> traceComments =
        at.key(
                "trace-comments",
                Scalars.truth(),
                "Whether a trace is read from the comment of a statement, and written into one.")
            .or(false);
    Read<Map<String, DatabasePart>> databases =
        at.key("databases", DATABASES, "What is said of its databases, by name.").or(Map.of());
    return at.makeIf(
        () -> server.sound(accounts.get()),
        () ->
            new PostgresSettings(
                server.target(accounts.get()),
                PostgresAccounts.sources(server.name.get(), accounts.get()),
                ledger.get(),
                environment.get(),
                tags.get(),
                database.get(),
                passwords.get(),
                server.times.get().within(server.session.get(), server.holds.get()),
                traceComments.get(),
                new PostgresSettings.Parts(
                    databases.get(), PostgresAccounts.tags(accounts.get()))));
  }

  private static Optional<DatabasePart> database(Section at) {
    Read<Set<String>> tags =
        at.key("tags", Words.set(Words.NAME), "Its tags, as policy says them.").or(Set.of());
    Read<Set<String>> classes =
        at.key("classes", Words.names(Names.Kind.CLASS), "The classes of what it holds.")
            .or(Set.of());
    return at.make(() -> new DatabasePart(tags.get(), classes.get()));
  }

  private static Optional<Address> address(String text) {
    Matcher parts = ADDRESS.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String host = parts.group(1);
    int port = parts.group(2) == null ? USUAL_PORT : Integer.parseInt(parts.group(2));
    boolean literal = host.startsWith("[");
    return port >= 1 && port <= 65_535
        ? Optional.of(new Address(literal ? host.substring(1, host.length() - 1) : host, port))
        : Optional.empty();
  }

  /** The keys that are about the server itself. */
  private record Server(
      Read<String> name,
      Read<String> kind,
      Read<Address> address,
      Read<Level> tls,
      Read<Optional<Path>> authorities,
      Read<RecordLevel> recorded,
      Read<PostgresKeys.Session> session,
      Read<PostgresKeys.Times> times,
      Read<PostgresKeys.Holds> holds,
      Read<Integer> connections) {
    private static final Form<Address> WHERE =
        Scalars.text(ADDRESS, "a host and a port, as db.example:5432", PostgresTargets::address);

    static Server of(Section at) {
      return new Server(
          at.key("name", Words.TARGET.naming(Names.Kind.TARGET), "Its name.").required(),
          at.key("kind", Scalars.choice(Map.of("postgres", "postgres")), "Its protocol.")
              .required(),
          at.key("address", WHERE, "Where it is.").required(),
          at.key("tls", TLS, "What is demanded of TLS with it; off sends all in the clear.")
              .or(Level.FULL),
          at.key(
                  "authorities",
                  Units.file(),
                  "The PEM file of authorities to trust for it instead of the system's.")
              .optional(),
          at.key("record", TargetKeys.RECORD, "What is kept of payloads.").or(RecordLevel.MASKED),
          at.key("session", PostgresKeys.SESSION, "How long a session may last.")
              .or(PostgresKeys.Session.DEFAULT),
          at.key("times", PostgresKeys.TIMES, "How long it may take.")
              .or(PostgresKeys.Times.DEFAULT),
          at.key("holds", PostgresKeys.HOLDS, "Where statements may wait for an approval.")
              .or(PostgresKeys.Holds.DEFAULT),
          at.key("bounds", PostgresKeys.BOUNDS, "What it may cost.")
              .or(TargetBounds.DEFAULT.connections()));
    }

    /** A certificate is presented within TLS or not at all. */
    boolean sound(Map<String, PostgresAccounts> accounts) {
      boolean certificates =
          accounts.values().stream().anyMatch(account -> account.certificate().isPresent());
      if (certificates && tls.get() == Level.OFF) {
        tls.spot().problem("an account signs in by a certificate", "verify-full or verify-ca");
        return false;
      }
      if (tls.get() == Level.AUTHORITY && authorities.get().isEmpty()) {
        // Every public authority's every certificate would do.
        tls.spot().problem("verify-ca asks for no name", "authorities, or verify-full");
        return false;
      }
      return true;
    }

    StreamTarget target(Map<String, PostgresAccounts> accounts) {
      return new StreamTarget(
          name.get(),
          kind.get(),
          address.get(),
          new Secrecy(tls.get(), authorities.get()),
          PostgresAccounts.accounts(name.get(), accounts),
          recorded.get(),
          new SessionTimes(session.get().longest(), SessionTimes.DEFAULT.idle()),
          times.get().target(),
          PostgresKeys.bounds(connections.get()));
    }
  }
}
