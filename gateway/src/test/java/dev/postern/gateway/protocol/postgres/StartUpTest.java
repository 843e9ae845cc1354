package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StartUpTest {
  @Test
  void names_an_account_a_method_a_target_and_a_database() {
    StartUp brief = asked("user", "reporting", "database", "shop");
    StartUp full = asked("user", "reporting~token", "database", "shop/orders");

    assertThat(brief.account()).isEqualTo("reporting");
    assertThat(brief.way()).isEqualTo(new StartUp.Way.Unsaid());
    assertThat(brief.target()).isEqualTo("shop");
    assertThat(brief.database()).isEmpty();
    assertThat(full.way()).isEqualTo(new StartUp.Way.Token());
    assertThat(full.account()).isEqualTo("reporting");
    assertThat(full.database()).contains("orders");
  }

  @Test
  void refuses_names_of_another_form() {
    for (String user : List.of("", "~token", "a~", "a~password", "a~token~token", "x".repeat(64))) {
      assertThat(refused("user", user, "database", "shop")).as(user).isNotEmpty();
    }
    for (String database :
        List.of(
            "",
            "/",
            "/db",
            "shop/",
            "x".repeat(64),
            "s/" + "d".repeat(64),
            "s/" + "é".repeat(32))) {
      assertThat(refused("user", "a", "database", database)).as(database).isNotEmpty();
    }
    assertThat(refused("user", "a")).startsWith("3D000");
  }

  @Test
  void takes_listed_settings_in_any_case_and_spells_them_as_the_server_does() {
    StartUp asked =
        asked(
            "user",
            "a",
            "database",
            "s",
            "datestyle",
            "ISO",
            "TIMEZONE",
            "UTC",
            "application_name",
            "psql");

    assertThat(asked.settings())
        .containsExactlyEntriesOf(
            ordered("DateStyle", "ISO", "TimeZone", "UTC", "application_name", "psql"));
  }

  @Test
  void refuses_every_other_setting_by_name() {
    for (String name :
        List.of(
            "role",
            "session_authorization",
            "backslash_quote",
            "session_preload_libraries",
            "local_preload_libraries",
            "log_statement",
            "is_superuser",
            "no_such_thing",
            "myapp.user",
            "search_path\n")) {
      assertThat(refused("user", "a", "database", "s", name, "x")).startsWith("42704");
      assertThat(refused("user", "a", "database", "s", "options", "-c " + name.strip() + "=x"))
          .as(name)
          .matches(text -> text.startsWith("42704") || name.equals("search_path\n"));
    }
  }

  @Test
  void reads_options_as_the_server_does() {
    assertThat(options("")).isEmpty();
    assertThat(options("  ")).isEmpty();
    assertThat(options("-c work_mem=4MB")).isEqualTo(Map.of("work_mem", "4MB"));
    assertThat(options("-cwork_mem=4MB")).isEqualTo(Map.of("work_mem", "4MB"));
    assertThat(options("--work-mem=4MB")).isEqualTo(Map.of("work_mem", "4MB"));
    assertThat(options("\t-c  work-mem=a=b ")).isEqualTo(Map.of("work_mem", "a=b"));
    assertThat(options("-c search_path=a,\\ b\\\\c")).isEqualTo(Map.of("search_path", "a, b\\c"));
    assertThat(options("-c geqo=off --lock_timeout=5s"))
        .containsExactlyEntriesOf(ordered("geqo", "off", "lock_timeout", "5s"));
    assertThat(options("-c geqo=")).isEqualTo(Map.of("geqo", ""));
    assertThat(options("-c geqo=off\\")).isEqualTo(Map.of("geqo", "off"));
  }

  @Test
  void refuses_options_that_set_nothing_by_name() {
    for (String options :
        List.of(
            "-c",
            "-c geqo",
            "-c =off",
            "--",
            "--geqo",
            "-d 5",
            "-fs",
            "geqo=off",
            "-c geqo=off -c",
            "-C geqo",
            "-",
            "-p 5432",
            "\\-c geqo")) {
      assertThat(refused("user", "a", "database", "s", "options", options))
          .as(options)
          .startsWith("42601");
    }
  }

  @Test
  void a_parameter_has_effect_after_the_options_and_the_later_option_counts() {
    assertThat(
            asked("geqo", "on", "user", "a", "options", "-c geqo=off", "database", "s").settings())
        .isEqualTo(Map.of("geqo", "on"));
    assertThat(options("-c GEQO=off -c geqo=on")).isEqualTo(Map.of("geqo", "on"));
  }

  @Test
  void refuses_a_parameter_that_is_given_twice() {
    assertThat(refused("user", "a", "database", "s", "user", "b")).startsWith("22023");
    assertThat(refused("user", "a", "database", "s", "geqo", "on", "geqo", "on"))
        .startsWith("22023");
  }

  @Test
  void refuses_replication_in_every_form_but_off() {
    for (String value : List.of("true", "on", "1", "database", "yes", "t", "x")) {
      assertThat(refused("user", "a", "database", "s", "replication", value)).startsWith("0A000");
    }
    for (String value : List.of("false", "off", "0", "no")) {
      assertThat(asked("user", "a", "database", "s", "replication", value).settings()).isEmpty();
    }
  }

  @Test
  void tells_which_versions_and_protocol_options_are_not_spoken() {
    assertThat(read(0).negotiate()).isEmpty();
    assertThat(read(2).negotiate()).isEmpty();
    assertThat(read(2).minor()).isEqualTo(2);
    assertThat(read(9_999).minor()).isEqualTo(2);
    assertThat(read(9_999).negotiate()).contains(new StartUp.Negotiation(3 << 16 | 2, List.of()));
    assertThat(asked("user", "a", "database", "s", "_pq_.grease", "x").negotiate())
        .contains(new StartUp.Negotiation(3 << 16, List.of(Slice.of("_pq_.grease"))));
  }

  @Test
  void refuses_another_major_version() {
    for (int major : new int[] {0, 1, 2, 4, 65_535}) {
      assertThat(StartUp.read(new StartPacket.Startup(major, 0, List.of()), PostgresLimits.DEFAULT))
          .isInstanceOf(StartUp.Answer.Refused.class);
    }
  }

  @Test
  @Tag("reaches:PostgresLimits.parameters")
  void refuses_more_parameters_than_the_bound() {
    List<String> many = new ArrayList<>(List.of("user", "a", "database", "s"));
    for (int i = 0; i < PostgresLimits.DEFAULT.parameters(); i++) {
      many.add("_pq_.x" + i);
      many.add("");
    }

    assertThat(refused(many.toArray(String[]::new))).startsWith("54000");
  }

  @Test
  void names_in_errors_are_briefand_without_controls() {
    String told = refused("user", "a", "database", "s", "x\u0007\r\n" + "y".repeat(5_000), "");

    assertThat(told).doesNotContain("\u0007", "\r", "\n").hasSizeLessThan(200);
  }

  private static Map<String, String> options(String options) {
    return asked("user", "a", "database", "s", "options", options).settings();
  }

  private static StartUp read(int minor) {
    return asked(minor, "user", "a", "database", "s");
  }

  private static StartUp asked(String... parameters) {
    return asked(0, parameters);
  }

  private static StartUp asked(int minor, String... parameters) {
    return answer(minor, parameters) instanceof StartUp.Answer.Asked(StartUp asked)
        ? asked
        : Optional.<StartUp>empty().orElseThrow();
  }

  private static String refused(String... parameters) {
    return answer(0, parameters) instanceof StartUp.Answer.Refused(String state, String message)
        ? state + " " + message
        : "";
  }

  private static StartUp.Answer answer(int minor, String... parameters) {
    List<StartPacket.Parameter> list = new ArrayList<>();
    for (int i = 0; i < parameters.length; i += 2) {
      list.add(new StartPacket.Parameter(Slice.of(parameters[i]), Slice.of(parameters[i + 1])));
    }
    return StartUp.read(new StartPacket.Startup(3, minor, list), PostgresLimits.DEFAULT);
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
