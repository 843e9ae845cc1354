package dev.postern.demo.registry;

import dev.postern.demo.wire.Json;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Shows the journal as JSON, so that anybody can see what reached the registry. */
final class JournalServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient Journal journal;

  JournalServlet(Journal journal) {
    this.journal = journal;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json;charset=utf-8");
    response.getWriter().print(Json.written(journal.page()));
  }
}
