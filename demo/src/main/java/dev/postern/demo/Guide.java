package dev.postern.demo;

import dev.postern.demo.stage.Stage;

/** What to try while the demo runs, as lines to paste. */
final class Guide {
  private static final String TEXT =
      """

      Everything is running. Ctrl-C stops it.

        MCP endpoint   ${mcp}
        sign-in        ${issuer} (development only: choose who you are)
        page           ${server}/review (for reviewers: sign in as rita)
        ana            data scientist; may run churn-v3
        ci-metadata    CI job that ana owns; may only read metadata
        assistant      AI agent, here acting for ana: assistant-for-ana
        carl           contractor; left yesterday, his token is valid for a month
        olga, ada      auditor, administrator

      In another terminal:

        D=${directory}
        alias postern=${postern}

      Point a stock MCP client at it, as ana; $D/clients has a configuration file for each of them:

        npx -y @modelcontextprotocol/inspector@latest --cli ${mcp} --transport http \\
          --header "Authorization: Bearer $(cat $D/tokens/ana.mcp)" --method tools/list
        claude mcp add --transport http registry ${mcp} \\
          --header "Authorization: Bearer $(cat $D/tokens/ana.mcp)"
        cat $D/clients/ana.json

      Whoever has no token is told where to get one; the contractor is turned away:

        curl -i ${mcp}
        curl -s ${mcp} -H "Authorization: Bearer $(cat $D/tokens/carl.mcp)" \\
          -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \\
          -d '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"curl","version":"1"}}}'

      A deployment waits for rita. She answers on the page, ${server}/review, or in another terminal;
      meanwhile this waits, and runs when she has approved exactly that:

        npx -y @modelcontextprotocol/inspector@latest --cli ${mcp} --transport http \\
          --header "Authorization: Bearer $(cat $D/tokens/ana.mcp)" --method tools/call \\
          --tool-name deploy_model --tool-arg model=churn-v3 --tool-arg environment=production

      The shop's database by psql or any driver, as ana; what she may not do is refused by the statement:

        export PGPASSWORD="$(cat $D/tokens/ana.sql)"
        psql "host=127.0.0.1 port=${postgres} dbname=shop user=reading~token" -c 'SELECT * FROM orders LIMIT 5'
        psql "host=127.0.0.1 port=${postgres} dbname=shop user=reading~token" -c 'DELETE FROM orders'
        psql "host=127.0.0.1 port=${postgres} dbname=shop user=service~token" \\
          -c "UPDATE orders SET state = 'sent' WHERE id = 2"

      or with passwords that the gateway makes for a few minutes, signed in as ana; --port 0 opens a port for tools:

        postern login ${server}
        postern connect
        postern connect shop --account reading
        postern connect shop --account reading -- psql -c 'SELECT * FROM orders LIMIT 5'
        postern logout

      See what reached the registry itself:

        curl -s ${journal}

      Operate the gateway as the user who started it; policies are in $D/policies:

        export POSTERN_SOCKET=$D/data/postern.sock
        postern sessions list
        postern sessions play --last
        postern lock person ana --reason "lost laptop"
        postern unlock person ana
        postern reload
        postern audit verify $D/data

      or sign in as ada and operate it from anywhere:

        unset POSTERN_SOCKET
        postern login ${server}

      """;

  private final Stage stage;

  Guide(Stage stage) {
    this.stage = stage;
  }

  String text() {
    return TEXT.replace("${mcp}", stage.mcp().toString())
        .replace("${issuer}", stage.issuer())
        .replace("${directory}", stage.directory().toString())
        .replace("${journal}", stage.journalPage().toString())
        .replace("${postern}", stage.launcher().script().toString())
        .replace("${postgres}", Integer.toString(stage.postgres()))
        .replace("${server}", stage.server().toString());
  }
}
