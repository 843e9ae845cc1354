package dev.postern.acceptance.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide, typed from its first page to its last: its files are written, its commands run, in the
 * order in which its index names the pages. CONTRIBUTING.md says how a block is marked.
 */
@Tag("guide")
@Timeout(600)
class GuideRunTest {
  private static final Path GUIDE = Fence.ROOT.resolve("docs/guide");

  /** Pages that show commands and configuration too, to be read after it. */
  private static final List<String> BESIDE =
      List.of(
          "findings.md",
          "reload.md",
          "roles.md",
          "protocols/mcp.md",
          "protocols/postgres.md",
          "recipes/saml-through-keycloak.md");

  private static final Pattern PAGE = Pattern.compile("\\| \\[(\\S+\\.md)]");

  private static final String ALONE =
      """
      listen: {port: 7070, url: "http://127.0.0.1:7070"}
      data: alone
      policies: []
      targets: []
      """;

  private static final Pattern REQUEST = Pattern.compile("\"requestId\":\"([^\"]+)\"");
  private static final Pattern SESSION = Pattern.compile("\"session\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern ADDRESS = Pattern.compile("(http\\S+authorize\\S+)\\s");
  private static final Pattern ASKED = Pattern.compile("\\br-[a-z0-9]{16}\\b");

  @TempDir private Path base;

  @Test
  void everything_that_the_guide_shows_is_done() throws IOException, InterruptedException {
    List<String> done = new ArrayList<>();
    try (Stage stage = new Stage(base)) {
      Reader reader = new Reader(stage);
      Matcher pages = PAGE.matcher(Files.readString(GUIDE.resolve("README.md")));
      List<Fence> fences = new ArrayList<>();
      while (pages.find()) {
        fences.addAll(Fence.of(GUIDE.resolve(pages.group(1))));
      }
      for (String page : BESIDE) {
        fences.addAll(Fence.of(Fence.ROOT.resolve("docs").resolve(page)));
      }
      // The guide's configuration is spread over its pages, and one command checks all of it.
      for (Fence fence : fences) {
        if (!fence.after("file:").isEmpty()) {
          stage.add(fence.after("file:"), fence.text());
        }
      }
      for (Fence fence : fences) {
        if (reader.does(fence)) {
          done.add(fence.place());
        }
      }
    }
    assertThat(done).hasSizeGreaterThan(20);
  }

  /** Does what a block says. */
  private static final class Reader {
    private final Stage stage;

    Reader(Stage stage) {
      this.stage = stage;
    }

    /** Whether there was something to do. */
    boolean does(Fence fence) throws IOException, InterruptedException {
      if (!fence.after("added to:").isEmpty()) {
        stage.add(fence.after("added to:"), fence.text());
        expect(
            fence,
            0,
            stage.type(
                "postern policy check --config postern.yaml", Map.of(), Stage.Watcher.NOBODY));
        expect(fence, 0, stage.type("postern reload", stage.local(), Stage.Watcher.NOBODY));
      } else if (!fence.after("checked in:").isEmpty()) {
        checked(fence);
      } else if (fence.mark().equals("checked alone")) {
        stage.add("alone.yaml", ALONE + fence.text());
        expect(
            fence,
            0,
            stage.type("postern policy check --config alone.yaml", Map.of(), Stage.Watcher.NOBODY));
      } else if (fence.mark().equals("served")) {
        stage.serve(fence.text());
        somethingHappens();
      } else if (fence.mark().startsWith("run")) {
        run(fence);
      } else {
        return false;
      }
      return true;
    }

    /** Something for the pages that read about it. */
    private void somethingHappens() throws IOException, InterruptedException {
      assertThat(stage.call("ana", "search", "{\"text\":\"keys\"}")).contains("hits");
      assertThat(stage.call("ana", "publish", "{\"state\":\"draft\"}")).contains("hits");
      String refused = stage.call("ana", "publish", "{\"state\":\"final\"}");
      Matcher request = REQUEST.matcher(refused);
      assertThat(request.find()).as(refused).isTrue();
      stage.means("REQUEST", request.group(1));
      Stage.Typed sessions =
          stage.type("postern sessions list --json", stage.local(), Stage.Watcher.NOBODY);
      Matcher session = SESSION.matcher(sessions.said());
      assertThat(session.find()).as(sessions.said()).isTrue();
      stage.means("SESSION", session.group(1));
      stage.means("TOKEN", stage.token("ana", "/postgres"));
    }

    /** The configuration would be usable with this too. */
    private void checked(Fence fence) throws IOException, InterruptedException {
      Path file = stage.folder().resolve(fence.after("checked in:"));
      String before = Files.exists(file) ? Files.readString(file) : "";
      stage.add(fence.after("checked in:"), fence.text());
      expect(
          fence,
          0,
          stage.type("postern policy check --config postern.yaml", Map.of(), Stage.Watcher.NOBODY));
      if (before.isEmpty()) {
        Files.delete(file);
      } else {
        Files.writeString(file, before);
      }
    }

    private void run(Fence fence) throws IOException, InterruptedException {
      if (fence.mark().contains("with psql") && !installed("psql")) {
        assertThat(System.getenv("CI")).as("CI installs psql").isNull();
        System.err.println(fence.place() + ": NOT RUN: no psql on this machine");
        return;
      }
      Matcher as = Pattern.compile("run as (\\w+).*").matcher(fence.mark());
      Map<String, String> environment =
          fence.mark().contains("signed in")
              ? Map.of()
              : as.matches() ? stage.as(as.group(1)) : stage.local();
      Stage.Typed typed = stage.type(fence.text(), environment, watcher(fence.mark()));
      boolean stopped = fence.mark().contains("until Ctrl-C") && typed.status() == 130;
      expect(fence, 0, stopped ? new Stage.Typed(0, typed.said()) : typed);
    }

    /** Who does what the commands wait for. */
    private Stage.Watcher watcher(String mark) {
      Matcher browser = Pattern.compile(".*in a browser as (\\w+).*").matcher(mark);
      if (browser.matches()) {
        return (said, shell) -> {
          Matcher address = ADDRESS.matcher(said);
          boolean told = address.find();
          if (told) {
            stage.browse(browser.group(1), address.group(1));
          }
          return told;
        };
      }
      Matcher approved = Pattern.compile(".*approved by (\\w+).*").matcher(mark);
      if (approved.matches()) {
        return (said, shell) -> {
          Matcher asked = ASKED.matcher(said);
          boolean told = asked.find();
          if (told) {
            Stage.Typed answer =
                stage.type(
                    "postern requests approve --yes " + asked.group(),
                    stage.as(approved.group(1)),
                    Stage.Watcher.NOBODY);
            assertThat(answer.status()).as(answer.said()).isZero();
          }
          return told;
        };
      }
      return mark.contains("until Ctrl-C") ? Reader::interrupted : Stage.Watcher.NOBODY;
    }

    private static boolean interrupted(String said, Process shell)
        throws IOException, InterruptedException {
      if (said.isEmpty()) {
        return false;
      }
      for (ProcessHandle each :
          Stream.concat(shell.descendants(), Stream.of(shell.toHandle())).toList()) {
        new ProcessBuilder("kill", "-INT", Long.toString(each.pid())).start().waitFor();
      }
      return true;
    }

    private static boolean installed(String program) {
      return Arrays.stream(System.getenv("PATH").split(":"))
          .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void expect(Fence fence, int status, Stage.Typed typed) {
      if (typed.status() != status) {
        fail(
            "%s: %s%nexit status %d:%n%s",
            fence.place(), fence.text().strip(), typed.status(), typed.said());
      }
    }
  }
}
