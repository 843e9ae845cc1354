package dev.postern.prove.crash;

import dev.postern.prove.Served;
import java.io.IOException;
import java.sql.SQLException;

/** What is killed, and how it comes back. */
enum Victim {
  /** The gateway's process. */
  GATEWAY {
    @Override
    void kill(CrashServer server, Served gateway) throws InterruptedException {
      gateway.kill();
    }

    @Override
    void bringBack(CrashServer server, Served gateway)
        throws IOException, SQLException, InterruptedException {
      server.awaitNobody();
      gateway.startAgain();
    }
  },
  /** One process of the server's, which makes the server end all sessions and recover. */
  BACKEND {
    @Override
    void kill(CrashServer server, Served gateway) throws SQLException {
      server.killBackend();
    }

    @Override
    void bringBack(CrashServer server, Served gateway) throws InterruptedException {
      server.awaitReady();
    }
  },
  /** The process that all of the server's belong to. */
  POSTMASTER {
    @Override
    void kill(CrashServer server, Served gateway) throws IOException {
      server.killPostmaster();
    }

    @Override
    void bringBack(CrashServer server, Served gateway) throws IOException, InterruptedException {
      server.startAgain();
    }
  };

  abstract void kill(CrashServer server, Served gateway)
      throws IOException, SQLException, InterruptedException;

  abstract void bringBack(CrashServer server, Served gateway)
      throws IOException, SQLException, InterruptedException;
}
