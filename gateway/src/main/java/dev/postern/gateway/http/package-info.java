/**
 * HTTP/1.1 on both sides of the gateway: a strict front and a client for targets. The decoder
 * stands behind {@link dev.postern.gateway.http.RequestSink} and {@link
 * dev.postern.gateway.http.ReplySink}, so that another can take its place.
 */
@NullMarked
package dev.postern.gateway.http;

import org.jspecify.annotations.NullMarked;
