package dev.postern.gateway.protocol.postgres.wire;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Cuts the bytes of one direction into typed messages: one byte of type, a 32-bit length that
 * counts itself, the content. Lengths are computed in 64 bits and held against the type's bound
 * before a byte of content is waited for.
 *
 * <p>Messages of a streamed type come in runs: all bytes that are there, of as many such messages
 * as stand behind each other, the last perhaps unfinished.
 */
final class Framing<T extends FrameType> {
  private static final int HEAD = 5;
  private static final int LENGTH = 4;

  private final Inflow inflow = new Inflow();
  private final IntFunction<Optional<T>> types;
  private final WireLimits limits;
  private final RunCheck<T> check;
  private Optional<WireFault> broken = Optional.empty();
  private Optional<T> running = Optional.empty();
  private int unfinished;
  private long looked;

  /**
   * A frame.
   *
   * @param bytes type, length and content
   * @param ended how many messages ended in it: 1, or for a run any number
   * @param unfinished whether more of its last message is to come
   */
  record Frame<T>(T type, Slice bytes, int ended, boolean unfinished) {
    Slice content() {
      return bytes.part(HEAD, bytes.length());
    }
  }

  /** Looks at the content of streamed messages while it passes. */
  interface RunCheck<T> {
    /** A message of this type and content length begins. */
    void begin(T type, int length);

    /** Whether the next bytes of its content may be what they claim. */
    boolean sound(Slice piece);

    /** Whether it may end here. */
    boolean complete();
  }

  Framing(IntFunction<Optional<T>> types, WireLimits limits, RunCheck<T> check) {
    this.types = types;
    this.limits = limits;
    this.check = check;
  }

  /** Adds what arrived; the buffer is handed over. */
  void add(ByteBuffer bytes) {
    inflow.add(bytes);
  }

  Inflow inflow() {
    return inflow;
  }

  /** Nothing more is read. */
  <M> Read<M> fail(WireFault.Kind kind, String text) {
    if (broken.isEmpty()) {
      broken = Optional.of(new WireFault(kind, text));
    }
    return new Read.Broken<>(broken.get());
  }

  Optional<WireFault> broken() {
    return broken;
  }

  /** The type of the next message, once its first byte is there. */
  Read<T> nextType() {
    if (broken.isPresent()) {
      return new Read.Broken<>(broken.get());
    }
    if (unfinished > 0) {
      return new Read.Message<>(running.orElseThrow(), Slice.EMPTY);
    }
    if (inflow.size() == 0) {
      return new Read.More<>();
    }
    Optional<T> type = types.apply(inflow.at(0));
    return type.isPresent()
        ? new Read.Message<>(type.get(), Slice.EMPTY)
        : fail(WireFault.Kind.UNKNOWN_TYPE, "no message has the type " + (inflow.at(0) & 0xff));
  }

  /** Whether a message of a type has begun among what was not read yet. */
  boolean comes(T type) {
    long at = Math.max(looked - inflow.taken(), unfinished);
    while (broken.isEmpty() && inflow.size() - at >= HEAD) {
      if (types.apply(inflow.at((int) at)).orElse(null) == type) {
        return true;
      }
      at += HEAD + Math.max(0, contentLength((int) at));
    }
    looked = inflow.taken() + at;
    return false;
  }

  /** The next frame. */
  Read<Frame<T>> next() {
    return switch (nextType()) {
      case Read.More<T> more -> new Read.More<>();
      case Read.Broken<T>(WireFault fault) -> new Read.Broken<>(fault);
      case Read.Message<T>(T type, Slice none) -> type.streamed() ? run(type) : whole(type);
    };
  }

  private Read<Frame<T>> whole(T type) {
    if (inflow.size() < HEAD) {
      return new Read.More<>();
    }
    long content = contentLength(0);
    Optional<WireFault> wrong = wrongLength(type, content);
    if (wrong.isPresent()) {
      return fail(wrong.get().kind(), wrong.get().text());
    }
    if (inflow.size() < HEAD + content) {
      return new Read.More<>();
    }
    Slice bytes = inflow.take((int) (HEAD + content));
    return new Read.Message<>(new Frame<>(type, bytes, 1, false), bytes);
  }

  /** As much of a run as is there. What comes before a fault is handed out before the fault is. */
  private Read<Frame<T>> run(T type) {
    int ended = 0;
    int at = 0;
    while (true) {
      if (unfinished == 0) {
        boolean another =
            inflow.size() - at >= HEAD && types.apply(inflow.at(at)).orElse(null) == type;
        if (!another) {
          break;
        }
        long content = contentLength(at);
        Optional<WireFault> wrong = wrongLength(type, content);
        if (wrong.isPresent()) {
          return at > 0 ? ran(type, at, ended) : fail(wrong.get().kind(), wrong.get().text());
        }
        unfinished = (int) content;
        running = Optional.of(type);
        check.begin(type, unfinished);
        at += HEAD;
      }
      int there = Math.min(unfinished, inflow.size() - at);
      if (!check.sound(inflow.peek(at, at + there))) {
        return fail(WireFault.Kind.MALFORMED, type.name() + " is not what its length says");
      }
      at += there;
      unfinished -= there;
      if (unfinished > 0) {
        break;
      }
      if (!check.complete()) {
        return fail(WireFault.Kind.MALFORMED, type.name() + " ends early");
      }
      ended++;
    }
    return at == 0 ? new Read.More<>() : ran(type, at, ended);
  }

  private Read<Frame<T>> ran(T type, int length, int ended) {
    Slice bytes = inflow.take(length);
    return new Read.Message<>(new Frame<>(type, bytes, ended, unfinished > 0), bytes);
  }

  /** In 64 bits, so that no length wraps; negative where the field is less than its own size. */
  private long contentLength(int at) {
    return (long) inflow.int32(at + 1) - LENGTH;
  }

  private Optional<WireFault> wrongLength(T type, long content) {
    if (content < 0) {
      return Optional.of(
          new WireFault(
              WireFault.Kind.TOO_SHORT,
              type.name() + " has a length that counts less than itself"));
    }
    int longest = type.longest(limits);
    if (content > longest) {
      return Optional.of(
          new WireFault(
              WireFault.Kind.TOO_LONG, type.name() + " is longer than " + longest + " bytes"));
    }
    return Optional.empty();
  }
}
