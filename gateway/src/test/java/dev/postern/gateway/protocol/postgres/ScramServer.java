package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.password.ScramKeys;
import dev.postern.gateway.protocol.postgres.wire.FrontendFrames;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A server's side of SCRAM-SHA-256, that knows the password {@code pencil}. */
final class ScramServer {
  private static final byte[] SALT = "a salt of 16 by.".getBytes(StandardCharsets.US_ASCII);
  private static final int ITERATIONS = 4_096;

  private final ScramKeys keys =
      ScramKeys.of("pencil".getBytes(StandardCharsets.US_ASCII), SALT, ITERATIONS);
  private final String header;
  private final String clientFirst;
  private final String serverFirst;

  /** Takes the client's SASLInitialResponse. */
  ScramServer(byte[] initial) {
    Proof.SaslInitial message = proof(initial).saslInitial().orElseThrow();
    String text = message.response().orElseThrow().text();
    int bare = text.indexOf("n=", text.indexOf(',') + 1);
    this.header = text.substring(0, bare);
    this.clientFirst = text.substring(bare);
    String nonce = clientFirst.substring(clientFirst.indexOf("r=") + 2);
    this.serverFirst =
        "r=" + nonce + "SERVER,s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
  }

  Slice first() {
    return Slice.of(serverFirst);
  }

  /** The last message, after the client's proof was found right; an error where it is not. */
  Slice last(byte[] response, byte[] endPoint) {
    String text = proof(response).saslResponse().text();
    String withoutProof = text.substring(0, text.indexOf(",p="));
    byte[] header64 = PostgresWorld.concat(PostgresWorld.ascii(header), endPoint);
    byte[] message = PostgresWorld.ascii(clientFirst + "," + serverFirst + "," + withoutProof);
    String proof = Base64.getEncoder().encodeToString(keys.proof(message));
    boolean right =
        text.equals(withoutProof + ",p=" + proof)
            && withoutProof.startsWith("c=" + Base64.getEncoder().encodeToString(header64) + ",r=");
    return Slice.of(
        right
            ? "v=" + Base64.getEncoder().encodeToString(keys.serverSignature(message))
            : "e=invalid-proof");
  }

  private static Proof proof(byte[] frame) {
    FrontendFrames frames = new FrontendFrames(WireLimits.DEFAULT);
    frames.add(ByteBuffer.wrap(frame));
    return frames.nextProof() instanceof Read.Message<Proof>(Proof proof, Slice bytes)
        ? proof
        : new Proof(Slice.EMPTY);
  }
}
