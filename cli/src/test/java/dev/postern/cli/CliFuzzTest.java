package dev.postern.cli;

import dev.postern.testkit.fuzz.ShortRun;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The command line's readers of bytes from outside, as the gateway's are tested. */
class CliFuzzTest {
  @TestFactory
  Stream<DynamicTest> holds_whatever_the_bytes_are() {
    return ShortRun.tests();
  }
}
