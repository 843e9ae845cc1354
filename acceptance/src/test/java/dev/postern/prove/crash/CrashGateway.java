package dev.postern.prove.crash;

import dev.postern.prove.Callers;
import dev.postern.prove.Doors;
import dev.postern.prove.GatewayFolder;
import dev.postern.prove.GatewayProcess;
import dev.postern.prove.Served;
import java.io.IOException;
import java.nio.file.Path;

/** A small gateway in front of a {@link CrashServer}, which lets everybody do everything. */
final class CrashGateway {
  private static final int FIRST_PORT = 21_000;
  private static final String POLICY = "permit (principal, action, resource);\n";

  private CrashGateway() {}

  /**
   * Starts it in an empty folder.
   *
   * @param server the server's port
   */
  static Served start(Path directory, int server) throws IOException, InterruptedException {
    GatewayFolder folder = new GatewayFolder(directory);
    Callers callers = new Callers(Doors.free(FIRST_PORT));
    folder.main(callers, "", "");
    folder.shop(server, GatewayFolder.PLAIN_AND_WATCHED);
    folder.policy(POLICY + GatewayFolder.GUARDS_WATCHED);
    return new Served(
        folder,
        callers,
        GatewayProcess.Launch.with("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
  }
}
