package dev.postern.gateway.config.yaml;

import java.util.Optional;

/**
 * The value of a key that was declared. It may be asked for only inside {@link Section#make}, when
 * the whole section is known to be good.
 *
 * @param <T> what it was read as
 */
public final class Read<T> {
  private final Optional<T> value;
  private final Optional<Spot> spot;

  Read(Optional<T> value, Optional<Spot> spot) {
    this.value = value;
    this.spot = spot;
  }

  /** The value. */
  public T get() {
    return value.orElseThrow(() -> new IllegalStateException("asked before the section was good"));
  }

  /** Where it stands; the section itself when it was left out. */
  public Spot spot() {
    return spot.orElseThrow(() -> new IllegalStateException("a description has no place"));
  }
}
