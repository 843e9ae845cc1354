package dev.postern.cli.doctor;

import dev.postern.gateway.api.Api;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.kernel.cedar.Source;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What is looked at.
 *
 * @param file the configuration's main file
 * @param read what reading it gave
 * @param data the data directory: the one that was named, or the configuration's; empty when
 *     neither is known
 * @param leases the secrets of the configuration, as a gateway would lease them
 * @param machine this machine
 * @param clock its clock
 * @param times the bounds
 */
record Patient(
    Path file,
    ConfigurationSource.Result read,
    Optional<Path> data,
    Leases leases,
    Machine machine,
    Clock clock,
    DoctorTimes times) {
  /** Reads the configuration, with the rules that every gateway has. */
  static Patient of(Path file, Optional<Path> data, Machine machine) {
    ConfigurationSource.Result read =
        ConfigurationSource.load(file, List.of(new Source("postern:built-in", Api.BUILT_IN_RULES)));
    Optional<Configuration> usable = usable(read);
    return new Patient(
        file,
        read,
        data.or(() -> usable.map(Configuration::data)),
        new Leases(usable.map(Configuration::credentials).orElse(java.util.Map.of())),
        machine,
        Clock.systemUTC(),
        DoctorTimes.DEFAULT);
  }

  /** The same at another moment, for tests. */
  Patient at(Clock other) {
    return new Patient(file, read, data, leases, machine, other, times);
  }

  /** The same under other bounds. */
  Patient within(DoctorTimes others) {
    return new Patient(file, read, data, leases, machine, clock, others);
  }

  /** The configuration; empty when it cannot be used. */
  Optional<Configuration> configuration() {
    return usable(read);
  }

  private static Optional<Configuration> usable(ConfigurationSource.Result read) {
    return read instanceof ConfigurationSource.Loaded loaded
        ? Optional.of(loaded.configuration())
        : Optional.empty();
  }
}
