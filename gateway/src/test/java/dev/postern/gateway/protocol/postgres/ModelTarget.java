package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendFrames;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A {@link ModelServer} from its first byte on: start-up, a password that is hashed, settings. */
public final class ModelTarget {
  private static final byte[] KEY = {1, 2, 3, 4};
  private static final Slice SALT = Slice.of(new byte[] {5, 6, 7, 8});

  private enum Stage {
    STARTING,
    ASKING,
    SERVING,
    OVER
  }

  private final FrontendFrames frames = new FrontendFrames(WireLimits.DEFAULT);
  private final ModelServer server = new ModelServer(text -> false);
  private final Predicate<byte[]> accepts;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Stage stage = Stage.STARTING;

  /**
   * @param accepts whether a proof of the password is right
   */
  public ModelTarget(Predicate<byte[]> accepts) {
    this.accepts = accepts;
  }

  /** The proof that a role with a password gives. */
  public static byte[] proof(String user, String password) {
    ByteBuffer frame =
        Passwords.md5(user, SALT).prove(password.getBytes(StandardCharsets.UTF_8)).frame();
    FrontendFrames read = new FrontendFrames(WireLimits.DEFAULT);
    read.add(frame);
    return hash(read);
  }

  private static byte[] hash(FrontendFrames from) {
    return from.nextProof() instanceof Read.Message<Proof> whole
        ? whole.bytes().copy()
        : new byte[0];
  }

  /** Whether it has hung up. */
  public boolean over() {
    return stage == Stage.OVER || server.terminated();
  }

  /** Takes bytes and answers. */
  public byte[] receive(byte[] bytes) {
    if (stage == Stage.SERVING) {
      return server.receive(bytes);
    }
    frames.add(ByteBuffer.wrap(bytes));
    if (stage == Stage.STARTING
        && frames.nextStart() instanceof Read.Message<StartPacket> started) {
      boolean starts = started.message() instanceof StartPacket.Startup;
      stage = starts ? Stage.ASKING : Stage.OVER;
      if (starts) {
        say(new BackendMessage.Authentication(new AuthenticationRequest.Md5Password(SALT)));
      }
    } else if (stage == Stage.ASKING) {
      byte[] proof = hash(frames);
      if (proof.length > 0) {
        answer(accepts.test(proof));
      }
    }
    byte[] said = out.toByteArray();
    out.reset();
    return said;
  }

  private void answer(boolean accepted) {
    if (!accepted) {
      stage = Stage.OVER;
      say(
          new BackendMessage.ErrorResponse(
              Report.of("FATAL", "28P01", "password authentication failed")));
      return;
    }
    stage = Stage.SERVING;
    say(new BackendMessage.Authentication(new AuthenticationRequest.Ok()));
    setting("server_version", "18.1");
    setting("client_encoding", "UTF8");
    setting("standard_conforming_strings", "on");
    say(new BackendMessage.BackendKeyData(4242, Slice.of(KEY.clone())));
    say(new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.IDLE));
  }

  private void setting(String name, String value) {
    say(new BackendMessage.ParameterStatus(Slice.of(name), Slice.of(value)));
  }

  private void say(BackendMessage message) {
    out.writeBytes(PostgresWorld.print(message));
  }
}
