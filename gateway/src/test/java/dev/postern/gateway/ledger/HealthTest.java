package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

/** What anybody may read of a ledger that is not well. */
class HealthTest {
  private final Health health = new Health("/var/lib/a-folder");

  @Test
  void the_part_and_the_kind_of_trouble_are_told_and_no_path_of_it() {
    health.refused(
        3, new FileSystemException("/var/lib/a-folder/7", null, "No space left on device"));
    assertThat(health.told())
        .contains("the ledger, segment 3: it takes no entries: No space left on device");
  }

  @Test
  void what_is_of_no_known_kind_is_told_without_its_words() {
    health.unsigned(new FileSystemException("/var/lib/a-folder/secret", null, "odd\nwords"));
    assertThat(health.told())
        .contains("the ledger, the checkpoints: no checkpoint could be signed");
    health.signed();
    health.unsigned(new IllegalStateException());
    assertThat(health.told())
        .contains("the ledger, the checkpoints: no checkpoint could be signed");
  }

  @Test
  void files_that_are_gone_are_told() {
    health.lost();
    assertThat(health.told())
        .contains("the ledger, the folder: its files are gone from where they belong");
    health.found();
    assertThat(health.told()).isEmpty();
  }
}
