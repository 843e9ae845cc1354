/**
 * What fuzzing needs besides a fuzzer: targets with the property that each proves, their inputs,
 * and a short run over them that is the same every time.
 */
@NullMarked
package dev.postern.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
