package dev.postern.prove.postgres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Makes random conversations: mostly what clients say, with anything else anywhere. */
final class Generator implements Texts.Names {
  /** As long as a name may be for the server to see all of it. */
  private static final String EDGE = "n".repeat(63);

  private static final List<String> STATEMENTS =
      List.of("", "", "", "s1", "s1", "s2", EDGE, EDGE + "1", EDGE + "2", "S1", "s\"'\\");

  /** The server compares names in its own encoding, so a guarded session may refuse these. */
  private static final List<String> BEYOND_ASCII = List.of("é", "n".repeat(62) + "é");

  private static final List<String> PORTALS =
      List.of("", "", "", "c1", "c1", "c2", EDGE, EDGE + "1", "c;");

  /** Where a refusal waits for the Bind, these name what may delete, and nothing else does. */
  private static final List<String> DELETING = List.of("deletes1", "deletes2");

  private final long seed;
  private final Random random;
  private final Mode mode;
  private final Texts texts;
  private final List<Frame> frames = new ArrayList<>();
  private final Map<String, Integer> parameters = new HashMap<>();
  private final Illegal illegal;

  private Generator(long seed, Mode mode) {
    this.seed = seed;
    this.random = new Random(seed * 31 + mode.ordinal());
    this.mode = mode;
    this.texts = new Texts(random, mode);
    this.illegal = new Illegal(random, !mode.refusing());
  }

  /** The conversation of a seed. */
  static Conversation conversation(long seed, Mode mode) {
    return new Generator(seed, mode).make();
  }

  private Conversation make() {
    int gestures = 1 + random.nextInt(9);
    for (int i = 0; i < gestures; i++) {
      gesture();
    }
    if (random.nextInt(60) == 0) {
      add(illegal.structure());
    }
    Conversation.Cut cut =
        switch (random.nextInt(8)) {
          case 0 -> Conversation.Cut.BY_BYTE;
          case 1, 2, 3 -> Conversation.Cut.ANYWHERE;
          default -> Conversation.Cut.NOWHERE;
        };
    return new Conversation(seed, mode, List.copyOf(frames), cut);
  }

  private void gesture() {
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> add(query(texts.any(this)));
      case 4, 5, 6, 7 -> batch();
      case 8 -> copy();
      case 9 -> suspended();
      case 10 -> call();
      case 11 -> add(illegal.one(this));
      default -> any();
    }
  }

  private void add(Frame frame) {
    frames.add(frame);
  }

  @Override
  public String statement() {
    return mode == Mode.OPEN && random.nextInt(12) == 0
        ? texts.one(BEYOND_ASCII)
        : texts.one(STATEMENTS);
  }

  @Override
  public String portal() {
    return mode == Mode.OPEN && random.nextInt(12) == 0
        ? texts.one(BEYOND_ASCII)
        : texts.one(PORTALS);
  }

  /** A group as a driver sends it. */
  private void batch() {
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      Texts.Text text = random.nextBoolean() ? texts.taking() : texts.any(this);
      String statement = statement();
      String portal = random.nextInt(3) > 0 ? "" : portal();
      Frame parse = parse(statement, text);
      add(parse);
      if (random.nextInt(4) == 0) {
        add(named('D', 'S', statement));
      }
      add(bind(portal, lastParsed));
      if (random.nextInt(3) == 0) {
        add(named('D', 'P', portal));
      }
      add(execute(portal, random.nextInt(4) == 0 ? random.nextInt(4) : 0));
      if (random.nextInt(5) == 0) {
        any();
      }
    }
    if (random.nextInt(6) > 0) {
      add(sync());
    }
  }

  private String lastParsed = "";

  /** A portal that is fetched from in parts. */
  private void suspended() {
    if (random.nextBoolean()) {
      add(query(new Texts.Text("begin", 0, Set.of())));
    }
    String portal = portal();
    add(parse("", new Texts.Text("select id, v from t order by id", 0, Set.of())));
    add(bind(portal, ""));
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      add(execute(portal, 1 + random.nextInt(3)));
      switch (random.nextInt(4)) {
        case 0 -> add(sync());
        case 1 -> any();
        default -> {}
      }
    }
    add(sync());
  }

  private void copy() {
    Texts.Text text = texts.copying();
    if (random.nextBoolean()) {
      add(query(text));
    } else {
      add(parse("", text));
      add(bind("", lastParsed));
      add(execute("", 0));
      if (random.nextBoolean()) {
        add(sync());
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      add(copyData());
    }
    switch (random.nextInt(6)) {
      case 0 -> add(copyFail());
      case 1 -> any();
      default -> add(copyDone());
    }
    if (random.nextBoolean()) {
      add(sync());
    }
  }

  /** Any message, wherever it stands. */
  private void any() {
    add(
        switch (random.nextInt(13)) {
          case 0 -> query(texts.any(this));
          case 1 -> parse(statement(), texts.any(this));
          case 2, 3 -> bind(portal(), statement());
          case 4, 5 -> execute(portal(), random.nextInt(5) - 1);
          case 6 -> named('D', random.nextBoolean() ? 'S' : 'P', statement());
          case 7 -> named('C', random.nextBoolean() ? 'S' : 'P', statement());
          case 8 -> sync();
          case 9 -> Frame.of("Flush", new Wire().as('H'));
          case 10 -> copyData();
          case 11 -> copyDone();
          default -> random.nextInt(6) == 0 ? copyFail() : sync();
        });
  }

  Frame query(Texts.Text text) {
    byte[] bytes = new Wire().string(text.sql()).as('Q');
    Optional<byte[]> failing =
        mode.refuses(text.traits())
            ? Optional.of(new Wire().string(Heard.FAILING).as('Q'))
            : Optional.empty();
    return new Frame("Query " + text.sql(), bytes, failing);
  }

  Frame parse(String wanted, Texts.Text text) {
    boolean refused = mode.refuses(text.traits());
    String name = refused && mode.late() ? texts.one(DELETING) : wanted;
    lastParsed = name;
    parameters.put(name, text.parameters());
    Wire wire = new Wire().string(name).string(text.sql());
    switch (random.nextInt(6)) {
      case 0 -> wire.int16(1).int32(0);
      case 1 -> wire.int16(1).int32(random.nextBoolean() ? 23 : 25);
      default -> wire.int16(0);
    }
    Optional<byte[]> failing =
        refused && !mode.late()
            ? Optional.of(new Wire().string(name).string(Heard.FAILING).int16(0).as('P'))
            : Optional.empty();
    return new Frame("Parse \"" + name + "\": " + text.sql(), wire.as('P'), failing);
  }

  Frame bind(String portal, String statement) {
    int taken = parameters.getOrDefault(statement, 0);
    int given = random.nextInt(15) == 0 ? random.nextInt(4) : taken;
    int formats = random.nextInt(12) == 0 ? random.nextInt(4) : random.nextInt(2);
    boolean binary = formats > 0 && random.nextInt(3) == 0;
    Wire wire = new Wire().string(portal).string(statement).int16(formats);
    for (int i = 0; i < formats; i++) {
      wire.int16(random.nextInt(25) == 0 ? 2 : binary ? 1 : 0);
    }
    wire.int16(given);
    for (int i = 0; i < given; i++) {
      value(wire, binary);
    }
    int results = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
    wire.int16(results);
    for (int i = 0; i < results; i++) {
      wire.int16(random.nextInt(2));
    }
    Optional<byte[]> failing =
        mode.late() && DELETING.contains(statement)
            ? Optional.of(
                new Wire().string(portal).string(Heard.FAILING).int16(0).int16(0).int16(0).as('B'))
            : Optional.empty();
    return new Frame(
        "Bind \"" + portal + "\" of \"" + statement + "\" with " + given + " values",
        wire.as('B'),
        failing);
  }

  private void value(Wire wire, boolean binary) {
    if (random.nextInt(8) == 0) {
      wire.int32(-1);
      return;
    }
    byte[] text =
        texts
            .one(List.of("1", "2", "42", "0", "five", "", "\0", "'; drop table t", "é"))
            .getBytes(StandardCharsets.UTF_8);
    byte[] value = binary ? new Wire().int32(random.nextInt(6)).content() : text;
    wire.int32(value.length).bytes(value);
  }

  private static Frame execute(String portal, int rows) {
    return Frame.of(
        "Execute \"" + portal + "\" " + rows, new Wire().string(portal).int32(rows).as('E'));
  }

  private static Frame named(char type, char of, String name) {
    return Frame.of(
        (type == 'D' ? "Describe " : "Close ") + of + " \"" + name + "\"",
        new Wire().int8(of).string(name).as(type));
  }

  static Frame sync() {
    return Frame.of("Sync", new Wire().as('S'));
  }

  private Frame copyData() {
    String data =
        texts.one(List.of("51\n", "52\n53\n", "54", "x\n", "\\.\n", "61,comma\n", "", "7\tt\n"));
    boolean binary = random.nextInt(6) == 0;
    byte[] bytes =
        binary
            ? "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\377\377".getBytes(StandardCharsets.ISO_8859_1)
            : data.getBytes(StandardCharsets.UTF_8);
    return Frame.of("CopyData " + Arrays.toString(bytes), new Wire().bytes(bytes).as('d'));
  }

  private static Frame copyDone() {
    return Frame.of("CopyDone", new Wire().as('c'));
  }

  private static Frame copyFail() {
    return Frame.of("CopyFail", new Wire().string("no more").as('f'));
  }

  /** A function called by its number. */
  private void call() {
    int function = texts.one(List.of(177, 177, 1317, 999_999, 0, 154));
    Wire wire = new Wire().int32(function).int16(1).int16(1).int16(2);
    for (int i = 0; i < 2; i++) {
      wire.int32(4).int32(random.nextInt(3));
    }
    Optional<byte[]> failing =
        mode.refuses(Set.of(Mode.Trait.NOT_UNDERSTOOD))
            ? Optional.of(failingCall())
            : Optional.empty();
    add(new Frame("FunctionCall " + function, wire.int16(1).as('F'), failing));
  }

  /** Calls no function that there is. */
  private static byte[] failingCall() {
    return new Wire().int32(Heard.NO_FUNCTION).int16(0).int16(0).int16(0).as('F');
  }
}
