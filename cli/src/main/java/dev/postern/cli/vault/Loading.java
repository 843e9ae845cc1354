package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import java.nio.file.Path;

/** Reads a configuration, or says what is wrong with it. */
final class Loading {
  private Loading() {}

  static Configuration of(Path file) throws Trouble {
    return switch (ConfigurationSource.load(file)) {
      case Loaded loaded -> loaded.configuration();
      case Rejected rejected ->
          throw new Trouble(
              "the configuration has problems; 'postern policy check' tells them all: "
                  + rejected.problems().getFirst());
    };
  }
}
