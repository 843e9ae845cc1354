package dev.postern.testkit.vault;

/** The database behind a stand-in's database engine. */
public interface MadeAccounts {
  /** Makes an account that signs in with a password. */
  void create(String role, String user, String password);

  /** The account is gone, and nobody signs in as it any more. */
  void drop(String user);
}
