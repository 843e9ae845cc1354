package dev.postern.prove.kill;

import dev.postern.prove.GatewayProcess;
import dev.postern.prove.Served;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A way to start the gateway quickly: its classes in archives, and loaded and linked ahead by a
 * gateway that ran before (the virtual machine's ahead-of-time cache, JEP 514). It is the same
 * program.
 */
final class QuickStart {
  private static final String[] SMALL = {"-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};
  private static final int ASKED = 300;
  private static final long LONGEST_MILLIS = 60_000;

  private QuickStart() {}

  /** Trains a cache in a directory; where there can be none, starts are slower. */
  static GatewayProcess.Launch of(Path directory, Grounds grounds) throws Exception {
    String classes = archives(directory);
    Path cache = directory.resolve("gateway.aot");
    List<String> training = new ArrayList<>(List.of(SMALL));
    training.add("-XX:AOTCacheOutput=" + cache);
    try (HttpClient client = HttpClient.newHttpClient();
        House house =
            new House(
                Files.createDirectory(directory.resolve("training")),
                grounds,
                client,
                Levels.SAFER_DATABASE,
                new GatewayProcess.Launch(training, classes, Map.of()))) {
      house.gateway().awaitServing(Served.LONGEST_START);
      Book book = new Book();
      Doorbell bell = new Doorbell();
      try (Crowd crowd = Crowd.gather(house, book, bell, "t")) {
        bell.up();
        boolean unused = book.await(ASKED, LONGEST_MILLIS);
        bell.down();
      }
      house.gateway().stop();
      client.shutdownNow();
    }
    List<String> machine = new ArrayList<>(List.of(SMALL));
    if (Files.exists(cache)) {
      machine.add("-XX:AOTCache=" + cache);
    }
    return new GatewayProcess.Launch(machine, classes, Map.of());
  }

  /** The class path of this process, its directories packed: only archives can be cached. */
  private static String archives(Path directory) throws IOException {
    List<String> packed = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(each);
      if (Files.isDirectory(path)) {
        Path archive = directory.resolve("classes-" + packed.size() + ".jar");
        pack(path, archive);
        packed.add(archive.toString());
      } else if (Files.exists(path)) {
        packed.add(each);
      }
    }
    return String.join(File.pathSeparator, packed);
  }

  private static void pack(Path folder, Path archive) throws IOException {
    try (OutputStream file = Files.newOutputStream(archive);
        JarOutputStream jar = new JarOutputStream(file);
        Stream<Path> classes = Files.walk(folder)) {
      for (Path each : classes.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(folder.relativize(each).toString()));
        Files.copy(each, jar);
        jar.closeEntry();
      }
    }
  }
}
