package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.target.AccountUsers;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Lexicon;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One PostgreSQL server behind the gateway, as this protocol needs it. Its address is known where
 * legs are dialled, not here.
 *
 * @param name its name, as clients and policy call it
 * @param database the database of who names none
 * @param accounts by the name under which clients ask for them
 * @param encryption whether the connection to it is encrypted
 * @param passwords which proofs of a password it may ask for, beside SCRAM
 * @param record what the recording keeps
 * @param times how long its sessions and statements may last
 * @param traceComments whether traces are read from, and written into, comments of statements
 * @param lexicon the words in force now; asked again when the rules changed
 */
public record PostgresTarget(
    String name,
    String database,
    Map<String, Account> accounts,
    Encryption encryption,
    Passwords passwords,
    RecordLevel record,
    Times times,
    boolean traceComments,
    Supplier<Lexicon> lexicon) {
  public PostgresTarget {
    accounts = Map.copyOf(accounts);
  }

  /** Without traces in comments. */
  public PostgresTarget(
      String name,
      String database,
      Map<String, Account> accounts,
      Encryption encryption,
      Passwords passwords,
      RecordLevel record,
      Times times,
      Supplier<Lexicon> lexicon) {
    this(name, database, accounts, encryption, passwords, record, times, false, lexicon);
  }

  /**
   * A role of the server that clients may be given.
   *
   * @param name as clients ask for it
   * @param user the role, as the server calls it
   * @param credential the credential whose lease holds its password; empty where a certificate, or
   *     nothing, proves it
   * @param certificate the certificate to present to the server; empty for none
   * @param callers how role and password depend on who calls
   */
  public record Account(
      String name,
      String user,
      Optional<String> credential,
      Optional<String> certificate,
      Callers callers) {
    /** The same role and proof for everybody. */
    public Account(
        String name, String user, Optional<String> credential, Optional<String> certificate) {
      this(name, user, credential, certificate, Callers.ALIKE);
    }

    /** The account as it is for a caller; empty for who is nobody there. */
    Optional<Account> of(Principal caller) {
      boolean person = caller.subject().kind() == Party.Kind.PERSON;
      Optional<String> role =
          callers.users().isPresent() ? callers.users().get().of(caller) : Optional.of(user);
      return role.filter(known -> person || !callers.own()).map(known -> as(known, credential));
    }

    /** The account with another role, proven by another credential. */
    Account as(String role, Optional<String> by) {
      return new Account(name, role, by, certificate, callers);
    }

    /** A role that is proven by a password. */
    public static Account ofPassword(String name, String user, String credential) {
      return new Account(name, user, Optional.of(credential), Optional.empty());
    }
  }

  /**
   * How an account depends on who calls.
   *
   * @param users which role each caller has; empty where all have the same, or the vault says it
   * @param own whether each person has a password of their own
   * @param made whether a vault makes role and password when they are needed
   * @param place where the passwords are, in words: at another place it is another account
   */
  public record Callers(Optional<AccountUsers> users, boolean own, boolean made, String place) {
    /** It does not. */
    public static final Callers ALIKE = new Callers(Optional.empty(), false, false, "");

    /** Whether the password is had only when somebody needs it. */
    boolean borrowed() {
      return own || made;
    }

    /** Whether it must be said which role it is. */
    boolean told() {
      return users.isPresent() || made;
    }
  }

  /**
   * How long sessions and statements may last.
   *
   * @param longest how old a session may become
   * @param idle how long one may be without a statement; empty for no bound
   * @param statement how long one statement may run; empty for no bound
   * @param heldAfterWrites how long a statement may wait for people in a transaction that has
   *     written, and keeps its locks meanwhile; empty where it may not
   */
  public record Times(
      Duration longest,
      Optional<Duration> idle,
      Optional<Duration> statement,
      Optional<Duration> heldAfterWrites) {
    /** What the gateway uses unless it is configured. */
    public static final Times DEFAULT =
        new Times(Duration.ofHours(8), Optional.empty(), Optional.empty());

    /** Where nothing waits for people in a transaction that has written. */
    public Times(Duration longest, Optional<Duration> idle, Optional<Duration> statement) {
      this(longest, idle, statement, Optional.empty());
    }

    /** Whether anything in a session is bounded. */
    boolean watched() {
      return idle.isPresent() || statement.isPresent();
    }
  }

  /** Whether the connection to a server is encrypted. */
  public enum Encryption {
    /** TLS, asked for by SSLRequest; without it there is no session. */
    TLS,
    /** None, because the operator said so. */
    PLAINTEXT
  }

  /** Which proofs of a password a server may ask for. Each allows those before it. */
  public enum Passwords {
    /** SCRAM-SHA-256, with or without channel binding. */
    SCRAM,
    /** Also MD5, whose proof an eavesdropper can use. */
    MD5,
    /** Also the password itself, and only inside TLS. */
    CLEARTEXT,
    /** Also nothing: an account that has a password may be let in without being asked for it. */
    NONE
  }
}
