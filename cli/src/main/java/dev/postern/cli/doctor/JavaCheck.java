package dev.postern.cli.doctor;

import io.netty.channel.epoll.Epoll;
import java.util.List;

/** The Java that runs this, which is the one that would run the gateway. */
final class JavaCheck implements Check {
  private static final int OLDEST = 25;

  @Override
  public String id() {
    return "java";
  }

  @Override
  public String about() {
    return "the version of Java, and whether the native transport can be loaded";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return List.of(new Look("", () -> version(Runtime.version()).orWorse(transport())));
  }

  static Finding version(Runtime.Version version) {
    return version.feature() < OLDEST
        ? Finding.problem(
            "Java " + version + " is too old", "Use the Java that comes with a release, or 25.")
        : Finding.ok("Java " + version + " with the native transport");
  }

  private static Finding transport() {
    return Epoll.isAvailable()
        ? Finding.ok("")
        : Finding.warning(
            "the native transport cannot be loaded: " + Failures.words(Epoll.unavailabilityCause()),
            "It works with Java's own sockets, slower. The transport needs Linux on x86_64 or"
                + " aarch64, and its library in java.library.path or a temporary folder that"
                + " allows programs.");
  }
}
