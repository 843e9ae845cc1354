/**
 * REST, the control plane's one face: the command line and, later, the console talk to nothing
 * else. Every request is an operation on the target {@code postern}: proven, decided by policy and
 * recorded like all others.
 */
@NullMarked
package dev.postern.gateway.api;

import org.jspecify.annotations.NullMarked;
