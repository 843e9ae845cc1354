/** Tests of writing under a proof, of counting and of being late. */
@NullMarked
package dev.postern.gateway.net;

import org.jspecify.annotations.NullMarked;
