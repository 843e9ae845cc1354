/**
 * Exhaustive exploration of a small world made of real objects: every order of its steps, each
 * state once.
 */
@NullMarked
package dev.postern.testkit.explore;

import org.jspecify.annotations.NullMarked;
