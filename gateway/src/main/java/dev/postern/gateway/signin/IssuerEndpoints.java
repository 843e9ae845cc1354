package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an issuer takes browsers and clients, as its discovery document says (OpenID Connect
 * Discovery 1.0, section 3).
 *
 * @param authorize where browsers are sent
 * @param token where clients trade
 * @param names whether it names itself in what it sends browsers back with (RFC 9207, section 3)
 * @param secrets how a client may present its secret
 */
record IssuerEndpoints(URI authorize, URI token, boolean names, Set<String> secrets) {
  /** The secret in the header (RFC 6749, 2.3.1). */
  static final String BASIC = "client_secret_basic";

  /** The secret in the form. */
  static final String IN_FORM = "client_secret_post";

  IssuerEndpoints {
    secrets = Set.copyOf(secrets);
  }

  /** Reads a document that was found at an address. */
  static IssuerEndpoints read(URI document, byte[] json, String issuer) throws IOException {
    try {
      Claim.Members members = StrictJson.object(json);
      if (!members.text("issuer").equals(Optional.of(issuer))) {
        throw new IOException("the discovery document is another issuer's");
      }
      Set<String> proofs = texts(members, "code_challenge_methods_supported", "S256");
      if (!proofs.contains("S256")) {
        throw new IOException("the issuer does not take PKCE with S256 (RFC 7636)");
      }
      boolean names =
          members
              .member("authorization_response_iss_parameter_supported")
              .equals(Optional.of(new Claim.Flag(true)));
      return new IssuerEndpoints(
          endpoint(document, members, "authorization_endpoint"),
          endpoint(document, members, "token_endpoint"),
          names,
          texts(members, "token_endpoint_auth_methods_supported", BASIC));
    } catch (FaultFound e) {
      throw new IOException("the discovery document is not exact JSON", e);
    }
  }

  private static URI endpoint(URI document, Claim.Members members, String name) throws IOException {
    String text =
        members.text(name).orElseThrow(() -> new IOException("the discovery names no " + name));
    try {
      URI address = URI.create(text);
      Addresses.demandNoStepDown(document, address);
      if (address.getRawFragment() != null) {
        throw new IOException("the " + name + " has a fragment");
      }
      return address;
    } catch (IllegalArgumentException e) {
      throw new IOException("the " + name + " is no address");
    }
  }

  /** What a list says; where there is none, what its absence means. */
  private static Set<String> texts(Claim.Members members, String name, String otherwise) {
    if (members.member(name).isEmpty()) {
      return Set.of(otherwise);
    }
    return members.member(name).get() instanceof Claim.Items list
        ? list.items().stream().flatMap(item -> item.text().stream()).collect(Collectors.toSet())
        : Set.of();
  }
}
