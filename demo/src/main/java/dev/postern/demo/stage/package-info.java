/**
 * What the demo starts and stops: the registry and the issuer in this process, the gateway as a
 * child process, with a configuration written for them.
 */
@NullMarked
package dev.postern.demo.stage;

import org.jspecify.annotations.NullMarked;
