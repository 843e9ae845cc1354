package dev.postern.kernel.identity;

import java.time.Instant;

/**
 * A proof that was accepted: the principal and how long the proof holds.
 *
 * @param principal who it proved
 * @param issued when the proof was made
 * @param expires when it ends; looked at on every operation
 * @param proof the proof's fingerprint, never the proof: lower-case hex SHA-256, safe to log
 */
public record SignIn(Principal principal, Instant issued, Instant expires, String proof) {}
