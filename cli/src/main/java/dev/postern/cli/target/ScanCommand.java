package dev.postern.cli.target;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import dev.postern.gateway.config.check.Code;
import dev.postern.gateway.inventory.Change;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.InventoryText;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code postern target scan}: what a target offers, and what of it its file knows. */
@Command(
    name = "scan",
    description = {
      "Look at what a target offers, and hold it against what its file says.",
      "The running gateway asks the target, with the target's own credential; policy decides on"
          + " what it asks, and the ledger has it before it is sent. No tool is called, no row is"
          + " read.",
      "Exit status: 0 nothing as bad as --fail-on says, 1 something is, or the scan failed, 2 the"
          + " words are wrong.",
    },
    mixinStandardHelpOptions = true)
final class ScanCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The target's name.")
  private String name = "";

  @Option(
      names = "--account",
      paramLabel = "ACCOUNT",
      description = "As which account of a PostgreSQL server; needed where it has several.")
  private @Nullable String account;

  @Option(
      names = "--database",
      paramLabel = "DATABASE",
      description = "Which of its databases; the target's own without it.")
  private @Nullable String database;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description =
          "Also tell what the target offers otherwise than it did when FILE was written with"
              + " --write.")
  private @Nullable Path against;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Keep what the target offers in FILE, as JSON.")
  private @Nullable Path write;

  @Option(names = "--json", description = "Print one JSON document on standard output.")
  private boolean json;

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description = "error, warning (without it) or note: what makes the exit status 1.")
  private Code.Level worst = Code.Level.WARNING;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Optional<Inventory> before =
        against == null ? Optional.empty() : Optional.of(Inventories.read(against));
    if (before.isPresent() && !before.get().target().equals(name)) {
      throw new Trouble(against + " is of the target " + before.get().target());
    }
    JsonNode answer = server.gateway().ask("POST", path(), wanted());
    Inventory now = inventory(answer);
    List<Change> changes = before.map(old -> Change.between(old, now)).orElse(List.of());
    if (write != null) {
      write(write, answer.path("inventory"));
    }
    if (json) {
      spec.commandLine().getOut().println(ScanJson.document(answer, changes, before.isPresent()));
    } else {
      new ScanText(spec.commandLine()).tell(now, answer.path("findings"), before, changes);
    }
    return bad(answer.path("findings"), changes) ? 1 : 0;
  }

  private String path() {
    return "/api/v1/targets/"
        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")
        + "/scan";
  }

  private Map<String, Object> wanted() {
    Map<String, Object> wanted = new LinkedHashMap<>();
    if (account != null) {
      wanted.put("account", account);
    }
    if (database != null) {
      wanted.put("database", database);
    }
    return wanted;
  }

  private boolean bad(JsonNode findings, List<Change> changes) {
    List<Code.Level> levels = new ArrayList<>();
    findings.forEach(finding ->
        Code.named(finding.path("code").asString("")).map(Code::level).ifPresent(levels::add));
    if (!changes.isEmpty()) {
      levels.add(Code.OFFERS_CHANGED.level());
    }
    return levels.stream().anyMatch(level -> level.compareTo(worst) <= 0);
  }

  private static Inventory inventory(JsonNode answer) throws Trouble {
    try {
      return InventoryText.read(new JsonMapper().writeValueAsBytes(answer.path("inventory")));
    } catch (InventoryText.Unreadable foreign) {
      throw new Trouble("the gateway's answer is no inventory: " + foreign.getMessage(), foreign);
    }
  }

  /** One thing on each line, so that changes of it can be read. */
  private static void write(Path file, JsonNode inventory) throws Trouble {
    try {
      Files.write(file, ScanJson.lines(inventory));
    } catch (IOException failed) {
      throw new Trouble(file + " cannot be written: " + failed.getMessage(), failed);
    }
  }
}
