package dev.postern.cli.policy;

import dev.postern.cli.Trouble;
import dev.postern.gateway.api.Api;
import dev.postern.gateway.api.Json;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import dev.postern.gateway.config.check.Asks;
import dev.postern.gateway.config.explain.FromLedger;
import dev.postern.gateway.config.explain.Question;
import dev.postern.gateway.config.explain.WhoMay;
import dev.postern.gateway.ledger.IndexLimits;
import dev.postern.gateway.ledger.Replay;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Explains from files alone: the configuration, and the ledger in its data directory. */
final class ExplainOffline {
  private static final JsonMapper JSON = new JsonMapper();

  private final Configuration configuration;

  ExplainOffline(Path main) throws Trouble {
    Source builtIn = new Source("postern:built-in", Api.BUILT_IN_RULES);
    this.configuration =
        switch (ConfigurationSource.load(main, List.of(builtIn))) {
          case Loaded loaded -> loaded.configuration();
          case Rejected rejected ->
              throw new Trouble(
                  "the configuration cannot be used: " + rejected.problems().getFirst());
        };
  }

  JsonNode who(Map<String, Object> wanted) throws Trouble {
    JsonNode given = JSON.valueToTree(wanted);
    Map<String, Value> more = new LinkedHashMap<>();
    given
        .path("context")
        .properties()
        .forEach(one -> more.put(one.getKey(), value(one.getValue())));
    Question.Read read =
        Question.of(
            new Asks(configuration),
            given.path("action").stringValue(""),
            given.path("resource").stringValue(""),
            Question.context(more, (Value.MapOf) value(given.path("input"))),
            moment(given.path("at").stringValue("")));
    return switch (read) {
      case Question.Good(Question question) ->
          JSON.valueToTree(new WhoMay(configuration).answer(question));
      case Question.Bad(String why) -> throw new Trouble(why);
    };
  }

  private static Instant moment(String text) throws Trouble {
    try {
      return text.isEmpty() ? Instant.now() : Instant.parse(text);
    } catch (DateTimeException wrong) {
      throw new Trouble("--at is a moment, as 2026-11-30T18:00:00Z", wrong);
    }
  }

  JsonNode why(String request) throws Trouble, IOException {
    try {
      // Who can read the data directory can read what was recorded in it.
      return JSON.valueToTree(
          ledger()
              .why(EntryId.parse(request), deed -> true)
              .orElseThrow(() -> new Trouble("the ledger has no operation " + request)));
    } catch (IllegalArgumentException wrong) {
      throw new Trouble("this is no request id: " + request, wrong);
    }
  }

  JsonNode unused(int days) throws Trouble, IOException {
    return JSON.valueToTree(ledger().unused(Duration.ofDays(days), Instant.now()));
  }

  private FromLedger ledger() throws Trouble {
    Path directory = configuration.ledger().directory();
    if (!Files.isDirectory(directory)) {
      throw new Trouble("no ledger lies in " + directory);
    }
    return new FromLedger(configuration, new Replay(directory, IndexLimits.DEFAULT));
  }

  private static Value value(JsonNode node) {
    return Json.value(node);
  }
}
