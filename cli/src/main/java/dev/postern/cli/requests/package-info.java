/**
 * Requests for approval: what waits for people, and their answers. {@link
 * dev.postern.cli.requests.RequestsCommand} is the way in.
 */
@NullMarked
package dev.postern.cli.requests;

import org.jspecify.annotations.NullMarked;
