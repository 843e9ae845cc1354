/**
 * JSON as byte spans: a strict scanner, navigation over its index, splices, a writer and paths.
 *
 * <p>The gateway decides on what it forwards, so a message is never rebuilt from a tree: {@link
 * dev.postern.gateway.json.JsonScan#of} finds where each value lies, and {@link
 * dev.postern.gateway.json.Edits} replaces single spans and leaves every other byte as it came.
 * Number forms, key order, white space and unknown members survive.
 *
 * <p>A document that two parsers may read differently is refused as a whole, see {@link
 * dev.postern.gateway.json.JsonScan}. Nothing here does I/O or keeps state between messages; every
 * type may be used on an event loop.
 */
@NullMarked
package dev.postern.gateway.json;

import org.jspecify.annotations.NullMarked;
