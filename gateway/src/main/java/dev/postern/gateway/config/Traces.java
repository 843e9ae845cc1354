package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.ops.trace.TraceSettings;
import java.net.URI;
import java.util.Optional;

/**
 * Where traces are told.
 *
 * @param token where the secret is that is presented there; empty where none is needed
 */
public record Traces(TraceSettings settings, Optional<CredentialSource> token) {
  /** What leases call the token. No target can have the name, which has a colon. */
  public static final String CREDENTIAL = "postern:traces";

  private static final int USUAL_SHARE = 100;

  static final Form<Traces> FORM = Forms.section(Traces::read);

  private static Optional<Traces> read(Section at) {
    Read<URI> endpoint =
        at.key("endpoint", Units.address(), "Where spans are posted, as OTLP over HTTP.")
            .required();
    Read<Integer> oneIn =
        at.key(
                "one-in",
                Scalars.whole(1, 1_000_000),
                "Of how many operations one is traced that belong to no caller's trace.")
            .or(USUAL_SHARE);
    Read<Boolean> follow =
        at.key("follow", Scalars.truth(), "Whether a caller's traceparent says what is traced.")
            .or(true);
    Read<Boolean> plaintext =
        at.key("plaintext", Scalars.truth(), "Whether spans may leave this machine in plain HTTP.")
            .or(false);
    Read<Optional<CredentialSource>> token =
        at.key("token", Credentials.SOURCE, "Where the secret is that is presented as Bearer.")
            .optional();
    return at.makeIf(
        () -> Loopback.demanded(plaintext.get(), endpoint.get(), endpoint),
        () -> new Traces(TraceSettings.of(endpoint.get(), oneIn.get(), follow.get()), token.get()));
  }
}
