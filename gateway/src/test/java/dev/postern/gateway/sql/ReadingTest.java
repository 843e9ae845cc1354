package dev.postern.gateway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTest {
  private static final int ROUNDS = 3_000;

  private static Reading read(String text) {
    return Reading.of(text.getBytes(StandardCharsets.UTF_8), SqlRules.CURRENT);
  }

  private static String verbs(Reading reading) {
    return reading.verbs().stream()
        .map(verb -> verb.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\u0001',
      value = {
        "SELECT 1¦select",
        "(((select 1)))¦select",
        "table t¦select",
        "VALUES (f())¦select",
        "with d as (delete from t returning *) select * from d¦select delete",
        "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a¦select insert",
        "insert into t values (1) on conflict do nothing¦insert",
        "insert into t values (1) on conflict (a) do update set b = 1¦insert update",
        "insert into t table s¦select insert",
        "select * from t for update¦select update",
        "select 1 into t¦select ddl",
        "select insert into t from s¦select insert ddl",
        "with x as (select 1) select (1) insert into t¦select insert ddl",
        "explain analyze insert into t values (1)¦select insert",
        "merge into t using s on true when matched then delete¦delete merge",
        "copy t from stdin¦copy_in",
        "copy t (a, b) to stdout with csv¦select copy_out",
        "copy (select * from t) to stdout¦select copy_out",
        "copy (delete from t returning *) to stdout¦select copy_out delete",
        "copy t from '/etc/passwd'¦unknown",
        "copy t to program 'sh'¦unknown",
        "copy t from stdout¦copy_in",
        "copy¦unknown",
        "call p()¦call",
        "do $$begin end$$¦do",
        "do language plpgsql 'x'¦do",
        "do¦do",
        "execute p(1)¦execute",
        "explain execute p¦select execute",
        "create table t (a int)¦ddl",
        "create table t as table s¦select ddl",
        "create table t as execute p¦ddl execute",
        "drop table t¦ddl",
        "truncate t¦ddl",
        "grant select on table t to u¦select ddl",
        "comment on table t is 'x'¦ddl",
        "security label on table t is 'x'¦ddl",
        "vacuum¦ddl",
        "refresh materialized view v¦ddl",
        "begin¦session",
        "start transaction¦session",
        "commit and chain¦session",
        "rollback to a¦session",
        "commit prepared 'x'¦two_phase",
        "prepare transaction 'x'¦two_phase",
        "prepare p as delete from t¦session delete",
        "fetch all from c¦session select",
        "discard all¦session",
        "show all¦session",
        "listen c¦listen",
        "notify c, 'x'¦notify",
        "lock table t¦lock",
        "set statement_timeout = 0¦set",
        "set local a.b = 'x'¦set",
        "reset all¦set",
        "set transaction read only¦session",
        "set session characteristics as transaction read only¦session",
        "set constraints all deferred¦session",
        "set role x¦set_role",
        "SET LOCAL \"ROLE\" = x¦set_role",
        "set u&\"r\\006fle\" = x¦set_role",
        "set session authorization x¦set_role",
        "reset session authorization¦set_role",
        "set session_authorization to x¦set_role",
        "set client_encoding = 'UTF-8'¦set",
        "set names latin1¦set",
        "set names 'SJIS'¦unknown",
        "set client_encoding to 'gbk'¦unknown",
        "update t set a = 1¦update",
        "update t set a = 1; drop table t¦update ddl",
        "select 1; ; select 2¦select",
        "load 'x'¦unknown",
        "frobnicate¦unknown",
        "\"select\" 1¦unknown",
        "'select' 1¦unknown",
        "1¦unknown",
        "\\d¦unknown",
        "create rule r as on insert to t do also (delete from a; notify c)¦notify insert delete ddl"
            + " do",
        "select 'unterminated¦select unknown",
        "select /* unterminated¦select unknown",
        "select 1 -- delete¦select",
        "select 'delete', \"drop\", $$truncate$$, /* insert */ E'\\'update'¦select",
      })
  void counts_every_verb_that_could_be_one(String text, String expected) {
    assertThat(verbs(read(text)).split(" ")).containsExactlyInAnyOrder(expected.split(" "));
  }

  @Test
  void a_text_without_tokens_has_no_verb() {
    assertThat(read(" ;; -- x\n/* y */ ; ")).isEqualTo(read(""));
    assertThat(read("").verbs()).isEmpty();
  }

  @Test
  void statements_end_at_semicolons_outside_parentheses_and_literals() {
    assertThat(read("select ';' ; select $$;$$;;select 1 /*;*/").statements()).isEqualTo(3);
    assertThat(read("").statements()).isZero();
  }

  @Test
  void says_what_a_text_does_to_names() {
    assertThat(read("prepare P1 as select 1; declare \"C\"\"1\" cursor for select 1").namings())
        .containsExactly(
            new Naming(Naming.What.PREPARE, "p1"), new Naming(Naming.What.DECLARE, "C\"1"));
    assertThat(
            read("deallocate p; deallocate prepare q; deallocate all; deallocate prepare all;"
                    + " deallocate prepare")
                .namings())
        .containsExactly(
            new Naming(Naming.What.DEALLOCATE, "p"),
            new Naming(Naming.What.DEALLOCATE, "q"),
            new Naming(Naming.What.DEALLOCATE, ""),
            new Naming(Naming.What.DEALLOCATE, ""),
            new Naming(Naming.What.DEALLOCATE, "prepare"));
    assertThat(read("close c; close all; discard all").namings())
        .containsExactly(
            new Naming(Naming.What.CLOSE, "c"),
            new Naming(Naming.What.CLOSE, ""),
            new Naming(Naming.What.DEALLOCATE, ""),
            new Naming(Naming.What.CLOSE, ""));
    assertThat(read("discard plans; discard temp").namings()).isEmpty();
    assertThat(read("prepare u&\"x\" as select 1").namings())
        .containsExactly(new Naming(Naming.What.UNREADABLE, ""));
  }

  @Test
  void says_what_a_text_runs_by_name() {
    assertThat(
            read("execute p; EXECUTE \"P\"(1); explain (analyze) execute q(2); explain analyze"
                    + " execute r; create table t as execute s; explain create table u as /* */"
                    + " execute v")
                .namings())
        .containsExactly(
            new Naming(Naming.What.EXECUTE, "p"),
            new Naming(Naming.What.EXECUTE, "P"),
            new Naming(Naming.What.EXECUTE, "q"),
            new Naming(Naming.What.EXECUTE, "r"),
            new Naming(Naming.What.EXECUTE, "s"),
            new Naming(Naming.What.EXECUTE, "v"));
    assertThat(
            read("fetch c; fetch all from C; move forward 3 in \"C\"; fetch absolute -1 c")
                .namings())
        .containsExactly(
            new Naming(Naming.What.FETCH, "c"),
            new Naming(Naming.What.FETCH, "c"),
            new Naming(Naming.What.FETCH, "C"),
            new Naming(Naming.What.FETCH, "c"));
    assertThat(read("execute u&\"x\"; fetch u&\"x\"; execute $1").namings())
        .containsOnly(new Naming(Naming.What.UNREADABLE, ""));
    assertThat(
            read("grant execute on function f() to u; create trigger t before insert on x execute"
                    + " function f(); explain select execute from t; create view v as select 1 as"
                    + " execute")
                .namings())
        .isEmpty();
  }

  @Test
  void names_that_two_readings_find_differently_cannot_be_read() {
    byte[] text = "select '\\'; execute p; --'".getBytes(StandardCharsets.UTF_8);

    assertThat(Reading.unsettled(text, SqlRules.CURRENT).namings())
        .contains(new Naming(Naming.What.UNREADABLE, ""));
  }

  @Test
  void names_are_cut_to_63_bytes_and_not_inside_a_character() {
    String long63 = "a".repeat(63);
    assertThat(read("prepare " + long63 + "b as select 1").namings())
        .containsExactly(new Naming(Naming.What.PREPARE, long63));
    assertThat(read("prepare " + "a".repeat(62) + "é as select 1").namings())
        .containsExactly(new Naming(Naming.What.PREPARE, "a".repeat(62)));
  }

  @Test
  void a_server_that_may_have_changed_its_mind_is_read_both_ways() {
    byte[] text = "select '\\', 'drop table t; --'".getBytes(StandardCharsets.UTF_8);

    assertThat(Reading.of(text, SqlRules.CURRENT).verbs()).containsExactly(Verb.SELECT);
    assertThat(Reading.unsettled(text, SqlRules.CURRENT).verbs())
        .containsExactly(Verb.SELECT, Verb.DDL);
  }

  @Test
  void a_verb_is_found_wherever_literals_and_comments_are_put_around_it() {
    List<String> noise =
        List.of(
            "'x''y'",
            "E'\\'delete'",
            "$$it's$$",
            "$a$ ; $b$ $a$",
            "/* /* ' */ \" */",
            "-- '\n",
            "\"a\"\"b\"",
            "U&'\\0027'",
            "b'1'",
            "1.5e3",
            "@-",
            "::",
            "a.b",
            "($1)",
            "é");
    Random random = new Random(11);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder("select ");
      int at = random.nextInt(12);
      for (int i = 0; i < 12; i++) {
        text.append(i == at ? " TrUnCaTe " : noise.get(random.nextInt(noise.size()))).append(' ');
      }
      assertThat(read(text.toString()).verbs()).as("%s", text).contains(Verb.SELECT, Verb.DDL);
    }
  }

  @Test
  void random_bytes_are_read_without_failing() {
    Random random = new Random(12);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] text = new byte[random.nextInt(60)];
      random.nextBytes(text);
      Reading reading = Reading.unsettled(text, SqlRules.CURRENT);
      assertThat(reading.statements() > 0 || !reading.broken()).isTrue();
      assertThat(Secrets.redact(text, SqlRules.CURRENT).text()).isNotNull();
    }
  }
}
