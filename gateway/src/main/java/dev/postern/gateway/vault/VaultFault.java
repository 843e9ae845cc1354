package dev.postern.gateway.vault;

import java.io.IOException;

/** A vault that cannot be used, with what is wrong with it; never with anything of a secret. */
public final class VaultFault extends IOException {
  private static final long serialVersionUID = 1;

  /** A fault in words for an operator. */
  public VaultFault(String message) {
    super(message);
  }

  /** A fault in words for an operator, and where it came from. */
  public VaultFault(String message, Throwable cause) {
    super(message, cause);
  }
}
