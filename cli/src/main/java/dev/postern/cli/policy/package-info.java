/** Policies offline: checking a configuration and trying its rules on cases, without a gateway. */
@NullMarked
package dev.postern.cli.policy;

import org.jspecify.annotations.NullMarked;
