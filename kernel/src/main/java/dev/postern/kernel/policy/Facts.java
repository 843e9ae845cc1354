package dev.postern.kernel.policy;

import java.time.Instant;

/**
 * What a decision rests on beside the operation. Gathered by the gate itself; no protocol supplies
 * them.
 *
 * @param now when it is decided
 * @param session the gateway's name of the session; empty before there is one
 * @param approved whether people have approved this very operation
 */
public record Facts(Instant now, String session, boolean approved) {}
