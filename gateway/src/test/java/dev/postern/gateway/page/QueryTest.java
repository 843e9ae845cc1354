package dev.postern.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryTest {
  @Test
  void a_parameter_that_stands_there_twice_is_none() {
    assertThat(Query.of("state=a&code=b").only("state")).contains("a");
    assertThat(Query.of("state=a&code=b&state=a").only("state")).isEmpty();
    assertThat(Query.of("state=a&%73tate=b").only("state")).isEmpty();
  }

  @Test
  void one_that_is_hidden_behind_very_many_others_is_found() {
    assertThat(Query.of("state=a&" + "x=y&".repeat(30) + "z=1").only("state")).contains("a");
    for (int others = 31; others < 100; others++) {
      assertThat(Query.of("state=a&" + "x=y&".repeat(others) + "state=b").only("state")).isEmpty();
    }
  }
}
