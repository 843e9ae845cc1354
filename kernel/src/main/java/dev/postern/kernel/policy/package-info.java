/**
 * The decision: Cedar's answer under the gate's stricter rules, and the snapshot that it is made
 * on.
 */
@NullMarked
package dev.postern.kernel.policy;

import org.jspecify.annotations.NullMarked;
