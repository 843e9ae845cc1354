package dev.postern.cli.connect;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A port on this machine's loopback that leads to one database, for tools that cannot sign in to
 * the gateway themselves. Each connection has a virtual thread for each direction; bytes pass as
 * they come.
 */
final class LocalPort implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** The class of SQLSTATEs that say that a proof was not accepted. */
  private static final String SIGN_IN_FAULT = "28";

  private final Route route;
  private final PortLimits limits;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Semaphore connections;
  private final Semaphore sessions;
  private final AtomicInteger running = new AtomicInteger();

  /**
   * Where it leads, and who may go there.
   *
   * @param passwords for the gateway
   * @param trust who may have signed its certificate
   * @param troubles told what the user should know; called on any thread
   */
  record Route(
      LocalTool.Terms terms, Renewed passwords, SSLContext trust, Consumer<String> troubles) {}

  private LocalPort(Route route, PortLimits limits, ServerSocket listening) {
    this.route = route;
    this.limits = limits;
    this.listening = listening;
    this.connections = new Semaphore(limits.sessions() + limits.strangers());
    this.sessions = new Semaphore(limits.sessions());
  }

  /**
   * Opens it.
   *
   * @param port 0 for any that is free
   */
  static LocalPort open(int port, Route route, PortLimits limits) throws Trouble {
    ServerSocket listening;
    try {
      listening = new ServerSocket(port, limits.strangers(), InetAddress.getByAddress(LOOPBACK));
    } catch (IOException taken) {
      throw new Trouble(
          "cannot listen on port "
              + port
              + ": "
              + taken.getMessage()
              + "\nGive --port another"
              + " number, or 0 for any that is free.",
          taken);
    }
    LocalPort opened = new LocalPort(route, limits, listening);
    Thread.ofVirtual().name("local port").start(opened::accept);
    return opened;
  }

  /** The number that it has. */
  int number() {
    return listening.getLocalPort();
  }

  /** How many sessions are open. */
  int sessions() {
    return running.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        connections.acquire();
        Socket socket = listening.accept();
        open.add(socket);
        if (listening.isClosed()) {
          // It came while the port was being closed, perhaps too late to be seen there.
          quietly(socket);
        }
        Thread.ofVirtual().name("tool").start(() -> serve(socket));
      } catch (IOException failed) {
        connections.release();
        rest();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Whatever keeps connections from coming, asking again at once would not help. */
  private void rest() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      LocalTool tool = new LocalTool(socket, route.terms(), limits);
      switch (tool.hear()) {
        case LocalTool.Wish.Session(StartPacket.Startup startup) -> serve(tool, startup);
        case LocalTool.Wish.Cancel(byte[] packet) -> cancel(packet);
        case LocalTool.Wish.TurnedAway told -> socket.shutdownOutput();
      }
    } catch (IOException gone) {
      // The tool went away, or said nothing: there is nobody to tell.
      return;
    } finally {
      open.remove(socket);
      connections.release();
    }
  }

  private void cancel(byte[] packet) {
    try (GatewayLeg leg = dial(route.passwords().password())) {
      leg.cancel(packet);
    } catch (IOException failed) {
      route.troubles().accept("a cancel did not reach the gateway: " + GatewayLeg.told(failed));
    } catch (Trouble trouble) {
      route.troubles().accept(String.valueOf(trouble.getMessage()));
    }
  }

  private void serve(LocalTool tool, StartPacket.Startup startup) throws IOException {
    if (!sessions.tryAcquire()) {
      tool.turnAway("53300", "this port has " + limits.sessions() + " sessions already");
      return;
    }
    running.incrementAndGet();
    try {
      Minted password = route.passwords().password();
      if (!led(tool, startup, password, true)) {
        route.passwords().refused(password);
        led(tool, startup, route.passwords().password(), false);
      }
    } catch (Trouble trouble) {
      String message = String.valueOf(trouble.getMessage());
      route.troubles().accept(message);
      tool.turnAway("08006", message.replace('\n', ' '));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      running.decrementAndGet();
      sessions.release();
    }
  }

  /**
   * Signs in and carries bytes until the end.
   *
   * @param renewable whether another password could be made
   * @return false where it should be: the gateway did not take this one, and the tool waits
   */
  private boolean led(
      LocalTool tool, StartPacket.Startup startup, Minted password, boolean renewable)
      throws IOException, Trouble, InterruptedException {
    try (GatewayLeg leg = dial(password)) {
      switch (signIn(leg, password, startup)) {
        case GatewayLeg.Outcome.SignedIn(List<byte[]> before) -> {
          tool.welcome(before);
          carry(tool.socket(), leg.socket());
        }
        case GatewayLeg.Outcome.Refused(byte[] message, Report report) -> {
          if (renewable && report.sqlState().startsWith(SIGN_IN_FAULT)) {
            return false;
          }
          route.troubles().accept("the gateway refused: " + Screen.safe(report.message()));
          tool.pass(message);
        }
      }
      return true;
    }
  }

  private void carry(Socket tool, Socket gateway) throws InterruptedException {
    open.add(gateway);
    try {
      new Pipe(tool, gateway).run(limits.parting());
    } finally {
      open.remove(gateway);
    }
  }

  private GatewayLeg dial(Minted password) throws Trouble {
    Minted.Door door = password.door();
    try {
      return GatewayLeg.dial(door, route.trust(), limits);
    } catch (SSLException untrusted) {
      throw new Trouble(
          where(door)
              + " does not show a certificate that is trusted: "
              + GatewayLeg.told(untrusted)
              + "\nIf it has an authority of its own, name its file with --authorities.",
          untrusted);
    } catch (IOException unreachable) {
      throw new Trouble(
          "cannot reach " + where(door) + ": " + GatewayLeg.told(unreachable), unreachable);
    }
  }

  private static GatewayLeg.Outcome signIn(
      GatewayLeg leg, Minted password, StartPacket.Startup startup) throws Trouble {
    try {
      return leg.signIn(password, startup);
    } catch (IOException broken) {
      throw new Trouble(
          "the sign-in to " + where(password.door()) + " failed: " + GatewayLeg.told(broken),
          broken);
    }
  }

  private static String where(Minted.Door door) {
    return "the gateway at " + door.host() + ":" + door.port();
  }

  /** Takes no more connections and ends those that are there. */
  @Override
  public void close() {
    quietly(listening);
    open.forEach(LocalPort::quietly);
  }

  private static void quietly(Closeable each) {
    try {
      each.close();
    } catch (IOException gone) {
      // It is closed all the same.
      return;
    }
  }
}
