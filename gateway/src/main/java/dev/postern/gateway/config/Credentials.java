package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.target.CredentialSpec;
import java.nio.file.Path;
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

  private static final Form<String> VARIABLE =
      Scalars.text(
          Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}"),
          "the name of an environment variable, not the secret");

  private static final Form<String> SCHEME =
      Scalars.text(Pattern.compile("[A-Za-z0-9-]{0,32}"), "a word, as Bearer, or \"\" for none");

  static final Form<Credentials> FORM = Forms.section(Credentials::read);

  /** Where a secret is, and nothing else. */
  static final Form<CredentialSource> SOURCE =
      Forms.section(at -> {
        Place place = Place.of(at);
        return at.make(place::source);
      });

  /** The keys that say where a secret is. */
  private record Place(Read<Optional<String>> variable, Read<Optional<Path>> file) {
    static Place of(Section at) {
      Place place =
          new Place(
              at.key("environment", VARIABLE, "The environment variable that holds the secret.")
                  .optional(),
              at.key("file", Units.file(), "The file whose one line is the secret.").optional());
      at.exactlyOne("environment", "file");
      return place;
    }

    CredentialSource source() {
      return file.get()
          .<CredentialSource>map(CredentialSource.SecretFile::new)
          .orElseGet(() -> new CredentialSource.EnvironmentVariable(variable.get().orElseThrow()));
    }
  }

  private static Optional<Credentials> read(Section at) {
    Place place = Place.of(at);
    Read<String> header =
        at.key("header", HEADER, "The header that carries the secret.").or("authorization");
    Read<Optional<String>> scheme =
        at.key(
                "scheme",
                SCHEME,
                "What stands before it; Bearer in Authorization, nothing in other headers.")
            .optional();
    return at.make(() ->
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
    return new CredentialSpec(target, header, scheme);
  }
}
