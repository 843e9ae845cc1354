/**
 * Sockets: which transport, what is written at the end of a loop's turn and under which proof, and
 * what is late. Knows no protocol.
 */
@NullMarked
package dev.postern.gateway.net;

import org.jspecify.annotations.NullMarked;
