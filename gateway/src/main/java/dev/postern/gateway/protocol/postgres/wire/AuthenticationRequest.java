package dev.postern.gateway.protocol.postgres.wire;

import java.util.List;

/** What the Authentication messages say. */
public sealed interface AuthenticationRequest {
  record Ok() implements AuthenticationRequest {}

  record CleartextPassword() implements AuthenticationRequest {}

  /**
   * @param salt 4 bytes
   */
  record Md5Password(Slice salt) implements AuthenticationRequest {}

  record Sasl(List<String> mechanisms) implements AuthenticationRequest {
    public Sasl {
      mechanisms = List.copyOf(mechanisms);
    }
  }

  record SaslContinue(Slice data) implements AuthenticationRequest {}

  record SaslFinal(Slice data) implements AuthenticationRequest {}

  /** Kerberos, GSSAPI, SSPI and what was given up: known, and never answered. */
  record Unsupported(Kind kind, Slice data) implements AuthenticationRequest {}

  /** The methods that are never answered. */
  enum Kind {
    KERBEROS_V4(1),
    KERBEROS_V5(2),
    CRYPT_PASSWORD(4),
    SCM_CREDENTIAL(6),
    GSS(7),
    GSS_CONTINUE(8),
    SSPI(9);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }
}
