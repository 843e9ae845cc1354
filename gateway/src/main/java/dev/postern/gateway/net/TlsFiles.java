package dev.postern.gateway.net;

import java.nio.file.Path;

/**
 * A certificate and its key, both PEM.
 *
 * @param certificate the chain, the listener's own certificate first
 * @param key its private key, PKCS#8, not encrypted
 */
public record TlsFiles(Path certificate, Path key) {}
