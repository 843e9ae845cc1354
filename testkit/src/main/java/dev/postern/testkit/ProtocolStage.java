package dev.postern.testkit;

import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.policy.Policy;
import java.util.List;

/**
 * A protocol between a scripted client and a scripted target, as {@link ProtocolContract} plays it.
 * Bytes are the protocol's own; what they say is the stage's business.
 */
public interface ProtocolStage {
  /** The gate that it all goes through. */
  ScriptedGate gate();

  /** Whatever must come before an operation: signs in, opens what must be open. */
  void open();

  /** The client's bytes that use a part of the target. */
  byte[] use(String part);

  /** The client's bytes that carry a message which the protocol's table does not have. */
  byte[] unknown();

  /** The client's bytes that are one byte longer than a message may be. */
  byte[] tooLong();

  /** The target's bytes that answer the use of a part, with content where a path can name it. */
  byte[] reply(String content);

  /** The target's bytes that answer with content in every place that the protocol has for it. */
  byte[] replyEverywhere(String content);

  /** The target's bytes that no answer of the protocol is. */
  List<byte[]> hostile();

  /** What hides the content of {@link #reply}, and everything that no path names. */
  Masking hiding();

  /** Refuses every use of a part, and lets a client come as far as to ask for one. */
  Policy refusing();

  /** A client that has come as far as to ask for something, on a connection of its own. */
  Talk begin();

  /** One client, and the operation that it has under way. */
  interface Talk {
    /** Sends the client's bytes of one operation, in these pieces. */
    Talk send(List<byte[]> pieces);

    /** How many requests the target was sent; closing ones do not count. */
    int reached();

    /** Whether a text stands in what the target was sent. */
    boolean heard(String text);

    /** Delivers bytes of the target's answer in these pieces, and its end. */
    void answer(List<byte[]> pieces);

    /** Delivers bytes of the target's answer; then its connection breaks. */
    void breakOff(byte[] bytes);

    /** The client leaves. */
    void leave();

    /** Everything that the client was shown since it began, as text. */
    String shown();

    /** Whether it ended by a defect of ours. */
    boolean crashed();

    /** Whether the session is over; timers that are set have fired. */
    boolean over();
  }
}
