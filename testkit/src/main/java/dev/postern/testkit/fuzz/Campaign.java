package dev.postern.testkit.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs targets one after the other, keeps what they learnt and writes the table of them. */
public final class Campaign {
  /** How much of a target's inputs is kept, in bytes as they are printed. */
  private static final int MOST_KEPT = 16_000;

  private final Path tree;
  private final String jazzer;
  private final Path work;
  private long executions;
  private int finds;

  private Campaign(Path tree, String jazzer, Path work) {
    this.tree = tree;
    this.jazzer = jazzer;
    this.work = work;
  }

  /**
   * Lists the targets, with {@code --list}; else runs them, and exits 1 when a property was broken.
   *
   * @param options the project's folder, Jazzer's class path, a folder to work in, the seconds of
   *     each target, and the names of targets, none for all
   */
  public static void main(String[] options) throws IOException, InterruptedException {
    List<FuzzTarget> all = FuzzTarget.all();
    if (options[0].equals("--list")) {
      all.forEach(target -> System.out.println(target.name() + ": " + target.property()));
      return;
    }
    int seconds = Integer.parseInt(options[3]);
    List<String> names = List.of(options).subList(4, options.length);
    List<FuzzTarget> chosen =
        names.isEmpty() ? all : names.stream().map(FuzzTarget::named).toList();
    Campaign campaign = new Campaign(Path.of(options[0]), options[1], Path.of(options[2]));
    for (FuzzTarget target : chosen) {
      campaign.run(target, seconds, all);
    }
    System.out.printf(
        Locale.ROOT,
        "fuzz: targets %d, seconds %d, executions %d, finds %d%n",
        chosen.size(),
        chosen.size() * seconds,
        campaign.executions,
        campaign.finds);
    System.exit(campaign.finds == 0 ? 0 : 1);
  }

  private void run(FuzzTarget target, int seconds, List<FuzzTarget> all)
      throws IOException, InterruptedException {
    Jazzer fuzzer = new Jazzer(jazzer, target, work.resolve(target.name()));
    Jazzer.Outcome outcome = fuzzer.fuzz(seconds, ShortRun.inputs(target));
    List<byte[]> kept = kept(target, fits(fuzzer.inputs()) ? fuzzer.inputs() : fuzzer.fewest());
    Path corpus = tree.resolve(module(target)).resolve("src/test/resources");
    Path file = corpus.resolve(Corpus.resource(target.name()));
    Files.createDirectories(file.getParent());
    Files.writeString(file, Corpus.print(kept));
    Path page = tree.resolve("docs/proofs/fuzz.md");
    FuzzTable table = FuzzTable.read(page, all);
    table.put(target, seconds, outcome, kept);
    table.write(page);
    executions += outcome.executions();
    System.out.printf(
        Locale.ROOT,
        "%s: seconds %d, executions %d, edges %d, kept %d, finds %d%n",
        target.name(),
        seconds,
        outcome.executions(),
        outcome.edges(),
        kept.size(),
        outcome.find().isEmpty() ? 0 : 1);
    if (!outcome.find().isEmpty()) {
      finds++;
      System.out.println(target.name() + " is broken by: " + outcome.find());
      outcome.said().stream()
          .filter(line -> !line.startsWith("INFO: "))
          .limit(60)
          .forEach(line -> System.out.println("  " + line));
    }
  }

  private static boolean fits(List<byte[]> inputs) {
    return Corpus.print(inputs).length() <= MOST_KEPT;
  }

  /** What fits of them and still holds: an input that breaks a property becomes a test instead. */
  private static List<byte[]> kept(FuzzTarget target, List<byte[]> fewest) {
    List<byte[]> kept = new ArrayList<>();
    int size = 0;
    for (byte[] input : fewest) {
      size += Corpus.line(input).length() + 1;
      if (size > MOST_KEPT) {
        break;
      }
      if (input.length > 0 && ShortRun.holds(target, input)) {
        kept.add(input);
      }
    }
    return kept;
  }

  private static String module(FuzzTarget target) {
    return target.getClass().getName().startsWith("dev.postern.cli.") ? "cli" : "gateway";
  }
}
