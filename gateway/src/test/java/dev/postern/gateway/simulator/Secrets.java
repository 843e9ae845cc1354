package dev.postern.gateway.simulator;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.SimulatedLeases;
import dev.postern.gateway.protocol.postgres.ModelTarget;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The credential of a target, which changes now and then, and sometimes cannot be had. */
final class Secrets {
  static final String NAME = "registry-key";

  /** The role that the secret is also the password of. */
  static final String ROLE = "report_ro";

  private final Watch watch;
  private final Set<String> ever = new HashSet<>();
  private Optional<String> now = Optional.empty();
  private Leases leases;
  private int count;

  Secrets(Watch watch) {
    this.watch = watch;
    another();
    this.leases = SimulatedLeases.of(Set.of(NAME), name -> now);
  }

  /** Leases of a process that begins. */
  Leases fresh() {
    leases = SimulatedLeases.of(Set.of(NAME), name -> now);
    return leases;
  }

  /** Another is in force, or none. */
  void rotate(boolean lost) {
    if (lost) {
      now = Optional.empty();
    } else {
      another();
    }
    leases.refresh();
  }

  private void another() {
    String secret = "s3cret-" + ++count;
    ever.add(secret);
    watch.secret(secret);
    now = Optional.of(secret);
  }

  /** Whether this is what the role's password gives now. */
  boolean proves(byte[] proof) {
    return now.map(secret -> Arrays.equals(ModelTarget.proof(ROLE, secret), proof)).orElse(false);
  }

  /** Whether this was the target's secret at some time. */
  boolean ever(String secret) {
    return ever.contains(secret);
  }
}
