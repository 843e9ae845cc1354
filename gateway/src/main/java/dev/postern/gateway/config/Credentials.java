package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.target.CredentialSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the gateway signs in to a target, as its file has it. The secret itself is no part of it.
 *
 * @param source where the secret is
 * @param header the field that carries it, lower-case
 * @param scheme what stands before it; empty for nothing
 */
record Credentials(CredentialSource source, String header, Optional<String> scheme) {
  /** Fields with a meaning to the transport or the protocol: a secret there would break both. */
  private static final Set<String> TAKEN =
      Set.of(
          "host",
          "connection",
          "content-length",
          "content-type",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "accept",
          "expect",
          "origin",
          "last-event-id");

  private static final Form<String> HEADER =
      Scalars.text(
          Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}"),
          "the name of a header that neither HTTP nor MCP uses itself",
          name -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean taken = TAKEN.contains(lower) || lower.startsWith("mcp-");
            return taken ? Optional.empty() : Optional.of(lower);
          });

  static final Form<String> VARIABLE =
      Scalars.text(
          Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}"),
          "the name of an environment variable, not the secret");

  private static final Form<String> SCHEME =
      Scalars.text(Pattern.compile("[A-Za-z0-9-]{0,32}"), "a word, as Bearer, or \"\" for none");

  static final Form<Credentials> FORM = Forms.section(Credentials::read);

  /** Where one secret is, the same for everybody. */
  static final Form<CredentialSource> SOURCE = SecretPlaces.ONE;

  /** Where a secret is that opens vaults: in none. */
  static final Form<CredentialSource> OUTSIDE = SecretPlaces.OUTSIDE;

  private static Optional<Credentials> read(Section at) {
    SecretPlaces place = SecretPlaces.of(at, SecretPlaces.Meant.CALLERS);
    Read<String> header =
        at.key("header", HEADER, "The header that carries the secret.").or("authorization");
    Read<Optional<String>> scheme =
        at.key(
                "scheme",
                SCHEME,
                "What stands before it; Bearer in Authorization, nothing in other headers.")
            .optional();
    return at.makeIf(
        place::sound,
        () ->
            new Credentials(
                place.source(),
                header.get(),
                Optional.of(scheme.get().orElseGet(() -> usual(header.get())))
                    .filter(word -> !word.isEmpty())));
  }

  private static String usual(String header) {
    return header.equals("authorization") ? "Bearer" : "";
  }

  /** The credential of a target, named after it. */
  CredentialSpec of(String target) {
    boolean callers =
        source instanceof CredentialSource.InVault vault
            && vault.path().contains(CredentialSource.CALLER);
    return new CredentialSpec(target, header, scheme, callers, source.place());
  }
}
