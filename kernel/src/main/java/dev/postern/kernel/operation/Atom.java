package dev.postern.kernel.operation;

/**
 * One action on one resource. An operation is a set of atoms, and all of them must be permitted.
 */
public record Atom(Action action, Resource resource) {}
