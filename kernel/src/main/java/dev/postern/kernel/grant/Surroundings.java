package dev.postern.kernel.grant;

import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.policy.Grant;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a desk of grants needs of the gateway around it. Any thread. */
public interface Surroundings {
  /** The bounds in force. */
  GrantLimits limits();

  /** Whether the configuration in force has this role and this target. */
  boolean has(String role, String target);

  /** Why its holder or its target may not be used at all, in words; empty where they may. */
  Optional<String> barred(Grant grant);

  /**
   * Puts grants in force; does not block. Completes when no loop can still act on the former ones.
   */
  CompletableFuture<Void> lend(Grants next, Set<String> people);

  /**
   * Records something; durable when it returns.
   *
   * @throws IOException when it could not be recorded
   */
  void note(String by, String what, Map<String, String> about) throws IOException;
}
