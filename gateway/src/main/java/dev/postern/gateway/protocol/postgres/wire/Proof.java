package dev.postern.gateway.protocol.postgres.wire;

import java.util.Optional;

/** The content of a {@code p} message: which message it is, only the phase of sign-in tells. */
public record Proof(Slice content) {
  /**
   * The start of a SASL exchange.
   *
   * @param response empty where the client sent none
   */
  public record SaslInitial(String mechanism, Optional<Slice> response) {}

  /** As PasswordMessage; empty where it is none. */
  public Optional<Slice> password() {
    int end = content.length() - 1;
    for (int i = 0; i < end; i++) {
      if (content.at(i) == 0) {
        return Optional.empty();
      }
    }
    return end >= 0 && content.at(end) == 0 ? Optional.of(content.part(0, end)) : Optional.empty();
  }

  /** As SASLInitialResponse; empty where it is none. */
  public Optional<SaslInitial> saslInitial() {
    try {
      Content read = new Content(content);
      String mechanism = read.string().text();
      Optional<Slice> response = read.value();
      read.end();
      return Optional.of(new SaslInitial(mechanism, response));
    } catch (Malformed malformed) {
      return Optional.empty();
    }
  }

  /** As SASLResponse. */
  public Slice saslResponse() {
    return content;
  }
}
