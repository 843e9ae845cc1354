import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that runs: the stub, the peers, the gateway, the clients; and one load on one way. */
final class Parties {
  private final Path out;
  private final Processes processes;
  private final Clients clients;
  private final Map<Way, Integer> ports = new EnumMap<>(Way.class);
  private final Map<Way, List<Long>> pids = new EnumMap<>(Way.class);
  private final Map<String, String> versions = new LinkedHashMap<>();

  private Parties(Path out, Processes processes, Clients clients) {
    this.out = out;
    this.processes = processes;
    this.clients = clients;
  }

  static Parties start(Path root, Path out, Processes processes) throws Exception {
    Issuer issuer = new Issuer();
    Parties parties = new Parties(out, processes, new Clients(issuer));
    int stub = processes.port();
    processes.start("stub", List.of(out.resolve("stub").toString(), Integer.toString(stub)));
    Processes.awaitPort(stub);
    parties.add(Way.DIRECT, stub, List.of());
    int nginx = processes.port();
    parties.add(Way.NGINX, nginx, Processes.pids(Peers.nginx(processes, stub, nginx)));
    parties.versions.put("nginx", Peers.version("nginx"));
    if (Peers.installed("haproxy")) {
      int haproxy = processes.port();
      parties.add(Way.HAPROXY, haproxy, Processes.pids(Peers.haproxy(processes, stub, haproxy)));
      parties.versions.put("haproxy", Peers.version("haproxy"));
    } else {
      System.err.println(
          "bench: NO HAPROXY: the second peer is missing (Debian: apt-get install haproxy)");
    }
    int port = processes.port();
    List<Long> gateway = Processes.pids(Postern.start(processes, root, issuer, stub, port));
    for (Way way : Way.values()) {
      if (way.postern()) {
        parties.add(way, port, gateway);
      }
    }
    parties.versions.put("java", System.getProperty("java.runtime.version"));
    parties.versions.put("kernel", System.getProperty("os.version"));
    return parties;
  }

  private void add(Way way, int port, List<Long> onTheWay) throws Exception {
    ports.put(way, port);
    pids.put(way, onTheWay);
    clients.open(way, port);
  }

  /** The ways that there are. */
  List<Way> ways() {
    return new ArrayList<>(ports.keySet());
  }

  Map<String, String> versions() {
    return versions;
  }

  /**
   * One window of load.
   *
   * @param rate calls a second; 0 for as many as are answered
   */
  Window load(Way way, Plan.Work work, long millis, double rate) throws Exception {
    Cpu before = Cpu.now(pids.get(way), processes.pids());
    Process load =
        new ProcessBuilder(
                out.resolve("load").toString(),
                Integer.toString(ports.get(way)),
                Integer.toString(work.clients()),
                Long.toString(millis),
                Double.toString(rate))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    load.getOutputStream().write(clients.requests(way, work.tool()));
    load.getOutputStream().close();
    String line = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (load.waitFor() != 0) {
      throw new IOException("the load on " + way.label() + " failed: " + line);
    }
    return Window.of(line, before, Cpu.now(pids.get(way), processes.pids()));
  }
}
