package dev.postern.gateway.signin;

/**
 * A fault on its way from the check that found it to the one place that answers. It stays inside
 * this package and has no stack trace: a forged token must not buy one.
 */
final class FaultFound extends Exception {
  private static final long serialVersionUID = 1L;
  private final SignInFault fault;

  FaultFound(SignInFault fault) {
    super(fault.text(), null, false, false);
    this.fault = fault;
  }

  SignInFault fault() {
    return fault;
  }
}
