package dev.postern.gateway.protocol.postgres.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.password.ScramExchange.Answer;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Both messages of a client, against a password that it may or may not know. The first byte says
 * which mechanism it chose, and whether a right proof takes the place of the last message's.
 */
public final class ScramFuzz implements FuzzTarget {
  private static final byte[] END_POINT = HexFormat.of().parseHex("00ff10");
  private static final byte[] SALT = FuzzInput.bytes("salt of sixteen.");
  private static final byte[] PASSWORD = FuzzInput.bytes("pencil");
  private static final int ITERATIONS = 2;
  private static final ScramKeys KEYS = ScramKeys.of(PASSWORD, SALT, ITERATIONS);
  private static final ScramVerifier VERIFIER = ScramVerifier.of(PASSWORD, SALT, ITERATIONS);
  private static final String OURS = "OURS";
  private static final String SERVER_FIRST =
      "r=%s" + OURS + ",s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;

  @Override
  public String name() {
    return "pg-scram";
  }

  @Override
  public String property() {
    return "whatever a client says, it proves to know a password only by the proof that the"
        + " password makes of exactly these messages, with this exchange's nonce and, where"
        + " it chose to bind, the gateway's own end of the channel";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        first(1, "n,,n=,r=abc") + "c=biws,r=abcOURS,p=" + "A".repeat(43) + "=",
        first(0, "n,,n=,r=abc") + "c=biws,r=abcOURS,p=" + "A".repeat(43) + "=",
        first(3, "p=tls-server-end-point,,n=,r=x") + "c=" + bound() + ",r=xOURS,p=AAAA",
        first(1, "y,,n=,r=x") + "c=eSws,r=xOURS,p=AAAA",
        first(1, "n,a=bob,n=,r=x,m=1") + "c=biws,r=xOURS,x=y,p=AAAA");
  }

  private static String first(int how, String message) {
    return "" + (char) how + (char) message.length() + message;
  }

  private static String bound() {
    byte[] input = FuzzInput.bytes("p=tls-server-end-point,," + FuzzInput.octets(END_POINT));
    return Base64.getEncoder().encodeToString(input);
  }

  @Override
  public List<String> words() {
    return List.of(
        "n,,",
        "y,,",
        "p=tls-server-end-point,,",
        "n=",
        "r=",
        ",p=",
        ",c=",
        "biws",
        "m=",
        "a=",
        "=2C",
        "OURS",
        bound());
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int how = choices.octet();
    boolean knows = (how & 1) == 1;
    String mechanism = (how & 2) == 2 ? ScramExchange.BOUND : ScramExchange.PLAIN;
    byte[] first = choices.piece();
    String last = FuzzInput.octets(choices.rest());
    ScramExchange exchange = new ScramExchange(Optional.of(END_POINT));
    Candidate candidate = new Candidate(VERIFIER, () -> new Candidate.Standing.Bad("not asked"));
    Answer begun = exchange.first(mechanism, first, OURS, candidate);
    if (!(begun instanceof Answer.Challenge(byte[] challenge))) {
      assertThat(begun).isInstanceOfAny(Answer.Malformed.class, Answer.Untrusted.class);
      return;
    }
    String text = FuzzInput.octets(first);
    String bare = text.substring(text.indexOf("n=", text.indexOf(',') + 1));
    String nonce = bare.split(",", -1)[1].substring(2);
    assertThat(FuzzInput.octets(challenge)).isEqualTo(SERVER_FIRST.formatted(nonce));
    int proof = last.lastIndexOf(",p=");
    String signed = proof < 0 ? last : last.substring(0, proof);
    String right =
        signed
            + ",p="
            + Base64.getEncoder()
                .encodeToString(
                    KEYS.proof(
                        FuzzInput.bytes(bare + "," + FuzzInput.octets(challenge) + "," + signed)));
    String sent = knows && proof >= 0 ? right : last;
    Answer answer = exchange.last(FuzzInput.bytes(sent));
    if (answer instanceof Answer.Proven) {
      String header = text.substring(0, text.length() - bare.length());
      byte[] channel =
          FuzzInput.bytes(header + (header.startsWith("p=") ? FuzzInput.octets(END_POINT) : ""));
      assertThat(sent).isEqualTo(right);
      assertThat(signed)
          .startsWith("c=" + Base64.getEncoder().encodeToString(channel) + ",r=" + nonce + OURS);
      assertThat(header.startsWith("p=")).isEqualTo(mechanism.equals(ScramExchange.BOUND));
    }
  }
}
