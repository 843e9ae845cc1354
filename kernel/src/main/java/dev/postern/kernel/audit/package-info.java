/** The ledger as the gate sees it: leaves, their codec, and what an auditor verifies. */
@NullMarked
package dev.postern.kernel.audit;

import org.jspecify.annotations.NullMarked;
