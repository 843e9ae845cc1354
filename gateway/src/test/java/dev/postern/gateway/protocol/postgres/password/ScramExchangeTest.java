package dev.postern.gateway.protocol.postgres.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.password.ScramExchange.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The server's side of SCRAM, on the example of RFC 7677, section 3, and against bad clients. */
class ScramExchangeTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String OURS = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String FIRST = "n,,n=user,r=" + NONCE;
  private static final String LAST =
      "c=biws,r=" + NONCE + OURS + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
  private static final byte[] PENCIL = ascii("pencil");
  private static final byte[] END_POINT = HexFormat.of().parseHex("00ff10");

  private final Candidate candidate =
      new Candidate(
          ScramVerifier.of(PENCIL, SALT, 4_096), () -> new Candidate.Standing.Bad("not asked"));

  @Test
  void the_exchange_is_that_of_the_rfc() {
    ScramExchange exchange = new ScramExchange(Optional.empty());

    assertThat(exchange.mechanisms()).containsExactly("SCRAM-SHA-256");
    assertThat(told(first(exchange, FIRST)))
        .isEqualTo("r=" + NONCE + OURS + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    assertThat(told(exchange.last(ascii(LAST))))
        .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  }

  @Test
  void every_other_proof_proves_nothing() {
    byte[] proof = Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    for (int bit = 0; bit < proof.length * 8; bit++) {
      byte[] other = proof.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      ScramExchange exchange = new ScramExchange(Optional.empty());
      first(exchange, FIRST);
      String last = LAST.substring(0, LAST.indexOf("p=") + 2) + base64(other);
      assertThat(exchange.last(ascii(last))).isEqualTo(new Answer.Unproven());
    }
  }

  @Test
  void a_client_that_is_bound_to_the_gateways_certificate_proves_it() {
    ScramExchange exchange = new ScramExchange(Optional.of(END_POINT));

    assertThat(exchange.mechanisms()).containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
    String header = "p=tls-server-end-point,,";
    assertThat(bound(exchange, header, header, END_POINT)).isInstanceOf(Answer.Proven.class);
  }

  @Test
  void a_client_that_sees_another_certificate_is_not_trusted_though_it_knows_the_password() {
    String header = "p=tls-server-end-point,,";
    for (byte[] seen : List.of(new byte[0], HexFormat.of().parseHex("00ff11"))) {
      assertThat(bound(new ScramExchange(Optional.of(END_POINT)), header, header, seen))
          .isInstanceOf(Answer.Untrusted.class);
    }
    assertThat(bound(new ScramExchange(Optional.of(END_POINT)), header, "n,,", END_POINT))
        .isInstanceOf(Answer.Untrusted.class);
  }

  @Test
  void a_client_that_was_told_that_the_gateway_cannot_bind_is_not_trusted() {
    assertThat(first(new ScramExchange(Optional.of(END_POINT)), "y,,n=,r=x"))
        .isInstanceOf(Answer.Untrusted.class);
    assertThat(first(new ScramExchange(Optional.empty()), "y,,n=,r=x"))
        .isInstanceOf(Answer.Challenge.class);
    assertThat(first(new ScramExchange(Optional.of(END_POINT)), "n,,n=,r=x"))
        .isInstanceOf(Answer.Challenge.class);
  }

  @Test
  void a_header_that_was_changed_on_the_way_is_noticed() {
    // Somebody turns the client's y into n, so that the gateway sees no downgrade.
    ScramExchange exchange = new ScramExchange(Optional.of(END_POINT));
    first(exchange, "n,,n=,r=x");
    String withoutProof = "c=" + base64(ascii("y,,")) + ",r=x" + OURS;
    assertThat(exchange.last(proven("n=,r=x", withoutProof))).isInstanceOf(Answer.Untrusted.class);
  }

  @Test
  void first_messages_of_another_form_are_malformed() {
    for (String message :
        List.of(
            "",
            "n",
            "n,",
            "n,,",
            "n,,n=user",
            "n,,r=" + NONCE,
            "n,,n=user,r=",
            "n,,r=x,n=user",
            "x,,n=user,r=x",
            "N,,n=user,r=x",
            "n,a=eve,n=user,r=x",
            "n,a=,n=user,r=x",
            "n,,m=must,n=user,r=x",
            "n,,n=user,r=x,m=must",
            "n,,n=user,r=x,r=y",
            "n,,n=user,r=x,n=eve",
            "n,,n=user,r=x,",
            "n,,n=user,r=x,z=",
            "n,,n=us=er,r=x",
            "n,,n=us=2cer,r=x",
            "n,,n=user,r=x y",
            "n,,n=user,r=x\u0000",
            "n,,n=us\u0000er,r=x",
            "n,,n=user,r=\u00e9",
            "p=tls-server-end-point,,n=,r=x",
            "n,,n=" + "u".repeat(256) + ",r=x",
            "n,,n=,r=" + "x".repeat(513),
            "n,,n=,r=x" + ",z=1".repeat(9),
            "n,,n=,r=x,z=" + "1".repeat(256),
            " n,,n=,r=x",
            "n,,n=,r=x ")) {
      assertThat(first(new ScramExchange(Optional.empty()), message))
          .as(message)
          .isInstanceOf(Answer.Malformed.class);
    }
    for (String message :
        List.of("n,,n=,r=x", "y,,n=,r=x", "p=tls-unique,,n=,r=x", "p=,,n=,r=x", "p,,n=,r=x")) {
      assertThat(
              new ScramExchange(Optional.of(END_POINT))
                  .first(ScramExchange.BOUND, ascii(message), OURS, candidate))
          .as(message)
          .isInstanceOf(Answer.Malformed.class);
    }
  }

  @Test
  void names_are_passed_over_and_extensions_that_nobody_defined_too() {
    for (String message :
        List.of("n,,n=,r=x", "n,,n=*,r=x", "n,,n=a=2Cb=3Dc,r=x", "n,,n=\u00c3\u00a9,r=x,z=1,Q=2")) {
      assertThat(first(new ScramExchange(Optional.empty()), message))
          .as(message)
          .isInstanceOf(Answer.Challenge.class);
    }
  }

  @Test
  void last_messages_of_another_form_are_malformed() {
    String proof = LAST.substring(LAST.indexOf("p="));
    String nonce = "r=" + NONCE + OURS;
    for (String message :
        List.of(
            "",
            "c=biws",
            "c=biws," + nonce,
            nonce + "," + proof,
            nonce + ",c=biws," + proof,
            "c=biws,r=" + NONCE + "," + proof,
            "c=biws,r=" + NONCE + OURS + "x," + proof,
            "c=biws," + nonce + ",m=must," + proof,
            "c=biws," + nonce + "," + proof + ",z=1",
            "c=biws," + nonce + "," + proof + "\u0000",
            "c=biws," + nonce + ",p=dHzbZapWIk4jUhN+",
            "c=biws," + nonce + ",p=" + "A".repeat(44),
            "c=," + nonce + "," + proof,
            "c=!!!!," + nonce + "," + proof,
            "c=biws," + nonce + "," + proof + "," + proof,
            "c=" + "A".repeat(1_025) + "," + nonce + "," + proof,
            "c=biws," + nonce + ",z=" + "1".repeat(2_048) + "," + proof)) {
      ScramExchange exchange = new ScramExchange(Optional.empty());
      first(exchange, FIRST);
      assertThat(exchange.last(ascii(message))).as(message).isInstanceOf(Answer.Malformed.class);
    }
  }

  @Test
  void random_bytes_are_malformed_and_crash_nothing() {
    Random random = new Random(7_677);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = mutated(random, round % 2 == 0 ? FIRST : LAST);
      ScramExchange exchange = new ScramExchange(Optional.empty());
      exchange.first(ScramExchange.PLAIN, bytes, OURS, candidate);
      ScramExchange other = new ScramExchange(Optional.empty());
      first(other, FIRST);
      assertThat(other.last(bytes))
          .satisfiesAnyOf(
              answer -> assertThat(answer).isNotInstanceOf(Answer.Proven.class),
              answer -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo(LAST));
    }
  }

  private static byte[] mutated(Random random, String text) {
    byte[] bytes = ascii(text);
    for (int change = random.nextInt(3); change >= 0; change--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private Answer bound(ScramExchange exchange, String header, String repeated, byte[] endPoint) {
    exchange.first(ScramExchange.BOUND, ascii(header + "n=,r=x"), OURS, candidate);
    byte[] input = new byte[repeated.length() + endPoint.length];
    System.arraycopy(ascii(repeated), 0, input, 0, repeated.length());
    System.arraycopy(endPoint, 0, input, repeated.length(), endPoint.length);
    return exchange.last(proven("n=,r=x", "c=" + base64(input) + ",r=x" + OURS));
  }

  /** A last message with the right proof of the password. */
  private static byte[] proven(String bare, String withoutProof) {
    String signed = bare + ",r=x" + OURS + ",s=" + base64(SALT) + ",i=4096," + withoutProof;
    byte[] proof = ScramKeys.of(PENCIL, SALT, 4_096).proof(ascii(signed));
    return ascii(withoutProof + ",p=" + base64(proof));
  }

  private Answer first(ScramExchange exchange, String message) {
    return exchange.first(ScramExchange.PLAIN, ascii(message), OURS, candidate);
  }

  private static String told(Answer answer) {
    return switch (answer) {
      case Answer.Challenge(byte[] message) -> new String(message, StandardCharsets.US_ASCII);
      case Answer.Proven(byte[] message) -> new String(message, StandardCharsets.US_ASCII);
      case Answer.Unproven unproven -> "unproven";
      case Answer.Untrusted(String reason) -> reason;
      case Answer.Malformed(String why) -> why;
    };
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
