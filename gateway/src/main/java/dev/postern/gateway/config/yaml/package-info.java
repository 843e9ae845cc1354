/**
 * Reading YAML strictly: a tree that keeps line and column, and sections whose keys are declared
 * once, for reading and for the JSON Schema alike.
 */
@NullMarked
package dev.postern.gateway.config.yaml;

import org.jspecify.annotations.NullMarked;
