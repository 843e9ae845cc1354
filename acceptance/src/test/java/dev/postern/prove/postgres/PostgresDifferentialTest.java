package dev.postern.prove.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short run of prove/pg-differential on the embedded server. */
@Timeout(240)
class PostgresDifferentialTest {
  private static final int RUNS = 300;

  @TempDir private Path folder;

  @Test
  void a_client_hears_the_same_through_the_gateway_and_the_tables_hold_the_same() throws Exception {
    Differential.Result result;
    try (ServerUnderTest server =
            ServerUnderTest.embedded(Files.createDirectory(folder.resolve("server")));
        Rig rig = new Rig(Files.createDirectory(folder.resolve("gateway")), server)) {
      result = new Differential(rig, server, 2).run(RUNS, 1, 1);
    }

    assertThat(result.differences()).isEmpty();
    assertThat(result.conversations()).isEqualTo(RUNS);
    Coverage coverage = result.coverage();
    assertThat(coverage.errors()).isGreaterThan(RUNS);
    assertThat(coverage.refusals()).isGreaterThan(RUNS / 20);
    for (char type : "QPBEDCSHFdcf".toCharArray()) {
      assertThat(coverage.sent(type)).as("messages of type %s", type).isPositive();
    }
    for (char type : "12CDEGHINTVZdcnst".toCharArray()) {
      assertThat(coverage.heard(type)).as("answers of type %s", type).isPositive();
    }
  }
}
