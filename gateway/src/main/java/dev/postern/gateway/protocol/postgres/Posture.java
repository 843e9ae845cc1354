package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.operation.Lexicon;

/** How closely a session's statements are looked at; fixed when it opens. */
enum Posture {
  /** No rule, hold or mask can matter: statements are admitted and recorded, not read. */
  OPEN,
  /** Every verb that could be in a statement must be permitted. */
  GUARDED;

  /** What the rules in force ask for in a session. */
  static Posture of(Opened opened, Lexicon lexicon) {
    return switch (opened
        .passage()
        .reach(lexicon, new Places(lexicon).database(opened.database()).resource())) {
      case NOTHING -> OPEN;
      case CONTENT -> GUARDED;
    };
  }
}
