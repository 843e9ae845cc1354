package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One issuer's endpoints, read when they are needed and again when they are old. One thread reads
 * at a time; a failure is remembered for as long as one of the keys' is. May block.
 */
final class IssuerDirectory {
  private final IssuerFetch fetch;
  private final KeyTimes times;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable Read last;

  /** What was found, or that nothing was. */
  private record Read(String issuer, Instant at, Optional<IssuerEndpoints> endpoints) {}

  IssuerDirectory(IssuerFetch fetch, KeyTimes times, InstantSource clock) {
    this.fetch = fetch;
    this.times = times;
    this.clock = clock;
  }

  IssuerEndpoints of(IssuerSettings issuer) throws IOException, InterruptedException {
    reading.lock();
    try {
      Instant now = clock.instant();
      Read known = last;
      if (known == null || !known.issuer.equals(issuer.issuer()) || old(known, now)) {
        known = new Read(issuer.issuer(), now, Optional.empty());
        last = known;
        known = new Read(issuer.issuer(), now, Optional.of(read(issuer)));
        last = known;
      }
      return known.endpoints.orElseThrow(
          () -> new IOException("the issuer's discovery document could not be had just now"));
    } finally {
      reading.unlock();
    }
  }

  private boolean old(Read known, Instant now) {
    return !now.isBefore(
        known.at.plus(known.endpoints.isPresent() ? times.refreshAfter() : times.retryAfter()));
  }

  private IssuerEndpoints read(IssuerSettings issuer) throws IOException, InterruptedException {
    URI document =
        switch (issuer.keys()) {
          case KeySource.Discovered(URI at) -> at;
          case KeySource.Direct direct -> discovered(issuer.issuer());
        };
    return IssuerEndpoints.read(document, fetch.get(document, times), issuer.issuer());
  }

  private static URI discovered(String issuer) throws IOException {
    if (KeySource.discovered(issuer) instanceof KeySource.Discovered(URI at)) {
      return at;
    }
    throw new IOException("the issuer has no discovery document");
  }
}
