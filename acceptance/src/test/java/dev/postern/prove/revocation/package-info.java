/**
 * Access that is taken back under load, a thousand times for each thing that can be open, on a
 * gateway in a process of its own: how long until the client's end is closed, and what the target
 * executed afterwards. And the gateway killed while requests wait for people.
 */
@NullMarked
package dev.postern.prove.revocation;

import org.jspecify.annotations.NullMarked;
