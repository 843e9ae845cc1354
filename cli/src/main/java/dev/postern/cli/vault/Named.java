package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.vault.SecretName;

/** Names as they are given on the command line. */
final class Named {
  private Named() {}

  static SecretName secret(String name) throws Trouble {
    try {
      return new SecretName(name);
    } catch (IllegalArgumentException unfit) {
      throw new Trouble("the name of a secret is " + unfit.getMessage(), unfit);
    }
  }
}
