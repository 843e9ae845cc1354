package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the gateway signs in to a target. The secret itself is no part of it.
 *
 * @param source where the secret is
 * @param header the header that carries it
 * @param scheme what stands before it in the header, with a space between; empty for nothing
 */
public record CredentialSettings(Source source, String header, String scheme) {
  /** Where a secret is. */
  public sealed interface Source {
    /** In an environment variable of the gateway's process. */
    record Environment(String variable) implements Source {}

    /** In a file, whose last line break is no part of it. */
    record File(Path file) implements Source {}
  }

  /** Headers with a meaning to the transport or the protocol: a secret there would break both. */
  private static final Set<String> TAKEN =
      Set.of(
          "host", "connection", "content-length", "content-type", "transfer-encoding", "te",
          "trailer", "upgrade", "accept", "expect", "origin", "last-event-id");

  private static final Form<String> HEADER =
      Scalars.text(
          Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}"),
          "the name of a header that neither HTTP nor MCP uses itself",
          name -> {
            String lower = name.toLowerCase(Locale.ROOT);
            return TAKEN.contains(lower) || lower.startsWith("mcp-")
                ? Optional.empty()
                : Optional.of(name);
          });

  static final Form<CredentialSettings> FORM = Forms.section(CredentialSettings::read);

  private static Optional<CredentialSettings> read(Section at) {
    Read<Optional<String>> variable =
        at.key(
                "environment",
                Scalars.text(
                    Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}"),
                    "the name of an environment variable, not the secret"),
                "The environment variable that holds the secret.")
            .optional();
    Read<Optional<Path>> file =
        at.key("file", Units.file(), "The file that holds the secret.").optional();
    Read<String> header =
        at.key("header", HEADER, "The header that carries the secret.").or("Authorization");
    Read<Optional<String>> scheme =
        at.key(
                "scheme",
                Scalars.text(
                    Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,31}|"), "a word, as Bearer, or \"\""),
                "What stands before it; Bearer in Authorization, nothing in other headers.")
            .optional();
    at.exactlyOne("environment", "file");
    return at.make(
        () ->
            new CredentialSettings(
                file.get()
                    .<Source>map(Source.File::new)
                    .orElseGet(() -> new Source.Environment(variable.get().orElseThrow())),
                header.get(),
                scheme.get().orElse(header.get().equalsIgnoreCase("authorization") ? "Bearer" : "")));
  }
}
