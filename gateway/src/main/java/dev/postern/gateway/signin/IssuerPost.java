package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Sends forms to an issuer. Blocks; called on virtual threads only. */
@FunctionalInterface
public interface IssuerPost {
  /**
   * The issuer's answer, whatever its status.
   *
   * @throws IOException when it is not had whole within the bounds, or the address is not allowed
   */
  Reply post(Form form, KeyTimes bounds) throws IOException, InterruptedException;

  /**
   * A form, as {@code application/x-www-form-urlencoded}.
   *
   * @param authorization the value of the header of that name; empty for none
   */
  record Form(URI address, Map<String, String> fields, Optional<String> authorization) {
    public Form {
      fields = Map.copyOf(fields);
    }

    @Override
    public String toString() {
      return "Form[" + address + ", values hidden]";
    }
  }

  /** What the issuer answered. */
  record Reply(int status, byte[] body) {
    @Override
    public String toString() {
      return "Reply[" + status + ", body hidden]";
    }
  }
}
