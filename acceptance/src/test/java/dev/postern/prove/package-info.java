/**
 * Runners of the heavy outside suites: each has a script in prove/ and prints how many of its cases
 * differ.
 */
@NullMarked
package dev.postern.prove;

import org.jspecify.annotations.NullMarked;
