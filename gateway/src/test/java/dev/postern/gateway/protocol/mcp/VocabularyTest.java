package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.Vocabulary;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void every_action_that_a_method_asks_for_can_be_named_in_a_policy() {
    assertThat(Vocabulary.sharedActions())
        .containsAll(
            Arrays.stream(McpMethod.values())
                .filter(method -> method.subject() != McpMethod.Subject.TOOL)
                .map(McpMethod::action)
                .filter(action -> !action.equals("none"))
                .toList())
        .contains("respond", "reveal", "unknown");
  }
}
