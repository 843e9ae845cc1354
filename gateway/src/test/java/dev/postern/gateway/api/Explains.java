package dev.postern.gateway.api;

import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.EntryId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Explains by saying what it was asked. */
record Explains(Replay replay) implements ExplainRoutes.Explaining {
  @Override
  public Map<String, Object> who(ExplainRoutes.Wanted wanted) {
    return Map.of("who", wanted.toString());
  }

  @Override
  public Optional<Map<String, Object>> why(EntryId id, Predicate<Deed> content) throws IOException {
    return replay.operation(id).map(deed -> Map.of("content", content.test(deed)));
  }

  @Override
  public Map<String, Object> unused(Duration last, Instant now) {
    return Map.of("last", last.toString());
  }
}
