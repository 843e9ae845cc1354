/**
 * The demo's story as scenes, each played with a real MCP client or the command line and compared
 * with what is promised.
 */
@NullMarked
package dev.postern.demo.story;

import org.jspecify.annotations.NullMarked;
