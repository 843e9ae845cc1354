/** Answers to people who ask about rules: who may do this, why was that refused, what is unused. */
@NullMarked
package dev.postern.gateway.config.explain;

import org.jspecify.annotations.NullMarked;
