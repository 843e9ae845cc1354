package dev.postern.gateway.sql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a text carries secrets, for the recording: passwords in {@code PASSWORD '...'}, in options
 * of user mappings, in connection strings, in settings. It hides too much rather than too little:
 *
 * <ul>
 *   <li>a statement that has a word like {@code password} outside its literals keeps no literal;
 *   <li>so do those that set the server up (ALTER SYSTEM, user mappings, subscriptions);
 *   <li>elsewhere a literal or a comment with such a word, or with a URL that may name a user, is
 *       hidden whole; the body of a dollar-quoted string is looked at as a text of its own.
 * </ul>
 */
public final class Secrets {
  /** What stands in a secret's place. */
  public static final String HIDDEN = "'[redacted]'";

  /** How deep dollar-quoted bodies are looked into; below that they are hidden whole. */
  private static final int DEEPEST = 4;

  private static final byte[] MARK = HIDDEN.getBytes(StandardCharsets.US_ASCII);

  private record Spot(int from, int to) {}

  private final byte[] text;
  private final SqlRules rules;
  private final List<Spot> spots = new ArrayList<>();
  private boolean aboutSecrets;

  private Secrets(byte[] text, SqlRules rules) {
    this.text = text;
    this.rules = rules;
  }

  /**
   * What may be kept of a text.
   *
   * @param text with every secret replaced
   * @param aboutSecrets whether it names secrets, so that the values bound to it may be some
   */
  public record Redacted(byte[] text, boolean aboutSecrets) {}

  /** Hides the secrets of a text. */
  public static Redacted redact(byte[] text, SqlRules rules) {
    Secrets secrets = new Secrets(text, rules);
    if (SecretWords.ANYWHERE.in(text, 0, text.length)
        || SecretWords.NAMES.in(text, 0, text.length)) {
      secrets.look(0, text.length, 0);
    }
    return new Redacted(secrets.spots.isEmpty() ? text : secrets.cut(), secrets.aboutSecrets);
  }

  private void look(int from, int to, int depth) {
    Lexer lexer = new Lexer(text, from, to, rules);
    List<Spot> literals = new ArrayList<>();
    List<Spot> bodies = new ArrayList<>();
    boolean names = false;
    int behind = from;
    while (lexer.next()) {
      Spot spot = new Spot(lexer.start(), lexer.end());
      comment(behind, spot.from());
      behind = spot.to();
      switch (lexer.kind()) {
        case WORD, QUOTED_NAME, UNICODE_NAME -> names |= named(spot);
        case DOLLAR_STRING -> bodies.add(spot);
        case STRING, BIT_STRING, NUMBER, BROKEN -> literals.add(spot);
        case PARAMETER, OPERATOR -> {}
        case PUNCTUATION -> {
          if (text[spot.from()] == ';') {
            settle(literals, bodies, names, depth);
            literals.clear();
            bodies.clear();
            names = false;
          }
        }
      }
    }
    comment(behind, to);
    settle(literals, bodies, names, depth);
  }

  private boolean named(Spot spot) {
    return SecretWords.ANYWHERE.in(text, spot.from(), spot.to())
        || SecretWords.NAMES.in(text, spot.from(), spot.to());
  }

  private void settle(List<Spot> literals, List<Spot> bodies, boolean names, int depth) {
    aboutSecrets |= names;
    for (Spot spot : literals) {
      if (names || SecretWords.ANYWHERE.in(text, spot.from(), spot.to())) {
        spots.add(spot);
      }
    }
    for (Spot body : bodies) {
      boolean held = SecretWords.ANYWHERE.in(text, body.from(), body.to());
      if (names || (held && depth >= DEEPEST)) {
        spots.add(body);
      } else if (held) {
        int tag = tagLength(body);
        look(body.from() + tag, body.to() - tag, depth + 1);
      }
    }
  }

  private int tagLength(Spot body) {
    int p = body.from() + 1;
    while (text[p] != '$') {
      p++;
    }
    return p + 1 - body.from();
  }

  /** What lies between two tokens: white space, or comments with it. */
  private void comment(int from, int to) {
    if (to > from && SecretWords.ANYWHERE.in(text, from, to)) {
      spots.add(new Spot(from, to));
    }
  }

  private byte[] cut() {
    spots.sort(Comparator.comparingInt(Spot::from));
    ByteArrayOutputStream kept = new ByteArrayOutputStream(text.length);
    int behind = 0;
    for (Spot spot : spots) {
      kept.write(text, behind, spot.from() - behind);
      kept.writeBytes(MARK);
      behind = spot.to();
    }
    kept.write(text, behind, text.length - behind);
    return kept.toByteArray();
  }
}
