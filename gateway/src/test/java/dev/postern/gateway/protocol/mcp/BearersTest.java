package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token is found where RFC 6750 puts it, and one value's is never taken for another's. */
class BearersTest {
  private final Bearers bearers = new Bearers();

  @ParameterizedTest
  @ValueSource(strings = {"Bearer a", "bearer  aZ09-._~+/b==", "BEARER x="})
  void finds_a_token_and_finds_it_again(String value) {
    RequestHead head = head(value);
    String token = value.substring(7).strip();
    assertThat(bearers.token(head)).contains(token);
    assertThat(bearers.token(head)).contains(token);
    assertThat(bearers.token(head(new String(value.toCharArray())))).contains(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer =",
        "Basic abc",
        "Bearer a b",
        "Bearer a=b",
        "Bearer ä",
        "Bearer a,b",
        "Bearera"
      })
  void finds_none_where_there_is_none_however_often_it_looks(String value) {
    RequestHead head = head(value);
    assertThat(bearers.token(head)).isEmpty();
    assertThat(bearers.token(head)).isEmpty();
  }

  @Test
  void finds_none_in_a_field_that_stands_twice_or_not_at_all() {
    assertThat(bearers.token(head("Bearer a", "Bearer a"))).isEmpty();
    assertThat(bearers.token(head())).isEmpty();
  }

  @Test
  void gives_each_of_many_values_its_own_token() {
    List<RequestHead> heads = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      heads.add(head("Bearer token-" + i));
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < heads.size(); i++) {
        assertThat(bearers.token(heads.get(i))).contains("token-" + i);
      }
    }
  }

  private static RequestHead head(String... values) {
    return new RequestHead(
        "POST",
        "/mcp",
        "",
        Stream.of(values).map(value -> new Field("authorization", value)).toList());
  }
}
