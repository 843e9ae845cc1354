package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Prover;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.gate.Passage;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * The gateway proves to a target who it is: answers each request of the target in its place, once,
 * and trusts a target that was asked to prove itself only when it has.
 */
final class TargetSignIn {
  /** What a request of the target led to. */
  sealed interface Outcome {
    /** More is to come. */
    record Goes() implements Outcome {}

    /** The target accepted the account. */
    record Accepted() implements Outcome {}

    /** The target asks what it may not, or out of order. */
    record Failed(String why) implements Outcome {}
  }

  private static final Outcome GOES = new Outcome.Goes();

  private sealed interface At {
    record Start() implements At {}

    /** A SCRAM exchange was begun. */
    record Begun(Scram scram) implements At {}

    /** A proof is being made. */
    record Proving() implements At {}

    /** A proof that needs no answer but yes is on its way. */
    record Sent() implements At {}

    /** A SCRAM proof is on its way; the target must sign in its turn. */
    record Unsigned(byte[] serverSignature) implements At {}

    /** The target has proven that it knows the password too. */
    record Signed() implements At {}
  }

  private final Conversation conversation;
  private final Passage passage;
  private final PostgresTarget.Account account;
  private final PostgresTarget.Passwords allowed;
  private final Optional<Secured> tls;
  private At at = new At.Start();

  TargetSignIn(
      Conversation conversation,
      Opened opened,
      PostgresTarget.Account account,
      Optional<Secured> tls) {
    this.conversation = conversation;
    this.passage = opened.passage();
    this.account = account;
    this.allowed = opened.target().passwords();
    this.tls = tls;
  }

  /** Whether a proof is being made, so that the target has nothing to say. */
  boolean proving() {
    return at instanceof At.Proving;
  }

  /** Whether the account's secret has gone into a proof that the target has. */
  boolean proven() {
    return at instanceof At.Sent || at instanceof At.Unsigned;
  }

  Outcome asked(AuthenticationRequest request) {
    return switch (request) {
      case AuthenticationRequest.Ok ok -> accepted();
      case AuthenticationRequest.CleartextPassword cleartext ->
          allowed.compareTo(PostgresTarget.Passwords.CLEARTEXT) >= 0 && tls.isPresent()
              ? password(Passwords.cleartext())
              : failed("it asks for the password itself, which is not allowed");
      case AuthenticationRequest.Md5Password(Slice salt) ->
          allowed == PostgresTarget.Passwords.SCRAM
              ? failed("it asks for an MD5 proof, which is not allowed")
              : password(Passwords.md5(account.user(), salt));
      case AuthenticationRequest.Sasl(List<String> mechanisms) -> sasl(mechanisms);
      case AuthenticationRequest.SaslContinue(Slice data) -> challenged(data);
      case AuthenticationRequest.SaslFinal(Slice data) -> signed(data);
      case AuthenticationRequest.Unsupported(AuthenticationRequest.Kind kind, Slice data) ->
          failed("it asks for " + kind + ", which is not spoken");
    };
  }

  private Outcome accepted() {
    return switch (at) {
      case At.Start none -> unasked();
      case At.Sent sent -> new Outcome.Accepted();
      case At.Signed signed -> new Outcome.Accepted();
      case At.Begun begun -> unproven();
      case At.Proving proving -> unproven();
      case At.Unsigned unsigned -> unproven();
    };
  }

  /** A server that asks for nothing could be anybody, and would let anybody in. */
  private Outcome unasked() {
    return account.credential().isEmpty() || allowed == PostgresTarget.Passwords.NONE
        ? new Outcome.Accepted()
        : failed("it let the account in without asking for its password, which is not allowed");
  }

  private static Outcome unproven() {
    return failed("it accepted without having proven that it knows the password");
  }

  private Outcome password(Prover prover) {
    return at instanceof At.Start ? prove(prover) : outOfOrder();
  }

  private Outcome sasl(List<String> mechanisms) {
    if (!(at instanceof At.Start)) {
      return outOfOrder();
    }
    String nonce = conversation.sessions().newNonce();
    Optional<byte[]> endPoint = tls.flatMap(Secured::server).flatMap(EndPoint::of);
    Scram scram;
    if (endPoint.isPresent() && mechanisms.contains(Scram.BOUND)) {
      scram = Scram.bound(endPoint.get(), nonce);
    } else if (mechanisms.contains(Scram.PLAIN)) {
      scram = Scram.unbound(endPoint.isPresent(), nonce);
    } else {
      return failed("it offers no SASL mechanism that is spoken");
    }
    if (account.credential().isEmpty()) {
      return failed("it asks for a password, and the account has none");
    }
    at = new At.Begun(scram);
    conversation.send(passage, Slice.of(scram.first()));
    return GOES;
  }

  private Outcome challenged(Slice data) {
    if (!(at instanceof At.Begun(Scram scram))) {
      return outOfOrder();
    }
    return scram
        .last(data, conversation.limits().scramIterations())
        .map(this::prove)
        .orElseGet(() -> failed("its SCRAM challenge is not acceptable"));
  }

  private Outcome prove(Prover prover) {
    if (account.credential().isEmpty()) {
      return failed("it asks for a password, and the account has none");
    }
    at = new At.Proving();
    conversation.emit(
        new Command.ProveTo(Conversation.TARGET, passage, account.credential().get(), prover));
    return GOES;
  }

  /** The proof is on its way. */
  void proved(PostgresNote outcome) {
    switch (outcome) {
      case PostgresNote.ProofSent sent -> at = new At.Sent();
      case PostgresNote.ScramSent(byte[] signature) -> at = new At.Unsigned(signature);
      case PostgresNote.Cancel cancel -> throw new IllegalStateException("no proof");
      case PostgresNote.Cancelled cancelled -> throw new IllegalStateException("no proof");
    }
  }

  private Outcome signed(Slice data) {
    if (!(at instanceof At.Unsigned(byte[] expected))) {
      return outOfOrder();
    }
    boolean equal =
        Scram.signature(data).map(given -> MessageDigest.isEqual(expected, given)).orElse(false);
    if (!equal) {
      return failed("it does not know the password itself");
    }
    at = new At.Signed();
    return GOES;
  }

  private static Outcome outOfOrder() {
    return failed("its sign-in is out of order");
  }

  private static Outcome failed(String why) {
    return new Outcome.Failed(why);
  }
}
