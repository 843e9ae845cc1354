import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the bench started, so that nothing of it is left behind; and free ports for it. */
final class Processes {
  private static final int FIRST_PORT = 21_000;
  private static final int LAST_PORT = 32_000;

  private final Path out;
  private final List<Process> started = new ArrayList<>();
  private final Set<Integer> taken = new HashSet<>();

  /**
   * None yet.
   *
   * @param out where their logs go
   */
  Processes(Path out) {
    this.out = out;
  }

  Process start(String name, List<String> words) throws IOException {
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(out.resolve(name + ".log").toFile())
            .start();
    started.add(process);
    return process;
  }

  /** All that run: what was started, and what that started. */
  List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    started.forEach(process -> pids.addAll(pids(process)));
    return pids;
  }

  static List<Long> pids(Process process) {
    List<Long> pids = new ArrayList<>(List.of(process.pid()));
    process.descendants().forEach(child -> pids.add(child.pid()));
    return pids;
  }

  void stop() {
    for (Process process : started.reversed()) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  /** A free port below the ephemeral range. */
  int port() throws IOException {
    int offset = (int) (ProcessHandle.current().pid() % 5_000);
    for (int port = FIRST_PORT + offset; port < LAST_PORT; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (taken.add(port)) {
          return socket.getLocalPort();
        }
      } catch (IOException used) {
        continue;
      }
    }
    throw new IOException("no free port");
  }

  /** Waits until somebody listens. */
  static void awaitPort(int port) throws Exception {
    for (int i = 0; i < 200; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new IOException("nobody listens on " + port);
  }
}
