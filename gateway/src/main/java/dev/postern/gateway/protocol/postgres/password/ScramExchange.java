package dev.postern.gateway.protocol.postgres.password;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway's side of SCRAM-SHA-256 towards a client (RFC 5802, section 5, RFC 7677). Both
 * answers are made in constant work, whether or not the password exists. Belongs to one connection.
 */
public final class ScramExchange {
  /** The mechanism without channel binding. */
  public static final String PLAIN = "SCRAM-SHA-256";

  /** The mechanism that is bound to the gateway's certificate. */
  public static final String BOUND = "SCRAM-SHA-256-PLUS";

  private static final int LONGEST = 2_048;
  private static final int PROOF_BYTES = 32;

  /** {@code client-final-message}; what stands before {@code p} is signed. */
  private static final Pattern LAST =
      Pattern.compile(
          "(c=([A-Za-z0-9+/]{2,1024}+={0,2}),r=([\\x21-\\x2b\\x2d-\\x7e]{1,1024}+)"
              + "(?:,[bdfghj-loqtuw-zA-Z]=[^\\x00,]{1,255}+){0,8}+),p=([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)");

  private final Optional<byte[]> endPoint;

  /**
   * An exchange that has not begun.
   *
   * @param endPoint what a client binds to (RFC 5929, section 4); empty where it cannot
   */
  public ScramExchange(Optional<byte[]> endPoint) {
    this.endPoint = endPoint;
  }

  /** What a client's message comes to. */
  public sealed interface Answer {
    /** The client is told this, and goes on. */
    record Challenge(byte[] message) implements Answer {}

    /**
     * The client knows the password.
     *
     * @param message proves to the client that the gateway does
     */
    record Proven(byte[] message) implements Answer {}

    /** The client does not. */
    record Unproven() implements Answer {}

    /**
     * Somebody may stand between the client and the gateway.
     *
     * @param reason for the ledger
     */
    record Untrusted(String reason) implements Answer {}

    /** The message is none of this protocol, whatever the password is. */
    record Malformed(String why) implements Answer {}
  }

  private record Begun(ClientFirst first, String nonce, String challenge, ScramVerifier verifier) {}

  private Optional<Begun> begun = Optional.empty();

  /** The mechanisms to offer, the best first. */
  public List<String> mechanisms() {
    return endPoint.isPresent() ? List.of(BOUND, PLAIN) : List.of(PLAIN);
  }

  /**
   * Answers the client's first message.
   *
   * @param mechanism the client's choice, one of those offered
   * @param nonce the gateway's part: printable, without commas, unforeseeable
   */
  public Answer first(String mechanism, byte[] message, String nonce, Candidate candidate) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    return switch (ClientFirst.read(text, mechanism.equals(BOUND), endPoint.isPresent())) {
      case ClientFirst.Reading.Malformed(String why) -> new Answer.Malformed(why);
      case ClientFirst.Reading.Downgraded downgraded ->
          new Answer.Untrusted("somebody hid from the client that the gateway binds channels");
      case ClientFirst.Reading.Good(ClientFirst first) -> {
        ScramVerifier verifier = candidate.verifier();
        String whole = first.nonce() + nonce;
        String challenge =
            "r=" + whole + ",s=" + base64(verifier.salt()) + ",i=" + verifier.iterations();
        begun = Optional.of(new Begun(first, whole, challenge, verifier));
        yield new Answer.Challenge(challenge.getBytes(StandardCharsets.US_ASCII));
      }
    };
  }

  /** Answers the client's last message. */
  public Answer last(byte[] message) {
    Begun at = begun.orElseThrow(() -> new IllegalStateException("the exchange has not begun"));
    String text = new String(message, StandardCharsets.ISO_8859_1);
    Matcher matcher = LAST.matcher(text);
    if (text.length() > LONGEST || !matcher.matches()) {
      return new Answer.Malformed("this is no last message of SCRAM");
    }
    if (!matcher.group(3).equals(at.nonce())) {
      return new Answer.Malformed("the nonce is another exchange's");
    }
    byte[] proof = Base64.getDecoder().decode(matcher.group(4));
    String signed = at.first().bare() + "," + at.challenge() + "," + matcher.group(1);
    Optional<byte[]> signature =
        at.verifier()
            .check(signed.getBytes(StandardCharsets.ISO_8859_1), Arrays.copyOf(proof, PROOF_BYTES));
    if (!matcher.group(2).equals(binding(at.first()))) {
      return new Answer.Untrusted("the client's end of the channel is another than the gateway's");
    }
    return signature
        .<Answer>map(
            made -> new Answer.Proven(("v=" + base64(made)).getBytes(StandardCharsets.US_ASCII)))
        .orElseGet(() -> new Answer.Unproven());
  }

  /** {@code cbind-input}: the header, and what it is bound to. */
  private String binding(ClientFirst first) {
    byte[] header = first.header().getBytes(StandardCharsets.ISO_8859_1);
    byte[] end = first.bound() ? endPoint.orElseThrow() : new byte[0];
    byte[] input = Arrays.copyOf(header, header.length + end.length);
    System.arraycopy(end, 0, input, header.length, end.length);
    return base64(input);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
