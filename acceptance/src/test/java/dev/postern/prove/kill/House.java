package dev.postern.prove.kill;

import dev.postern.prove.GatewayFolder;
import dev.postern.prove.GatewayProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** One data folder with its configuration, and the gateway that dies on it. */
final class House implements AutoCloseable {
  private static final String MAIN =
      """
      roles: [runner]
      approvals: {wait: 1s}
      """;

  /** How often checkpoints are signed and how large files become: as often as can be configured. */
  private static final String LEDGER =
      "ledger: {level: %s, segment: 1MiB, recordings: 1MiB, checkpoint: 1s}\n";

  private static final String POLICY =
      """
      permit (principal, action, resource);

      @id("asks-for-drop") @approval("reviewers")
      forbid (principal, action, resource == Tool::"workshop/drop")
      unless { context.approved };
      """;

  private final GatewayFolder folder;
  private final Grounds grounds;
  private final HttpClient client;
  private final GatewayProcess gateway;

  /** Writes the configuration and begins to start the gateway. */
  House(
      Path directory,
      Grounds grounds,
      HttpClient client,
      Levels levels,
      GatewayProcess.Launch launch)
      throws IOException {
    this.folder = new GatewayFolder(directory);
    this.grounds = grounds;
    this.client = client;
    folder.main(grounds.callers(), "", MAIN + LEDGER.formatted(levels.gateway()));
    folder.workshop(grounds.tools(), levels.tools());
    folder.shop(grounds.database(), GatewayFolder.PLAIN_AND_WATCHED + levels.database());
    folder.policy(POLICY + GatewayFolder.GUARDS_WATCHED);
    this.gateway = new GatewayProcess(folder.main(), launch);
  }

  GatewayProcess gateway() {
    return gateway;
  }

  Grounds grounds() {
    return grounds;
  }

  HttpClient client() {
    return client;
  }

  Path data() {
    return folder.data();
  }

  Path ledger() {
    return folder.ledger();
  }

  /** Asks REST as somebody; whatever the answer. */
  HttpResponse<String> rest(String who, String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        grounds.callers().rest(who, method, path, body), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws InterruptedException {
    gateway.close();
  }
}
