/**
 * What is checked of a release before it is trusted: its signature, and that it holds what its
 * audit says and nothing else.
 */
@NullMarked
package dev.postern.cli.release;

import org.jspecify.annotations.NullMarked;
