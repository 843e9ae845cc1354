package dev.postern.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a browser sends besides pages: cookies in one or two fields, and queries. */
public final class BrowserWordsFuzz implements FuzzTarget {
  private static final String SECRET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
  private static final int LONGEST = 400;

  @Override
  public String name() {
    return "browser-words";
  }

  @Override
  public String property() {
    return "a cookie counts only where its very name stands once in all of a request's fields, with"
        + " a value of the right shape; a parameter counts only where it stands once in the"
        + " whole query";
  }

  @Override
  public List<String> seeds() {
    String one = "__Host-postern=" + SECRET;
    return List.of(
        sized(one + "; a=b") + sized("") + "state=x&code=y",
        sized(one) + sized(one) + "code=%41&code=1",
        sized(one + ";" + one) + sized("a=b") + "state=",
        sized("") + sized("") + "state=" + "a=b&".repeat(33) + "state=2",
        sized("__Host-postern-begun=" + SECRET + ";__Host-postern=x") + "%73tate=1&state=2&=&&");
  }

  private static String sized(String piece) {
    return (char) piece.length() + piece;
  }

  @Override
  public List<String> words() {
    return List.of(
        "__Host-postern=",
        "__Host-postern-begun=",
        SECRET,
        ";",
        "; ",
        "=",
        "&",
        "state=",
        "code=",
        "%",
        "%73tate=",
        "+",
        "\t",
        "\"");
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      fields.add(new Field("cookie", FuzzInput.octets(choices.piece())));
    }
    cookies(new RequestHead("GET", "/", "", fields));
    String query = FuzzInput.octets(choices.rest());
    Query read = Query.of(query);
    for (String name : List.of("state", "code")) {
      int plain = 0;
      for (String pair : query.split("&", -1)) {
        plain += pair.startsWith(name + "=") ? 1 : 0;
      }
      if (plain > 1) {
        assertThat(read.only(name)).as("%s in %s", name, query).isEmpty();
      }
      read.only(name).ifPresent(value -> assertThat(value).isNotEmpty());
    }
  }

  private static void cookies(RequestHead head) {
    for (Cookie cookie : Cookie.values()) {
      List<String> values = new ArrayList<>();
      for (Field field : head.fields()) {
        for (String pair : field.value().split(";", -1)) {
          String trimmed = pair.strip();
          if (trimmed.startsWith(cookie.title() + "=")) {
            values.add(trimmed.substring(cookie.title().length() + 1));
          }
        }
      }
      Optional<String> found = cookie.of(head, LONGEST);
      if (found.isPresent()) {
        assertThat(values).containsExactly(found.get());
        assertThat(found.get()).matches("[A-Za-z0-9_-]{43}");
        assertThat(cookie.in(head)).isTrue();
      }
    }
  }
}
