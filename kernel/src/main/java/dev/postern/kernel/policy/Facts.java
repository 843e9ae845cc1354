package dev.postern.kernel.policy;

import java.time.Instant;
import java.util.List;

/**
 * What a decision rests on beside the operation. Gathered by the gate itself; no protocol supplies
 * them.
 *
 * @param now when it is decided
 * @param session the gateway's name of the session; empty before there is one
 * @param approved whether people have approved this very operation
 * @param grants those that somebody in the caller's chain holds on the target, and that are in
 *     force now
 */
public record Facts(Instant now, String session, boolean approved, List<Grant> grants) {
  public Facts {
    grants = List.copyOf(grants);
  }

  /** Facts of a caller who was granted nothing. */
  public Facts(Instant now, String session, boolean approved) {
    this(now, session, approved, List.of());
  }

  Facts onceApproved() {
    return new Facts(now, session, true, grants);
  }
}
