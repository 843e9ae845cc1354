package dev.postern.kernel.gate;

import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Policy;
import java.util.Optional;

/**
 * An operation as its protocol describes it to the gate.
 *
 * @param operation what is asked
 * @param visit who is using what; its principal is also the viewer of the reply
 * @param part what will reply, where the reply can carry classed content
 * @param kept what the recording may keep of the payload, as the target's {@code record} says;
 *     {@link Value.Null} where only the digest is kept
 */
public record Description(
    Operation operation,
    Standing.Visit visit,
    Optional<Policy.Part> part,
    Value kept,
    long epoch) {}
