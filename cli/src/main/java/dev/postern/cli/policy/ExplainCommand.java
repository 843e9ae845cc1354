package dev.postern.cli.policy;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import dev.postern.cli.rest.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code postern policy explain}: who may, why not, and which rules are never used. */
@Command(
    name = "explain",
    description = {
      "Say who may do something, why an operation was decided as it was, or which rules no decision"
          + " names.",
      "  postern policy explain --who --action 'registry::Action::\"run_model\"'",
      "  postern policy explain REQUEST-ID",
      "  postern policy explain --unused --days 30",
      "With --config the files and the ledger beside them are read; without it the gateway is"
          + " asked.",
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The main file of the configuration: work offline on it and its data.")
  private @Nullable Path config;

  @Option(names = "--who", description = "Who may do --action on --resource.")
  private boolean who;

  @Option(names = "--action", paramLabel = "ACTION", description = "The action, as rules write it.")
  private String action = "";

  @Option(
      names = "--resource",
      paramLabel = "RESOURCE",
      description = "The resource, as rules write it; the tool itself for a tool's action.")
  private String resource = "";

  @Option(names = "--input", paramLabel = "JSON", description = "The arguments of the call.")
  private String input = "{}";

  @Option(
      names = "--context",
      paramLabel = "JSON",
      description = "What else rules would see as context, as {\"account\": \"service\"}.")
  private String context = "{}";

  @Option(names = "--at", paramLabel = "TIME", description = "When; now without it.")
  private @Nullable Instant at;

  @Option(names = "--unused", description = "Which rules no decision of the last --days names.")
  private boolean unused;

  @Option(names = "--days", paramLabel = "N", description = "How far back to look; 30 without it.")
  private int days = 30;

  @Option(names = "--json", description = "Print one JSON document on standard output.")
  private boolean json;

  @Parameters(
      arity = "0..1",
      paramLabel = "REQUEST-ID",
      description = "An operation of the ledger, as its caller was told.")
  private @Nullable String request;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble, IOException {
    int kinds = (who ? 1 : 0) + (unused ? 1 : 0) + (request == null ? 0 : 1);
    if (kinds != 1 || who == action.isEmpty() || days < 1) {
      throw new ParameterException(
          spec.commandLine(), "Say --who --action ACTION, a REQUEST-ID, or --unused --days N");
    }
    JsonNode told = config == null ? asked() : offline(new ExplainOffline(config));
    if (json) {
      spec.commandLine().getOut().println(told);
    } else {
      ExplainText.of(told).forEach(line -> spec.commandLine().getOut().println(Screen.safe(line)));
    }
    return 0;
  }

  private JsonNode offline(ExplainOffline offline) throws Trouble, IOException {
    if (request != null) {
      return offline.why(request);
    }
    return unused ? offline.unused(days) : offline.who(wanted());
  }

  private JsonNode asked() throws Trouble {
    Gateway gateway = server.gateway();
    if (request != null) {
      if (!request.matches("[A-Za-z0-9-]{1,64}")) {
        throw new Trouble("a request id is letters, digits and dashes, as its caller was told it");
      }
      return gateway.ask("GET", "/api/v1/operations/" + request + "/why", Map.of());
    }
    return unused
        ? gateway.ask("GET", "/api/v1/policy/unused?days=" + days, Map.of())
        : gateway.ask("POST", "/api/v1/policy/who", wanted());
  }

  private Map<String, Object> wanted() throws Trouble {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("action", action);
    if (!resource.isEmpty()) {
      wanted.put("resource", resource);
    }
    wanted.put("input", object("--input", input));
    wanted.put("context", object("--context", context));
    if (at != null) {
      wanted.put("at", at.toString());
    }
    return wanted;
  }

  private static JsonNode object(String option, String text) throws Trouble {
    try {
      JsonNode read = new JsonMapper().readTree(text);
      if (read.isObject()) {
        return read;
      }
    } catch (JacksonException wrong) {
      throw new Trouble(option + " is no JSON: " + wrong.getOriginalMessage(), wrong);
    }
    throw new Trouble(option + " must be an object, as {\"model\": \"churn-v3\"}");
  }
}
