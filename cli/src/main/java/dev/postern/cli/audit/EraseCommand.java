package dev.postern.cli.audit;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern audit erase}: what was recorded of some entries is gone for good. */
@Command(
    name = "erase",
    description = {
      "Erase what was recorded of entries that everything given fits: contents, digests and salts.",
      "The entries stay, 'audit verify' stays sound, and the erasure is in the ledger itself."
          + " What was copied elsewhere stays there."
    },
    mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {
  @ArgGroup(exclusive = false, multiplicity = "1")
  private What what = new What();

  @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
  private String reason = "";

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Which entries. */
  static final class What {
    @Option(
        names = "--person",
        paramLabel = "NAME",
        description = "asked by this person, or by a workload or agent of theirs")
    private @Nullable String person;

    @Option(names = "--session", paramLabel = "NAME", description = "asked in this session")
    private @Nullable String session;

    @Option(names = "--entry", paramLabel = "ID", description = "the entry of this request id")
    private @Nullable String entry;

    @Option(
        names = "--before",
        paramLabel = "TIME",
        description = "asked before a day (2026-11-01, from midnight UTC) or a time with its zone")
    private @Nullable String before;

    Map<String, String> asked() throws Trouble {
      Map<String, String> asked = new LinkedHashMap<>();
      put(asked, "person", person);
      put(asked, "session", session);
      put(asked, "entry", entry);
      if (before != null) {
        asked.put("before", time(before).toString());
      }
      return asked;
    }

    private static void put(Map<String, String> asked, String key, @Nullable String value) {
      if (value != null) {
        asked.put(key, value);
      }
    }

    private static Instant time(String text) throws Trouble {
      try {
        return text.contains("T")
            ? Instant.parse(text)
            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      } catch (DateTimeException wrong) {
        throw new Trouble("not a day or a time: " + text, wrong);
      }
    }
  }

  @Override
  public Integer call() throws Trouble {
    Map<String, String> asked = what.asked();
    asked.put("reason", reason);
    JsonNode erased = server.gateway().ask("POST", "/api/v1/erasures", asked);
    spec.commandLine()
        .getOut()
        .println(
            erased.path("recordings").asLong(0)
                + " recordings of "
                + erased.path("entries").asLong(0)
                + " entries are erased, and "
                + erased.path("requests").asLong(0)
                + " requests for approval.");
    return 0;
  }
}
