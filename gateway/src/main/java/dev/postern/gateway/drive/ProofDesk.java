package dev.postern.gateway.drive;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Where proofs are looked at, as one event loop sees it. Called on that loop. */
public interface ProofDesk {
  /**
   * A proof.
   *
   * @param token as presented
   * @param audience what it must be meant for (RFC 8707)
   * @param scopes what it must allow, all of them
   * @param source the client's address
   */
  record Proof(String token, String audience, Set<String> scopes, InetAddress source) {
    @Override
    public String toString() {
      return "Proof[token hidden, " + audience + " " + scopes + ", " + source + "]";
    }
  }

  /** What is known of it already; reads memory only. */
  Optional<ProofAnswer> known(Proof proof);

  /**
   * Who the owner of a certificate is, which TLS has verified; reads memory only.
   *
   * @param chain the owner's own certificate first
   */
  default ProofAnswer owner(List<X509Certificate> chain) {
    return new ProofAnswer.Refused(false, "certificates say of nobody who it is");
  }

  /**
   * Verifies it elsewhere.
   *
   * @param answer called exactly once, on any thread
   */
  void verify(Proof proof, Consumer<ProofAnswer> answer);
}
