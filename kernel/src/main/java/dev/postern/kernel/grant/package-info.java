/**
 * Access for a time: where grants begin, change and end, and how they outlive a restart. What they
 * give is decided at the gate.
 */
@NullMarked
package dev.postern.kernel.grant;

import org.jspecify.annotations.NullMarked;
