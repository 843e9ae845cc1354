package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.signin.IntrospectionSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how an issuer is asked about its tokens. */
final class Introspections {
  private static final Duration LEAST = Duration.ofSeconds(2);
  private static final Duration MOST = Duration.ofHours(1);
  private static final Duration LONGEST_KEPT = Duration.ofHours(24);

  private static final Form<String> CLIENT =
      Scalars.text(Pattern.compile("[\\x21-\\x7e]{1,256}"), "the gateway's client id there");

  static final Form<IntrospectionSettings> FORM = Forms.section(Introspections::read);

  private Introspections() {}

  private static Optional<IntrospectionSettings> read(Section at) {
    Read<String> client =
        at.key("client", CLIENT, "The gateway's client id at the issuer.").required();
    Read<CredentialSource> secret =
        at.key("secret", Credentials.SOURCE, "Where that client's secret is.").required();
    Read<Optional<URI>> endpoint =
        at.key("endpoint", Units.address(), "Where it is asked, where discovery does not say it.")
            .optional();
    Read<Duration> every =
        at.key(
                "every",
                Units.duration(LEAST, MOST),
                "How often it is asked of a token that is in use.")
            .or(Duration.ofSeconds(30));
    Read<Optional<Duration>> keep =
        at.key(
                "keep",
                Units.duration(LEAST, LONGEST_KEPT),
                "How long its last yes is believed while it cannot be asked; twice every.")
            .optional();
    return at.makeIf(
        () ->
            endpoint.get().map(u -> Loopback.demanded(false, u, endpoint)).orElse(true)
                && longEnough(keep, every),
        () ->
            new IntrospectionSettings(
                client.get(),
                secret.get(),
                endpoint.get(),
                every.get(),
                keep.get().orElseGet(() -> every.get().multipliedBy(2))));
  }

  private static boolean longEnough(Read<Optional<Duration>> keep, Read<Duration> every) {
    boolean shorter = keep.get().filter(kept -> kept.compareTo(every.get()) < 0).isPresent();
    if (shorter) {
      keep.spot().problem("an answer is not kept until the next", "at least as long as every");
    }
    return !shorter;
  }

  /** Where keys come from a known address, no discovery document says where to ask. */
  static boolean placed(Read<Optional<IntrospectionSettings>> read, boolean direct) {
    boolean nowhere = direct && read.get().filter(asked -> asked.endpoint().isEmpty()).isPresent();
    if (nowhere) {
      read.spot().problem("nothing says where the issuer is asked", "an endpoint");
    }
    return !nowhere;
  }
}
