/**
 * The pure state machine that every protocol is: events in, commands out. A session touches no
 * socket, clock or thread, so the same class runs on an event loop, under a fuzzer and under the
 * simulator.
 */
@NullMarked
package dev.postern.gateway.session;

import org.jspecify.annotations.NullMarked;
