/**
 * The command line: what an operator types. REST for what is live, the kernel alone for what is
 * offline.
 */
@NullMarked
package dev.postern.cli;

import org.jspecify.annotations.NullMarked;
