/**
 * What a target offers, as a scan found it: a list of named things with facts, its text form, and
 * what is otherwise than in an earlier list.
 *
 * <p>Everything in it is what the target said. It is told, compared and kept; nothing acts on it.
 */
@NullMarked
package dev.postern.gateway.inventory;

import org.jspecify.annotations.NullMarked;
