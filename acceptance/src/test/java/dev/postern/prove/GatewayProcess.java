package dev.postern.prove;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code postern serve} in a process group of its own, which can be killed without a warning and
 * started again on its data. For one thread, but for what it said.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final String SERVING = "postern: serving on ";
  private static final int HANGUP = 1;
  private static final int KILL = 9;
  private static final MethodHandle SIGNAL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final Path configuration;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private Launch launch;
  private Running running;
  private volatile long lastStart;

  /**
   * How it is started.
   *
   * @param machine options of the virtual machine
   * @param classes the class path
   * @param environment what is set beside what it inherits
   */
  public record Launch(List<String> machine, String classes, Map<String, String> environment) {
    public Launch {
      machine = List.copyOf(machine);
      environment = Map.copyOf(environment);
    }

    /** On the classes of this process. */
    public static Launch with(String... machine) {
      return new Launch(List.of(machine), System.getProperty("java.class.path"), Map.of());
    }

    /** The same with other variables. */
    public Launch in(Map<String, String> other) {
      return new Launch(machine, classes, other);
    }
  }

  private record Running(
      Process process, CountDownLatch served, CountDownLatch silent, long began) {}

  /** Begins to start it. */
  public GatewayProcess(Path configuration, Launch launch) throws IOException {
    this.configuration = configuration;
    this.launch = launch;
    this.running = spawn();
  }

  private Running spawn() throws IOException {
    List<String> words = new ArrayList<>();
    // The group is its own, so that whatever it may start dies with it.
    words.add("setsid");
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(launch.machine());
    words.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            launch.classes(),
            "dev.postern.gateway.Main",
            "--config",
            configuration.toString()));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(launch.environment());
    Running begun =
        new Running(
            builder.start(), new CountDownLatch(1), new CountDownLatch(1), System.nanoTime());
    Thread.ofVirtual().start(() -> listen(begun));
    return begun;
  }

  private void listen(Running to) {
    try (BufferedReader output = to.process().inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        said.add(line);
        if (line.startsWith(SERVING)) {
          lastStart = System.nanoTime() - to.began();
          to.served().countDown();
        }
      }
    } catch (IOException killed) {
      // It was ended before it had said everything.
    } finally {
      to.silent().countDown();
      to.served().countDown();
    }
  }

  /**
   * Waits until it takes operations.
   *
   * @throws IOException when it ends before, or says nothing for too long
   */
  public void awaitServing(Duration longest) throws IOException, InterruptedException {
    boolean heard = running.served().await(longest.toMillis(), TimeUnit.MILLISECONDS);
    if (!heard || running.silent().getCount() == 0) {
      throw new IOException("the gateway did not start: " + last());
    }
  }

  /** Whether it takes operations, or did before it ended. */
  public boolean served() {
    return running.served().getCount() == 0;
  }

  /** How long the last start took that came to its end, in nanoseconds. */
  public long lastStart() {
    return lastStart;
  }

  /** Whether its process lives. */
  public boolean lives() {
    return running.process().isAlive();
  }

  /** Waits until its process has ended by itself; false when that takes too long. */
  public boolean awaitEnd(Duration longest) throws InterruptedException {
    return running.process().waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends its process group without a warning. */
  public void kill() throws InterruptedException {
    signal(-running.process().pid(), KILL);
    // Before the group is made there is the process alone.
    running.process().toHandle().destroyForcibly();
    running.process().waitFor();
  }

  /** Has it read its configuration again. */
  public void hangUp() {
    signal(running.process().pid(), HANGUP);
  }

  private static void signal(long process, int number) {
    try {
      int unused = (int) SIGNAL.invokeExact((int) process, number);
    } catch (Throwable broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** Begins to start it again on the same data. */
  public void startAgain() throws IOException {
    running = spawn();
  }

  /** Begins to start it again in another way. */
  public void startAgain(Launch other) throws IOException {
    launch = other;
    startAgain();
  }

  /**
   * Stops it as an operator would.
   *
   * @throws IllegalStateException when it does not stop
   */
  public void stop() throws InterruptedException {
    // By its handle: destroying the process object would close the pipe that is read here.
    running.process().toHandle().destroy();
    if (!running.process().waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the gateway does not stop: " + last());
    }
  }

  /** Everything that it wrote to its log, in all its lives. */
  public List<String> said() {
    return List.copyOf(said);
  }

  private List<String> last() {
    List<String> all = said();
    return all.subList(Math.max(0, all.size() - 20), all.size());
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
