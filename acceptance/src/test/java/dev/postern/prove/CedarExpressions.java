package dev.postern.prove;

import java.util.Random;

/** Writes random expressions about {@link CedarWorld}, of the type that is asked or another. */
final class CedarExpressions {
  /** What an expression is asked to be. */
  enum Want {
    BOOL,
    LONG,
    STRING,
    SET,
    RECORD,
    USER,
    PHOTO,
    GROUP,
    DECIMAL,
    IP,
    DATETIME,
    DURATION
  }

  private static final int DEEPEST = 4;

  private final Random random;

  /**
   * One expression in so many is of another type than asked; none for a policy that is meant to be
   * valid.
   */
  private int wildness;

  CedarExpressions(Random random) {
    this.random = random;
  }

  /** From now on one in so many is of another type than asked; 0 for none. */
  void wild(int oneIn) {
    wildness = oneIn;
  }

  /** What a condition of a policy says. */
  String condition() {
    return expr(Want.BOOL, 0);
  }

  /** One that there is, or not, as it is written. */
  String entity(Want want) {
    return switch (want) {
      case USER -> pick("User::\"a\"", "User::\"b\"", "User::\"zz\"");
      case PHOTO -> pick("Photo::\"p\"", "Photo::\"q\"", "Album::\"al\"");
      default -> pick("Group::\"g1\"", "Group::\"g2\"", "Group::\"g3\"");
    };
  }

  private String expr(Want asked, int depth) {
    Want want = wildness > 0 && one(wildness) ? pick(Want.values()) : asked;
    if (depth < DEEPEST && one(12)) {
      return "(if %s then %s else %s)"
          .formatted(expr(Want.BOOL, depth + 1), expr(want, depth + 1), expr(want, depth + 1));
    }
    boolean leaf = depth >= DEEPEST || one(3);
    return switch (want) {
      case BOOL -> leaf ? boolLeaf() : bool(depth + 1);
      case LONG -> leaf ? longLeaf() : number(depth + 1);
      case STRING -> string(depth);
      case SET -> set(depth);
      case RECORD ->
          pick(
              "context.r",
              "{a: " + expr(Want.LONG, depth + 1) + ", \"b c\": true}",
              "context",
              "principal.home");
      case USER ->
          pick("principal", "resource.owner", "context.who", "principal.boss", entity(Want.USER));
      case PHOTO -> pick("resource", "resource", entity(Want.PHOTO));
      case GROUP ->
          pick(entity(Want.GROUP), "[" + entity(Want.GROUP) + ", " + entity(Want.GROUP) + "]");
      case DECIMAL ->
          pick(
              "resource.size",
              "decimal(\""
                  + pick(
                      "1.5",
                      "0.0",
                      "-0.0001",
                      "922337203685477.5807",
                      "922337203685477.5808",
                      "1",
                      "1.23456",
                      "+1.0")
                  + "\")");
      case IP ->
          pick(
              "resource.from",
              "ip(\""
                  + pick(
                      "10.1.2.3",
                      "10.0.0.0/8",
                      "::1",
                      "ff00::/8",
                      "1::2::3",
                      "10.1.2.3/33",
                      "01.2.3.4",
                      "::/0",
                      "0:0:0:0:0:0:0:1",
                      "::ffff:1.2.3.4",
                      "1:2:3:4:5:6:7::",
                      "::2:3:4:5:6:7:8",
                      "g::")
                  + "\")");
      case DATETIME ->
          pick(
              "resource.at",
              "context.at",
              "datetime(\""
                  + pick(
                      "2024-02-29",
                      "2023-02-29",
                      "2024-02-29T12:00:00Z",
                      "2024-02-29T12:00:00.001+0130",
                      "2024-02-29T24:00:00Z",
                      "0000-01-01",
                      "1969-12-31T23:59:59.999Z",
                      "2024-1-1")
                  + "\")");
      case DURATION ->
          pick(
              "resource.span",
              "duration(\""
                  + pick(
                      "1h30m",
                      "-1ms",
                      "1d",
                      "9223372036854775807ms",
                      "-9223372036854775808ms",
                      "1m1h",
                      "",
                      "106751991168d",
                      "5ms5s")
                  + "\")");
    };
  }

  private String boolLeaf() {
    return pick(
        "true",
        "false",
        "context.ok",
        "resource.secret",
        "context has s",
        "context has r.deep",
        "context has \"who\"",
        "principal has opt",
        "principal has boss.home.city",
        "principal has home.zip",
        "resource has owner",
        "principal.hasTag(\"t\")",
        "resource.hasTag(\"u\")",
        "principal is User",
        "resource is Photo",
        "context has nothing",
        "action == Action::\"view\"",
        "action in Action::\"any\"",
        "action in [Action::\"view\", Action::\"join\"]");
  }

  private String bool(int depth) {
    return switch (random.nextInt(20)) {
      case 0, 1 -> "(%s && %s)".formatted(expr(Want.BOOL, depth), expr(Want.BOOL, depth));
      case 2, 3 -> "(%s || %s)".formatted(expr(Want.BOOL, depth), expr(Want.BOOL, depth));
      case 4 -> pick("!", "!!") + "(" + expr(Want.BOOL, depth) + ")";
      case 5, 6 ->
          "(%s %s %s)"
              .formatted(
                  expr(Want.LONG, depth),
                  pick("<", "<=", ">", ">=", "==", "!="),
                  expr(Want.LONG, depth));
      case 7 -> {
        Want same = pick(Want.values());
        yield "(%s %s %s)".formatted(expr(same, depth), pick("==", "!=", "=="), expr(same, depth));
      }
      case 8 ->
          "(%s like \"%s\")"
              .formatted(
                  expr(Want.STRING, depth), pick("*", "a*", "*\\**", "", "a*b", "\\u{2a}x", "*a*"));
      case 9 -> "(%s in %s)".formatted(expr(Want.USER, depth), expr(Want.GROUP, depth));
      case 10 ->
          "(resource in %s)"
              .formatted(
                  pick(
                      "Album::\"al\"",
                      "Album::\"top\"",
                      "[Album::\"al\", resource]",
                      "resource.cover"));
      case 11 -> "%s.contains(%s)".formatted(expr(Want.SET, depth), expr(Want.LONG, depth));
      case 12 ->
          "%s.%s(%s)"
              .formatted(
                  expr(Want.SET, depth), pick("containsAll", "containsAny"), expr(Want.SET, depth));
      case 13 -> "%s.isEmpty()".formatted(expr(Want.SET, depth));
      case 14 ->
          "%s.%s(%s)"
              .formatted(
                  expr(Want.DECIMAL, depth),
                  pick("lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"),
                  expr(Want.DECIMAL, depth));
      case 15 -> "%s.isInRange(%s)".formatted(expr(Want.IP, depth), expr(Want.IP, depth));
      case 16 ->
          "%s.%s()"
              .formatted(
                  expr(Want.IP, depth), pick("isIpv4", "isIpv6", "isLoopback", "isMulticast"));
      case 17 -> {
        Want moment = pick(Want.DATETIME, Want.DURATION);
        yield "(%s %s %s)"
            .formatted(expr(moment, depth), pick("<", "<=", ">", ">="), expr(moment, depth));
      }
      case 18 -> guarded(depth);
      default ->
          "(%s is %s%s)"
              .formatted(
                  expr(Want.USER, depth),
                  pick("User", "Group"),
                  pick("", " in " + entity(Want.GROUP)));
    };
  }

  /**
   * Reads of what may be absent behind a test that it is there, so that valid policies have them
   * too.
   */
  private String guarded(int depth) {
    return pick(
        "(context has s && context.s == " + expr(Want.STRING, depth) + ")",
        "(principal has home.city && principal.home.city like \"O*\")",
        "(principal has boss && principal.boss.n < " + expr(Want.LONG, depth) + ")",
        "(context has r.deep.n && context.r.deep.n == 1)",
        "(principal.hasTag(\"t\") && principal.getTag(\"t\") == principal.s)",
        "(resource.hasTag(\"t\") && resource.getTag(\"t\").contains(1))",
        "(if context has who then context.who.n == 7 else context.ok)",
        "(!(context has s) || context.ok)",
        "(context has kind && context.kind == Kind::\"" + pick("x", "y", "x", "z") + "\")");
  }

  private String longLeaf() {
    return pick(
        "0",
        "1",
        "-1",
        "7",
        "9223372036854775807",
        "-9223372036854775808",
        "context.n",
        "principal.n",
        "resource.owner.n",
        "principal.home.zip",
        "context.r.deep.n",
        "--5",
        "-(3)");
  }

  private String number(int depth) {
    return switch (random.nextInt(6)) {
      case 0 ->
          "(%s + %s - %s)"
              .formatted(expr(Want.LONG, depth), expr(Want.LONG, depth), expr(Want.LONG, depth));
      case 1 -> "(%s * %s)".formatted(expr(Want.LONG, depth), expr(Want.LONG, depth));
      case 2 -> "-(%s)".formatted(expr(Want.LONG, depth));
      case 3 ->
          "%s.%s()"
              .formatted(
                  expr(Want.DURATION, depth),
                  pick("toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays"));
      case 4 ->
          "%s.durationSince(%s).toSeconds()"
              .formatted(expr(Want.DATETIME, depth), expr(Want.DATETIME, depth));
      default ->
          "%s.offset(%s).%s.toMilliseconds()"
              .formatted(
                  expr(Want.DATETIME, depth),
                  expr(Want.DURATION, depth),
                  pick("toTime()", "toDate().toTime()"));
    };
  }

  private String string(int depth) {
    return one(4) && depth < DEEPEST
        ? "principal.getTag(" + pick("\"t\"", "\"u\"", expr(Want.STRING, depth + 1)) + ")"
        : pick(
            "\"ab\"",
            "\"\"",
            "\"x\\*\"".replace("\\*", "*"),
            "\"\\u{1F600}\"",
            "principal.s",
            "principal[\"s\"]",
            "context.s",
            "context.r.s",
            "principal.opt",
            "principal.home.city");
  }

  private String set(int depth) {
    return one(3) && depth < DEEPEST
        ? "[" + expr(Want.LONG, depth + 1) + ", " + expr(Want.LONG, depth + 1) + "]"
        : pick(
            "principal.g",
            "[1, 2]",
            "[1]",
            "[]",
            "resource.labels",
            "context.ips",
            "resource.getTag(\"t\")");
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  @SafeVarargs
  private <T> T pick(T... options) {
    return options[random.nextInt(options.length)];
  }
}
