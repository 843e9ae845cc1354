package dev.postern.gateway.config;

/**
 * A file as it was read.
 *
 * @param name its name
 * @param sha256 lower-case hex
 */
public record FileDigest(String name, String sha256) {}
