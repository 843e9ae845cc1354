package dev.postern.gateway.api;

import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.operation.Effect;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looking at what a target offers. */
public final class ScanRoutes {
  private static final int LONGEST = 63;

  private final Scanning scanning;

  /** What looks at targets. */
  @FunctionalInterface
  public interface Scanning {
    /**
     * What a target offers, and what of it its file knows.
     *
     * @throws Fault when it cannot be told; with what to do about it
     */
    Map<String, Object> scan(Wanted wanted) throws Fault, InterruptedException;
  }

  /**
   * What is wanted.
   *
   * @param target the target's name
   * @param account as which account, where the target has any
   * @param database which of its databases, where it has any
   * @param by who asks
   * @param request the entry of this request, which those of the scan name
   */
  public record Wanted(
      String target,
      Optional<String> account,
      Optional<String> database,
      SignIn by,
      String request) {}

  /** The route. */
  public ScanRoutes(Scanning scanning) {
    this.scanning = scanning;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/api/v1/targets/{name}/scan", "scan-target", Effect.READ, this::scan));
  }

  private Reply scan(Call call) throws Fault, InterruptedException {
    return Reply.ok(
        scanning.scan(
            new Wanted(
                call.segments().getOrDefault("name", ""),
                said(call, "account"),
                said(call, "database"),
                call.signIn(),
                call.entry().toString())));
  }

  private static Optional<String> said(Call call, String name) throws Fault {
    if (call.body().path(name).isMissingNode()) {
      return Optional.empty();
    }
    String text = call.text(name, LONGEST);
    if (text.codePoints().anyMatch(ScanRoutes::inNoName)) {
      throw new Fault(
          400, "'" + name + "' has a control character, or half of a pair: no name has those");
    }
    return Optional.of(text);
  }

  private static boolean inNoName(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
  }
}
