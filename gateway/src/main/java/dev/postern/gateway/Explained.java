package dev.postern.gateway;

import dev.postern.gateway.api.ExplainRoutes;
import dev.postern.gateway.api.Fault;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.check.Asks;
import dev.postern.gateway.config.explain.FromLedger;
import dev.postern.gateway.config.explain.Question;
import dev.postern.gateway.config.explain.WhoMay;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.EntryId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The rules in force, explained. */
final class Explained implements ExplainRoutes.Explaining {
  private final Supplier<Configuration> configuration;
  private final Replay replay;

  Explained(Supplier<Configuration> configuration, Replay replay) {
    this.configuration = configuration;
    this.replay = replay;
  }

  @Override
  public Map<String, Object> who(ExplainRoutes.Wanted wanted) throws Fault {
    Configuration now = configuration.get();
    Question.Read read =
        Question.of(
            new Asks(now),
            wanted.action(),
            wanted.resource(),
            Question.context(wanted.context(), wanted.input()),
            wanted.at());
    return switch (read) {
      case Question.Good(Question question) -> new WhoMay(now).answer(question);
      case Question.Bad(String why) -> throw new Fault(400, why);
    };
  }

  @Override
  public Optional<Map<String, Object>> why(EntryId id, Predicate<Deed> content) throws IOException {
    return new FromLedger(configuration.get(), replay).why(id, content);
  }

  @Override
  public Map<String, Object> unused(Duration last, Instant now) throws IOException {
    return new FromLedger(configuration.get(), replay).unused(last, now);
  }
}
