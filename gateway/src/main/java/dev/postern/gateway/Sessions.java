package dev.postern.gateway;

import dev.postern.gateway.api.Api;
import dev.postern.gateway.front.Documents;
import dev.postern.gateway.http.ConnectionFacts;
import dev.postern.gateway.page.Page;
import dev.postern.gateway.protocol.mcp.McpFront;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;

/** Which session answers a request. */
record Sessions(Api api, Documents documents, McpFront mcp, Page page) {
  Session open(RequestHead head, ConnectionFacts facts) {
    if (head.path().startsWith(Wiring.API_PATH + "/")) {
      return facts.local() ? api.openLocal() : page.mixed(head).orElseGet(api::open);
    }
    if (facts.local()) {
      // The socket of the server's own user is for REST alone.
      return documents.open();
    }
    return Page.serves(head.path())
        ? page.open(head, facts.peer().getAddress())
        : mcp.open(head).orElseGet(documents::open);
  }
}
