/**
 * The demo: a model registry and a development issuer, Postern between them, and the story that is
 * played through it. None of it is on the gateway's class path.
 */
@NullMarked
package dev.postern.demo;

import org.jspecify.annotations.NullMarked;
