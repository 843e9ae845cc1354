package dev.postern.demo.story;

import dev.postern.demo.stage.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/** The whole story, played scene by scene. */
public final class Story {
  private final Stage stage;
  private final PrintStream out;

  public Story(Stage stage, PrintStream out) {
    this.stage = stage;
    this.out = out;
  }

  /**
   * Plays every scene, also after one that differs, and prints what happened.
   *
   * @return whether all went as promised
   */
  public boolean play() throws InterruptedException {
    int number = 0;
    int different = 0;
    List<Scene> scenes;
    try {
      scenes = scenes(Truth.of(stage));
    } catch (Difference difference) {
      out.println("The registry itself does not answer: " + difference.getMessage());
      return false;
    }
    for (Scene scene : scenes) {
      number++;
      out.printf("%n%2d. %s%n", number, scene.title());
      different += played(scene) ? 0 : 1;
    }
    out.printf("%n%d scenes, %d as promised, %d differ%n", number, number - different, different);
    return different == 0;
  }

  private boolean played(Scene scene) throws InterruptedException {
    try {
      tell("ok", scene.play().on(stage));
      return true;
    } catch (Difference | IOException | RuntimeException difference) {
      tell("DIFFERS", String.valueOf(difference.getMessage()));
      return false;
    }
  }

  private void tell(String how, String what) {
    out.println("    " + how + ": " + what.replace("\n", "\n        "));
  }

  private static List<Scene> scenes(Truth truth) {
    return Stream.of(
            StandingScenes.door(),
            AccessScenes.scenes(),
            ApprovalScenes.scenes(),
            new MaskingScenes(truth).scenes(),
            ShopScenes.scenes(),
            ConnectScenes.scenes(),
            HeldOrderScenes.scenes(),
            GrantScenes.scenes(),
            StandingScenes.operating(),
            new RecordScenes(truth).scenes())
        .flatMap(List::stream)
        .toList();
  }
}
