package dev.postern.gateway.credential;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Leases whose secrets a world keeps, and rotates. */
public final class SimulatedLeases {
  private SimulatedLeases() {}

  /**
   * Real leases.
   *
   * @param secrets the secret of a credential now; empty when it cannot be had
   */
  public static Leases of(
      java.util.Set<String> credentials, Function<String, Optional<String>> secrets) {
    Map<String, CredentialSource> sources =
        credentials.stream()
            .collect(Collectors.toMap(name -> name, CredentialSource.EnvironmentVariable::new));
    return new Leases(sources, name -> secrets.apply(String.valueOf(name)).orElse(null));
  }
}
