/**
 * Who is calling, proven: identities, parties, delegation chains, and whether they are still
 * welcome.
 */
@NullMarked
package dev.postern.kernel.identity;

import org.jspecify.annotations.NullMarked;
