package dev.postern.demo;

import dev.postern.demo.stage.Stage;
import java.nio.file.Path;

/** What to try while the demo runs, as lines to paste. */
final class Guide {
  private static final String TEXT =
      """

      Everything is running. Ctrl-C stops it.

        MCP endpoint   ${mcp}
        sign-in        ${issuer} (development only: choose who you are)
        tokens         ${tokens}/*.mcp
        who is who     ana may run churn-v3 · ci-metadata reads metadata · assistant-for-ana is an
                       agent · carl left yesterday, his token is valid for a month

      Point a stock MCP client at it, as ana:

        npx -y @modelcontextprotocol/inspector --cli ${mcp} --transport http \\
          --header "Authorization: Bearer $(cat ${ana})" --method tools/list

        claude mcp add --transport http registry ${mcp} \\
          --header "Authorization: Bearer $(cat ${ana})"

      or in a client's configuration:

        {"mcpServers": {"registry": {"type": "http", "url": "${mcp}",
          "headers": {"Authorization": "Bearer <what ${ana} holds>"}}}}

      Who has no token is told where to get one; the contractor's is turned away:

        curl -i ${mcp}
        curl -s ${mcp} -H "Authorization: Bearer $(cat ${carl})" \\
          -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \\
          -d '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"curl","version":"1"}}}'

      See what reached the registry itself:

        curl -s ${journal}

      Operate the gateway, as the user who started it:

        export POSTERN_SOCKET=${socket}
        ${postern} sessions list
        ${postern} sessions play --last
        ${postern} lock person ana --reason "lost laptop"
        ${postern} unlock person ana
        ${postern} reload
        ${postern} audit verify ${data}

      or sign in as ada and operate it from anywhere:

        ${postern} login ${server}

      Policies are in ${policies}; change one and reload.

      """;

  private final Stage stage;

  Guide(Stage stage) {
    this.stage = stage;
  }

  String text() {
    return TEXT.replace("${mcp}", stage.mcp().toString())
        .replace("${issuer}", stage.issuer())
        .replace("${tokens}", stage.directory().resolve("tokens").toString())
        .replace("${ana}", file("ana").toString())
        .replace("${carl}", file("carl").toString())
        .replace("${journal}", stage.journalPage().toString())
        .replace("${socket}", stage.socket().toString())
        .replace("${postern}", stage.launcher().script().toString())
        .replace("${data}", stage.data().toString())
        .replace("${server}", stage.server().toString())
        .replace("${policies}", stage.policies().toString());
  }

  private Path file(String holder) {
    return stage.passes().stream()
        .filter(pass -> pass.holder().equals(holder) && pass.use().equals("mcp"))
        .map(stage::tokenFile)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no token of " + holder));
  }
}
