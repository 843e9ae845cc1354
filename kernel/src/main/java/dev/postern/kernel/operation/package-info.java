/**
 * What is asked, in one form for all protocols: payloads, operations, what will be forwarded, and
 * the words of a target.
 */
@NullMarked
package dev.postern.kernel.operation;

import org.jspecify.annotations.NullMarked;
