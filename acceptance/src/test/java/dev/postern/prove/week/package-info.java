/**
 * A week compressed into an hour, for prove/week: a gateway with a small heap under mixed load
 * while everything about it changes, sampled, and judged by what its clients and targets know.
 */
@NullMarked
package dev.postern.prove.week;

import org.jspecify.annotations.NullMarked;
