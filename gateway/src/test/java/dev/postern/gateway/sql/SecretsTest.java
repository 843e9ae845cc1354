package dev.postern.gateway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static String redacted(String text) {
    return new String(
        Secrets.redact(text.getBytes(StandardCharsets.UTF_8), SqlRules.CURRENT).text(),
        StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter role bob password 'hunter2'",
        "ALTER USER bob WITH ENCRYPTED PASSWORD\n-- x\n'hunter2' VALID UNTIL 'infinity'",
        "create role bob login password $$hunter2$$",
        "create role bob password $x$hunter2$x$",
        "create role bob password E'hunter\\062' password 'hunter2'",
        "create role bob password U&'hunter2'",
        "create role bob password 'hunt'\n'hunter2'",
        "create user mapping for bob server s options (user 'x', \"password\" 'hunter2')",
        "alter /* c */ user /* d */ mapping for bob server s options (set pw 'hunter2')",
        "create subscription s connection 'host=x key=hunter2' publication p",
        "alter system set primary_conninfo = 'host=x user=hunter2'",
        "select dblink_connect('host=x password=hunter2')",
        "select * from f('postgres://u:hunter2@h/d')",
        "do $$ begin execute 'alter role x password ''hunter2'''; end $$",
        "do $a$ begin alter role x password 'hunter2'; end $a$",
        "do $a$ begin execute $b$alter role x password 'hunter2'$b$; end $a$",
        "create function f() returns void as 'alter role x password ''hunter2''' language sql",
        "insert into users (name, password) values ('bob', 'hunter2')",
        "update users set passwd = 'hunter2' where id = 3",
        "select * from users where password_hash = crypt('hunter2', salt)",
        "set my.api_key = 'hunter2'",
        "select 1 -- password hunter2",
        "/* the password is hunter2 */ select 1",
        "alter role bob password 'hunter2",
        "alter role bob password $$hunter2",
        "alter role bob password 12345 password 'hunter2'",
        "\"PassWord\" 'hunter2'"
      })
  void hides_what_could_be_a_secret(String text) {
    assertThat(redacted(text)).doesNotContain("hunter2").contains(Secrets.HIDDEN);
  }

  @Test
  void keeps_what_stands_around_a_secret() {
    assertThat(redacted("select 'a'; alter role bob password 'x'; select 'b'"))
        .isEqualTo("select 'a'; alter role bob password '[redacted]'; select 'b'");
    assertThat(redacted("do $$ begin perform 'a'; alter role x password 'y'; end $$"))
        .isEqualTo("do $$ begin perform 'a'; alter role x password '[redacted]'; end $$");
  }

  @Test
  void keeps_what_is_about_no_secret() {
    String text = "select 'a', $$b$$, 3 from runs where max_tokens > 5 -- all of them";

    assertThat(redacted(text)).isEqualTo(text);
    assertThat(
            Secrets.redact(text.getBytes(StandardCharsets.UTF_8), SqlRules.CURRENT).aboutSecrets())
        .isFalse();
  }

  @Test
  void says_when_bound_values_may_be_secrets() {
    byte[] text =
        "insert into users (name, password) values ($1, $2)".getBytes(StandardCharsets.UTF_8);

    assertThat(Secrets.redact(text, SqlRules.CURRENT).aboutSecrets()).isTrue();
    assertThat(Secrets.redact(text, SqlRules.CURRENT).text()).isEqualTo(text);
  }

  @Test
  void bodies_inside_bodies_are_hidden_whole_below_a_depth() {
    String text = "'password=hunter2'";
    for (int depth = 0; depth < 50; depth++) {
      text = "$t" + depth + "$" + text + "$t" + depth + "$";
    }

    assertThat(redacted("select " + text)).doesNotContain("hunter2").contains(Secrets.HIDDEN);
  }
}
