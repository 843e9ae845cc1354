package dev.postern.gateway.session;

import dev.postern.kernel.identity.SignIn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What credentials hold, and what was proven with them. */
final class ScriptedSecrets {
  private final Function<String, Optional<byte[]>> secrets;
  private final Map<String, byte[]> proven = new HashMap<>();
  private boolean recent;

  /**
   * @param secrets what a credential holds now
   */
  ScriptedSecrets(Function<String, Optional<byte[]>> secrets) {
    this.secrets = secrets;
  }

  /** A credential that did not change is told to be recent from now on. */
  void recent() {
    recent = true;
  }

  /** A proof of what a credential holds; empty when there is none. */
  Optional<Prover.Proof> proof(Command.ProveTo prove) {
    Optional<byte[]> secret = secrets.apply(prove.credential());
    secret.ifPresent(known -> proven.put(prove.credential(), known.clone()));
    return secret.map(prove.prover()::prove);
  }

  /** What a session hears of a token. */
  static Event answer(String token, Optional<SignIn> proven) {
    return proven
        .<Event>map(Event.SignedIn::new)
        .orElse(new Event.SignInRefused(token.startsWith("busy"), "unknown"));
  }

  /** A secret of the name is there, or nothing can be had. */
  Event borrowed(Command.Borrow borrow) {
    String name = borrow.credential() + borrow.person().map(person -> "@" + person).orElse("");
    return new Event.Borrowed(
        Optional.of(name).filter(known -> secrets.apply(known).isPresent()), Optional.empty());
  }

  /** Whether a credential holds something else than what was proven with it. */
  Event renewed(String credential) {
    Optional<byte[]> now = secrets.apply(credential);
    boolean another =
        now.isPresent() && !Arrays.equals(now.get(), proven.getOrDefault(credential, new byte[0]));
    Event.Renewal otherwise = recent ? Event.Renewal.RECENT : Event.Renewal.SAME;
    return new Event.Renewed(another ? Event.Renewal.ANOTHER : otherwise);
  }
}
