package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as a client of one issuer: the authorization code flow (RFC 6749, 4.1) with PKCE (RFC
 * 7636), the issuer's own name in its answers (RFC 9207), and an ID token that repeats the nonce
 * (OpenID Connect Core 1.0, 3.1). Everything here may block for the issuer: virtual threads only.
 */
public final class CodeClient {
  private static final Logger LOG = LoggerFactory.getLogger(CodeClient.class);

  private final Settings settings;
  private final SignInDesk desk;
  private final IssuerPost post;
  private final KeyTimes times;
  private final IssuerDirectory directory;

  /**
   * What the client is.
   *
   * @param issuer our short name for the issuer
   * @param client what the issuer calls the client
   * @param secret what proves it; empty for a public client
   * @param redirect where the issuer sends browsers back to, exactly as it knows it
   * @param resource what the tokens must be for (RFC 8707)
   * @param scopes what is asked for, {@code openid} among it
   */
  public record Settings(
      String issuer,
      String client,
      Optional<ClientSecret> secret,
      URI redirect,
      String resource,
      Set<String> scopes) {
    public Settings {
      scopes = Set.copyOf(scopes);
      if (!scopes.contains("openid")) {
        throw new IllegalArgumentException("without the scope openid there is no ID token");
      }
    }
  }

  /** How issuers are reached. */
  public record Ways(IssuerFetch fetch, IssuerPost post, KeyTimes times, InstantSource clock) {}

  /**
   * What one sign-in begins with; each is a random text of its own.
   *
   * @param challenge the SHA-256 of the verifier, base64url (RFC 7636, 4.2)
   */
  public record Begun(String state, String nonce, String challenge) {}

  /**
   * What a browser came back with.
   *
   * @param iss who it says sent it (RFC 9207), where it says so
   * @param verifier what the challenge was made of
   * @param nonce what the ID token must repeat
   */
  public record Returned(String code, Optional<String> iss, String verifier, String nonce) {
    @Override
    public String toString() {
      return "Returned[hidden]";
    }
  }

  public CodeClient(Settings settings, SignInDesk desk, Ways ways) {
    this.settings = settings;
    this.desk = desk;
    this.post = ways.post();
    this.times = ways.times();
    this.directory = new IssuerDirectory(ways.fetch(), ways.times(), ways.clock());
  }

  /** The audience that its access tokens must have. */
  public String resource() {
    return settings.resource();
  }

  /** Where to send a browser; empty, and logged, when the issuer cannot be used. */
  public Optional<URI> address(Begun begun) throws InterruptedException {
    try {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("response_type", "code");
      query.put("client_id", settings.client());
      query.put("redirect_uri", settings.redirect().toString());
      query.put("scope", String.join(" ", new TreeSet<>(settings.scopes())));
      query.put("resource", settings.resource());
      query.put("state", begun.state());
      query.put("nonce", begun.nonce());
      query.put("code_challenge", begun.challenge());
      query.put("code_challenge_method", "S256");
      URI endpoint = directory.of(issuer().settings()).authorize();
      String joiner = endpoint.getRawQuery() == null ? "?" : "&";
      return Optional.of(URI.create(endpoint + joiner + encoded(query)));
    } catch (IOException unusable) {
      LOG.warn("nobody can sign in to the page: {}", told(unusable));
      return Optional.empty();
    }
  }

  /** Trades a code for tokens. */
  public Granted redeem(Returned returned) throws InterruptedException {
    try {
      Issuer issuer = issuer();
      IssuerEndpoints endpoints = directory.of(issuer.settings());
      String own = issuer.settings().issuer();
      if (returned.iss().map(named -> !named.equals(own)).orElse(endpoints.names())) {
        return new Granted.None(Granted.Why.NOT_PROVEN, "the answer is not from this issuer");
      }
      Map<String, String> form = new HashMap<>();
      form.put("grant_type", "authorization_code");
      form.put("code", returned.code());
      form.put("redirect_uri", settings.redirect().toString());
      form.put("code_verifier", returned.verifier());
      return traded(endpoints, form, Optional.of(returned.nonce()));
    } catch (IOException unusable) {
      return unreachable(unusable);
    }
  }

  /** Trades what renews a token for a new one. */
  public Granted renew(String refresh) throws InterruptedException {
    try {
      Map<String, String> form = new HashMap<>();
      form.put("grant_type", "refresh_token");
      form.put("refresh_token", refresh);
      return traded(directory.of(issuer().settings()), form, Optional.empty());
    } catch (IOException unusable) {
      return unreachable(unusable);
    }
  }

  private Issuer issuer() throws IOException {
    return desk.issuer(settings.issuer())
        .orElseThrow(() -> new IOException("the page's issuer is no longer configured"));
  }

  private Granted traded(
      IssuerEndpoints endpoints, Map<String, String> form, Optional<String> nonce)
      throws IOException, InterruptedException {
    form.put("client_id", settings.client());
    form.put("resource", settings.resource());
    IssuerPost.Reply reply =
        post.post(
            new IssuerPost.Form(endpoints.token(), form, authorization(endpoints, form)), times);
    if (reply.status() >= 500) {
      throw new IOException("the token endpoint answered " + reply.status());
    }
    if (reply.status() != 200) {
      return new Granted.None(Granted.Why.REFUSED, "the token endpoint answered " + reply.status());
    }
    try {
      return tokens(StrictJson.object(reply.body()), nonce);
    } catch (FaultFound fault) {
      return new Granted.None(Granted.Why.NOT_PROVEN, fault.fault().text());
    } catch (IssuerKeys.TooManyWaiting busy) {
      throw new IOException("too many wait for the issuer's keys", busy);
    }
  }

  private Granted tokens(Claim.Members answer, Optional<String> nonce)
      throws FaultFound, IssuerKeys.TooManyWaiting, IOException {
    Optional<String> access = answer.text("access_token").filter(token -> !token.isEmpty());
    boolean bearer =
        answer
            .text("token_type")
            .map(type -> type.toLowerCase(Locale.ROOT).equals("bearer"))
            .orElse(false);
    if (access.isEmpty() || !bearer) {
      return new Granted.None(Granted.Why.NOT_PROVEN, "the answer holds no bearer token");
    }
    Optional<String> subject = Optional.empty();
    if (nonce.isPresent()) {
      Optional<String> id = answer.text("id_token");
      if (id.isEmpty()) {
        return new Granted.None(Granted.Why.NOT_PROVEN, "the answer holds no ID token");
      }
      subject = Optional.of(desk.identified(issuer(), id.get(), settings.client(), nonce.get()));
    }
    return new Granted.Tokens(access.get(), answer.text("refresh_token"), subject);
  }

  /** How the client proves itself (RFC 6749, 2.3.1): by a header, or in the form. */
  private Optional<String> authorization(IssuerEndpoints endpoints, Map<String, String> form)
      throws IOException {
    if (settings.secret().isEmpty()) {
      return Optional.empty();
    }
    String[] secret = {""};
    if (!settings
        .secret()
        .get()
        .use(octets -> secret[0] = new String(octets, StandardCharsets.US_ASCII))) {
      throw new IOException("the page's secret with the issuer cannot be had");
    }
    if (endpoints.secrets().contains(IssuerEndpoints.BASIC)) {
      String pair = encoded(settings.client()) + ":" + encoded(secret[0]);
      return Optional.of(
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)));
    }
    if (endpoints.secrets().contains(IssuerEndpoints.IN_FORM)) {
      form.put("client_secret", secret[0]);
      return Optional.empty();
    }
    throw new IOException("the issuer takes no client secret");
  }

  private static Granted unreachable(IOException unusable) {
    LOG.warn("the page's issuer cannot be used: {}", told(unusable));
    return new Granted.None(Granted.Why.UNREACHABLE, "the issuer cannot be used");
  }

  private static String told(IOException e) {
    return e.getCause() == null ? e.toString() : e + ": " + e.getCause();
  }

  private static String encoded(Map<String, String> query) {
    return query.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
