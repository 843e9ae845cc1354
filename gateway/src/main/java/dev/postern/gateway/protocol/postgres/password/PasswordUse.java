package dev.postern.gateway.protocol.postgres.password;

/**
 * What a minted password is good for, and for nothing else.
 *
 * @param target the target's name
 * @param database the database, as the server calls it
 * @param account the account, as clients ask for it
 */
public record PasswordUse(String target, String database, String account) {}
