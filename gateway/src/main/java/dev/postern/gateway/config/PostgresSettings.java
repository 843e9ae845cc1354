package dev.postern.gateway.config;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.protocol.postgres.PostgresTarget;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.kernel.operation.Durability;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One PostgreSQL server, from a file of its own.
 *
 * @param target the server; an account's credential is named {@code TARGET/ACCOUNT}
 * @param sources where the secrets of those credentials are, by their names
 * @param ledger what its entries survive; the gateway's own level when it says nothing
 * @param environment its {@code Env}, as policy says it
 * @param tags its tags
 * @param database the database of who names none
 * @param passwords which proofs of a password it may ask for, beside SCRAM
 * @param times how long its sessions and statements may last
 * @param traceComments whether traces are read from, and written into, comments of statements
 * @param parts what is said of its databases and accounts
 */
public record PostgresSettings(
    StreamTarget target,
    Map<String, CredentialSource> sources,
    Optional<Durability> ledger,
    String environment,
    Set<String> tags,
    String database,
    PostgresTarget.Passwords passwords,
    PostgresTarget.Times times,
    boolean traceComments,
    Parts parts)
    implements TargetFile {
  public PostgresSettings {
    sources = Map.copyOf(sources);
    tags = Set.copyOf(tags);
  }

  @Override
  public String name() {
    return target.name();
  }

  /** The same of a server that is signed in to with these accounts. */
  PostgresSettings with(Map<String, StreamTarget.Account> others) {
    return new PostgresSettings(
        target.withAccounts(others),
        sources,
        ledger,
        environment,
        tags,
        database,
        passwords,
        times,
        traceComments,
        parts);
  }

  /**
   * The parts that the operator named.
   *
   * @param databases by their names on the server
   * @param accounts the tags of accounts, by the names that callers use
   */
  public record Parts(Map<String, DatabasePart> databases, Map<String, Set<String>> accounts) {
    public Parts {
      databases = Map.copyOf(databases);
      accounts = Map.copyOf(accounts);
    }
  }

  /**
   * What is said of one database.
   *
   * @param tags its tags
   * @param classes the classes of what it holds: who may not reveal all of them is not let in
   */
  public record DatabasePart(Set<String> tags, Set<String> classes) {
    public DatabasePart {
      tags = Set.copyOf(tags);
      classes = Set.copyOf(classes);
    }
  }

  /** Whether any of its databases holds what is classed. */
  public boolean classed() {
    return parts.databases().values().stream().anyMatch(part -> !part.classes().isEmpty());
  }
}
