package dev.postern.cli.connect;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway's REST interface on a local socket: fixed answers, and what was asked. */
public final class StubRest implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel listening;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Queue<Answer>> first = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** An answer. */
  public record Answer(int status, String body) {}

  /** One that listens on a socket. */
  public StubRest(Path socket) throws IOException {
    this.socket = socket;
    this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::serve);
  }

  /** What {@code GET /path} and its like are answered from now on. */
  public void answer(String request, int status, String body) {
    answers.put(request, new Answer(status, body));
  }

  /** What a request is answered first, before its usual answer. */
  public void first(String request, int status, String body) {
    first
        .computeIfAbsent(request, key -> new ConcurrentLinkedQueue<>())
        .add(new Answer(status, body));
  }

  /** What was asked: method, path and body. */
  public List<String> asked() {
    return asked;
  }

  /** Where it listens. */
  public Path socket() {
    return socket;
  }

  private void serve() {
    while (true) {
      try (SocketChannel client = listening.accept()) {
        serve(client);
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) throws IOException {
    StringBuilder read = new StringBuilder();
    ByteBuffer piece = ByteBuffer.allocate(8192);
    while (!whole(read.toString()) && client.read(piece) >= 0) {
      read.append(StandardCharsets.UTF_8.decode(piece.flip()));
      piece.clear();
    }
    String request = read.substring(0, read.indexOf(" HTTP/1.1"));
    asked.add(request + read.substring(read.indexOf("\r\n\r\n") + 4));
    Queue<Answer> before = first.get(request);
    Answer next = before == null ? null : before.poll();
    Answer answer =
        next == null
            ? answers.getOrDefault(request, new Answer(404, "{\"reason\":\"no such address\"}"))
            : next;
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n".formatted(answer.status(), body.length);
    Channels.newOutputStream(client).write(head.getBytes(StandardCharsets.US_ASCII));
    Channels.newOutputStream(client).write(body);
  }

  private static boolean whole(String read) {
    int end = read.indexOf("\r\n\r\n");
    int length = read.indexOf("Content-Length: ");
    return end >= 0
        && read.length() - end - 4
            >= Integer.parseInt(read.substring(length + 16, read.indexOf("\r\n", length)));
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
