package dev.postern.gateway.protocol.postgres;

/** How closely a session's statements are looked at; fixed when it opens. */
enum Posture {
  /** No rule, hold or mask can matter: statements are admitted and recorded, not read. */
  OPEN,
  /** Every verb that could be in a statement must be permitted. */
  GUARDED
}
