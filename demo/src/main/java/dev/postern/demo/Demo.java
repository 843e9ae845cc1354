package dev.postern.demo;

import dev.postern.demo.stage.Launcher;
import dev.postern.demo.stage.ReadyFile;
import dev.postern.demo.stage.Stage;
import dev.postern.demo.stage.WorkingDirectory;
import dev.postern.demo.story.Story;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The demo: sets the stage, then either tells what to try and waits, or plays the story itself. */
public final class Demo {
  private static final int FINE = 0;
  private static final int DIFFERENT = 1;
  private static final int UNCLEAR = 2;

  private Demo() {}

  /** Runs the demo and ends the process. */
  public static void main(String[] words) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      DemoOptions options = DemoOptions.of(words);
      if (options.help()) {
        out.print(DemoOptions.USAGE);
        System.exit(FINE);
      }
      System.exit(run(options, out));
    } catch (DemoOptions.Unclear unclear) {
      System.err.println("postern demo: " + unclear.getMessage());
      System.err.print(DemoOptions.USAGE);
      System.exit(UNCLEAR);
    } catch (IOException | InterruptedException failure) {
      System.err.println("postern demo: " + failure.getMessage());
      System.exit(DIFFERENT);
    }
  }

  private static int run(DemoOptions options, PrintStream out)
      throws IOException, InterruptedException {
    Launcher launcher = Launcher.ofThisProcess();
    WorkingDirectory directory = WorkingDirectory.open(options.directory());
    Curtain curtain = new Curtain(out, directory);
    try {
      Stage stage =
          Stage.set(directory.path(), launcher, line -> out.println("postern demo: " + line));
      curtain.closes(stage);
      stage.await();
      stage.offboard();
      if (options.readyFile().isPresent()) {
        ReadyFile.write(options.readyFile().get(), stage);
      }
      if (options.check()) {
        return new Story(stage, out).play() ? FINE : DIFFERENT;
      }
      out.print(new Guide(stage).text());
      throw new IOException(stage.join());
    } finally {
      curtain.fall();
    }
  }
}
