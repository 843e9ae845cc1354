/** Signing in from the command line: code with PKCE on a loopback address, or the device flow. */
@NullMarked
package dev.postern.cli.login;

import org.jspecify.annotations.NullMarked;
