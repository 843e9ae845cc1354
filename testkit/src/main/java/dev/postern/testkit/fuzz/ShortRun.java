package dev.postern.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Every target on its kept inputs and on a fixed number of seeded mutations of them. */
public final class ShortRun {
  private static final long SEED = 27;

  private ShortRun() {}

  /** One test for each target on the class path. */
  public static Stream<DynamicTest> tests() {
    return FuzzTarget.all().stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> run(target)));
  }

  private static void run(FuzzTarget target) throws IOException {
    List<byte[]> inputs = inputs(target);
    assertThat(inputs).as("inputs of " + target.name()).isNotEmpty();
    run(target, new byte[0]);
    for (byte[] input : inputs) {
      run(target, input);
    }
    Mutations mutations = new Mutations(target, inputs, SEED);
    for (int round = target.rounds(); round > 0; round--) {
      run(target, mutations.next());
    }
  }

  /** Seeds and kept inputs. */
  public static List<byte[]> inputs(FuzzTarget target) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    target.seeds().forEach(seed -> inputs.add(FuzzInput.bytes(seed)));
    inputs.addAll(Corpus.kept(target.name()));
    return inputs;
  }

  /** Whether the property holds for an input. */
  static boolean holds(FuzzTarget target, byte[] input) {
    try {
      run(target, input);
      return true;
    } catch (AssertionError broken) {
      return false;
    }
  }

  private static void run(FuzzTarget target, byte[] input) {
    try {
      target.run(input);
    } catch (Exception | AssertionError | StackOverflowError broken) {
      throw new AssertionError(
          target.name() + " on this input: " + Corpus.line(input) + "\n" + broken, broken);
    }
  }
}
