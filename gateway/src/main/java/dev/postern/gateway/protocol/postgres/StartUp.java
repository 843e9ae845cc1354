package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.password.PasswordMint;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asked for in its start-up message, before it has proven anything.
 *
 * @param minor the minor protocol version that is spoken with it
 * @param account the part of {@code user} before the {@code ~}
 * @param way how the client says that it will prove who it is: the part of {@code user} behind it
 * @param target the part of {@code database} before the first slash
 * @param database the part behind it; empty for the target's own default
 * @param settings the settings of the session, from {@code options} and the other parameters, the
 *     later of two of one name; names as {@link SettingNames} spells them
 * @param negotiate what the client must be told of versions and options that are not spoken
 */
record StartUp(
    int minor,
    String account,
    Way way,
    String target,
    Optional<String> database,
    Map<String, String> settings,
    Optional<Negotiation> negotiate) {
  private static final int NEWEST_MINOR = 2;
  private static final int LONGEST_NAME = 63;
  private static final String TOKEN = "token";

  /** How a client says that it will prove who it is. */
  sealed interface Way {
    /** {@code ACCOUNT~token}: its password is a token. */
    record Token() implements Way {}

    /** {@code ACCOUNT~KEY}: it knows the minted password of that key. */
    record Minted(String key) implements Way {}

    /** {@code ACCOUNT}: by whatever the connection offers. */
    record Unsaid() implements Way {}

    /** Reads what stands behind the account; empty for what is none of these. */
    static Optional<Way> read(Optional<String> behind) {
      if (behind.isEmpty()) {
        return Optional.of(new Unsaid());
      }
      if (behind.get().equals(TOKEN)) {
        return Optional.of(new Token());
      }
      return behind.filter(PasswordMint.KEY.asMatchPredicate()).map(Minted::new);
    }
  }

  /** Protocol options that are not spoken, and the version that is. */
  record Negotiation(int newest, List<Slice> unknownOptions) {}

  /** What it says, or why it cannot be served. */
  sealed interface Answer {
    record Asked(StartUp startUp) implements Answer {}

    record Refused(String sqlState, String message) implements Answer {}
  }

  /** Reads a start-up message. Pure: what it answers depends on nothing but the message. */
  static Answer read(StartPacket.Startup packet, PostgresLimits limits) {
    if (packet.major() != 3) {
      return new Answer.Refused(
          "0A000",
          "this gateway speaks protocol 3.0 to 3." + NEWEST_MINOR + ", not " + packet.major());
    }
    try {
      return new Answer.Asked(new Reading(limits).read(packet));
    } catch (Unserved unserved) {
      return new Answer.Refused(unserved.sqlState, String.valueOf(unserved.getMessage()));
    }
  }

  /** A start-up message that is not served. No stack trace: hostile input stays cheap. */
  static final class Unserved extends Exception {
    private static final long serialVersionUID = 1;

    private final String sqlState;

    Unserved(String sqlState, String message) {
      super(message, null, false, false);
      this.sqlState = sqlState;
    }
  }

  private static final class Reading {
    private final PostgresLimits limits;
    private final Map<String, String> given = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Slice> unknownOptions = new ArrayList<>();

    Reading(PostgresLimits limits) {
      this.limits = limits;
    }

    StartUp read(StartPacket.Startup packet) throws Unserved {
      if (packet.parameters().size() > limits.parameters()) {
        throw new Unserved("54000", "there are more than " + limits.parameters() + " parameters");
      }
      for (StartPacket.Parameter parameter : packet.parameters()) {
        String name = parameter.name().text();
        if (name.startsWith("_pq_.")) {
          unknownOptions.add(parameter.name());
        } else if (given.put(name, parameter.value().text()) != null) {
          throw new Unserved("22023", "the parameter " + quoted(name) + " is given twice");
        }
      }
      for (Map.Entry<String, String> option : OptionText.read(take("options"))) {
        set(option.getKey(), option.getValue());
      }
      String user = take("user");
      String database = take("database");
      refuseReplication(take("replication"));
      for (Map.Entry<String, String> parameter : given.entrySet()) {
        set(parameter.getKey(), parameter.getValue());
      }
      if (settings.size() > limits.parameters()) {
        throw new Unserved("54000", "there are more than " + limits.parameters() + " settings");
      }
      return startUp(packet.minor(), user, database);
    }

    /** In bytes: a server cuts what is longer, and would open what policy was not asked about. */
    private static boolean fits(String name) {
      return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }

    private StartUp startUp(int minor, String user, String database) throws Unserved {
      int mark = user.indexOf('~');
      String account = mark < 0 ? user : user.substring(0, mark);
      Optional<Way> way =
          Way.read(mark < 0 ? Optional.empty() : Optional.of(user.substring(mark + 1)));
      if (account.isEmpty() || way.isEmpty()) {
        throw new Unserved(
            "28000",
            "user is ACCOUNT, ACCOUNT~token with a token as password, or ACCOUNT~KEY with a minted"
                + " password");
      }
      int slash = database.indexOf('/');
      String target = slash < 0 ? database : database.substring(0, slash);
      Optional<String> inside =
          slash < 0 ? Optional.empty() : Optional.of(database.substring(slash + 1));
      boolean fits =
          !target.isEmpty()
              && fits(target)
              && fits(account)
              && inside.map(name -> !name.isEmpty() && fits(name)).orElse(true);
      if (!fits) {
        throw new Unserved("3D000", "database is TARGET or TARGET/DATABASE, with names up to 63");
      }
      boolean unspoken = minor > NEWEST_MINOR || !unknownOptions.isEmpty();
      int spoken = Math.min(minor, NEWEST_MINOR);
      return new StartUp(
          spoken,
          account,
          way.get(),
          target,
          inside,
          settings.isEmpty() ? Map.of() : settings,
          unspoken
              ? Optional.of(new Negotiation(3 << 16 | spoken, List.copyOf(unknownOptions)))
              : Optional.empty());
    }

    private void set(String name, String value) throws Unserved {
      String known =
          SettingNames.known(name)
              .orElseThrow(() ->
                  new Unserved(
                      "42704",
                      "the parameter "
                          + quoted(name)
                          + " is not one that clients may set here"
                          + " at start-up"));
      settings.remove(known);
      settings.put(known, value);
    }

    private String take(String name) {
      String value = given.remove(name);
      return value == null ? "" : value;
    }

    private static void refuseReplication(String value) throws Unserved {
      boolean off =
          switch (value.toLowerCase(Locale.ROOT)) {
            case "", "false", "off", "no", "0", "f", "n" -> true;
            default -> false;
          };
      if (!off) {
        throw new Unserved("0A000", "replication does not pass this gateway");
      }
    }
  }

  /** A client's text in a message: short, and without controls. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST_NAME)
        .forEach(c -> quoted.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return quoted.append('"').toString();
  }
}
