import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The gateway under test: one process, a target for each row, all on the same stub. */
final class Postern {
  /** As many people as connections are ever made. */
  static final int PEOPLE = 32;

  private static final List<String> TOOLS = List.of("json_1k", "json_16k", "sse_1k", "sse_16k");

  private Postern() {}

  static Process start(Processes processes, Path root, Issuer issuer, int stub, int port)
      throws Exception {
    Path folder = Files.createTempDirectory("bench-postern");
    Files.createDirectories(folder.resolve("targets"));
    StringBuilder people = new StringBuilder();
    for (int i = 0; i < PEOPLE; i++) {
      people.append("  - {name: ").append(person(i)).append(", groups: [scientists]}\n");
    }
    Files.writeString(
        folder.resolve("postern.yaml"),
        """
        listen: {address: 127.0.0.1, port: %1$d, url: "http://127.0.0.1:%1$d"}
        data: data
        issuers:
          - id: bench
            url: %2$s
            tokens: {types: [at+jwt], longest: 2h}
            parties: [{kind: person, name: {claim: sub}}]
        groups: [scientists]
        people:
        %3$s
        classes: {personal: {mask: redact}}
        policies: ["*.cedar"]
        targets: ["targets/*.yaml"]
        """
            .formatted(port, issuer.url(), people.toString().indent(2).stripTrailing()));
    Files.writeString(folder.resolve("rules.cedar"), rules());
    write(folder, stub, "relay", "digest", "process-crash");
    write(folder, stub, "policy", "digest", "process-crash");
    write(folder, stub, "ledger", "raw", "process-crash");
    write(folder, stub, "mask", "masked", "process-crash");
    write(folder, stub, "lasting", "digest", "power-loss");
    Process gateway =
        processes.start(
            "postern",
            List.of(
                root.resolve("postern").toString(),
                "serve",
                "--config",
                folder.resolve("postern.yaml").toString()));
    awaitReady("http://127.0.0.1:" + port + "/readyz", gateway);
    return gateway;
  }

  static String person(int number) {
    return "scientist-" + number;
  }

  private static String rules() {
    StringBuilder rules =
        new StringBuilder(
            """
            @id("relay") permit (principal, action, resource in McpServer::"relay");
            @id("connect") permit (principal in Group::"scientists", action == Action::"connect", resource);
            """);
    for (String target : List.of("policy", "ledger", "mask", "lasting")) {
      String actions =
          String.join(
              ", ", TOOLS.stream().map(tool -> target + "::Action::\"" + tool + "\"").toList());
      rules.append(
          """
          @id("call-%1$s") permit (principal in Group::"scientists", action in [%2$s],
            resource in McpServer::"%1$s")
            when { context.input.text like "hel*" && context.input.limits.rows <= 100 };
          @id("never-%1$s") forbid (principal, action == %1$s::Action::"json_1k", resource)
            when { context.input.limits.rows > 1000 };
          """
              .formatted(target, actions));
    }
    return rules.toString();
  }

  private static void write(Path folder, int stub, String name, String record, String level)
      throws IOException {
    StringBuilder target =
        new StringBuilder(
            """
            name: %s
            kind: mcp
            url: http://127.0.0.1:%d/mcp
            environment: bench
            record: %s
            ledger: %s
            tools:
            """
                .formatted(name, stub, record, level));
    for (String tool : TOOLS) {
      target.append("  ").append(tool).append(":\n    groups: [read]\n    unmapped: clear\n");
      if (name.equals("mask")) {
        target.append("    fields: {\"$.email\": personal}\n");
      }
    }
    Files.writeString(folder.resolve("targets/" + name + ".yaml"), target);
  }

  private static void awaitReady(String url, Process process) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 600 && process.isAlive(); i++) {
      try {
        HttpRequest asked = HttpRequest.newBuilder(URI.create(url)).build();
        if (client.send(asked, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It is still starting.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("the gateway did not become ready; see bench/out/postern.log");
  }
}
