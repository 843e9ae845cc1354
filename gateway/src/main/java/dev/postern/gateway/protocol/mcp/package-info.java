/**
 * The Model Context Protocol over Streamable HTTP, sessionful era (2025-03-26, 2025-06-18,
 * 2025-11-25; <a href="https://modelcontextprotocol.io/specification">specification</a>).
 *
 * <p>{@link dev.postern.gateway.protocol.mcp.McpFront} makes one session for each HTTP exchange.
 * What outlives an exchange stands in {@link dev.postern.gateway.protocol.mcp.McpSessions}. Which
 * messages are known, and what policy is asked for each, stands in one table, {@code McpMethod}; a
 * message that is not in it is refused. All exchanges are guarded: replies are framed, checked
 * against the open calls, masked and recorded; untouched messages leave as the bytes they came in.
 */
@NullMarked
package dev.postern.gateway.protocol.mcp;

import org.jspecify.annotations.NullMarked;
