package dev.postern.gateway.protocol.postgres.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All that was read from one direction's bytes, in a form that does not show how they were cut. */
final class ReadLog<M> {
  /** The messages, runs left out. */
  final List<M> messages = new ArrayList<>();

  /** The bytes of each. */
  final List<Slice> frames = new ArrayList<>();

  /** Where a run ended, how many messages had ended in runs and how many others had come. */
  private final List<String> places = new ArrayList<>();

  /** All bytes that were handed out. */
  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The bytes of runs. */
  final ByteArrayOutputStream runs = new ByteArrayOutputStream();

  int ended;
  String fault = "";

  /** Feeds bytes in pieces and reads whatever can be read after each. */
  static <M> ReadLog<M> of(
      byte[] bytes, int piece, Consumer<ByteBuffer> add, Supplier<Read<M>> next) {
    ReadLog<M> log = new ReadLog<>();
    for (int at = 0; at < bytes.length; at += piece) {
      int end = Math.min(bytes.length, at + piece);
      add.accept(ByteBuffer.wrap(bytes.clone(), at, end - at));
      log.drain(next);
    }
    return log;
  }

  private void drain(Supplier<Read<M>> next) {
    while (true) {
      switch (next.get()) {
        case Read.More<M> more -> {
          return;
        }
        case Read.Broken<M>(WireFault why) -> {
          fault = why.kind() + ": " + why.text();
          return;
        }
        case Read.Message<M>(M message, Slice whole) -> take(message, whole);
      }
    }
  }

  private void take(M message, Slice whole) {
    bytes.writeBytes(whole.copy());
    int run =
        switch (message) {
          case FrontendMessage.CopyData data -> data.ended();
          case BackendMessage.CopyData data -> data.ended();
          case BackendMessage.DataRows rows -> rows.ended();
          default -> -1;
        };
    if (run < 0) {
      messages.add(message);
      frames.add(whole);
      places.add(bytes.size() + " after " + ended);
    } else {
      ended += run;
      runs.writeBytes(whole.copy());
    }
  }

  /** What must be the same however the bytes were cut. */
  List<Object> meaning() {
    return List.of(messages, frames, places);
  }
}
