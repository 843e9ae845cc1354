/**
 * Sockets without a system: event loops, listeners and connections of Netty's that one seeded
 * source of chance moves, so that everything above a channel is the gateway's own.
 */
@NullMarked
package dev.postern.gateway.simulator.net;

import org.jspecify.annotations.NullMarked;
