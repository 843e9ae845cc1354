package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a start-up message asks for: pairs of a name and a value, each with its length before it.
 */
public final class StartUpFuzz implements FuzzTarget {
  private static final int LONGEST_NAME = 63;

  @Override
  public String name() {
    return "pg-startup";
  }

  @Override
  public String property() {
    return "account, target and database are the parts of user and database around the first mark,"
        + " none of them empty or longer than a server's names; nothing is given twice;"
        + " replication, role and what is not on the list of settings are refused";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0000" + pair("user", "ro~token") + pair("database", "shop/orders"),
        "\u0002" + pair("user", "ro") + pair("database", "shop") + pair("application_name", "x"),
        "\u0000"
            + pair("user", "ro~abcdefghijklmnop")
            + pair("database", "shop")
            + pair("options", "-c statement_timeout=5 --search_path=a\\ b"),
        "\u0000" + pair("user", "a".repeat(64)) + pair("database", "shop"),
        "\u0000" + pair("user", "a") + pair("database", "shop/" + "b".repeat(64)),
        "\u0000" + pair("user", "a") + pair("database", "shop") + pair("role", "admin"),
        "\u0003" + pair("user", "a") + pair("_pq_.x", "1") + pair("replication", "off"));
  }

  private static String pair(String name, String value) {
    return (char) name.length() + name + (char) value.length() + value;
  }

  @Override
  public List<String> words() {
    return List.of(
        "\u0004user",
        "\u0008database",
        "\u0007options",
        "~token",
        "/",
        "-c ",
        "--",
        "=",
        "\\",
        "role",
        "replication",
        "session_authorization",
        "_pq_.",
        "client_encoding",
        "TimeZone");
  }

  @Override
  public int rounds() {
    return 1_000;
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int minor = choices.octet();
    List<StartPacket.Parameter> parameters = new ArrayList<>();
    Map<String, List<String>> given = new HashMap<>();
    while (!choices.isOver() && parameters.size() < 80) {
      Slice name = Slice.of(choices.piece());
      Slice value = Slice.of(choices.piece());
      parameters.add(new StartPacket.Parameter(name, value));
      given.computeIfAbsent(name.text(), absent -> new ArrayList<>()).add(value.text());
    }
    StartPacket.Startup packet = new StartPacket.Startup(3, minor, parameters);
    switch (StartUp.read(packet, PostgresLimits.DEFAULT)) {
      case StartUp.Answer.Refused(String state, String message) -> {
        assertThat(state).matches("[0-9A-Z]{5}");
        assertThat(message.chars().noneMatch(Character::isISOControl)).isTrue();
      }
      case StartUp.Answer.Asked(StartUp asked) -> asked(asked, minor, given);
    }
  }

  private static void asked(StartUp asked, int minor, Map<String, List<String>> given) {
    given.forEach((name, values) -> {
      if (!name.startsWith("_pq_.")) {
        assertThat(values).as(name).hasSize(1);
      }
    });
    String user = given.getOrDefault("user", List.of()).getFirst();
    String database = given.getOrDefault("database", List.of()).getFirst();
    assertThat(user.split("~", 2)[0]).isEqualTo(asked.account());
    assertThat(database.split("/", 2)[0]).isEqualTo(asked.target());
    asked.database().ifPresent(name -> assertThat(database.split("/", 2)[1]).isEqualTo(name));
    assertThat(asked.database().isPresent()).isEqualTo(database.contains("/"));
    assertThat(asked.way() instanceof StartUp.Way.Unsaid).isEqualTo(!user.contains("~"));
    List<String> names = new ArrayList<>(List.of(asked.account(), asked.target()));
    asked.database().ifPresent(names::add);
    assertThat(names)
        .allSatisfy(name ->
            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, LONGEST_NAME));
    assertThat(asked.minor()).isLessThanOrEqualTo(Math.min(minor, 2));
    assertThat(asked.settings().keySet())
        .allMatch(name -> SettingNames.known(name).isPresent())
        .doesNotContain("role", "session_authorization", "replication");
  }
}
