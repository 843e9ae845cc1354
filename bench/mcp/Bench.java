import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures MCP through Postern beside a direct connection and nginx, in one run: each repetition runs every path once,
 * and the path that begins shifts by one. A ratio is of two figures of the same repetition; the median is told.
 */
final class Bench {
  private static final List<String> PATHS = List.of("direct", "nginx", "postern", "postern-mask");

  private record Work(String name, int clients, String tool) {}

  private static final List<Work> WORKS =
      List.of(
          new Work("1", 1, "json_1k"),
          new Work("8", 8, "json_1k"),
          new Work("32", 32, "json_1k"),
          new Work("8_16k", 8, "json_16k"),
          new Work("8_sse", 8, "sse_1k"),
          new Work("8_sse_16k", 8, "sse_16k"));

  private final Path root;
  private final Path out;
  private final boolean quick;
  private final List<Process> started = new ArrayList<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, List<Long>> pids = new LinkedHashMap<>();
  private final Map<String, String> sessions = new LinkedHashMap<>();
  private final List<String> raw = new ArrayList<>();
  private String token = "";

  private Bench(Path root, Path out, boolean quick) {
    this.root = root;
    this.out = out;
    this.quick = quick;
  }

  public static void main(String[] words) throws Exception {
    List<String> left = new ArrayList<>(List.of(words));
    Path root = Path.of(left.removeFirst());
    Path out = Path.of(left.removeFirst());
    boolean quick = left.remove("--quick");
    int at = left.indexOf("--json");
    Optional<Path> json = at < 0 ? Optional.empty() : Optional.of(Path.of(left.get(at + 1)));
    Bench bench = new Bench(root, out, quick);
    Runtime.getRuntime().addShutdownHook(new Thread(bench::stop));
    String report = bench.run();
    if (json.isPresent()) {
      Files.writeString(json.get(), report + "\n");
    }
    System.out.println(report);
    System.exit(0);
  }

  private String run() throws Exception {
    startAll();
    int repetitions = quick ? 3 : 7;
    long millis = quick ? 1_200 : 4_000;
    for (String path : PATHS) {
      warm(path);
    }
    Map<String, Map<String, List<Double>>> rates = new TreeMap<>();
    Map<String, Map<String, List<Double>>> cpus = new TreeMap<>();
    Map<String, Map<String, List<Double>>> p99s = new TreeMap<>();
    List<String> noise = new ArrayList<>();
    for (int repetition = 0; repetition < repetitions; repetition++) {
      for (Work work : WORKS) {
        for (int i = 0; i < PATHS.size(); i++) {
          String path = PATHS.get((i + repetition) % PATHS.size());
          Measured measured = load(path, work, millis, 0);
          put(rates, work.name(), path, measured.rate());
          put(cpus, work.name(), path, measured.gatewayMicros());
          put(p99s, work.name(), path, measured.p99());
          noise.add(measured.foreign());
        }
      }
    }
    double fixed = median(rates.get("8").get("nginx")) * 0.25;
    Map<String, List<Double>> p50 = new TreeMap<>();
    Map<String, List<Double>> p99 = new TreeMap<>();
    for (int repetition = 0; repetition < repetitions; repetition++) {
      for (int i = 0; i < 3; i++) {
        String path = PATHS.get((i + repetition) % 3);
        Measured measured = load(path, WORKS.get(1), quick ? 3_000 : 8_000, fixed);
        p50.computeIfAbsent(path, none -> new ArrayList<>()).add(measured.sentP50());
        p99.computeIfAbsent(path, none -> new ArrayList<>()).add(measured.sentP99());
      }
    }
    return report(new Figures(rates, cpus, p99s, p50, p99, fixed, noise));
  }

  /** Until the gateway's CPU per call is stable: two windows in a row within 5 %, or 40 s. */
  private void warm(String path) throws Exception {
    double before = Double.MAX_VALUE;
    for (int window = 0; window < 14; window++) {
      double now = load(path, WORKS.get(1), path.startsWith("postern") ? 3_000 : 500, 0).gatewayMicros();
      if (window > 0 && Math.abs(now - before) <= 0.05 * before) {
        break;
      }
      before = now;
    }
    for (Work work : WORKS) {
      load(path, work, quick ? 700 : 5_000, 0);
    }
  }

  private record Figures(
      Map<String, Map<String, List<Double>>> rates,
      Map<String, Map<String, List<Double>>> cpus,
      Map<String, Map<String, List<Double>>> p99s,
      Map<String, List<Double>> fixedP50,
      Map<String, List<Double>> fixedP99,
      double fixedRate,
      List<String> noise) {}

  private String report(Figures f) {
    Map<String, String> summary = new LinkedHashMap<>();
    for (Work work : WORKS) {
      Map<String, List<Double>> rates = f.rates().get(work.name());
      summary.put("vs_nginx_" + work.name(), number(ratio(rates.get("postern"), rates.get("nginx"))));
      summary.put("vs_direct_" + work.name(), number(ratio(rates.get("postern"), rates.get("direct"))));
      summary.put("mask_vs_nginx_" + work.name(), number(ratio(rates.get("postern-mask"), rates.get("nginx"))));
    }
    summary.put("added_p50_us", number(difference(f.fixedP50().get("postern"), f.fixedP50().get("direct"))));
    summary.put("nginx_added_p50_us", number(difference(f.fixedP50().get("nginx"), f.fixedP50().get("direct"))));
    summary.put("p99_vs_nginx", number(ratio(f.fixedP99().get("postern"), f.fixedP99().get("nginx"))));
    summary.put("p99_vs_nginx_closed_8", number(ratio(f.p99s().get("8").get("postern"), f.p99s().get("8").get("nginx"))));
    summary.put("cpu_us_per_op", number(median(f.cpus().get("8").get("postern"))));
    summary.put("nginx_cpu_us_per_op", number(median(f.cpus().get("8").get("nginx"))));
    summary.put("direct_rate_8", number(median(f.rates().get("8").get("direct"))));
    summary.put("fixed_rate", number(f.fixedRate()));
    double worst = f.noise().stream().mapToDouble(Double::parseDouble).max().orElse(0);
    summary.put("worst_foreign_share", number(worst));
    StringBuilder json = new StringBuilder("{\"when\":\"" + Instant.now() + "\",\"quick\":" + quick);
    json.append(",\"cores\":").append(Runtime.getRuntime().availableProcessors());
    json.append(",\"quiet\":").append(worst <= 0.15);
    json.append(",\"summary\":{");
    json.append(String.join(",", summary.entrySet().stream().map(e -> "\"" + e.getKey() + "\":" + e.getValue()).toList()));
    json.append("},\n\"raw\":[\n").append(String.join(",\n", raw)).append("\n]}");
    return json.toString();
  }

  private static void put(Map<String, Map<String, List<Double>>> into, String work, String path, double value) {
    into.computeIfAbsent(work, none -> new TreeMap<>()).computeIfAbsent(path, none -> new ArrayList<>()).add(value);
  }

  private static double ratio(List<Double> of, List<Double> to) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      ratios.add(of.get(i) / to.get(i));
    }
    return median(ratios);
  }

  private static double difference(List<Double> of, List<Double> from) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      differences.add(of.get(i) - from.get(i));
    }
    return median(differences);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  // One measurement.

  private record Measured(double rate, double p99, double sentP50, double sentP99, double gatewayMicros, String foreign) {}

  private Measured load(String path, Work work, long millis, double rate) throws Exception {
    Cpu before = cpu(path);
    Process load =
        new ProcessBuilder(out.resolve("load").toString(), "" + ports.get(path), "" + work.clients(), "" + millis, "" + rate)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    load.getOutputStream().write(request(path, work.tool()).getBytes(StandardCharsets.UTF_8));
    load.getOutputStream().close();
    String line = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (load.waitFor() != 0) {
      throw new IOException("the load on " + path + " failed: " + line);
    }
    Cpu after = cpu(path);
    double requests = field(line, "requests");
    double gateway = (after.gateway() - before.gateway()) * 1e6 / requests;
    double known = after.ours() - before.ours() + field(line, "client_cpu_s");
    double all = after.machine() - before.machine();
    double foreign = Math.max(0, (all - known) / (field(line, "seconds") * Runtime.getRuntime().availableProcessors()));
    raw.add(
        "{\"path\":\"" + path + "\",\"work\":\"" + work.name() + "\",\"clients\":" + work.clients() + ",\"asked_rate\":" + number(rate)
            + ",\"gateway_cpu_us_per_op\":" + number(gateway) + ",\"foreign_share\":" + number(foreign) + ",\"load\":" + line + "}");
    System.err.printf(Locale.ROOT, "%-13s %-10s %9.0f/s  p50 %7.1f us  p99 %8.1f us  cpu %5.1f us  foreign %.2f%n",
        path, work.name() + (rate > 0 ? " fixed" : ""), field(line, "rate"), field(line, "sent_p50_us"), field(line, "sent_p99_us"), gateway, foreign);
    return new Measured(field(line, "rate"), field(line, "p99_us"), field(line, "sent_p50_us"), field(line, "sent_p99_us"), gateway, number(foreign));
  }

  private static double field(String json, String name) {
    int at = json.indexOf("\"" + name + "\":") + name.length() + 3;
    int end = at;
    while (end < json.length() && "0123456789.-".indexOf(json.charAt(end)) >= 0) {
      end++;
    }
    return Double.parseDouble(json.substring(at, end));
  }

  private String request(String path, String tool) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":%ID%,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
            + "\",\"arguments\":{\"text\":\"hello\",\"limits\":{\"rows\":10},\"note\":\"" + "n".repeat(150) + "\"}}}";
    return "POST " + pathOf(path) + " HTTP/1.1\r\nHost: 127.0.0.1:" + ports.get(path) + "\r\nContent-Type: application/json\r\n"
        + "Accept: application/json, text/event-stream\r\nMcp-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: " + sessions.get(path)
        + "\r\nAuthorization: Bearer " + token(path) + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String pathOf(String path) {
    return switch (path) {
      case "postern" -> "/mcp/plain";
      case "postern-mask" -> "/mcp/masked";
      default -> "/mcp";
    };
  }

  // CPU, of the processes on a path and of the machine.

  private record Cpu(double gateway, double ours, double machine) {}

  private Cpu cpu(String path) throws IOException {
    double gateway = 0;
    for (long pid : pids.getOrDefault(path, List.of())) {
      gateway += seconds(pid);
    }
    double ours = 0;
    for (Process process : started) {
      ours += seconds(process.pid());
      for (ProcessHandle child : process.descendants().toList()) {
        ours += seconds(child.pid());
      }
    }
    ours += seconds(ProcessHandle.current().pid());
    String[] machine = Files.readString(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split("\\s+");
    double busy = 0;
    for (int i : new int[] {1, 2, 3, 6, 7}) {
      busy += Double.parseDouble(machine[i]) / 100;
    }
    return new Cpu(gateway, ours, busy);
  }

  private static double seconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / 100;
    } catch (IOException gone) {
      return 0;
    }
  }

  // The parties.

  private final Map<String, String> tokens = new LinkedHashMap<>();

  private String token(String path) {
    return tokens.getOrDefault(path, "none");
  }

  private void startAll() throws Exception {
    int stub = free();
    ports.put("direct", stub);
    ports.put("nginx", free());
    int gateway = free();
    ports.put("postern", gateway);
    ports.put("postern-mask", gateway);
    started.add(start("stub", List.of(out.resolve("stub").toString(), "" + stub)));
    startNginx(stub);
    startGateway(stub, gateway);
    for (String path : PATHS) {
      sessions.put(path, open(path));
    }
  }

  private void startNginx(int stub) throws Exception {
    Path folder = Files.createTempDirectory("bench-nginx");
    Path conf = folder.resolve("nginx.conf");
    Files.writeString(conf, """
        daemon off; worker_processes 2; pid %1$s/pid; error_log %1$s/error.log;
        events { worker_connections 4096; }
        http {
          access_log off; tcp_nodelay on; keepalive_requests 1000000000;
          client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          upstream stub { server 127.0.0.1:%2$d; keepalive 256; keepalive_requests 1000000000; }
          server { listen 127.0.0.1:%3$d;
            location / { proxy_pass http://stub; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; } }
        }
        """.formatted(folder, stub, ports.get("nginx")));
    Process nginx = start("nginx", List.of("nginx", "-c", conf.toString()));
    started.add(nginx);
    awaitPort(ports.get("nginx"));
    List<Long> all = new ArrayList<>(List.of(nginx.pid()));
    nginx.descendants().forEach(child -> all.add(child.pid()));
    pids.put("nginx", all);
  }

  private void startGateway(int stub, int port) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair key = generator.generateKeyPair();
    HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String url = "http://127.0.0.1:" + issuer.getAddress().getPort();
    RSAPublicKey open = (RSAPublicKey) key.getPublic();
    serve(issuer, "/.well-known/openid-configuration", "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url + "/jwks\"}");
    serve(issuer, "/jwks", "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"" + number(open.getModulus())
        + "\",\"e\":\"" + number(open.getPublicExponent()) + "\"}]}");
    issuer.start();
    Path folder = Files.createTempDirectory("bench-postern");
    Files.createDirectories(folder.resolve("targets"));
    Files.writeString(folder.resolve("postern.yaml"), """
        listen: {address: 127.0.0.1, port: %1$d, url: "http://127.0.0.1:%1$d"}
        data: data
        issuers:
          - id: bench
            url: %2$s
            tokens: {types: [at+jwt], longest: 2h}
            parties: [{kind: person, name: {claim: sub}}]
        people: [{name: ana}]
        classes: {personal: {mask: redact}}
        policies: ["*.cedar"]
        targets: ["targets/*.yaml"]
        """.formatted(port, url));
    Files.writeString(folder.resolve("rules.cedar"), """
        @id("connect") permit (principal == Person::"ana", action == Action::"connect", resource);
        @id("call") permit (principal == Person::"ana",
          action in [plain::Action::"json_1k", plain::Action::"json_16k", plain::Action::"sse_1k", plain::Action::"sse_16k"],
          resource in McpServer::"plain")
          when { context.input.text like "hel*" && context.input.limits.rows <= 100 };
        @id("call-masked") permit (principal == Person::"ana",
          action in [masked::Action::"json_1k", masked::Action::"json_16k", masked::Action::"sse_1k", masked::Action::"sse_16k"],
          resource in McpServer::"masked")
          when { context.input.text like "hel*" && context.input.limits.rows <= 100 };
        @id("never") forbid (principal, action == plain::Action::"json_1k", resource)
          when { context.input.limits.rows > 1000 };
        """);
    for (String name : List.of("plain", "masked")) {
      StringBuilder target = new StringBuilder("name: " + name + "\nkind: mcp\nurl: http://127.0.0.1:" + stub + "/mcp\nenvironment: bench\nrecord: "
          + (name.equals("plain") ? "digest" : "masked") + "\ntools:\n");
      for (String tool : List.of("json_1k", "json_16k", "sse_1k", "sse_16k")) {
        target.append("  ").append(tool).append(":\n    groups: [read]\n    unmapped: clear\n");
        if (name.equals("masked")) {
          target.append("    fields: {\"$.email\": personal}\n");
        }
      }
      Files.writeString(folder.resolve("targets/" + name + ".yaml"), target);
    }
    Process gateway = start("postern", List.of(root.resolve("postern").toString(), "serve", "--config", folder.resolve("postern.yaml").toString()));
    started.add(gateway);
    awaitReady("http://127.0.0.1:" + port + "/readyz", gateway);
    List<Long> all = new ArrayList<>(List.of(gateway.pid()));
    gateway.descendants().forEach(child -> all.add(child.pid()));
    pids.put("postern", all);
    pids.put("postern-mask", all);
    tokens.put("postern", sign(key, url, "http://127.0.0.1:" + port + "/mcp/plain"));
    tokens.put("postern-mask", sign(key, url, "http://127.0.0.1:" + port + "/mcp/masked"));
  }

  private static String sign(KeyPair key, String issuer, String audience) throws Exception {
    long now = Instant.now().getEpochSecond();
    String head = text("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k\"}");
    String claims = text("{\"iss\":\"" + issuer + "\",\"sub\":\"ana\",\"aud\":\"" + audience + "\",\"iat\":" + now + ",\"exp\":" + (now + 3600)
        + ",\"client_id\":\"bench\",\"jti\":\"" + "j".repeat(120) + "\"}");
    Signature rsa = Signature.getInstance("SHA256withRSA");
    rsa.initSign(key.getPrivate());
    rsa.update((head + "." + claims).getBytes(StandardCharsets.US_ASCII));
    return head + "." + claims + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(rsa.sign());
  }

  private static String text(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
  }

  /** Opens a session on a path, as a client does. */
  private String open(String path) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    URI at = URI.create("http://127.0.0.1:" + ports.get(path) + pathOf(path));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("authorization", "Bearer " + token(path));
    HttpResponse<String> opened =
        client.send(
            request.copy().POST(HttpRequest.BodyPublishers.ofString(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                    + "\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}")).build(),
            HttpResponse.BodyHandlers.ofString());
    String session = opened.headers().firstValue("mcp-session-id").orElseThrow(() -> new IOException(path + " opened no session: " + opened.statusCode() + " " + opened.body()));
    client.send(
        request.copy().header("mcp-session-id", session).header("mcp-protocol-version", "2025-11-25")
            .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")).build(),
        HttpResponse.BodyHandlers.ofString());
    return session;
  }

  private Process start(String name, List<String> words) throws IOException {
    Path log = out.resolve(name + ".log");
    return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static void serve(HttpServer server, String path, String json) {
    server.createContext(path, exchange -> {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
  }

  /** A free port below the ephemeral range. */
  private static int free() throws IOException {
    for (int port = 21_000 + (int) (ProcessHandle.current().pid() % 5_000); port < 32_000; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (TAKEN.add(port)) {
          return socket.getLocalPort();
        }
      } catch (IOException taken) {
        continue;
      }
    }
    throw new IOException("no free port");
  }

  private static final java.util.Set<Integer> TAKEN = new java.util.HashSet<>();

  private static void awaitPort(int port) throws Exception {
    for (int i = 0; i < 200; i++) {
      try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new IOException("nobody listens on " + port);
  }

  private static void awaitReady(String url, Process process) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 600 && process.isAlive(); i++) {
      try {
        if (client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It is still starting.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("the gateway did not become ready; see bench/out/postern.log");
  }

  private void stop() {
    for (Process process : started.reversed()) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }
}
