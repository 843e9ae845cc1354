package dev.postern.gateway.http;

import dev.postern.gateway.net.FrameWriter;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.gate.Shown;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames one answer. What a turn adds is kept until the turn ends: an answer that is whole by then
 * states its length, any other is chunked, or to an HTTP/1.0 client ended by the connection's end.
 */
final class AnswerWriter {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int NEW_LINE = '\r' << 8 | '\n';
  private static final int HEAD_GUESS = 512;
  private static final int CHUNK_FRAMING = 12;

  /** How the body's end is told. */
  private enum Ending {
    LENGTH,
    CHUNKS,
    CLOSE,
    NO_BODY
  }

  private final FrameWriter writer;
  private final ByteBufAllocator buffers;
  private final boolean http10;
  private final boolean headOnly;
  private final List<Shown> pieces = new ArrayList<>();
  private @Nullable ResponseHead head;
  private Ending ending = Ending.CHUNKS;
  private boolean begun;
  private boolean whole;
  private boolean printed;
  private boolean closes;

  /**
   * @param headOnly whether the request was HEAD
   * @param persistent whether the client lets the connection stay open
   */
  AnswerWriter(
      FrameWriter writer,
      ByteBufAllocator buffers,
      boolean http10,
      boolean headOnly,
      boolean persistent) {
    this.writer = writer;
    this.buffers = buffers;
    this.http10 = http10;
    this.headOnly = headOnly;
    this.closes = !persistent;
  }

  void head(ResponseHead given) {
    if (begun || given.status() < 200) {
      throw new IllegalStateException("an answer has one head, of status 200 or above");
    }
    head = given;
    begun = true;
    writer.flushAtEnd();
  }

  void add(Shown piece) {
    if (!begun || whole) {
      throw new IllegalStateException("a piece belongs between an answer's head and its end");
    }
    if (piece.bytes().hasRemaining()) {
      pieces.add(piece);
      writer.flushAtEnd();
    }
  }

  void end() {
    if (!begun || whole) {
      throw new IllegalStateException("an answer ends once, after its head");
    }
    whole = true;
    writer.flushAtEnd();
  }

  /** The connection must end after this answer; heard only as long as the head is not printed. */
  void close() {
    closes = true;
  }

  /** Whether the client may have seen some of it. */
  boolean started() {
    return begun && head == null;
  }

  /** Whether the whole answer is in the writer's hands. */
  boolean printed() {
    return printed;
  }

  /** Whether the connection ends with this answer. */
  boolean closes() {
    return closes;
  }

  /** Prints what the turn has added. */
  void print() {
    if (!begun || printed) {
      return;
    }
    ByteBuf open = null;
    if (head != null) {
      open = printHead(head);
      head = null;
    }
    for (Shown piece : pieces) {
      open = printPiece(open, piece);
    }
    pieces.clear();
    if (whole) {
      printed = true;
      if (ending == Ending.CHUNKS) {
        writer.framing(buffers.directBuffer(LAST_CHUNK.length).writeBytes(LAST_CHUNK));
      }
    }
    if (open != null) {
      throw new IllegalStateException("a head is printed with its first piece");
    }
  }

  private @Nullable ByteBuf printHead(ResponseHead given) {
    long size = 0;
    for (Shown piece : pieces) {
      size += piece.bytes().remaining();
    }
    boolean bodyless = headOnly || given.status() == 204 || given.status() == 304;
    ending =
        bodyless ? Ending.NO_BODY : whole ? Ending.LENGTH : http10 ? Ending.CLOSE : Ending.CHUNKS;
    closes |= ending == Ending.CLOSE || asksToClose(given.fields());
    int first = pieces.isEmpty() ? 0 : pieces.getFirst().bytes().remaining();
    ByteBuf out = buffers.directBuffer(HEAD_GUESS + (bodyless ? 0 : first + CHUNK_FRAMING));
    boolean done = false;
    try {
      HeadWriter text = HeadWriter.begin();
      text.statusLine(given.status());
      text.fields(given.fields());
      switch (ending) {
        case LENGTH -> text.field("content-length", Long.toString(size));
        case CHUNKS -> text.field("transfer-encoding", "chunked");
        case CLOSE, NO_BODY -> {}
      }
      if (closes) {
        text.field("connection", "close");
      } else if (http10) {
        text.field("connection", "keep-alive");
      }
      text.end(out);
      done = true;
    } finally {
      if (!done) {
        out.release();
      }
    }
    if (bodyless || pieces.isEmpty()) {
      writer.framing(out);
      return null;
    }
    return out;
  }

  private @Nullable ByteBuf printPiece(@Nullable ByteBuf open, Shown piece) {
    if (ending == Ending.NO_BODY) {
      return null;
    }
    ByteBuffer bytes = piece.bytes().duplicate();
    int size = bytes.remaining();
    ByteBuf out = open != null ? open : buffers.directBuffer(size + CHUNK_FRAMING);
    if (ending == Ending.CHUNKS) {
      ByteBufUtil.writeAscii(out, Integer.toHexString(size));
      out.writeShort(NEW_LINE);
    }
    out.writeBytes(bytes);
    if (ending == Ending.CHUNKS) {
      out.writeShort(NEW_LINE);
    }
    writer.show(piece, out);
    return null;
  }

  private static boolean asksToClose(List<Field> fields) {
    for (Field field : fields) {
      if (field.name().equals("connection") && HopByHop.has(field.value(), "close")) {
        return true;
      }
    }
    return false;
  }
}
