package dev.postern.gateway.ledger;

/** The process is dead from here on: what catches this is no more than an echo of it. */
public final class Crashed extends Error {
  private static final long serialVersionUID = 1;

  Crashed() {
    super("the process is dead");
  }
}
