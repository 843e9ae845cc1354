package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Prover;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A server's messages of SCRAM, as the gateway reads them when it signs in there. */
public final class ServerScramFuzz implements FuzzTarget {
  private static final String NONCE = "rOprNGfw";
  private static final int MOST_ITERATIONS = 8;

  @Override
  public String name() {
    return "pg-server-scram";
  }

  @Override
  public String property() {
    return "a challenge is answered only where it goes on from the gateway's nonce with a sound"
        + " salt and no more rounds than allowed; the answer repeats that nonce; a signature"
        + " is exactly 32 bytes, written in one way";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "r=" + NONCE + "SERVER,s=QUJDRA==,i=4",
        "r=" + NONCE + ",s=QUJDRA==,i=4",
        "r=" + NONCE + "x,s=QUJDRA==,i=9",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=");
  }

  @Override
  public List<String> words() {
    return List.of(NONCE, "r=", ",s=", ",i=", "QUJDRA==", "m=", "v=", "e=", "=", "0", "99999");
  }

  @Override
  public void run(byte[] input) {
    Slice message = Slice.of(input);
    Scram scram = Scram.unbound(false, NONCE);
    Optional<Prover> prover = scram.last(message, MOST_ITERATIONS);
    if (prover.isPresent()) {
      String[] parts = FuzzInput.octets(input).split(",", -1);
      assertThat(parts).hasSize(3);
      assertThat(parts[0]).startsWith("r=" + NONCE).hasSizeGreaterThan(2 + NONCE.length());
      assertThat(Base64.getDecoder().decode(parts[1].substring(2))).isNotEmpty();
      assertThat(Integer.parseInt(parts[2].substring(2))).isBetween(1, MOST_ITERATIONS);
      Prover.Proof proof = prover.get().prove(FuzzInput.bytes("pencil"));
      byte[] frame = new byte[proof.frame().remaining()];
      proof.frame().get(frame);
      assertThat(FuzzInput.octets(frame)).contains("c=biws," + parts[0] + ",p=");
    }
    Scram.signature(message)
        .ifPresent(signature -> {
          assertThat(signature).hasSize(32);
          assertThat(FuzzInput.octets(input))
              .isEqualTo("v=" + Base64.getEncoder().encodeToString(signature));
        });
  }
}
