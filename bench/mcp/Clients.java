import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The callers of each way, with a token and an open session each, and the requests they send. */
final class Clients {
  private static final String VERSION = "2025-11-25";
  private static final String OPENING =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
          + VERSION
          + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}";

  private final Issuer issuer;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Way, List<Caller>> callers = new EnumMap<>(Way.class);

  private record Caller(int port, String token, String session) {}

  Clients(Issuer issuer) {
    this.issuer = issuer;
  }

  /** Signs in and opens the sessions of a way. */
  void open(Way way, int port) throws Exception {
    boolean many = way.postern() && way != Way.RELAY;
    List<Caller> opened = new ArrayList<>();
    for (int i = 0; i < (many ? Postern.PEOPLE : 1); i++) {
      String audience = "http://127.0.0.1:" + port + way.path();
      String token = way.postern() ? issuer.token(Postern.person(i), audience) : "none";
      opened.add(new Caller(port, token, session(way, port, token)));
    }
    callers.put(way, opened);
  }

  /** One request for each caller, behind each other, with a zero octet between. */
  byte[] requests(Way way, String tool) {
    List<String> requests =
        callers.get(way).stream().map(caller -> request(way, caller, tool)).toList();
    return String.join("\0", requests).getBytes(StandardCharsets.US_ASCII);
  }

  private static String request(Way way, Caller caller, String tool) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":%ID%,\"method\":\"tools/call\",\"params\":{\"name\":\""
            + tool
            + "\",\"arguments\":{\"text\":\"hello\",\"limits\":{\"rows\":10},\"note\":\""
            + "n".repeat(150)
            + "\"}}}";
    return String.join(
        "\r\n",
        "POST " + way.path() + " HTTP/1.1",
        "Host: 127.0.0.1:" + caller.port(),
        "Content-Type: application/json",
        "Accept: application/json, text/event-stream",
        "Mcp-Protocol-Version: " + VERSION,
        "Mcp-Session-Id: " + caller.session(),
        "Authorization: Bearer " + caller.token(),
        "Content-Length: " + body.length(),
        "",
        body);
  }

  private String session(Way way, int port, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + way.path()))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("authorization", "Bearer " + token);
    HttpResponse<String> opened = send(request.copy(), OPENING);
    String session =
        opened
            .headers()
            .firstValue("mcp-session-id")
            .orElseThrow(
                () ->
                    new IOException(
                        way.label() + " opened no session: " + opened.statusCode() + " "
                            + opened.body()));
    send(
        request
            .copy()
            .header("mcp-session-id", session)
            .header("mcp-protocol-version", VERSION),
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return session;
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String body) throws Exception {
    return http.send(
        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
