package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.password.ScramKeys;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.Prover;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677): of the gateway towards a server, and of
 * the command line towards a gateway. The server proves in its turn that it knows the password's
 * verifier; a server that does not is not spoken to.
 *
 * @param mechanism {@code SCRAM-SHA-256} or {@code SCRAM-SHA-256-PLUS}
 * @param header the GS2 header: how the exchange is bound to the TLS connection
 * @param binding the channel binding's content; empty without one
 * @param nonce the client's, printable ASCII without commas
 */
public record Scram(String mechanism, String header, byte[] binding, String nonce) {
  /** The mechanism without channel binding. */
  public static final String PLAIN = "SCRAM-SHA-256";

  /** The mechanism with it. */
  public static final String BOUND = "SCRAM-SHA-256-PLUS";

  private static final Pattern SERVER_FIRST =
      Pattern.compile(
          "r=([\\x21-\\x2b\\x2d-\\x7e]{1,1024}),s=([A-Za-z0-9+/]{4,1024}={0,2}),i=([0-9]{1,9})");

  /** 32 octets in the one way that Base64 has to write them (RFC 4648, 3.5). */
  private static final Pattern SERVER_FINAL =
      Pattern.compile("v=([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)");

  /** Bound to the server's certificate. */
  public static Scram bound(byte[] endPoint, String nonce) {
    return new Scram(BOUND, "p=tls-server-end-point,,", endPoint, nonce);
  }

  /**
   * Not bound.
   *
   * @param couldBind whether the gateway would have bound it: a server that could too then sees
   *     that somebody took its offer away
   */
  public static Scram unbound(boolean couldBind, String nonce) {
    return new Scram(PLAIN, couldBind ? "y,," : "n,,", new byte[0], nonce);
  }

  /** The client's first message. The server takes the name from the start-up message. */
  public byte[] first() {
    return FrontendPrinter.saslInitial(
        new Proof.SaslInitial(mechanism, Optional.of(Slice.of(header + firstBare()))));
  }

  private String firstBare() {
    return "n=,r=" + nonce;
  }

  /**
   * What makes the client's last message.
   *
   * @param serverFirst the server's first message
   * @return empty where the server's message is not acceptable
   */
  public Optional<Prover> last(Slice serverFirst, int mostIterations) {
    String text = new String(serverFirst.copy(), StandardCharsets.ISO_8859_1);
    Matcher matcher = SERVER_FIRST.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String whole = matcher.group(1);
    int iterations = Integer.parseInt(matcher.group(3));
    boolean fits =
        whole.startsWith(nonce)
            && whole.length() > nonce.length()
            && iterations > 0
            && iterations <= mostIterations;
    if (!fits) {
      return Optional.empty();
    }
    byte[] salt;
    try {
      salt = Base64.getDecoder().decode(matcher.group(2));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    return Optional.of(secret -> proof(secret, new Challenge(text, whole, salt, iterations)));
  }

  private record Challenge(String text, String nonce, byte[] salt, int iterations) {}

  private Prover.Proof proof(byte[] secret, Challenge challenge) {
    byte[] bound = header.getBytes(StandardCharsets.US_ASCII);
    byte[] content = new byte[bound.length + binding.length];
    System.arraycopy(bound, 0, content, 0, bound.length);
    System.arraycopy(binding, 0, content, bound.length, binding.length);
    String withoutProof =
        "c=" + Base64.getEncoder().encodeToString(content) + ",r=" + challenge.nonce();
    String message = firstBare() + "," + challenge.text() + "," + withoutProof;
    ScramKeys keys =
        ScramKeys.of(PreparedPassword.of(secret), challenge.salt(), challenge.iterations());
    byte[] signed = message.getBytes(StandardCharsets.ISO_8859_1);
    String last = withoutProof + ",p=" + Base64.getEncoder().encodeToString(keys.proof(signed));
    return new Prover.Proof(
        ByteBuffer.wrap(FrontendPrinter.saslResponse(Slice.of(last))),
        new PostgresNote.ScramSent(keys.serverSignature(signed)));
  }

  /**
   * Whether a server's last message proves that it knows the password too.
   *
   * @param outcome of the proof that it answers
   */
  public static boolean signed(Note outcome, Slice serverFinal) {
    return outcome instanceof PostgresNote.ScramSent(byte[] expected)
        && signature(serverFinal)
            .map(given -> MessageDigest.isEqual(expected, given))
            .orElse(false);
  }

  /** The signature in a server's last message; empty where there is none. */
  static Optional<byte[]> signature(Slice serverFinal) {
    Matcher matcher =
        SERVER_FINAL.matcher(new String(serverFinal.copy(), StandardCharsets.ISO_8859_1));
    try {
      return matcher.matches()
          ? Optional.of(Base64.getDecoder().decode(matcher.group(1)))
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
