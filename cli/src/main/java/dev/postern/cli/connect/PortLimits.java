package dev.postern.cli.connect;

import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import java.time.Duration;

/**
 * The bounds of a local port.
 *
 * @param sessions how many may be open at once
 * @param strangers how many connections besides may wait for their sign-in, or carry a cancel
 * @param start how long a tool may take to say what it wants and give the password
 * @param dial how long connecting to the gateway may take
 * @param signIn how long the gateway may take with a sign-in or a cancel
 * @param parting how long a tool may take to close once the gateway has
 * @param challenge the most bytes in a message of the gateway's during sign-in
 * @param iterations the most rounds that the gateway may ask of SCRAM
 * @param wire the longest messages of a tool before it is let in
 */
record PortLimits(
    int sessions,
    int strangers,
    Duration start,
    Duration dial,
    Duration signIn,
    Duration parting,
    int challenge,
    int iterations,
    WireLimits wire) {
  /** What the command uses. */
  static final PortLimits DEFAULT =
      new PortLimits(
          64,
          16,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          65_536,
          1_000_000,
          WireLimits.DEFAULT);
}
