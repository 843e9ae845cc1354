/** The servers that operations are sent to: what an operator configures of each. */
@NullMarked
package dev.postern.gateway.target;

import org.jspecify.annotations.NullMarked;
