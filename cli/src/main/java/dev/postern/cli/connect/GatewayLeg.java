package dev.postern.cli.connect;

import dev.postern.cli.Screen;
import dev.postern.gateway.protocol.postgres.EndPoint;
import dev.postern.gateway.protocol.postgres.Scram;
import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendFrames;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.session.Prover;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection to the gateway, signed in to with a minted password by SCRAM: bound to the gateway's
 * certificate where there is TLS. A gateway that does not know the password itself gets no session.
 */
final class GatewayLeg implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 18;

  private final Socket socket;
  private final Optional<X509Certificate> certificate;
  private final PortLimits limits;

  private GatewayLeg(Socket socket, Optional<X509Certificate> certificate, PortLimits limits) {
    this.socket = socket;
    this.certificate = certificate;
    this.limits = limits;
  }

  /** What a sign-in came to. */
  sealed interface Outcome {
    /**
     * The session is open; what the gateway says from here on is for the tool.
     *
     * @param before what it said earlier that is for the tool too
     */
    record SignedIn(List<byte[]> before) implements Outcome {}

    /**
     * The gateway refused.
     *
     * @param message as it came
     */
    record Refused(byte[] message, Report report) implements Outcome {}
  }

  /**
   * Connects, inside TLS from the first byte where the gateway wants TLS.
   *
   * @throws IOException when it is not reached, or is not who it should be
   */
  static GatewayLeg dial(Minted.Door door, SSLContext trust, PortLimits limits) throws IOException {
    Socket plain = new Socket();
    boolean connected = false;
    try {
      plain.connect(
          new InetSocketAddress(door.host(), door.port()), (int) limits.dial().toMillis());
      plain.setTcpNoDelay(true);
      GatewayLeg leg =
          door.tls()
              ? secured(plain, door, trust, limits)
              : new GatewayLeg(plain, Optional.empty(), limits);
      connected = true;
      return leg;
    } finally {
      if (!connected) {
        plain.close();
      }
    }
  }

  private static GatewayLeg secured(
      Socket plain, Minted.Door door, SSLContext trust, PortLimits limits) throws IOException {
    SSLSocket tls =
        (SSLSocket) trust.getSocketFactory().createSocket(plain, door.host(), door.port(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"postgresql"});
    tls.setSSLParameters(parameters);
    tls.setSoTimeout((int) limits.dial().toMillis());
    tls.startHandshake();
    return new GatewayLeg(
        tls,
        tls.getSession().getPeerCertificates()[0] instanceof X509Certificate first
            ? Optional.of(first)
            : Optional.empty(),
        limits);
  }

  /** Where its bytes come and go once it is signed in. */
  Socket socket() {
    return socket;
  }

  /** Passes a cancel on, and returns when the gateway has acted on it. */
  void cancel(byte[] packet) throws IOException {
    socket.getOutputStream().write(packet);
    socket.setSoTimeout((int) limits.signIn().toMillis());
    while (socket.getInputStream().read() >= 0) {
      // It is answered by the end of the connection alone.
      continue;
    }
  }

  /**
   * Opens a session as the tool asked for it, as another user on another database.
   *
   * @throws IOException when the gateway does not keep to the protocol, or not to the password
   */
  Outcome signIn(Minted minted, StartPacket.Startup asked) throws IOException {
    send(FrontendPrinter.print(replaced(minted, asked)));
    Incoming incoming = new Incoming(socket, limits.signIn());
    BackendFrames frames = new BackendFrames(limits.wire());
    Exchange exchange = new Exchange(minted.password());
    List<byte[]> before = new ArrayList<>();
    while (true) {
      byte[] bytes = incoming.message(limits.challenge());
      frames.add(ByteBuffer.wrap(bytes));
      if (!(frames.next() instanceof Read.Message<BackendMessage> read)) {
        throw new IOException("it does not speak PostgreSQL's protocol");
      }
      BackendMessage message = read.message();
      if (message instanceof BackendMessage.ErrorResponse(Report report)) {
        return new Outcome.Refused(bytes, report);
      }
      if (message instanceof BackendMessage.NegotiateProtocolVersion
          || message instanceof BackendMessage.NoticeResponse) {
        before.add(bytes);
      } else if (!(message
          instanceof BackendMessage.Authentication(AuthenticationRequest request))) {
        throw new IOException("its sign-in is out of order");
      } else if (exchange.over(request)) {
        socket.setSoTimeout(0);
        return new Outcome.SignedIn(before);
      }
    }
  }

  private static StartPacket.Startup replaced(Minted minted, StartPacket.Startup asked) {
    List<StartPacket.Parameter> parameters = new ArrayList<>();
    parameters.add(parameter("user", minted.user()));
    parameters.add(parameter("database", minted.door().database()));
    asked.parameters().stream()
        .filter(each -> !List.of("user", "database").contains(each.name().text()))
        .forEach(parameters::add);
    return new StartPacket.Startup(asked.major(), asked.minor(), parameters);
  }

  private static StartPacket.Parameter parameter(String name, String value) {
    return new StartPacket.Parameter(Slice.of(name), Slice.of(value));
  }

  private void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** One sign-in by SCRAM, each message in its place. */
  private final class Exchange {
    private final byte[] password;
    private Optional<Scram> begun = Optional.empty();
    private Optional<Prover.Proof> proof = Optional.empty();
    private boolean signed;

    Exchange(String password) {
      this.password = password.getBytes(StandardCharsets.UTF_8);
    }

    /** Answers a request; true when there is nothing more to prove, on either side. */
    boolean over(AuthenticationRequest request) throws IOException {
      switch (request) {
        case AuthenticationRequest.Sasl(List<String> mechanisms) -> begin(mechanisms);
        case AuthenticationRequest.SaslContinue(Slice data) -> prove(data);
        case AuthenticationRequest.SaslFinal(Slice data) -> check(data);
        case AuthenticationRequest.Ok ok -> {
          if (!signed) {
            throw new IOException("it accepted before it proved that it knows the password");
          }
          return true;
        }
        case AuthenticationRequest.CleartextPassword cleartext -> throw otherwise();
        case AuthenticationRequest.Md5Password md5 -> throw otherwise();
        case AuthenticationRequest.Unsupported unsupported -> throw otherwise();
      }
      return false;
    }

    private static IOException otherwise() {
      return new IOException("it does not sign in by SCRAM");
    }

    private void check(Slice data) throws IOException {
      signed = proof.map(sent -> Scram.signed(sent.outcome(), data)).orElse(false);
      if (!signed) {
        throw new IOException("it does not know the password itself");
      }
    }

    private void begin(List<String> mechanisms) throws IOException {
      Optional<byte[]> endPoint = certificate.flatMap(EndPoint::of);
      boolean bound = endPoint.isPresent() && mechanisms.contains(Scram.BOUND);
      if (begun.isPresent() || !bound && !mechanisms.contains(Scram.PLAIN)) {
        throw otherwise();
      }
      byte[] random = new byte[NONCE_BYTES];
      RANDOM.nextBytes(random);
      String nonce = Base64.getEncoder().encodeToString(random);
      Scram scram =
          bound ? Scram.bound(endPoint.get(), nonce) : Scram.unbound(endPoint.isPresent(), nonce);
      begun = Optional.of(scram);
      send(scram.first());
    }

    private void prove(Slice challenge) throws IOException {
      if (begun.isEmpty() || proof.isPresent()) {
        throw new IOException("its sign-in is out of order");
      }
      Prover prover =
          begun
              .get()
              .last(challenge, limits.iterations())
              .orElseThrow(() -> new IOException("its SCRAM challenge is not acceptable"));
      Prover.Proof made = prover.prove(password);
      proof = Optional.of(made);
      byte[] frame = new byte[made.frame().remaining()];
      made.frame().get(frame);
      send(frame);
    }
  }

  /** Why a connection failed, for people. */
  static String told(IOException failure) {
    return failure instanceof SocketTimeoutException
        ? "it took too long"
        : Screen.safe(String.valueOf(failure.getMessage()));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
