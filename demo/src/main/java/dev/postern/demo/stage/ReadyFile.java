package dev.postern.demo.stage;

import dev.postern.demo.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The file that says where everything is, for programs that play with the demo. */
public final class ReadyFile {
  private ReadyFile() {}

  /** Writes it, whole or not at all; only its owner can read it, because it holds tokens. */
  public static void write(Path file, Stage stage) throws IOException {
    Map<String, Map<String, String>> tokens = new TreeMap<>();
    for (Pass pass : stage.passes()) {
      tokens.computeIfAbsent(pass.use(), use -> new TreeMap<>()).put(pass.holder(), pass.token());
    }
    Map<String, Object> ready = new LinkedHashMap<>();
    ready.put("mcp", stage.mcp().toString());
    ready.put("server", stage.server().toString());
    ready.put("api", stage.server() + "/api");
    ready.put("issuer", stage.issuer());
    ready.put("registry_journal", stage.journalPage().toString());
    ready.put(
        "ports",
        Map.of(
            "gateway", stage.server().getPort(),
            "registry", stage.journalPage().getPort(),
            "issuer", URI.create(stage.issuer()).getPort(),
            "postgres", stage.postgres()));
    ready.put("tokens", tokens);
    ready.put("directory", stage.directory().toString());
    ready.put("data", stage.data().toString());
    ready.put("socket", stage.socket().toString());
    ready.put("gateway_log", stage.log().toString());
    PrivateFiles.write(file, Json.indented(ready) + System.lineSeparator());
  }
}
