package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.target.Target;
import java.io.IOException;

/** Targets that are asked over HTTP. */
record HttpKind(Leases leases) implements Eras.Kind<Target, Destination> {
  @Override
  public String name(Target target) {
    return target.name();
  }

  @Override
  public Target target(Destination destination) {
    return destination.target();
  }

  @Override
  public Destination destination(Target target) throws IOException {
    return new Destination(target);
  }

  @Override
  public void retire(Destination destination) {
    destination.retire(leases);
  }
}
