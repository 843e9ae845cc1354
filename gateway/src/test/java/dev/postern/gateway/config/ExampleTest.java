package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import dev.postern.gateway.config.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleTest {
  @Test
  void the_example_in_docs_loads() {
    Configuration example =
        switch (ConfigurationSource.load(Path.of("../docs/examples/registry/postern.yaml"))) {
          case Loaded(Configuration configuration, List<Problem> _) -> configuration;
          case Rejected rejected -> throw new AssertionError(rejected.problems().toString());
        };
    assertThat(example.targets().keySet()).containsExactly("registry");
    assertThat(example.signIn().issuers()).hasSize(2);
    assertThat(example.policies().policies()).hasSize(8);
    assertThat(example.classes().keySet()).containsExactlyInAnyOrder("secret", "pii", "weights");
    assertThat(example.rules(1).lexicon("registry")).isPresent();
  }
}
