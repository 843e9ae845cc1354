package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that two readers would read differently, each followed by one that must not be taken for
 * a request of its own. Refused, and the connection ends.
 */
class HostileRequestsTest {
  private static final String NEXT = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refuses_what_is_ambiguous_and_ends_the_connection(String name, int status, String octets)
      throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target);
        Wire client = rig.dial()) {
      Wire.Message answer = client.send(octets + NEXT).read();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.field("content-type")).isEqualTo("application/json");
      assertThat(answer.body()).startsWith("{\"error\":\"").doesNotContain("smuggled");
      assertThat(client.rest()).isEmpty();
      rig.gate.settled().join();
      assertThat(paths(rig)).doesNotContain("/smuggled");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("served")
  void serves_what_is_not_and_the_next_request_too(String name, int length, String octets)
      throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target);
        Wire client = rig.dial()) {
      client.send(octets + NEXT);

      assertThat(client.read().body()).endsWith(" " + length);
      assertThat(client.read().body()).isEqualTo("GET /smuggled 0");
    }
  }

  static List<Arguments> served() {
    return List.of(
        Arguments.of("chunks", 5, post("Transfer-Encoding: chunked", CHUNKS)),
        Arguments.of("chunks with extensions", 5, chunked("5;a=b\r\nhello\r\n0\r\n\r\n")),
        Arguments.of("chunks with a trailer", 5, chunked("5\r\nhello\r\n0\r\nx: y\r\n\r\n")),
        Arguments.of("a length", 5, post("Content-Length: 5", "hello")),
        Arguments.of("no body", 0, head("GET / HTTP/1.1", "Host: localhost")),
        Arguments.of(
            "a GET with a body",
            5,
            head("GET / HTTP/1.1", "Host: a.test", "Content-Length: 5") + "hello"),
        Arguments.of(
            "absolute form of the same host",
            0,
            head("GET http://localhost:80/x HTTP/1.1", "Host: localhost:80")),
        Arguments.of("a loopback literal", 0, head("GET / HTTP/1.1", "Host: 127.0.0.1:9")),
        Arguments.of("an IPv6 loopback literal", 0, head("GET / HTTP/1.1", "Host: [::1]:9")),
        Arguments.of(
            "an upgrade, which is not followed",
            0,
            head(
                "GET / HTTP/1.1",
                "Host: localhost",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAP__")),
        Arguments.of(
            "a client that keeps an old connection open",
            0,
            head("GET / HTTP/1.0", "Host: localhost", "Connection: keep-alive")),
        Arguments.of(
            "an expectation of 100",
            0,
            head("GET / HTTP/1.1", "Host: localhost", "Content-Length: 0")));
  }

  static List<Arguments> refused() {
    List<Arguments> cases = new ArrayList<>();
    String chunked = "Transfer-Encoding: chunked";
    bad(cases, "length and chunks", post("Content-Length: 3\r\n" + chunked, CHUNKS));
    bad(cases, "chunks and length", post(chunked + "\r\nContent-Length: 3", CHUNKS));
    bad(cases, "1.0 with chunks and length", old("Content-Length: 3\r\n" + chunked, CHUNKS));
    bad(cases, "1.0 with chunks", old(chunked, CHUNKS));
    bad(cases, "two codings", post("Transfer-Encoding: chunked, xchunked", CHUNKS));
    bad(cases, "chunked twice", post(chunked + "\r\n" + chunked, CHUNKS));
    bad(
        cases,
        "an unknown coding and a length",
        post("Transfer-Encoding: xchunked\r\nContent-Length: 5", "hello"));
    bad(cases, "an unknown coding", post("Transfer-Encoding: identity", "hello"));
    bad(cases, "a folded value", post("X-A: b\r\n c\r\nContent-Length: 5", "hello"));
    bad(cases, "a coding after a fold", post("Transfer-Encoding:\r\n chunked", CHUNKS));
    bad(cases, "lengths that differ", post("Content-Length: 5\r\nContent-Length: 6", "hello"));
    bad(cases, "lengths that agree", post("Content-Length: 5\r\nContent-Length: 5", "hello"));
    bad(cases, "a signed length", post("Content-Length: +5", "hello"));
    bad(cases, "a negative length", post("Content-Length: -5", "hello"));
    bad(cases, "a list of lengths", post("Content-Length: 5, 5", "hello"));
    bad(cases, "a length in hex", post("Content-Length: 0x5", "hello"));
    bad(cases, "an empty length", post("Content-Length: ", "hello"));
    bad(cases, "a space before the colon", post("Content-Length : 5", "hello"));
    bad(cases, "a name with a space", post("X Y: 5", ""));
    bad(
        cases,
        "lines that end in LF",
        "POST / HTTP/1.1\nHost: localhost\nContent-Length: 5\n\nhello");
    bad(cases, "a bare CR in a value", post("X-A: b\rContent-Length: 5", "hello"));
    bad(cases, "a NUL in a value", post("X-A: b\0c\r\nContent-Length: 5", "hello"));
    bad(cases, "a DEL in a value", post("X-A: b\u007fc\r\nContent-Length: 5", "hello"));
    bad(cases, "a space before the first field", "POST / HTTP/1.1\r\n Host: localhost\r\n\r\n");
    bad(
        cases,
        "a PROXY line first",
        "PROXY TCP4 192.0.2.7 127.0.0.1 4444 80\r\n" + head("GET / HTTP/1.1", "Host: localhost"));
    bad(cases, "a NUL first", "\0" + head("GET / HTTP/1.1", "Host: localhost"));
    bad(cases, "a tab in the request line", head("GET\t/ HTTP/1.1", "Host: localhost"));
    bad(cases, "a tab before the version", head("GET /\tHTTP/1.1", "Host: localhost"));
    bad(cases, "two spaces in the request line", head("GET  / HTTP/1.1", "Host: localhost"));
    bad(cases, "a space after the version", head("GET / HTTP/1.1 ", "Host: localhost"));
    bad(
        cases,
        "a vertical tab in the request line",
        head("GET\u000b/ HTTP/1.1", "Host: localhost"));
    bad(cases, "a method in lower case", head("get / HTTP/1.1", "Host: localhost"));
    bad(cases, "no host", head("GET / HTTP/1.1", "X-A: b"));
    bad(cases, "two hosts", head("GET / HTTP/1.1", "Host: localhost", "Host: localhost"));
    bad(cases, "another host in the target", head("GET http://other/ HTTP/1.1", "Host: localhost"));
    bad(
        cases,
        "another port in the target",
        head("GET http://localhost:1/ HTTP/1.1", "Host: localhost"));
    bad(cases, "a tunnel", head("CONNECT localhost:1 HTTP/1.1", "Host: localhost"));
    bad(cases, "an asterisk", head("OPTIONS * HTTP/1.1", "Host: localhost"));
    bad(cases, "a fragment", head("GET /a#b HTTP/1.1", "Host: localhost"));
    bad(cases, "a backslash", head("GET /a\\b HTTP/1.1", "Host: localhost"));
    bad(cases, "octets above ASCII in the path", head("GET /\u00e9 HTTP/1.1", "Host: localhost"));
    bad(
        cases,
        "a check's field named as hop-by-hop",
        head(
            "GET / HTTP/1.1",
            "Host: localhost",
            "Connection: close, origin",
            "Origin: https://a.test"));
    refusedWith(
        cases, 421, "a name that was pointed at us", head("GET / HTTP/1.1", "Host: evil.test"));
    refusedWith(
        cases, 421, "a host with a user", head("GET / HTTP/1.1", "Host: localhost@evil.test"));
    refusedWith(cases, 421, "a host with a path", head("GET / HTTP/1.1", "Host: localhost/x"));
    refusedWith(
        cases,
        421,
        "a host that begins like ours",
        head("GET / HTTP/1.1", "Host: 127.0.0.1.evil.test"));
    refusedWith(
        cases, 421, "a host with a long port", head("GET / HTTP/1.1", "Host: localhost:123456"));
    refusedWith(
        cases,
        417,
        "another expectation",
        head("GET / HTTP/1.1", "Host: localhost", "Expect: 200-ok"));
    refusedWith(cases, 505, "another version", head("GET / HTTP/1.2", "Host: localhost"));
    bad(cases, "a length of twenty digits", post("Content-Length: 18446744073709551621", "hello"));
    return cases;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenChunks")
  void ends_the_exchange_when_its_chunks_are_broken(String name, String body) throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target);
        Wire client = rig.dial()) {
      Wire.Message answer = client.send(chunked(body) + NEXT).read();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(client.rest()).isEmpty();
      rig.gate.settled().join();
      assertThat(paths(rig)).containsExactly("/");
      assertThat(rig.heard).noneMatch(Event.ReceivedAll.class::isInstance);
      assertThat(rig.heard).anyMatch(Event.ClientGone.class::isInstance);
    }
  }

  static List<Arguments> brokenChunks() {
    return List.of(
        Arguments.of("lines that end in LF", "5\nhello\n0\n\n"),
        Arguments.of(
            "CRLF quoted in an extension", "5;a=\"\r\nhello\r\n0\r\n\r\n\"\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("no CRLF after the data", "5\r\nhello0\r\n\r\n"),
        Arguments.of("more data than said", "5\r\nhello!\r\n0\r\n\r\n"),
        Arguments.of("a size in C's way", "0x5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a signed size", "+5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a negative size", "-5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a size that overflows", "100000000000000005\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("no size", "\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a size after a space", " 5\r\nhello\r\n0\r\n\r\n"));
  }

  private static void bad(List<Arguments> cases, String name, String octets) {
    refusedWith(cases, 400, name, octets);
  }

  private static void refusedWith(List<Arguments> cases, int status, String name, String octets) {
    cases.add(Arguments.of(name, status, octets));
  }

  private static String head(String first, String... fields) {
    return first + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
  }

  private static String post(String fields, String body) {
    return head("POST / HTTP/1.1", "Host: localhost", fields) + body;
  }

  private static String old(String fields, String body) {
    return head("POST / HTTP/1.0", "Host: localhost", fields) + body;
  }

  private static String chunked(String body) {
    return post("Transfer-Encoding: chunked", body);
  }

  private static Rig echoing(ScriptedTarget target) throws IOException {
    return new Rig(
        target,
        plan -> {
          plan.listen = Limits.named("a.test");
          plan.sessions = Optional.of(rig -> new EchoSession(rig.heard));
        });
  }

  private static List<String> paths(Rig rig) {
    return rig.heard.stream()
        .filter(Event.Requested.class::isInstance)
        .map(event -> ((Event.Requested) event).head().path())
        .toList();
  }
}
