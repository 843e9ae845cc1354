package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
  public List<Path> files(Target target) {
    return target.authorities().stream().toList();
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
