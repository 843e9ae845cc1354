/**
 * Configuration: one YAML file, policy files, and one file for each target, read once into an
 * immutable {@link dev.postern.gateway.config.Configuration}, or refused with every problem at
 * once.
 */
@NullMarked
package dev.postern.gateway.config;

import org.jspecify.annotations.NullMarked;
