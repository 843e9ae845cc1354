package dev.postern.gateway;

import dev.postern.gateway.api.Api;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.Limits;
import dev.postern.kernel.cedar.Source;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * {@code postern serve --config FILE}: the gateway until it is told to stop. SIGHUP reads the
 * configuration again; SIGTERM and SIGINT, or {@code postern drain}, let open operations end first,
 * and a signal behind that waits for nothing any more.
 *
 * <p>Exit status: 0 stopped as told, 1 it could not run, 2 the words or the configuration are
 * wrong.
 */
public final class Main {
  private static final String USAGE = "usage: postern serve --config FILE";

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /** Runs until told to stop. */
  public static void main(String[] words) throws InterruptedException {
    System.exit(run(words, System.err));
  }

  private static int run(String[] words, PrintStream err) throws InterruptedException {
    if (words.length == 1 && (words[0].equals("--help") || words[0].equals("-h"))) {
      System.out.println(USAGE);
      return 0;
    }
    if (words.length != 2 || !words[0].equals("--config")) {
      err.println(USAGE);
      return 2;
    }
    Path file = Path.of(words[1]);
    return switch (load(file)) {
      case ConfigurationSource.Rejected rejected -> {
        rejected.problems().forEach(err::println);
        err.println("postern: the configuration cannot be used; nothing was started");
        yield 2;
      }
      case ConfigurationSource.Loaded loaded -> {
        loaded.warnings().forEach(err::println);
        yield serve(file, loaded.configuration(), err);
      }
    };
  }

  /** The configuration with the rules that every gateway has. */
  static ConfigurationSource.Result load(Path file) {
    return ConfigurationSource.load(
        file, List.of(new Source("postern:built-in", Api.BUILT_IN_RULES)));
  }

  private static int serve(Path file, Configuration configuration, PrintStream err)
      throws InterruptedException {
    // Of its own the JVM would print a stack with whatever its message says, line for line.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, broken) -> LOG.error("thread {} ended by a defect", thread.getName(), broken));
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (Gateway gateway = Gateway.start(file, configuration);
        ServiceNotices manager =
            ServiceNotices.of(System.getenv(), ProcessHandle.current().pid())) {
      Signal.handle(
          new Signal("HUP"),
          signal -> Thread.ofVirtual().start(() -> manager.reload(() -> gateway.reload("SIGHUP"))));
      for (String name : List.of("TERM", "INT")) {
        Signal.handle(new Signal(name), signal -> stop(stop, gateway));
      }
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(() -> {
                    stop.countDown();
                    awaitQuietly(stopped);
                  }));
      err.println("postern: serving on " + configuration.url() + " (port " + gateway.port() + ")");
      manager.ready();
      manager.watch(gateway::review);
      gateway.draining().asked().thenRun(stop::countDown);
      stop.await();
      Limits limits = configuration.limits();
      manager.stopping(limits.notice().plus(gateway.draining().within(limits.stop())));
      err.println("postern: stopping; open operations may end first");
      gateway.drain(limits.notice(), limits.stop());
    } catch (IOException failed) {
      err.println("postern: cannot start: " + failed.getMessage());
      return 1;
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  /** The first time it stops; when it is told again, somebody is in a hurry. */
  private static void stop(CountDownLatch stop, Gateway gateway) {
    if (stop.getCount() > 0) {
      stop.countDown();
    } else {
      gateway.hurry();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
