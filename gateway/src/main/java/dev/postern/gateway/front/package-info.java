/**
 * What the gateway says to anybody: whether it lives, whether it is ready, and where tokens come
 * from. Nothing here is an operation, and nothing here knows a target.
 */
@NullMarked
package dev.postern.gateway.front;

import org.jspecify.annotations.NullMarked;
