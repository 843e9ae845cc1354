package dev.postern.gateway.net.stream;

import dev.postern.gateway.session.Secured;
import java.nio.ByteBuffer;

/** Who hears what comes of a stream. Called on its loop, never after {@link #over}. */
public interface StreamHearer {
  /** How a stream can end. */
  enum End {
    /** The other end has closed it. */
    CLOSED,
    /** The connection was lost, or cut within TLS. */
    BROKEN,
    /** TLS could not be agreed on, or a certificate is not acceptable. */
    UNTRUSTED,
    /** The other end sent bytes where TLS was to begin. */
    INJECTED,
    /** The other end took too long, or more than it may before it is known. */
    OVERSTEPPED,
    /** More waits for the other end than may. */
    OVERFULL,
    /** The proof of a frame no longer held when the socket took it. */
    TAKEN_BACK
  }

  /** What came in; handed over. */
  void bytes(ByteBuffer bytes);

  /** TLS is up. */
  void secured(Secured tls);

  /** Whether the other end takes more now. */
  void writable(boolean now);

  /** It has ended. */
  void over(End end, String why);
}
