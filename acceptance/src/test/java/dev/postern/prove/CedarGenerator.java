package dev.postern.prove;

import dev.postern.prove.CedarExpressions.Want;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes random policies about {@link CedarWorld}. Most fit its schema; a part asks for wrong
 * types, absent names and impossible values, and a part is no Cedar at all.
 */
final class CedarGenerator {
  private final Random random;
  private final CedarExpressions expressions;

  CedarGenerator(Random random) {
    this.random = random;
    this.expressions = new CedarExpressions(random);
  }

  /** One to five policies. */
  String policies() {
    expressions.wild(pick(0, 0, 12, 40));
    String text =
        IntStream.range(0, random.nextInt(1, 6))
            .mapToObj(i -> policy())
            .collect(Collectors.joining("\n"));
    return one(8) ? broken(text) : text;
  }

  private String broken(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int change = random.nextInt(1, 3); change > 0 && !changed.isEmpty(); change--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(3)) {
        case 0 -> changed.deleteCharAt(at);
        case 1 -> changed.setCharAt(at, pick("\"\\{}[]();@:?<=-!&|.0a*+, é\n".split("")).charAt(0));
        default ->
            changed.insert(
                at,
                pick(
                    "!", "-", "(", ")", "::", " in ", "\\u{41}", "\\*", "if ", "//", ",", "1",
                    "\""));
      }
    }
    return changed.toString();
  }

  private String policy() {
    String conditions =
        IntStream.range(0, random.nextInt(3))
            .mapToObj(i -> pick(" when { ", " unless { ") + expressions.condition() + " }")
            .collect(Collectors.joining());
    return pick("", "", "@a(\"1\") ", "@if ")
        + pick("permit", "permit", "forbid")
        + " ("
        + head("principal", Want.USER)
        + ", action"
        + pick(
            "",
            " == Action::\"view\"",
            " == Action::\"join\"",
            " in Action::\"any\"",
            " in [Action::\"all\", Action::\"edit\"]",
            " in [Action::\"view\"]")
        + ", "
        + head("resource", Want.PHOTO)
        + ")"
        + conditions
        + ";";
  }

  private String head(String name, Want want) {
    String group =
        want == Want.USER
            ? expressions.entity(Want.GROUP)
            : pick("Album::\"al\"", "Album::\"top\"");
    return name
        + switch (random.nextInt(6)) {
          case 0 -> " == " + expressions.entity(want);
          case 1 -> " in " + group;
          case 2 -> " is " + (want == Want.USER ? "User" : pick("Photo", "Album", "Group"));
          case 3 -> " is " + (want == Want.USER ? "User" : "Photo") + " in " + group;
          default -> "";
        };
  }

  /** A context: most as the schema has it, some with fields missing or of other types. */
  String context() {
    return "{"
        + "\"n\": "
        + pick("0", "7", "-9223372036854775808", "9223372036854775807")
        + ", \"ok\": "
        + pick("true", "false", "true", "1")
        + pick("", ", \"s\": \"ab\"", ", \"s\": \"\"", ", \"s\": 5")
        + pick(
            "",
            ", \"who\": {\"__entity\": {\"type\": \"User\", \"id\": \""
                + pick("a", "b", "zz")
                + "\"}}")
        + pick("", ", \"kind\": {\"__entity\": {\"type\": \"Kind\", \"id\": \"x\"}}")
        + ", \"r\": {\"s\": \"r\""
        + pick("", ", \"deep\": {\"n\": 1}", ", \"deep\": {}")
        + "}"
        + ", \"ips\": ["
        + pick("", "{\"__extn\": {\"fn\": \"ip\", \"arg\": \"10.1.2.3\"}}")
        + "]"
        + pick("", ", \"at\": {\"__extn\": {\"fn\": \"datetime\", \"arg\": \"2024-03-01\"}}")
        + "}";
  }

  /** The id of one of the world's entities of {@code type}, or of none. */
  String id(String type) {
    return switch (type) {
      case "User" -> pick("a", "b", "zz");
      case "Photo" -> pick("p", "q", "r");
      case "Action" -> pick("view", "edit", "join", "nothing");
      default -> pick("al", "top", "g1");
    };
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  @SafeVarargs
  private <T> T pick(T... options) {
    return options[random.nextInt(options.length)];
  }
}
