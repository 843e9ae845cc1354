package dev.postern.gateway.config;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.CredentialSource.InVault;
import dev.postern.gateway.target.CredentialSpec;
import dev.postern.gateway.target.StreamTarget.Account;
import dev.postern.gateway.target.StreamTarget.Proof;
import dev.postern.gateway.vault.VaultSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says of targets where their secrets are, down to the vault's own place: the name of a vault may
 * stand for another one after a reload, and with it the gateway may be somebody else there.
 */
record PlacedSecrets(Map<String, VaultSettings> vaults) {
  TargetSettings placed(TargetSettings read) {
    Optional<CredentialSpec> credential =
        read.target().credential().map(spec -> spec.at(place(read.source(), spec.place())));
    return read.of(read.target().by(credential));
  }

  PostgresSettings placed(PostgresSettings read) {
    Map<String, Account> accounts = new HashMap<>();
    read.target().accounts().forEach((name, account) -> accounts.put(name, placed(account, read)));
    return read.with(accounts);
  }

  private Account placed(Account account, PostgresSettings read) {
    return switch (account.proof()) {
      case Proof.Certificate certificate -> account;
      case Proof.Secret secret ->
          account.by(
              secret.at(
                  place(
                      Optional.ofNullable(read.sources().get(secret.credential())),
                      secret.place())));
    };
  }

  private String place(Optional<CredentialSource> source, String place) {
    return source
        .filter(InVault.class::isInstance)
        .flatMap(in -> Optional.ofNullable(vaults.get(((InVault) in).vault())))
        .map(vault -> place + ", at " + vault.place())
        .orElse(place);
  }
}
