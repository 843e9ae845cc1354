/** The product as its own process, as an operator runs it: what it writes, keeps and says. */
@NullMarked
package dev.postern.acceptance.served;

import org.jspecify.annotations.NullMarked;
