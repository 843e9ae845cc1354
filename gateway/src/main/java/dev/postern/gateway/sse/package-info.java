/**
 * Server-sent events (WHATWG HTML, section 9.2) as frames that keep their bytes.
 *
 * <p>{@link dev.postern.gateway.sse.SseDecoder} cuts a stream into frames whose bytes, one after
 * the other, are the stream: an untouched frame is relayed as it came. An event whose data must
 * change is either edited, which keeps every other line, or printed anew with {@link
 * dev.postern.gateway.sse.SseText}, which says only what the gateway itself understood. Printing is
 * right where content is guarded: comments, unknown fields and unusual line ends are places in
 * which a hostile server could tell another parser something else.
 *
 * <p>Nothing here does I/O or reads a clock; a stream that merely drips is bounded in memory here
 * and in time by its session, which can ask for {@link
 * dev.postern.gateway.sse.SseDecoder#pending()}.
 */
@NullMarked
package dev.postern.gateway.sse;

import org.jspecify.annotations.NullMarked;
