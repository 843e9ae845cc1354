package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.password.Minting;
import dev.postern.gateway.protocol.postgres.password.PasswordUse;
import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Prover;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.testkit.ScriptedGate;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;

/** Clients of PostgreSQL that sign in with a minted password of ana, or try to. */
final class MintedWorld {
  static final PasswordUse USE = new PasswordUse("shop", "orders", "reporting");
  static final String UNKNOWN = "aaaaaaaaaaaaaaaa";

  final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);
  final Minting.Minted minted = minted("ana", USE);

  record Client(ScriptedStream stream, Scram scram) {
    /** The challenge that it was shown last. */
    Slice challenge() {
      return PostgresWorld.shown(stream).getLast()
              instanceof
              BackendMessage.Authentication(AuthenticationRequest.SaslContinue(Slice data))
          ? data
          : Slice.EMPTY;
    }

    Prover.Proof proof(String password) {
      return scram
          .last(challenge(), 4_096)
          .orElseThrow()
          .prove(password.getBytes(StandardCharsets.US_ASCII));
    }

    Client proves(String password) {
      stream.client(bytes(proof(password)));
      return this;
    }
  }

  ScriptedStream started(String user, String database) {
    return world
        .connect(PostgresWorld.PLAIN)
        .client(PostgresWorld.startUp(0, "user", user, "database", database));
  }

  Client begun(String user, String database) {
    return begun(user, database, true);
  }

  Client begun(String user, String database, boolean first) {
    Scram scram = Scram.unbound(false, "nonce");
    ScriptedStream stream = started(user, database);
    return new Client(first ? stream.client(scram.first()) : stream, scram);
  }

  static byte[] bytes(Prover.Proof proof) {
    byte[] bytes = new byte[proof.frame().remaining()];
    proof.frame().duplicate().get(bytes);
    return bytes;
  }

  Minting.Minted minted(String person, PasswordUse use) {
    return switch (world.sessions.mint().mint(ScriptedGate.signIn(person), use)) {
      case Minting.Minted made -> made;
      case Minting.Full(String why) -> throw new AssertionError(why);
    };
  }
}
