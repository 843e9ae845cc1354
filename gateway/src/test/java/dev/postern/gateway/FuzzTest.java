package dev.postern.gateway;

import dev.postern.testkit.fuzz.ShortRun;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every reader of bytes from outside, on what fuzzing kept and on seeded mutations of it. */
class FuzzTest {
  @TestFactory
  Stream<DynamicTest> holds_whatever_the_bytes_are() {
    return ShortRun.tests();
  }
}
