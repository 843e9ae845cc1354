package dev.postern.gateway.ops.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads spans as collectors do: OTLP over HTTP, in protocol buffers (opentelemetry-proto 1.x). */
public final class Collector implements AutoCloseable {
  /** One span, as far as tests look at it. */
  public record Seen(
      String trace, String span, String parent, String name, Map<String, String> attributes) {}

  /** Everything that came, octet by octet, one character each. */
  public final StringBuffer octets = new StringBuffer();

  /** What was presented, request by request. */
  public final List<String> authorizations = new ArrayList<>();

  private final BlockingQueue<Seen> spans = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private final CountDownLatch goesOn;

  private Collector(int held) throws IOException {
    this.goesOn = new CountDownLatch(held);
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            50,
            "/v1/traces",
            this::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** One that answers. */
  public static Collector started() throws IOException {
    return new Collector(0);
  }

  /** One that answers nothing until it is told to. */
  public static Collector hanging() throws IOException {
    return new Collector(1);
  }

  /** Where it is. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
  }

  /** Has a hanging one answer. */
  public void goOn() {
    goesOn.countDown();
  }

  /** The next so many spans, by their names. */
  public Map<String, Seen> next(int count) throws InterruptedException {
    Map<String, Seen> seen = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Seen one = spans.poll(20, TimeUnit.SECONDS);
      if (one == null) {
        throw new AssertionError("only " + seen + " came");
      }
      seen.put(one.name(), one);
    }
    return seen;
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    try {
      goesOn.await();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
    String presented = exchange.getRequestHeaders().getFirst("authorization");
    authorizations.add(presented == null ? "" : presented);
    octets.append(new String(body, StandardCharsets.ISO_8859_1));
    for (Part resource : parts(body, 1)) {
      for (Part scope : parts(resource.octets(), 2)) {
        parts(scope.octets(), 2).forEach(span -> spans.add(seen(span.octets())));
      }
    }
    exchange.getResponseHeaders().add("content-type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Seen seen(byte[] span) {
    Map<String, String> attributes = new HashMap<>();
    for (Part pair : parts(span, 9)) {
      byte[] value = parts(pair.octets(), 2).getFirst().octets();
      List<Part> text = parts(value, 1);
      attributes.put(
          text(parts(pair.octets(), 1)),
          text.isEmpty()
              ? Long.toString(parts(value, 3).stream().mapToLong(Part::number).sum())
              : text(text));
    }
    return new Seen(
        hex(parts(span, 1)),
        hex(parts(span, 2)),
        hex(parts(span, 4)),
        text(parts(span, 5)),
        attributes);
  }

  private static String hex(List<Part> of) {
    return of.isEmpty() ? "" : HexFormat.of().formatHex(of.getFirst().octets());
  }

  private static String text(List<Part> of) {
    return of.isEmpty() ? "" : new String(of.getFirst().octets(), StandardCharsets.UTF_8);
  }

  /** One field of a message: its octets, or its number. */
  private record Part(byte[] octets, long number) {}

  private static List<Part> parts(byte[] message, int field) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    List<Part> found = new ArrayList<>();
    while (in.hasRemaining()) {
      long tag = varint(in);
      Part part =
          switch ((int) (tag & 7)) {
            case 0 -> new Part(new byte[0], varint(in));
            case 1 -> new Part(new byte[0], in.getLong());
            case 2 -> {
              byte[] octets = new byte[(int) varint(in)];
              in.get(octets);
              yield new Part(octets, 0);
            }
            case 5 -> new Part(new byte[0], in.getInt());
            default -> throw new AssertionError("no wire type " + (tag & 7));
          };
      if (tag >>> 3 == field) {
        found.add(part);
      }
    }
    return found;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte octet = in.get();
      value |= (long) (octet & 0x7f) << shift;
      if (octet >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    goOn();
    server.stop(0);
  }
}
