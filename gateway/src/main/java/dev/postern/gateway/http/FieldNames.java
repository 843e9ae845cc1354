package dev.postern.gateway.http;

import java.nio.charset.StandardCharsets;

/** The names of fields that are met every day: reading a head makes no new text of them. */
final class FieldNames {
  private static final String[] KNOWN = {
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "etag",
    "expect",
    "host",
    "keep-alive",
    "last-event-id",
    "mcp-protocol-version",
    "mcp-session-id",
    "origin",
    "referer",
    "server",
    "traceparent",
    "tracestate",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "vary",
    "www-authenticate",
    "x-forwarded-for"
  };
  private static final int SLOTS = 256;
  private static final String[] TABLE = new String[SLOTS];

  static {
    for (String name : KNOWN) {
      int slot = slot(hash(name.getBytes(StandardCharsets.US_ASCII), 0, name.length()));
      while (TABLE[slot] != null) {
        slot = (slot + 1) % SLOTS;
      }
      TABLE[slot] = name;
    }
  }

  private FieldNames() {}

  /** The name that these octets are; letters in lower case. */
  static String of(byte[] in, int from, int to) {
    int slot = slot(hash(in, from, to));
    for (String name = TABLE[slot]; name != null; name = TABLE[slot]) {
      if (is(name, in, from, to)) {
        return name;
      }
      slot = (slot + 1) % SLOTS;
    }
    byte[] lower = new byte[to - from];
    for (int i = from; i < to; i++) {
      lower[i - from] = Octets.ofName(in[i]);
    }
    return new String(lower, StandardCharsets.ISO_8859_1);
  }

  private static int slot(int hash) {
    return (hash ^ hash >>> 8) & (SLOTS - 1);
  }

  private static int hash(byte[] in, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + Octets.ofName(in[i]);
    }
    return hash;
  }

  private static boolean is(String name, byte[] in, int from, int to) {
    if (name.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (Octets.ofName(in[i]) != name.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }
}
