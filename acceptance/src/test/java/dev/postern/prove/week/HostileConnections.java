package dev.postern.prove.week;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.acceptance.connect.SelfSigned;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/**
 * Holds thousands of half-open, slow and hostile connections of nobody to a gateway with a small
 * heap, while others work. Ends with 1 unless memory stays bounded, nobody else notices, everything
 * is closed at its time, and everything is back afterwards; with 2 when it could not run.
 */
public final class HostileConnections {
  /** How long so many are held, at least. */
  private static final double HELD_SECONDS = 60;

  private static final double WARM_SECONDS = 15;
  private static final double CLOSING_SECONDS = 95;

  /** So much later than by its bound a connection may be closed: the machine has more to do. */
  private static final double MARGIN_SECONDS = 15;

  /** What one connection may cost the process, outside the heap and in it, in KiB. */
  private static final double KIB_EACH = 16;

  /** By so many MiB may the process be larger when all have gone. */
  private static final double LEFT = 24;

  /** Before those that may stay are closed for their silence. */
  private static final int SOONER_MILLIS = 8_000;

  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
  private static final int PER_SOURCE = 300;
  private static final int ABOVE = 20;
  private static final int SPARE_FILES = 1_500;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final List<String> wrong = new ArrayList<>();

  private HostileConnections() {}

  /** {@code args}: an empty directory, and how many connections. */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    HostileConnections proof = new HostileConnections();
    int status = 2;
    try {
      int connections = Integer.parseInt(args[1]);
      long files = files();
      if (files < connections + SPARE_FILES) {
        proof.out.printf(
            "NOT RUN: this process may open %d files, and %d connections need %d: raise ulimit"
                + " -n%n",
            files, connections, connections + SPARE_FILES);
      } else {
        proof.run(Path.of(args[0]), connections);
        proof.wrong.stream().limit(60).forEach(proof.out::println);
        proof.out.println("contradictions " + proof.wrong.size());
        status = proof.wrong.isEmpty() ? 0 : 1;
      }
    } catch (Exception broken) {
      broken.printStackTrace(proof.out);
    } finally {
      // What could not be closed must not keep the process.
      System.exit(status);
    }
  }

  private static long files() throws IOException {
    Matcher limit =
        Pattern.compile("Max open files\\s+(\\d+)")
            .matcher(Files.readString(Path.of("/proc/self/limits")));
    return limit.find() ? Long.parseLong(limit.group(1)) : Long.MAX_VALUE;
  }

  private record Look(Sample process, Sample.Inner inside) {}

  private void run(Path folder, int connections) throws Exception {
    SelfSigned certificate = SelfSigned.in(Files.createDirectory(folder.resolve("certificate")));
    Texts.More more =
        new Texts.More(
            "tls: {certificate: %s, key: %s},"
                .formatted(certificate.certificate(), certificate.key()),
            "limits: {connections-per-source: " + PER_SOURCE + "}\n");
    try (World world = new World(folder, more)) {
      Operator idle = new Operator(world, 1);
      Sampler sampler = new Sampler(world, idle, folder);
      Crew crew = new Crew(world);
      Polite polite = new Polite(world);
      polite.begin(crew);
      TimeUnit.SECONDS.sleep(15);
      // The first time is not counted: code is compiled then, and pools are made.
      Swarm first = new Swarm(world.site(), connections);
      var unmeasured = first.go(WARM_SECONDS, true);
      var closing = first.go(CLOSING_SECONDS, false);
      polite.phase("before");
      TimeUnit.SECONDS.sleep(10);
      Look before = look(world, sampler);
      polite.phase("meanwhile");
      Swarm swarm = new Swarm(world.site(), connections);
      int most = swarm.go(HELD_SECONDS, true);
      Look during = look(world, sampler);
      int held = swarm.open();
      var closed = swarm.go(CLOSING_SECONDS, false);
      polite.phase("afterwards");
      perSource(world.site());
      TimeUnit.SECONDS.sleep(5);
      crew.stop();
      Look after = look(world, sampler);
      tell(swarm, new Numbers(connections, most, held), List.of(before, during, after));
      polite.tell(out);
      wrong.addAll(world.journal().unexpected());
    }
  }

  private record Numbers(int wanted, int most, int held) {}

  private static Look look(World world, Sampler sampler) throws Exception {
    long pid = world.site().pid().orElseThrow();
    Sample.Inner inside = sampler.inside(pid, 0).orElseThrow();
    return new Look(sampler.sample(pid, 0), inside);
  }

  private void tell(Swarm swarm, Numbers numbers, List<Look> looks) {
    out.println(
        "| a connection that | were closed | the latest after s | at the latest after s | were told"
            + " |");
    out.println("|---|---|---|---|---|");
    swarm
        .ends()
        .forEach((kind, ends) -> {
          double bound = kind.closed().toSeconds() + MARGIN_SECONDS;
          out.printf(
              Locale.ROOT,
              "| %s | %d | %.1f | %d | %s |%n",
              kind.told(),
              ends.count(),
              ends.latest(),
              kind.closed().toSeconds(),
              ends.told());
          if (ends.count() == 0 || ends.latest() > bound) {
            wrong.add(kind.told() + ": closed " + ends.count() + ", the latest " + ends.latest());
          }
        });
    if (swarm.open() > 0) {
      wrong.add(swarm.open() + " connections are still open");
    }
    if (numbers.most() < numbers.wanted() * 9 / 10) {
      wrong.add("only " + numbers.most() + " were open at once");
    }
    Look before = looks.get(0);
    Look during = looks.get(1);
    Look after = looks.get(2);
    out.println();
    out.println("| | resident MiB | heap MiB | buffers outside MiB | file handles | threads |");
    out.println("|---|---|---|---|---|---|");
    row("before", before);
    row("with %d open".formatted(numbers.held()), during);
    row("after", after);
    double each =
        (during.process().rss()
                - before.process().rss()
                + during.inside().heap()
                - before.inside().heap())
            * 1024
            / Math.max(1, numbers.held());
    out.println();
    out.printf(
        Locale.ROOT,
        "open at once at most %d of %d (%d could not connect); each cost %.1f KiB of the process"
            + " and its heap, %.0f are allowed%n",
        numbers.most(),
        numbers.wanted(),
        swarm.turned(),
        each,
        KIB_EACH);
    if (each > KIB_EACH) {
      wrong.add("a connection costs %.1f KiB".formatted(each));
    }
    if (after.process().rss() > before.process().rss() + LEFT
        || after.inside().heap() > before.inside().heap() + LEFT
        || after.process().files() > before.process().files() + SPARE_FILES / 50.0) {
      wrong.add("not everything is back");
    }
  }

  private void row(String when, Look look) {
    out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.1f | %.1f | %.0f | %.0f |%n",
        when,
        look.process().rss(),
        look.inside().heap(),
        look.inside().outside(),
        look.process().files(),
        look.process().threads());
  }

  /** One address goes over its bound at each port; what it is told. */
  private void perSource(Site site) throws IOException {
    int http = turnedAway(site.http(), "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "503");
    int sql = turnedAway(site.postgres(), "", "");
    out.println();
    out.printf(
        "of %d connections of one address, which may have %d, HTTP turned %d away with 503,"
            + " PostgreSQL %d%n",
        PER_SOURCE + ABOVE, PER_SOURCE, http, sql);
    if (http != ABOVE || sql != ABOVE) {
      wrong.add("one address: " + http + " and " + sql + " were turned away");
    }
  }

  /** Opens as many as may be, then twenty more; counts those that are told so or closed. */
  private static int turnedAway(int port, String said, String told) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    int turned = 0;
    try {
      sockets.addAll(connected(port, PER_SOURCE));
      sockets.addAll(connected(port, ABOVE));
      // Those above the bound are closed sooner than those that may stay: these wait all at once.
      List<CompletableFuture<Boolean>> above =
          sockets.subList(PER_SOURCE, sockets.size()).stream()
              .map(socket ->
                  CompletableFuture.supplyAsync(() -> turned(socket, said, told), THREADS))
              .toList();
      for (CompletableFuture<Boolean> one : above) {
        turned += one.join() ? 1 : 0;
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    return turned;
  }

  /** Connections of one address, opened at the same time. */
  private static List<Socket> connected(int port, int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> CompletableFuture.supplyAsync(() -> connected(port), THREADS))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .toList();
  }

  private static Socket connected(int port) {
    try {
      Socket socket = new Socket();
      socket.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) 250}), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 15_000);
      return socket;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private static boolean turned(Socket socket, String said, String told) {
    try {
      socket.setSoTimeout(SOONER_MILLIS);
      socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(200);
      return new String(answer, StandardCharsets.ISO_8859_1).contains(told);
    } catch (java.net.SocketTimeoutException served) {
      return false;
    } catch (IOException reset) {
      return told.isEmpty();
    }
  }
}
