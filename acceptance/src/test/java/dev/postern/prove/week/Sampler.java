package dev.postern.prove.week;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at the gateway's process every few seconds, and into it every half minute. */
final class Sampler {
  private static final int SECONDS = 5;
  private static final int INNER = 6;
  private static final double MEBI = 1 << 20;
  private static final double TICKS = 100;
  private static final Pattern HEAP = Pattern.compile("used (\\d+)K");
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");
  private static final Pattern TOTAL =
      Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB");

  private final World world;
  private final Operator operator;
  private final Path commands;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Sample.Inner> inner = new ArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("sampler").unstarted(this::go);
  private volatile boolean stopping;

  Sampler(World world, Operator operator, Path folder) throws IOException {
    this.world = world;
    this.operator = operator;
    this.commands = folder.resolve("commands");
    Files.writeString(commands, "GC.run\nGC.heap_info\nVM.native_memory summary scale=KB\n");
  }

  void begin() {
    thread.start();
  }

  void stop() throws InterruptedException {
    stopping = true;
    thread.interrupt();
    thread.join();
  }

  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  synchronized List<Sample.Inner> inner() {
    return List.copyOf(inner);
  }

  private void go() {
    try {
      for (int n = 0; !stopping; n++) {
        TimeUnit.SECONDS.sleep(SECONDS);
        Optional<Long> pid = world.site().pid();
        int life = operator.kills().size();
        if (pid.isPresent()) {
          look(pid.get(), life, n % INNER == 0);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(long pid, int life, boolean inside) throws InterruptedException {
    try {
      Sample sample = sample(pid, life);
      Optional<Sample.Inner> more = inside ? inside(pid, life) : Optional.empty();
      synchronized (this) {
        samples.add(sample);
        more.ifPresent(inner::add);
      }
    } catch (IOException | java.io.UncheckedIOException killed) {
      // It died while it was looked at: the next look is at its next life.
    }
  }

  /** How it stands now. */
  Sample sample(long pid, int life) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    String status = Files.readString(process.resolve("status"));
    String rollup = Files.readString(process.resolve("smaps_rollup"));
    // Behind the command's name in brackets, which may hold anything (proc_pid_stat(5)).
    String stat = Files.readString(process.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    int files = 0;
    int sockets = 0;
    try (Stream<Path> handles = Files.list(process.resolve("fd"))) {
      for (Path handle : handles.toList()) {
        files++;
        sockets += isSocket(handle) ? 1 : 0;
      }
    }
    Path data = world.site().data();
    return new Sample(
        operator.seconds(),
        life,
        number(status, "VmRSS:\\s+(\\d+)") / 1024,
        number(rollup, "Pss:\\s+(\\d+)") / 1024,
        number(status, "Threads:\\s+(\\d+)"),
        files,
        sockets,
        (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS,
        size(data.resolve("ledger")),
        count(data.resolve("ledger/segments")),
        size(data) - size(data.resolve("ledger")),
        world.journal().operations());
  }

  private static boolean isSocket(Path handle) {
    try {
      return Files.readSymbolicLink(handle).toString().startsWith("socket:");
    } catch (IOException closed) {
      return false;
    }
  }

  private static double number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    return found.find() ? Double.parseDouble(found.group(1)) : Double.NaN;
  }

  private static double size(Path directory) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try {
          bytes += Files.size(file);
        } catch (NoSuchFileException gone) {
          continue;
        }
      }
    }
    return bytes / MEBI;
  }

  private static double count(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".segment")).count();
    }
  }

  /** What lives in the heap is known after a full collection only, so it is made to do one. */
  Optional<Sample.Inner> inside(long pid, int life) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "-f",
                commands.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Sample.Inner(
            operator.seconds(),
            life,
            number(said, HEAP.pattern()) / 1024,
            number(said, OTHER.pattern()) / 1024,
            number(said, TOTAL.pattern()) / 1024));
  }
}
