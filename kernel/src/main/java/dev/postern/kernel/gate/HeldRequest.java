package dev.postern.kernel.gate;

import java.time.Instant;

/**
 * A request for approval that a caller waits for.
 *
 * @param id its public name
 * @param reviewers who may approve, in words
 * @param until when silence refuses it
 */
public record HeldRequest(String id, String reviewers, Instant until) {}
