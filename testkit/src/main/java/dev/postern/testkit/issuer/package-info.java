/** An issuer of access tokens on loopback, for tests: real HTTP, real signatures, every fault. */
@NullMarked
package dev.postern.testkit.issuer;

import org.jspecify.annotations.NullMarked;
