package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.Target;
import java.util.function.Supplier;

/**
 * What all loops share.
 *
 * @param proofs makes a desk for one loop
 */
record Commons(
    ExchangeFactory sessions,
    Supplier<ProofDesk> proofs,
    Leases leases,
    Eras<Target, Destination> destinations,
    Eras<StreamTarget, StreamDestination> streams,
    Names names,
    Offloads offloads,
    DriveLimits limits,
    Tracing tracing) {}
