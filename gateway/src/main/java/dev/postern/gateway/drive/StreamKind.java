package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.StreamTarget.Proof;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

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
  public List<Path> files(StreamTarget target) {
    Stream<Path> own =
        new TreeMap<>(target.accounts())
            .values().stream()
                .map(StreamTarget.Account::proof)
                .flatMap(proof ->
                    switch (proof) {
                      case Proof.Secret secret -> Stream.of();
                      case Proof.Certificate(Path chain, Path key) -> Stream.of(chain, key);
                    });
    return Stream.concat(target.secrecy().authorities().stream(), own).toList();
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
