package dev.postern.gateway.config.yaml;

/**
 * A value and where it stands, for what can only be judged when more is read.
 *
 * @param <T> the value's type
 */
public record Located<T>(T value, Spot spot) {}
