package dev.postern.gateway.simulator;

/**
 * Something that can happen next.
 *
 * @param name of its kind, for a report
 */
record Move(String name, Runnable work) {}
