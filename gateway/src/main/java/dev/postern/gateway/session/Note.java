package dev.postern.gateway.session;

/** What one session tells another. Each protocol has its own sealed notes. */
public interface Note {}
