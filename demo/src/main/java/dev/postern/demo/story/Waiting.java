package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.stage.Launcher;
import dev.postern.demo.stage.Stage;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What waits for rita, as her terminal lists it. */
final class Waiting {
  private static final Pattern REQUEST = Pattern.compile("\\br-[a-z0-9]{16}\\b");
  private static final int LOOKS = 40;
  private static final long BETWEEN_LOOKS_MILLIS = 250;

  private Waiting() {}

  /** The name of the request that waits now, as soon as there is one. */
  static String request(Stage stage) throws Difference, IOException, InterruptedException {
    String output = "";
    for (int look = 0; look < LOOKS; look++) {
      Launcher.Outcome listed = stage.from("rita", "requests", "list");
      unless(listed.status() == 0, "postern said: " + listed.output());
      output = listed.output();
      Matcher found = REQUEST.matcher(output);
      if (found.find()) {
        return found.group();
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
    }
    throw new Difference("rita is shown no request: " + output);
  }
}
