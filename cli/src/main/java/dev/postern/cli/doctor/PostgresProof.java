package dev.postern.cli.doctor;

import dev.postern.gateway.protocol.postgres.PostgresTarget.Passwords;
import dev.postern.gateway.protocol.postgres.password.ScramKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Proves a password to a PostgreSQL server, by the proofs that a target may ask for (PostgreSQL 18,
 * "Message Formats", Authentication...; SCRAM: RFC 5802 and 7677, without channel binding).
 */
final class PostgresProof {
  private static final int OK = 0;
  private static final int CLEARTEXT = 3;
  private static final int MD5 = 5;
  private static final int SASL = 10;
  private static final int CONTINUE = 11;
  private static final int FINAL = 12;
  private static final int MOST_ITERATIONS = 1_000_000;
  private static final String SCRAM = "SCRAM-SHA-256";

  private final String user;
  private final Optional<String> password;
  private final Passwords allowed;
  private final boolean secured;
  private final String nonce;
  private byte[] expected = new byte[0];
  private boolean proven;

  PostgresProof(String user, Optional<String> password, Passwords allowed, boolean secured) {
    this.user = user;
    this.password = password;
    this.allowed = allowed;
    this.secured = secured;
    byte[] random = new byte[18];
    new SecureRandom().nextBytes(random);
    this.nonce = Base64.getEncoder().encodeToString(random);
  }

  /** What follows a message of the server. */
  sealed interface Step {
    /** Send this in a PasswordMessage or SASL response. */
    record Send(byte[] message) implements Step {}

    /** Wait for the next message. */
    record On() implements Step {}

    /** It is over. */
    record Stop(PostgresCall.Answer answer) implements Step {}
  }

  Step answer(ByteBuffer body) throws IOException {
    int method = body.getInt();
    return switch (method) {
      case OK ->
          password.isPresent() && !proven && allowed != Passwords.NONE
              ? unacceptable("no proof at all")
              : new Step.On();
      case CLEARTEXT ->
          allowed.compareTo(Passwords.CLEARTEXT) >= 0 && secured
              ? proof(secret() + "\0")
              : unacceptable("the password itself");
      case MD5 -> allowed.compareTo(Passwords.MD5) >= 0 ? proof(md5(body)) : unacceptable("MD5");
      case SASL -> first(body);
      case CONTINUE -> last(text(body));
      case FINAL -> closing(text(body));
      default -> unacceptable("method " + method);
    };
  }

  private Step first(ByteBuffer body) {
    for (String offered = PostgresCall.text(body);
        !offered.isEmpty();
        offered = PostgresCall.text(body)) {
      if (offered.equals(SCRAM)) {
        byte[] first = ascii("n,," + bare());
        byte[] name = ascii(SCRAM + "\0");
        return new Step.Send(
            ByteBuffer.allocate(name.length + 4 + first.length)
                .put(name)
                .putInt(first.length)
                .put(first)
                .array());
      }
    }
    return unacceptable("a method of SASL that is not SCRAM-SHA-256");
  }

  private Step last(String server) throws IOException {
    Map<String, String> words = words(server);
    String both = words.getOrDefault("r", "");
    byte[] salt = Base64.getDecoder().decode(words.getOrDefault("s", ""));
    int iterations = Integer.parseInt(words.getOrDefault("i", "0"));
    if (!both.startsWith(nonce) || iterations < 1 || iterations > MOST_ITERATIONS) {
      throw new IOException("the server's SCRAM message is not one");
    }
    ScramKeys keys = ScramKeys.of(ascii(secret()), salt, iterations);
    String without = "c=biws,r=" + both;
    byte[] message = ascii(bare() + "," + server + "," + without);
    expected = keys.serverSignature(message);
    return new Step.Send(
        ascii(without + ",p=" + Base64.getEncoder().encodeToString(keys.proof(message))));
  }

  private Step closing(String server) {
    byte[] signature = Base64.getDecoder().decode(words(server).getOrDefault("v", ""));
    proven = expected.length > 0 && MessageDigest.isEqual(signature, expected);
    return proven ? new Step.On() : new Step.Stop(new PostgresCall.Answer.Impostor());
  }

  private String md5(ByteBuffer body) {
    byte[] salt = new byte[4];
    body.get(salt);
    byte[] inner = ascii(hex(ascii(secret() + user)));
    byte[] salted = ByteBuffer.allocate(inner.length + 4).put(inner).put(salt).array();
    return "md5" + hex(salted) + "\0";
  }

  private static String hex(byte[] octets) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(octets));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has MD5", absent);
    }
  }

  private Step proof(String text) {
    proven = true;
    return new Step.Send(ascii(text));
  }

  private static Step unacceptable(String method) {
    return new Step.Stop(new PostgresCall.Answer.Unacceptable(method));
  }

  private String bare() {
    return "n=,r=" + nonce;
  }

  private String secret() {
    return password.orElse("");
  }

  private static Map<String, String> words(String message) {
    Map<String, String> words = new TreeMap<>();
    for (String word : message.split(",")) {
      if (word.length() > 1 && word.charAt(1) == '=') {
        words.put(word.substring(0, 1), word.substring(2));
      }
    }
    return words;
  }

  private static String text(ByteBuffer body) {
    return StandardCharsets.US_ASCII.decode(body).toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
