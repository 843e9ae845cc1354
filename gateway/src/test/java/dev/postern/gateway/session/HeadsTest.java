package dev.postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A head that ends up in a message or a log shows no secret. */
class HeadsTest {
  private static final List<Field> FIELDS =
      List.of(
          new Field("authorization", "Bearer s3cret"),
          new Field("mcp-session-id", "s3cret"),
          new Field("cookie", "a=s3cret"));

  @Test
  void a_head_tells_names_and_no_values() {
    RequestHead request = new RequestHead("POST", "/mcp/registry", "token=s3cret", FIELDS);

    assertThat(new Event.Requested(request).toString())
        .contains("POST", "/mcp/registry", "authorization", "mcp-session-id")
        .doesNotContain("s3cret");
    assertThat(new Event.Answered(1, new ResponseHead(200, FIELDS)).toString())
        .contains("200", "cookie")
        .doesNotContain("s3cret");
  }
}
