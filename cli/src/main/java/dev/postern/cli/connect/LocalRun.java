package dev.postern.cli.connect;

import dev.postern.cli.Trouble;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;

/**
 * A local port, from when it is opened until the user ends it. Every user of a machine reaches its
 * loopback ports, so a tool must give a password of the port's own, made for this run.
 */
final class LocalRun {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PASSWORD_BYTES = 18;

  private final Renewed passwords;
  private final SSLContext trust;
  private final Optional<String> own;
  private final Printed printed;

  /**
   * @param own the password that tools must give; empty for none
   */
  LocalRun(Renewed passwords, SSLContext trust, Optional<String> own, Printed printed) {
    this.passwords = passwords;
    this.trust = trust;
    this.own = own;
    this.printed = printed;
  }

  /** A password for tools: nothing that must be quoted anywhere. */
  static String newPassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Listens until the user or the system ends it. */
  int untilStopped(int number, Format format) throws Trouble {
    CountDownLatch stop = new CountDownLatch(1);
    try (Signals signals = new Signals(signal -> stop.countDown());
        LocalPort port = open(number)) {
      Place place = passwords.password().place();
      printed.entrance(format, lines(port), Map.of());
      printed.remark(
          "Listening on "
              + LOOPBACK
              + ":"
              + port.number()
              + " for "
              + place.target()
              + "/"
              + place.database()
              + " as "
              + place.account()
              + (own.isPresent()
                  ? ", with a password of its own."
                  : ", open to every user of this machine.")
              + " Ctrl-C ends it.");
      stop.await();
      int sessions = port.sessions();
      printed.remark(
          "The port is closed"
              + (sessions == 0
                  ? "."
                  : sessions == 1 ? ", and 1 session." : ", and " + sessions + " sessions."));
      return 0;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", stopped);
    }
  }

  /** Listens as long as a command runs, which finds the port in its environment. */
  int around(int number, List<String> words) throws Trouble {
    try (LocalPort port = open(number)) {
      return new Errand(words, lines(port).environment()).run();
    }
  }

  private LocalPort open(int number) throws Trouble {
    Minted first = passwords.password();
    Set<String> databases = new LinkedHashSet<>();
    databases.add(first.place().database());
    databases.add(first.door().database());
    return LocalPort.open(
        number,
        new LocalPort.Route(
            new LocalTool.Terms(own, databases),
            passwords,
            trust,
            trouble -> printed.remark("postern: " + trouble)),
        PortLimits.DEFAULT);
  }

  private Lines lines(LocalPort port) throws Trouble {
    Place place = passwords.password().place();
    return new Lines(
        new Entrance(
            new Entrance.Address(LOOPBACK, port.number(), place.database()),
            place.account(),
            own.<Entrance.Secret>map(Entrance.Secret.Shown::new)
                .orElseGet(Entrance.Secret.None::new),
            new Entrance.Transport.Plain()));
  }
}
