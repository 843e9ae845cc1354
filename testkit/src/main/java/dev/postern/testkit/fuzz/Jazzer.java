package dev.postern.testkit.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Jazzer in a process of its own, on one target; its corpus is a folder with a file each. */
final class Jazzer {
  private static final String LIBFUZZER = "com.code_intelligence.jazzer.Jazzer";

  /** It cannot look at Netty's own use of Unsafe on a JDK of today. */
  private static final String UNSAFE = "com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer";

  private static final Pattern END = Pattern.compile("^#(\\d+)\\s+DONE\\s+cov: (\\d+)");
  private static final Pattern LAST = Pattern.compile("^#(\\d+)\\s.*cov: (\\d+)");
  private static final int MOST_SECONDS_OF_ONE_INPUT = 10;
  private static final int MOST_MEGABYTES = 2048;

  private final String jazzer;
  private final FuzzTarget target;
  private final Path folder;

  /**
   * What a run came to.
   *
   * @param edges branches of our own code that some input took
   * @param find the input that broke the property, as a line of a corpus; empty where none did
   * @param said what it printed of it
   */
  record Outcome(long executions, long edges, String find, List<String> said) {}

  /**
   * Prepares runs.
   *
   * @param jazzer class path of Jazzer
   * @param folder for corpus, words and finds
   */
  Jazzer(String jazzer, FuzzTarget target, Path folder) {
    this.jazzer = jazzer;
    this.target = target;
    this.folder = folder;
  }

  /** Fuzzes for so many seconds, from these inputs on. */
  Outcome fuzz(int seconds, List<byte[]> inputs) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("corpus"));
    Files.createDirectories(folder.resolve("finds"));
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(folder.resolve("corpus").resolve("kept-" + i), inputs.get(i));
    }
    List<String> options = new ArrayList<>();
    options.add("corpus");
    // An empty dictionary is an error to it.
    if (!target.words().isEmpty()) {
      Files.write(folder.resolve("words"), words());
      options.add("-dict=words");
    }
    options.add("-max_total_time=" + seconds);
    options.add("-max_len=" + target.longest());
    options.add("-timeout=" + MOST_SECONDS_OF_ONE_INPUT);
    options.add("-artifact_prefix=finds/");
    List<String> said = run(options.toArray(String[]::new));
    List<byte[]> finds = read("finds");
    Optional<Matcher> end =
        last(END, said).or(() -> last(LAST, said)).filter(line -> !line.group(1).equals("0"));
    if (end.isEmpty() && finds.isEmpty()) {
      throw new IllegalStateException("Jazzer did not run:\n" + String.join("\n", said));
    }
    return new Outcome(
        end.map(line -> Long.parseLong(line.group(1))).orElse(0L),
        end.map(line -> Long.parseLong(line.group(2))).orElse(0L),
        finds.isEmpty() ? "" : found(finds.getFirst()),
        said.stream().filter(line -> !line.startsWith("#")).toList());
  }

  private static String found(byte[] input) {
    return input.length == 0 ? "nothing at all" : Corpus.line(input);
  }

  /** The inputs that are there now, the shortest first. */
  List<byte[]> inputs() throws IOException {
    return read("corpus");
  }

  /** The fewest of them that take the same branches, the shortest first. */
  List<byte[]> fewest() throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("fewest"));
    run("fewest", "corpus", "-merge=1");
    return read("fewest");
  }

  private List<byte[]> read(String name) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      for (Path file : files.sorted().toList()) {
        inputs.add(Files.readAllBytes(file));
      }
    }
    inputs.sort((one, other) -> Integer.compare(one.length, other.length));
    return inputs;
  }

  private List<String> words() {
    return target.words().stream()
        .map(word -> Corpus.line(FuzzInput.bytes(word)))
        .map(word -> "\"" + word.replace("\"", "\\x22") + "\"")
        .toList();
  }

  private List<String> run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A run of half a minute is over before C2 pays.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+EnableDynamicAgentLoading");
    command.addAll(List.of("-cp", jazzer + ":" + System.getProperty("java.class.path")));
    command.addAll(List.of(LIBFUZZER, "--target_class=" + FuzzEntry.class.getName()));
    command.add("--target_args=" + target.name());
    command.add("--instrumentation_includes=dev.postern.**");
    command.add("--instrumentation_excludes=dev.postern.testkit.**");
    command.add("--custom_hook_includes=dev.postern.**");
    command.add("--disabled_hooks=" + UNSAFE);
    command.add("-rss_limit_mb=" + MOST_MEGABYTES);
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    List<String> said = process.inputReader().readAllLines();
    process.waitFor();
    return said;
  }

  private static Optional<Matcher> last(Pattern pattern, List<String> said) {
    return said.reversed().stream().map(pattern::matcher).filter(Matcher::find).findFirst();
  }
}
