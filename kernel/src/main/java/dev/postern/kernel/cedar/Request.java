package dev.postern.kernel.cedar;

/**
 * What is asked: may {@code principal} do {@code action} to {@code resource}, under the
 * circumstances in {@code context}.
 */
public record Request(EntityUid principal, EntityUid action, EntityUid resource, RecordOf context) {
  /** A request without its context: what the heads of policies look at. */
  public record Head(EntityUid principal, EntityUid action, EntityUid resource) {
    Request with(RecordOf context) {
      return new Request(principal, action, resource, context);
    }
  }

  /** All but the context. */
  public Head head() {
    return new Head(principal, action, resource);
  }
}
