package dev.postern.demo.registry;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets nobody in without the registry's own key: the credential that Postern injects. */
final class KeyFilter implements Filter {
  private final byte[] key;
  private final Journal journal;

  KeyFilter(String key, Journal journal) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
    this.journal = journal;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    String given = http.getHeader(ModelRegistry.KEY_HEADER);
    if (given == null || !MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8))) {
      journal.stranger();
      HttpServletResponse answer = (HttpServletResponse) response;
      answer.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      answer.setContentType("text/plain;charset=utf-8");
      answer.getWriter().println("The registry wants its own key in " + ModelRegistry.KEY_HEADER);
      return;
    }
    journal.request(http.getHeader("Authorization") != null);
    chain.doFilter(request, response);
  }
}
