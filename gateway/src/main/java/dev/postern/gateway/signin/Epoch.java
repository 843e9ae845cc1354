package dev.postern.gateway.signin;

/** The time during which a configuration is in force; what rests on it asks before it is used. */
final class Epoch {
  private volatile boolean current = true;

  boolean current() {
    return current;
  }

  void end() {
    current = false;
  }
}
