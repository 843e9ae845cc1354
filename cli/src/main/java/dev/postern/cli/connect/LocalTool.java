package dev.postern.cli.connect;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendFrames.TlsAnswer;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.FrontendFrames;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A tool at the local port, until it may talk to the gateway. */
final class LocalTool {
  /** TLS and GSSAPI may be asked for once each. */
  private static final int MOST_REQUESTS = 2;

  private final Socket socket;
  private final Terms terms;
  private final PortLimits limits;
  private final Incoming incoming;
  private final OutputStream out;
  private final FrontendFrames frames;

  /**
   * What a tool must show and may ask for.
   *
   * @param password empty where nobody is asked for one
   * @param databases the names by which the one database may be asked for
   */
  record Terms(Optional<String> password, Set<String> databases) {
    @Override
    public String toString() {
      return "Terms[" + databases + "]";
    }
  }

  /** What a tool wants. */
  sealed interface Wish {
    /** A session; it may have one. */
    record Session(StartPacket.Startup startup) implements Wish {}

    /**
     * The end of what another connection runs.
     *
     * @param packet as it came
     */
    record Cancel(byte[] packet) implements Wish {}

    /** It was told why it gets nothing. */
    record TurnedAway() implements Wish {}
  }

  LocalTool(Socket socket, Terms terms, PortLimits limits) throws IOException {
    this.socket = socket;
    this.terms = terms;
    this.limits = limits;
    this.incoming = new Incoming(socket, limits.start());
    this.out = socket.getOutputStream();
    this.frames = new FrontendFrames(limits.wire());
  }

  /** Where its bytes come and go once it is let in. */
  Socket socket() {
    return socket;
  }

  /** Hears what it wants. The port speaks no encryption: what it is told stays in this machine. */
  Wish hear() throws IOException {
    for (int requests = 0; requests <= MOST_REQUESTS; requests++) {
      byte[] packet = incoming.start(limits.wire().startup());
      frames.add(ByteBuffer.wrap(packet));
      switch (frames.nextStart()) {
        case Read.Message<StartPacket>(StartPacket.Startup startup, Slice bytes) -> {
          return let(startup);
        }
        case Read.Message<StartPacket>(StartPacket.CancelRequest cancel, Slice bytes) -> {
          return new Wish.Cancel(bytes.copy());
        }
        case Read.Message<StartPacket> encryption -> out.write(BackendPrinter.print(TlsAnswer.NO));
        case Read.More<StartPacket> more -> {
          return turnAway("08P01", "this is no start-up packet");
        }
        case Read.Broken<StartPacket> broken -> {
          return turnAway("08P01", broken.fault().text());
        }
      }
    }
    return turnAway("08P01", "encryption was asked for too often");
  }

  private Wish let(StartPacket.Startup startup) throws IOException {
    if (startup.major() != 3) {
      return turnAway("0A000", "this port speaks version 3 of the protocol");
    }
    Optional<String> wrong =
        startup.parameters().stream()
            .filter(parameter -> parameter.name().text().equals("database"))
            .map(parameter -> parameter.value().text())
            .filter(database -> !terms.databases().contains(database))
            .findFirst();
    if (terms.password().isPresent() && !knows(terms.password().get())) {
      return turnAway("28P01", "the password is the one that 'postern connect' printed");
    }
    if (wrong.isPresent()) {
      return turnAway(
          "3D000", "this port leads to database \"" + terms.databases().iterator().next() + "\"");
    }
    return new Wish.Session(startup);
  }

  private boolean knows(String password) throws IOException {
    say(new BackendMessage.Authentication(new AuthenticationRequest.CleartextPassword()));
    frames.add(ByteBuffer.wrap(incoming.message(limits.wire().proof())));
    return frames.nextProof() instanceof Read.Message<Proof>(Proof proof, Slice bytes)
        && proof
            .password()
            .map(given ->
                MessageDigest.isEqual(given.copy(), password.getBytes(StandardCharsets.UTF_8)))
            .orElse(false);
  }

  /**
   * Lets it in; it may take its time from now on.
   *
   * @param before what the gateway said before it did
   */
  void welcome(List<byte[]> before) throws IOException {
    for (byte[] message : before) {
      out.write(message);
    }
    say(new BackendMessage.Authentication(new AuthenticationRequest.Ok()));
    socket.setSoTimeout(0);
  }

  /** Tells it why it gets nothing. */
  Wish turnAway(String sqlState, String message) throws IOException {
    say(new BackendMessage.ErrorResponse(Report.of("FATAL", sqlState, "postern: " + message)));
    return new Wish.TurnedAway();
  }

  /** Passes on what the gateway said. */
  void pass(byte[] message) throws IOException {
    out.write(message);
  }

  private void say(BackendMessage message) throws IOException {
    out.write(BackendPrinter.print(message));
  }
}
