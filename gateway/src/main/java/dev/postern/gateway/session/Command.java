package dev.postern.gateway.session;

import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.operation.Forwarded;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a session asks for. Nothing here moves towards a target without a passage, or towards the
 * client but shown. A command that is marked for the other kind of session crashes the session.
 */
public sealed interface Command {
  /** What only the session of an HTTP exchange may ask for. */
  sealed interface OfHttp extends Command {}

  /** What only the session of a byte stream may ask for. */
  sealed interface OfStream extends Command {}

  /**
   * Looks at a proof; answered by {@link Event.SignedIn} or {@link Event.SignInRefused}.
   *
   * @param token the bearer token as presented
   * @param audience what it must be meant for (RFC 8707)
   * @param scopes what it must allow (RFC 6749, 3.3), all of them
   */
  record Prove(String token, String audience, Set<String> scopes) implements Command {
    public Prove {
      scopes = Set.copyOf(scopes);
    }

    /** A proof that may have any scope. */
    public Prove(String token, String audience) {
      this(token, audience, Set.of());
    }

    @Override
    public String toString() {
      return "Prove[token hidden, " + audience + " " + scopes + "]";
    }
  }

  /**
   * Asks who the owner of a certificate is; answered by {@link Event.SignedIn} or {@link
   * Event.SignInRefused}.
   *
   * @param chain what the client presented in its TLS handshake, its own first
   * @param audience what it was presented to
   */
  record ProveByCertificate(List<X509Certificate> chain, String audience) implements Command {
    public ProveByCertificate {
      chain = List.copyOf(chain);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("no certificate proves nobody");
      }
    }
  }

  /**
   * Records that a proof, which the session itself has looked at, proves nobody.
   *
   * @param audience what it was presented to
   * @param reason for the ledger
   */
  record NotProven(String audience, String reason) implements Command {}

  /**
   * Tells that what is asked next belongs to a trace that its message names, which counts more than
   * what its head names.
   *
   * @param parent {@code traceparent} (W3C Trace Context, 3.2); empty where the message names none
   */
  record Traced(String parent) implements Command {}

  /** Tells that what is asked next belongs to the trace of what was asked last. */
  record TraceGoesOn() implements Command {}

  /** Fixes an operation; answered by {@link Event.Drafted}. */
  record DraftIt(long ticket, Description description) implements Command {}

  /** Asks what admissions would answer; answered by {@link Event.Previewed}. */
  record PreviewThem(long ticket, List<Description> descriptions) implements Command {}

  /**
   * Asks for a passage; answered by {@link Event.Decided}, perhaps after {@link Event.NeedsPeople}.
   *
   * @param patience what the session does where people are needed
   */
  record Admit(long ticket, Draft draft, Forwarded forwarded, Patience patience)
      implements Command {
    /** Asks for a passage of what cannot wait for people. */
    public Admit(long ticket, Draft draft, Forwarded forwarded) {
      this(ticket, draft, forwarded, Patience.NONE);
    }
  }

  /** Asks the people whom an admission needs; answered by {@link Event.Held}, then as it was. */
  record AskPeople(long ticket) implements Command {}

  /** Ends an admission's wait for people; its verdict is {@code why} unless it was collected. */
  record LeavePeople(long ticket, Leaving why) implements Command {}

  /** Records a refusal of the session's own; answered by {@link Event.Decided}. */
  record Refuse(long ticket, Description description, Refusal.Code code, String reason)
      implements Command {}

  /** Ends a passage. */
  record Close(Passage passage, Ending ending) implements Command {}

  /**
   * Opens a leg to the passage's target with a request. The credential is added on the way.
   *
   * @param leg its number, not in use
   * @param head path and query are appended to the target's own address
   * @param body the whole body; empty for none
   * @param closing whether it only cancels or closes what the passage began, which a revoked
   *     passage still may
   */
  record Ask(int leg, Passage passage, RequestHead head, ByteBuffer body, boolean closing)
      implements OfHttp {}

  /**
   * Connects a leg to the passage's target; answered by {@link Event.Dialled} or {@link
   * Event.LegFailed}. A session that dials the same target again reaches the same address.
   *
   * @param leg its number, not in use
   * @param closing whether it is only to cancel or close what the passage began, which a revoked
   *     passage still may
   */
  record Dial(int leg, Passage passage, boolean closing) implements OfStream {}

  /**
   * Sends a frame on a leg. The passage is looked at when the socket takes it: when it no longer
   * holds, or is lost while a part of the frame has gone, the leg is reset and the session hears
   * {@link Event.LegFailed} with {@link Event.Failure#TAKEN_BACK}.
   *
   * @param bytes the frame; handed over
   * @param closing whether it only cancels or closes what the passage began, which a revoked
   *     passage still may
   */
  record Send(int leg, Passage passage, ByteBuffer bytes, boolean closing) implements OfStream {}

  /**
   * Begins TLS on a leg: with the client as a server, once it has taken all that was shown so far,
   * answered by {@link Event.ClientSecured}; with a target as a client, answered by {@link
   * Event.LegSecured}. A client that sent anything between this and its handshake is cut off, for
   * what was sent in the clear could be another's; what came before is the session's to refuse.
   *
   * @param leg 0 for the client
   * @param certificate the name of the certificate to present to a target, where one is needed
   */
  record Secure(int leg, Optional<String> certificate) implements OfStream {
    /** TLS without a certificate of the gateway's own towards targets. */
    public Secure(int leg) {
      this(leg, Optional.empty());
    }
  }

  /**
   * Signs in to a target: the prover sees the secret, off the event loop, and the frame that it
   * makes is sent. Answered by {@link Event.Proved}, or by {@link Event.LegFailed} with {@link
   * Event.Failure#NO_CREDENTIAL} when the secret cannot be had or the prover fails.
   *
   * @param credential its name, as the target's configuration gives it
   */
  record ProveTo(int leg, Passage passage, String credential, Prover prover) implements OfStream {}

  /**
   * Has a credential read again where it comes from, off the event loop: the target has refused
   * what was proven with it. Answered by {@link Event.Renewed}.
   *
   * @param passage what the proof was for
   * @param credential its name, as {@link ProveTo} gave it
   */
  record Renew(Passage passage, String credential) implements OfStream {}

  /**
   * Has a credential that nobody has yet, and keeps it as long as the session lasts; answered by
   * {@link Event.Borrowed}.
   *
   * @param target whose it is
   * @param epoch the rules on which the target was found
   * @param credential its name, as the target's configuration gives it
   * @param person whose own it must be; empty for one that is everybody's
   * @param another whether the target has refused the one that was had
   */
  record Borrow(
      String target, long epoch, String credential, Optional<String> person, boolean another)
      implements OfStream {}

  /**
   * Closes the gateway's end of a leg once the target has taken what was sent. What the target
   * still says is heard, and how it ends: the passages of what was sent stay open until then.
   */
  record Finish(int leg) implements OfStream {}

  /** Resets a leg: what was sent is abandoned, its connection is not used again. */
  record Cut(int leg) implements Command {}

  /** Stops or goes on reading a leg; 0 is the client. */
  record Read(int leg, boolean on) implements Command {}

  /**
   * Answers the client with a head; the body follows as {@link Show}, and {@link ShowEnd} ends it.
   */
  record Reply(ResponseHead head) implements OfHttp {}

  /** A piece of the answer's body, or of the stream to the client. */
  record Show(Shown shown) implements Command {}

  /** The answer is whole. */
  record ShowEnd() implements OfHttp {}

  /**
   * Ends the client's connection: an HTTP answer stays incomplete; what was shown of a stream is
   * still taken by the client.
   */
  record HangUp() implements Command {}

  /** Makes this session hear what is told under a name. */
  record Join(String name) implements Command {}

  /** Tells all other sessions that joined a name. */
  record Tell(String name, Note note) implements Command {}

  /**
   * Runs work that may block on a virtual thread; answered by {@link Event.WorkDone}. How much may
   * run at once is bounded; above that the answer is an {@link Event.WorkDone} that says so.
   */
  record Offload(Work work) implements Command {}

  /** Work off the event loop. Its note is delivered to the session that asked. */
  @FunctionalInterface
  interface Work {
    /** Does it; an exception becomes a failed {@link Event.WorkDone}. */
    Note run() throws Exception;
  }

  /** Sets a timer, replacing one of the same number. */
  record SetTimer(int timer, Duration after) implements Command {}

  /** Clears a timer; one that is not set is no fault. */
  record ClearTimer(int timer) implements Command {}

  /** The session is over: no further event is delivered to it. */
  record Done() implements Command {}
}
