package dev.postern.acceptance.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recipe's settings are those of the realms that the other tests here sign in with. */
class RecipeTest {
  private static final Pattern BLOCK =
      Pattern.compile(
          "<!-- (realm-[a-z]+\\.json) (/\\S+) -->\\s+```json\\n(.*?)```", Pattern.DOTALL);

  @Test
  void says_what_is_tested() throws IOException {
    Path page = Path.of("../docs/recipes/saml-through-keycloak.md");
    Matcher block = BLOCK.matcher(Files.readString(page));
    int blocks = 0;
    while (block.find()) {
      JsonNode tested = realm(block.group(1)).at(JsonPointer.compile(block.group(2)));
      assertThat(JsonMapper.shared().readTree(block.group(3))).isEqualTo(tested);
      blocks++;
    }
    assertThat(blocks).isEqualTo(4);
  }

  private static JsonNode realm(String file) throws IOException {
    try (InputStream json = Objects.requireNonNull(RecipeTest.class.getResourceAsStream(file))) {
      return JsonMapper.shared().readTree(json);
    }
  }
}
