/**
 * A model registry as a real MCP server on the official Java SDK: the target that the demo puts
 * behind Postern.
 */
@NullMarked
package dev.postern.demo.registry;

import org.jspecify.annotations.NullMarked;
