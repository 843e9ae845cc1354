package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.password.ScramKeys;
import dev.postern.gateway.protocol.postgres.wire.FrontendFrames;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import dev.postern.gateway.session.Prover;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The client's side of SCRAM, on the example of RFC 7677, section 3, and against bad servers. */
class ScramTest {
  private static final int MOST = PostgresLimits.DEFAULT.scramIterations();
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_FIRST =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final Scram SCRAM = Scram.unbound(false, NONCE);

  @Test
  void keys_are_those_of_the_rfc() {
    ScramKeys keys =
        ScramKeys.of(
            "pencil".getBytes(StandardCharsets.US_ASCII),
            Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="),
            4096);
    String message =
        "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + SERVER_FIRST
            + ",c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    byte[] signed = message.getBytes(StandardCharsets.US_ASCII);

    assertThat(Base64.getEncoder().encodeToString(keys.proof(signed)))
        .isEqualTo("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    assertThat(Base64.getEncoder().encodeToString(keys.serverSignature(signed)))
        .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  }

  @Test
  void the_last_message_repeats_the_nonce_and_the_binding() {
    byte[] endPoint = HexFormat.of().parseHex("00ff10");
    String plain = last(SCRAM);
    String bound = last(Scram.bound(endPoint, NONCE));

    assertThat(plain).startsWith("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=");
    assertThat(last(Scram.unbound(true, NONCE))).startsWith("c=eSws,");
    byte[] binding = Base64.getDecoder().decode(bound.substring(2, bound.indexOf(',')));
    assertThat(new String(binding, StandardCharsets.ISO_8859_1))
        .isEqualTo("p=tls-server-end-point,,\u0000\u00ff\u0010");
  }

  @Test
  void the_first_message_names_the_mechanism() {
    assertThat(initial(SCRAM.first()))
        .isEqualTo(
            new Proof.SaslInitial(
                "SCRAM-SHA-256", Optional.of(Slice.of("n,,n=,r=rOprNGfwEbeRWgbNEkqO"))));
    assertThat(initial(Scram.bound(new byte[1], NONCE).first()).mechanism())
        .isEqualTo("SCRAM-SHA-256-PLUS");
  }

  @Test
  @Tag("reaches:PostgresLimits.scramIterations")
  void refuses_challenges_that_are_not_acceptable() {
    for (String first :
        List.of(
            "",
            "r=" + NONCE + ",s=QUJDRA==,i=4096",
            "r=other,s=QUJDRA==,i=4096",
            "r=" + NONCE + "x,s=,i=4096",
            "r=" + NONCE + "x,s=QUJDRA==,i=0",
            "r=" + NONCE + "x,s=QUJDRA==,i=-1",
            "r=" + NONCE + "x,s=QUJDRA==,i=" + (MOST + 1),
            "r=" + NONCE + "x,s=QUJDRA==,i=99999999999",
            "r=" + NONCE + "x,s=====,i=4096",
            "r=" + NONCE + "x,s=QUJDR,i=4096",
            "m=ext,r=" + NONCE + "x,s=QUJDRA==,i=4096",
            "r=" + NONCE + "x,s=QUJDRA==,i=4096,x=y",
            "r=" + NONCE + "x,i=4096,s=QUJDRA==",
            "r=" + NONCE + "\u0000x,s=QUJDRA==,i=4096",
            "e=other-error")) {
      assertThat(SCRAM.last(Slice.of(first), MOST)).as(first).isEmpty();
    }
    assertThat(SCRAM.last(Slice.of(SERVER_FIRST), 4_096)).isPresent();
    assertThat(SCRAM.last(Slice.of(SERVER_FIRST), 4_095)).isEmpty();
  }

  @Test
  void reads_a_signature_and_nothing_else_as_one() {
    assertThat(Scram.signature(Slice.of("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")))
        .isPresent();
    String loose = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=";
    for (String last :
        List.of(loose, "", "v=", "e=invalid-proof", "v=abc", "v=" + "=".repeat(44))) {
      assertThat(Scram.signature(Slice.of(last))).as(last).isEmpty();
    }
  }

  @Test
  void passwords_are_prepared_as_the_server_prepares_them() {
    assertThat(prepared("pencil")).isEqualTo("pencil");
    assertThat(prepared("I\u00adX")).isEqualTo("IX");
    assertThat(prepared("\u00aa")).isEqualTo("a");
    assertThat(prepared("\u2168")).isEqualTo("IX");
    assertThat(prepared("a\u00a0b")).isEqualTo("a b");
    assertThat(prepared("a\u0007\u00aa")).isEqualTo("a\u0007\u00aa");
    byte[] notText = {(byte) 0xff, (byte) 0xfe};
    assertThat(PreparedPassword.of(notText)).isEqualTo(notText);
  }

  @Test
  void an_md5_proof_is_the_servers() {
    Prover prover = Passwords.md5("report_ro", Slice.of(new byte[] {1, 2, 3, 4}));
    Proof proof = proof(prover.prove("pencil".getBytes(StandardCharsets.US_ASCII)));

    assertThat(proof.password()).map(Slice::text).contains(expectedMd5());
  }

  /** {@code SELECT 'md5' || md5(md5('pencil' || 'report_ro')::bytea || '\x01020304'::bytea)}. */
  private static String expectedMd5() {
    return "md5ba322d751ec67f84c499b89a70b64780";
  }

  private static String last(Scram scram) {
    Prover prover = scram.last(Slice.of(SERVER_FIRST), 1_000_000).orElseThrow();
    return proof(prover.prove("pencil".getBytes(StandardCharsets.US_ASCII))).saslResponse().text();
  }

  private static Proof.SaslInitial initial(byte[] frame) {
    return read(frame).saslInitial().orElseThrow();
  }

  private static Proof proof(Prover.Proof made) {
    byte[] frame = new byte[made.frame().remaining()];
    made.frame().get(frame);
    return read(frame);
  }

  private static Proof read(byte[] frame) {
    FrontendFrames frames = new FrontendFrames(WireLimits.DEFAULT);
    frames.add(ByteBuffer.wrap(frame));
    return frames.nextProof() instanceof Read.Message<Proof>(Proof proof, Slice bytes)
        ? proof
        : new Proof(Slice.EMPTY);
  }

  private static String prepared(String password) {
    return new String(
        PreparedPassword.of(password.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }
}
