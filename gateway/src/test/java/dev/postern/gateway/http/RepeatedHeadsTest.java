package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A head that says what the last one said is the same object, and no other is. */
class RepeatedHeadsTest {
  private static final String FIRST =
      "POST /a HTTP/1.1\r\nHost: a.test\r\nAuthorization: Bearer t\r\nContent-Length: ";

  @Test
  void a_repeated_head_is_the_same_whatever_its_length_is() {
    Spoken heard = Spoken.requests(FIRST + "2\r\n\r\nok" + FIRST + "11\r\n\r\nhello world", 4096);

    assertThat(heard.whole).hasSize(2);
    assertThat(heard.whole.get(1).body()).isEqualTo("hello world");
    assertThat(heard.asked.get(1)).isSameAs(heard.asked.get(0));
  }

  @Test
  void a_head_that_differs_in_anything_else_is_another() {
    String first = "GET /a HTTP/1.1\r\nHost: a.test\r\nX-A: b\r\n\r\n";
    for (String other :
        new String[] {
          first.replace("/a", "/b"),
          first.replace("GET", "PUT"),
          first.replace("b\r", "c\r"),
          first.replace("X-A", "X-B"),
          first.replace("X-A: b\r\n", ""),
          first.replace("X-A: b\r\n", "X-A: b\r\nX-A: b\r\n"),
          first.replace("X-A: b\r\n", "Content-Length: 0\r\n"),
          first.replace("X-A: b\r\n", "X-A:  b\r\n")
        }) {
      Spoken there = Spoken.requests(first + other + first, 4096);
      assertThat(there.whole).as(other).hasSize(3);
      assertThat(there.asked.get(1)).as(other).isNotSameAs(there.asked.get(0));
      assertThat(there.asked.get(2)).as(other).isEqualTo(there.asked.get(0));
      assertThat(there.whole.get(1)).as(other).isEqualTo(Spoken.requests(other, 4096).whole.get(0));
    }
  }

  @Test
  void a_field_that_an_answer_calls_its_connections_own_is_dropped_at_once() {
    String fields = "X-Secret: s\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n";
    Spoken heard =
        Spoken.replies(
            "HTTP/1.1 200 OK\r\n"
                + fields
                + "HTTP/1.1 200 OK\r\n"
                + fields.replace("keep-alive", "x-secret"),
            4096);

    assertThat(heard.whole.get(0).fields()).containsExactly("x-secret: s");
    assertThat(heard.whole.get(1).fields()).isEmpty();
  }

  @Test
  void lines_beyond_what_is_remembered_are_read_each_time() {
    StringBuilder head = new StringBuilder("GET /a HTTP/1.1\r\nHost: a.test\r\n");
    for (int i = 0; i < 2 * HeadReader.MOST_REMEMBERED; i++) {
      head.append("X-").append(i).append(": ").append(i).append("\r\n");
    }
    head.append("X-Long: ")
        .append("l".repeat(2 * HeadReader.LONGEST_REMEMBERED))
        .append("\r\n\r\n");
    String changed = head.toString().replace("X-60: 60", "X-60: 61");
    Spoken heard = Spoken.requests(head.toString() + head + changed, 1000);

    assertThat(heard.asked.get(1)).isEqualTo(heard.asked.get(0));
    assertThat(heard.asked.get(2)).isNotEqualTo(heard.asked.get(1));
    assertThat(heard.whole.get(2).fields()).contains("x-60: 61").doesNotContain("x-60: 60");
  }
}
