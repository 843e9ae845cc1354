package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Leases;
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
    Destinations destinations,
    StreamDestinations streams,
    Names names,
    Offloads offloads,
    DriveLimits limits) {}
