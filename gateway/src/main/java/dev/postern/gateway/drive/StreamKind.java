package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.target.StreamTarget;
import java.io.IOException;

/** Targets that byte streams are opened to. */
record StreamKind(Leases leases) implements Eras.Kind<StreamTarget, StreamDestination> {
  @Override
  public String name(StreamTarget target) {
    return target.name();
  }

  @Override
  public StreamTarget target(StreamDestination destination) {
    return destination.target();
  }

  @Override
  public StreamDestination destination(StreamTarget target) throws IOException {
    return new StreamDestination(target);
  }

  @Override
  public void retire(StreamDestination destination) {
    destination.retire(leases);
  }
}
