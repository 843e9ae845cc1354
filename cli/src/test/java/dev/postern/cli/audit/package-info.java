/** {@code postern audit}, on ledgers that tests write. */
@NullMarked
package dev.postern.cli.audit;

import org.jspecify.annotations.NullMarked;
