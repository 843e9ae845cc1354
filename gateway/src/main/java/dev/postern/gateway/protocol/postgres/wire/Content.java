package dev.postern.gateway.protocol.postgres.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the content of one message from its start to its end. */
final class Content {
  private static final int NULL = -1;

  private final Slice content;
  private int at;

  Content(Slice content) {
    this.content = content;
  }

  int left() {
    return content.length() - at;
  }

  byte int8() throws Malformed {
    need(1);
    return content.at(at++);
  }

  /** 0 to 65,535. */
  int int16() throws Malformed {
    need(2);
    int value = (content.at(at) & 0xff) << 8 | (content.at(at + 1) & 0xff);
    at += 2;
    return value;
  }

  int int32() throws Malformed {
    need(4);
    int value = content.int32(at);
    at += 4;
    return value;
  }

  /** The bytes up to the next NUL, which is read too. */
  Slice string() throws Malformed {
    for (int end = at; end < content.length(); end++) {
      if (content.at(end) == 0) {
        Slice string = content.part(at, end);
        at = end + 1;
        return string;
      }
    }
    throw new Malformed("a string has no end");
  }

  Slice bytes(int count) throws Malformed {
    need(count);
    Slice bytes = content.part(at, at + count);
    at += count;
    return bytes;
  }

  Slice rest() {
    Slice rest = content.part(at, content.length());
    at = content.length();
    return rest;
  }

  /** A value behind its length; empty is SQL's null. */
  Optional<Slice> value() throws Malformed {
    int length = int32();
    if (length == NULL) {
      return Optional.empty();
    }
    if (length < 0) {
      throw new Malformed("a value has a negative length");
    }
    return Optional.of(bytes(length));
  }

  /** Values behind their count. */
  List<Optional<Slice>> values() throws Malformed {
    int count = int16();
    need(4L * count);
    List<Optional<Slice>> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(value());
    }
    return values;
  }

  /** 16-bit numbers behind their count. */
  List<Integer> int16s() throws Malformed {
    int count = int16();
    need(2L * count);
    List<Integer> numbers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      numbers.add(int16());
    }
    return numbers;
  }

  /** 32-bit numbers behind their 16-bit count. */
  List<Integer> int32s() throws Malformed {
    int count = int16();
    need(4L * count);
    List<Integer> numbers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      numbers.add(int32());
    }
    return numbers;
  }

  void end() throws Malformed {
    if (left() != 0) {
      throw new Malformed("there are bytes behind its end");
    }
  }

  private void need(long count) throws Malformed {
    if (count < 0 || count > left()) {
      throw new Malformed("it ends early");
    }
  }
}
