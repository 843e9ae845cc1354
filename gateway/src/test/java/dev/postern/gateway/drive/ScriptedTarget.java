package dev.postern.gateway.drive;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A target that plays a script on each connection and remembers what it was asked. */
final class ScriptedTarget implements AutoCloseable {
  /** What a target does with one connection. */
  @FunctionalInterface
  interface Script {
    void play(Wire wire, Asked asked) throws IOException;
  }

  /** Reads requests and remembers them. */
  final class Asked {
    private final Wire wire;

    private Asked(Wire wire) {
      this.wire = wire;
    }

    Wire.Message next() throws IOException {
      Wire.Message request = wire.read();
      requests.add(request);
      return request;
    }
  }

  final Queue<Wire.Message> requests = new ConcurrentLinkedQueue<>();
  final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket socket;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  ScriptedTarget(Script script) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  /** On a socket of the test's own making. */
  ScriptedTarget(ServerSocket socket, Script script) {
    this.socket = socket;
    Thread.ofVirtual().name("target").start(() -> accept(script));
  }

  /** Answers every request with the same octets. */
  static ScriptedTarget always(String answer) throws IOException {
    return new ScriptedTarget((wire, asked) -> {
      while (true) {
        asked.next();
        wire.send(answer);
      }
    });
  }

  private void accept(Script script) {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        open.add(accepted);
        connections.incrementAndGet();
        Thread.ofVirtual().name("target").start(() -> play(script, accepted));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void play(Script script, Socket accepted) {
    try (Wire wire = new Wire(accepted)) {
      script.play(wire, new Asked(wire));
    } catch (IOException over) {
      // The gateway, or the test, has ended the connection.
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket one : open) {
      one.close();
    }
  }
}
