package dev.postern.kernel.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A signed statement of how far the ledger had come. It covers the segments that moved since the
 * one before, and names that one by its hash, so that the last one covers all. Held by somebody
 * else it proves that nothing before it was cut off.
 *
 * <p>It is text, for keeping, mailing and comparing: a line {@code postern-checkpoint/1}, then
 * {@code ledger}, {@code number}, {@code at}, {@code previous}, a line {@code segment} for each
 * segment (its name, its records, its head, and {@code open} or {@code ended}), and {@code
 * signature}: Ed25519 (RFC 8032) over all lines before it, in Base64. Lines end with a line feed.
 *
 * @param ledger the ledger's name: see {@link #ledger(PublicKey)}
 * @param number counts from 1
 * @param at when it was signed
 * @param previous the hash of the one before, 64 hexadecimal digits; zeros for the first
 * @param segments what it covers
 * @param signature 64 octets
 */
public record Checkpoint(
    String ledger,
    long number,
    Instant at,
    String previous,
    List<Covered> segments,
    byte[] signature) {
  /** What the first one names as the one before. */
  public static final String NONE = "0".repeat(64);

  /** The longest text of one, in characters. */
  public static final int LONGEST = 1 << 20;

  private static final String FIRST_LINE = "postern-checkpoint/1";
  private static final HexFormat HEX = HexFormat.of();

  /** How far a segment had come, and whether it had ended. */
  public record Covered(Tip tip, boolean ended) {}

  public Checkpoint {
    segments = List.copyOf(segments);
  }

  /** A ledger's name: the first half of its public key's SHA-256, 32 hexadecimal digits. */
  public static String ledger(PublicKey key) {
    return HEX.formatHex(new Hashes().start(key.getEncoded()), 0, 16);
  }

  /** Signs this statement. */
  public Checkpoint signedWith(PrivateKey key) throws GeneralSecurityException {
    Signature signing = Signature.getInstance("Ed25519");
    signing.initSign(key);
    signing.update(body());
    return new Checkpoint(ledger, number, at, previous, segments, signing.sign());
  }

  /** Whether the key of that ledger signed it. */
  public boolean signedBy(PublicKey key) {
    try {
      Signature checking = Signature.getInstance("Ed25519");
      checking.initVerify(key);
      checking.update(body());
      return ledger.equals(ledger(key)) && checking.verify(signature);
    } catch (GeneralSecurityException wrong) {
      return false;
    }
  }

  /** What the next one names it by, 64 hexadecimal digits. */
  public String hash() {
    return HEX.formatHex(new Hashes().checkpoint(text().getBytes(StandardCharsets.UTF_8)));
  }

  /** The whole text, ending with a line feed. */
  public String text() {
    return new String(body(), StandardCharsets.UTF_8)
        + "signature "
        + Base64.getEncoder().encodeToString(signature)
        + "\n";
  }

  /**
   * Reads the text of one.
   *
   * @throws Malformed when it is not exactly one
   */
  public static Checkpoint parse(String text) throws Malformed {
    if (text.length() > LONGEST) {
      throw new Malformed("a checkpoint of " + text.length() + " characters");
    }
    Lines lines = new Lines(text);
    if (!lines.next().equals(FIRST_LINE)) {
      throw new Malformed("not a checkpoint");
    }
    try {
      String ledger = lines.word("ledger");
      long number = Long.parseLong(lines.word("number"));
      Instant at = Instant.parse(lines.word("at"));
      String previous = lines.word("previous");
      List<Covered> segments = new ArrayList<>();
      while (lines.begins("segment")) {
        segments.add(covered(lines.word("segment").split(" ", -1)));
      }
      byte[] signature = Base64.getDecoder().decode(lines.word("signature"));
      Checkpoint read = new Checkpoint(ledger, number, at, previous, segments, signature);
      if (!read.text().equals(text)) {
        throw new Malformed("a checkpoint in another form than the one it has");
      }
      return read;
    } catch (IllegalArgumentException | DateTimeParseException wrong) {
      throw new Malformed("a line of the checkpoint is wrong");
    }
  }

  private static Covered covered(String[] words) throws Malformed {
    if (words.length != 4 || !(words[3].equals("open") || words[3].equals("ended"))) {
      throw new Malformed("a checkpoint's segment is wrong");
    }
    byte[] head = HEX.parseHex(words[2]);
    if (head.length != Hashes.LENGTH) {
      throw new Malformed("a head has " + head.length + " octets");
    }
    Tip tip = new Tip(Long.parseUnsignedLong(words[0], 16), Long.parseLong(words[1]), head);
    return new Covered(tip, words[3].equals("ended"));
  }

  private byte[] body() {
    StringBuilder body = new StringBuilder(FIRST_LINE).append('\n');
    body.append("ledger ").append(ledger).append('\n');
    body.append("number ").append(number).append('\n');
    body.append("at ").append(at).append('\n');
    body.append("previous ").append(previous).append('\n');
    for (Covered covered : segments) {
      body.append("segment ").append(covered.tip()).append(' ');
      body.append(covered.ended() ? "ended" : "open").append('\n');
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoint checkpoint && text().equals(checkpoint.text());
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  /** The lines of a text, each ended by a line feed. */
  private static final class Lines {
    private final String text;
    private int at;

    Lines(String text) {
      this.text = text;
    }

    String next() throws Malformed {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        throw new Malformed("the checkpoint is cut short");
      }
      String line = text.substring(at, end);
      at = end + 1;
      return line;
    }

    boolean begins(String word) {
      return text.startsWith(word + " ", at);
    }

    String word(String name) throws Malformed {
      if (!begins(name)) {
        throw new Malformed("the checkpoint has no line " + name);
      }
      return next().substring(name.length() + 1);
    }
  }
}
