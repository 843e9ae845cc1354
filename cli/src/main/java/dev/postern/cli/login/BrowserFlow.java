package dev.postern.cli.login;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.cli.Trouble;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Code with PKCE (RFC 7636) back to a loopback address (RFC 8252, 7.3). */
final class BrowserFlow {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final String DONE =
      "<!doctype html><title>Postern</title><p>Signed in. You can close this page and go back to"
          + " the terminal.";

  private final Discovery discovery;
  private final String clientId;
  private final PrintWriter out;
  private final SecureRandom random = new SecureRandom();

  BrowserFlow(Discovery discovery, String clientId, PrintWriter out) {
    this.discovery = discovery;
    this.clientId = clientId;
    this.out = out;
  }

  Login run() throws Trouble {
    String verifier = secret();
    String state = secret();
    CompletableFuture<Map<String, String>> back = new CompletableFuture<>();
    HttpServer server = listen(back);
    try {
      String redirect = "http://127.0.0.1:" + server.getAddress().getPort() + "/callback";
      out.println("Open this address in a browser to sign in:");
      out.println();
      out.println("  " + address(redirect, verifier, state));
      out.println();
      out.flush();
      Map<String, String> answer = back.get(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
      if (!state.equals(answer.get("state"))) {
        throw new Trouble("the answer does not belong to this sign-in; run it again");
      }
      String code = answer.getOrDefault("code", "");
      if (code.isEmpty()) {
        throw new Trouble("the issuer refused: " + answer.getOrDefault("error", "no code"));
      }
      return new TokenEndpoint(discovery.token())
          .trade(
              Map.of(
                  "grant_type", "authorization_code",
                  "code", code,
                  "redirect_uri", redirect,
                  "code_verifier", verifier),
              clientId,
              discovery.resource());
    } catch (TimeoutException nobody) {
      throw new Trouble("nobody signed in within " + LONGEST_WAIT.toMinutes() + " minutes", nobody);
    } catch (ExecutionException failed) {
      throw new Trouble("the sign-in failed: " + failed.getMessage(), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", stopped);
    } finally {
      server.stop(0);
    }
  }

  private String address(String redirect, String verifier, String state) {
    Map<String, String> query =
        Map.of(
            "response_type",
            "code",
            "client_id",
            clientId,
            "redirect_uri",
            redirect,
            "scope",
            "openid",
            "state",
            state,
            "code_challenge",
            challenge(verifier),
            "code_challenge_method",
            "S256",
            "resource",
            discovery.resource());
    String joiner = discovery.authorization().contains("?") ? "&" : "?";
    return discovery.authorization() + joiner + Web.form(query);
  }

  private static HttpServer listen(CompletableFuture<Map<String, String>> back) throws Trouble {
    try {
      InetSocketAddress loopback =
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
      HttpServer server = HttpServer.create(loopback, 0);
      server.createContext("/callback", exchange -> answer(exchange, back));
      server.start();
      return server;
    } catch (IOException failed) {
      throw new Trouble("cannot listen on a loopback port: " + failed.getMessage(), failed);
    }
  }

  private static void answer(HttpExchange exchange, CompletableFuture<Map<String, String>> back)
      throws IOException {
    String query = exchange.getRequestURI().getQuery();
    Map<String, String> parameters =
        Arrays.stream((query == null ? "" : query).split("&"))
            .filter(pair -> pair.contains("="))
            .collect(
                Collectors.toMap(
                    pair -> pair.substring(0, pair.indexOf('=')),
                    pair -> pair.substring(pair.indexOf('=') + 1),
                    (first, second) -> first));
    byte[] page = DONE.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "text/html; charset=utf-8");
    exchange.getResponseHeaders().set("referrer-policy", "no-referrer");
    exchange.sendResponseHeaders(200, page.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(page);
    }
    back.complete(parameters);
  }

  private String secret() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }
}
