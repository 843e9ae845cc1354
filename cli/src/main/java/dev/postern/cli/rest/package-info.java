/** Talking to a gateway: over its local socket, or by URL with a token. */
@NullMarked
package dev.postern.cli.rest;

import org.jspecify.annotations.NullMarked;
