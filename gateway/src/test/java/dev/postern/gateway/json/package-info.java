/** Tests of the JSON scanner, its splices and paths. */
@NullMarked
package dev.postern.gateway.json;

import org.jspecify.annotations.NullMarked;
