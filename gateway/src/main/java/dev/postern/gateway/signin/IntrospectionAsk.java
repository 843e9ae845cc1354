package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;

/** Asks an issuer about a token (RFC 7662, 2). Blocks; called on virtual threads only. */
@FunctionalInterface
public interface IntrospectionAsk {
  /** Nobody can be asked. */
  IntrospectionAsk NOBODY =
      (endpoint, question, bounds) -> {
        throw new IOException("there is no way to ask issuers");
      };

  /**
   * The answer's bytes.
   *
   * @throws IOException when it is not had whole within the bounds, the address is not allowed, or
   *     there is no secret to ask with
   */
  byte[] ask(URI endpoint, Question question, KeyTimes bounds)
      throws IOException, InterruptedException;

  /**
   * What is asked.
   *
   * @param credential the name of the lease that holds the client's secret
   * @param client the client id
   * @param token the token
   */
  record Question(String credential, String client, String token) {
    @Override
    public String toString() {
      return "Question[" + client + ", token hidden]";
    }
  }
}
