package dev.postern.gateway.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads HTTP/1.1 messages of one direction, however they are cut. */
final class HttpReader {
  /** A whole message. */
  record Message(String start, Map<String, String> fields, String body) {
    /** The status of an answer. */
    int status() {
      return Integer.parseInt(start.split(" ", 3)[1]);
    }
  }

  private byte[] unread = new byte[0];
  private Optional<Map<String, String>> fields = Optional.empty();
  private String start = "";
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  void add(byte[] bytes) {
    int before = unread.length;
    unread = Arrays.copyOf(unread, before + bytes.length);
    System.arraycopy(bytes, 0, unread, before, bytes.length);
  }

  /** What has come of the body of the message that is being read. */
  byte[] bodySoFar() {
    return body.toByteArray();
  }

  /** Whether a message has begun and is not whole. */
  boolean within() {
    return fields.isPresent() || unread.length > 0;
  }

  /** The first line of the message that is being read, or was read last; empty before any. */
  String start() {
    return start;
  }

  /** The next message that is whole. */
  Optional<Message> next() {
    if (fields.isEmpty() && !head()) {
      return Optional.empty();
    }
    Map<String, String> of = fields.orElseThrow();
    boolean whole = "chunked".equals(of.get("transfer-encoding")) ? chunks() : counted(of);
    if (!whole) {
      return Optional.empty();
    }
    Message message =
        new Message(start, of, new String(body.toByteArray(), StandardCharsets.ISO_8859_1));
    fields = Optional.empty();
    body.reset();
    return Optional.of(message);
  }

  private boolean head() {
    int end = find("\r\n\r\n", 0);
    if (end < 0) {
      return false;
    }
    String[] lines = new String(unread, 0, end, StandardCharsets.ISO_8859_1).split("\r\n");
    unread = Arrays.copyOfRange(unread, end + 4, unread.length);
    start = lines[0];
    if (start.startsWith("HTTP/1.1 100")) {
      return head();
    }
    Map<String, String> read = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      read.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    fields = Optional.of(read);
    return true;
  }

  private boolean counted(Map<String, String> of) {
    int length = Integer.parseInt(of.getOrDefault("content-length", "0"));
    int take = Math.min(length - body.size(), unread.length);
    take(take);
    return body.size() == length;
  }

  private boolean chunks() {
    while (true) {
      int line = find("\r\n", 0);
      if (line < 0) {
        return false;
      }
      int size = Integer.parseInt(new String(unread, 0, line, StandardCharsets.US_ASCII), 16);
      if (unread.length < line + 2 + size + 2) {
        return false;
      }
      unread = Arrays.copyOfRange(unread, line + 2, unread.length);
      take(size);
      unread = Arrays.copyOfRange(unread, 2, unread.length);
      if (size == 0) {
        return true;
      }
    }
  }

  private void take(int count) {
    body.write(unread, 0, count);
    unread = Arrays.copyOfRange(unread, count, unread.length);
  }

  private int find(String what, int from) {
    for (int at = from; at + what.length() <= unread.length; at++) {
      int i = 0;
      while (i < what.length() && unread[at + i] == what.charAt(i)) {
        i++;
      }
      if (i == what.length()) {
        return at;
      }
    }
    return -1;
  }
}
