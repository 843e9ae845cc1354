package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.CredentialSource.InVault;
import dev.postern.gateway.credential.CredentialSource.Made;
import dev.postern.gateway.net.TlsFiles;
import dev.postern.gateway.target.AccountUsers;
import dev.postern.gateway.target.StreamTarget.Account;
import dev.postern.gateway.target.StreamTarget.Proof;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An account of a PostgreSQL server, as its target's file has it. The secret itself is no part of
 * it.
 *
 * @param user the role on the server; empty where that depends on the caller
 * @param users whom each caller is there
 * @param credential where its password is
 * @param certificate the certificate that proves it instead
 * @param tags its tags, as policy says them
 */
record PostgresAccounts(
    String user,
    Optional<AccountUsers> users,
    Optional<CredentialSource> credential,
    Optional<TlsFiles> certificate,
    Set<String> tags) {
  private static final int MOST = 1_000;

  /** A name on the server; it keeps the first 63 bytes of a longer one, which would be another. */
  static final Form<String> SERVER_NAME =
      Scalars.text(
          Pattern.compile("[^\\x00-\\x1f\\x7f/~]{1,63}"),
          "a name of 1 to 63 characters without / and ~",
          PostgresAccounts::short63);

  /**
   * A role of the server: clients never write it, so what separates their words may stand in it.
   */
  static final Form<String> ROLE =
      Scalars.text(
          Pattern.compile("[^\\x00-\\x1f\\x7f]{1,63}"),
          "a name of 1 to 63 characters",
          PostgresAccounts::short63);

  private static final Form<String> NAME =
      Scalars.text(
          Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}"),
          "a name of 1 to 63 letters, digits and _ . -, the first no dot or dash");

  static final Form<Map<String, PostgresAccounts>> MAP =
      Forms.map(NAME, Forms.section(PostgresAccounts::read), MOST)
          .and((accounts, spot) -> {
            if (accounts.isEmpty()) {
              spot.problem("this section is empty", "at least one account");
            }
            return !accounts.isEmpty();
          });

  private static Optional<String> short63(String name) {
    return name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 63
        ? Optional.of(name)
        : Optional.empty();
  }

  private static Optional<PostgresAccounts> read(Section at) {
    Read<Optional<String>> user = at.key("user", ROLE, "The role on the server.").optional();
    Read<Optional<AccountUsers>> users =
        at.key("users", AccountKeys.FORM, "The role of each caller on the server.").optional();
    Read<Optional<CredentialSource>> credential =
        at.key("credential", SecretPlaces.MADE, "Where its password is.").optional();
    Read<Optional<TlsFiles>> certificate =
        at.key("certificate", Listening.TLS, "The certificate that proves it instead.").optional();
    Read<Set<String>> tags =
        at.key("tags", Words.set(Words.NAME), "Its tags, as policy says them.").or(Set.of());
    at.exactlyOne("credential", "certificate");
    return at.makeIf(
        () -> named(at, user.get(), users.get(), credential.get()),
        () ->
            new PostgresAccounts(
                user.get().orElse(""),
                users.get(),
                credential.get(),
                certificate.get(),
                tags.get()));
  }

  /** A role that a vault makes has its own name; all others are named here, once. */
  private static boolean named(
      Section at,
      Optional<String> user,
      Optional<AccountUsers> users,
      Optional<CredentialSource> credential) {
    boolean made = credential.map(CredentialSource.Made.class::isInstance).orElse(false);
    boolean once = made ? user.isEmpty() && users.isEmpty() : user.isPresent() != users.isPresent();
    if (!once) {
      at.spot()
          .problem(
              made
                  ? "the vault names the role that it makes"
                  : "whose role this is must be said once",
              made ? "neither user nor users" : "user, or users");
    }
    return once;
  }

  /** The name of an account's credential. */
  private static String credential(String target, String account) {
    return target + "/" + account;
  }

  static Map<String, Account> accounts(String target, Map<String, PostgresAccounts> read) {
    Map<String, Account> accounts = new HashMap<>();
    read.forEach((name, account) -> {
      Proof proof =
          account
              .certificate()
              .<Proof>map(files -> new Proof.Certificate(files.certificate(), files.key()))
              .orElseGet(() -> secret(credential(target, name), account));
      accounts.put(name, new Account(account.user(), proof, account.users()));
    });
    return accounts;
  }

  private static Proof secret(String credential, PostgresAccounts account) {
    Optional<InVault> vault =
        account.credential().filter(InVault.class::isInstance).map(InVault.class::cast);
    return new Proof.Secret(
        credential,
        vault.map(in -> in.path().contains(CredentialSource.CALLER)).orElse(false),
        vault.map(Made.class::isInstance).orElse(false),
        account.credential().map(CredentialSource::place).orElse(""));
  }

  static Map<String, CredentialSource> sources(String target, Map<String, PostgresAccounts> read) {
    Map<String, CredentialSource> sources = new HashMap<>();
    read.forEach((name, account) ->
        account.credential().ifPresent(source -> sources.put(credential(target, name), source)));
    return sources;
  }

  static Map<String, Set<String>> tags(Map<String, PostgresAccounts> read) {
    Map<String, Set<String>> tags = new HashMap<>();
    read.forEach((name, account) -> tags.put(name, account.tags()));
    return tags;
  }
}
