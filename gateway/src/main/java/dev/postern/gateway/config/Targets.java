package dev.postern.gateway.config;

import dev.postern.gateway.config.TargetSettings.Ages;
import dev.postern.gateway.config.TargetSettings.Kind;
import dev.postern.gateway.config.TargetSettings.Parts;
import dev.postern.gateway.config.TargetSettings.Recorded;
import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.kernel.operation.Lexicon.Unmapped;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the file of a target. */
final class Targets {
  private static final int MOST_PARTS = 5000;

  private static final Form<String> ORIGIN =
      Scalars.text(
          Pattern.compile("https?://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?"),
          "a browser's origin, as https://app.example");

  private static final Form<Ages> AGES = Forms.section(Targets::ages);

  static final Form<TargetSettings> FORM = Forms.section(Targets::read);

  private Targets() {}

  private static Optional<TargetSettings> read(Section at) {
    Read<String> name =
        at.key("name", Words.TARGET.naming(Names.Kind.TARGET), "Its name.").required();
    Read<Kind> kind =
        at.key("kind", Scalars.choice(Map.of("mcp", Kind.MCP)), "Its protocol.").required();
    Read<URI> url = at.key("url", Units.address(), "Where it is.").required();
    Read<Boolean> plaintext =
        at.key(
                "plaintext",
                Scalars.truth(),
                "Whether plain HTTP to another machine is accepted for this target.")
            .or(false);
    Read<String> environment =
        at.key("environment", Words.NAME, "Its Env, as policy says it.").required();
    Read<Set<String>> tags =
        at.key("tags", Words.set(Words.NAME), "Its tags, as policy says them.").or(Set.of());
    Read<Optional<CredentialSettings>> credential =
        at.key("credential", CredentialSettings.FORM, "How the gateway signs in there.").optional();
    Read<Recorded> recorded =
        at.key(
                "record",
                Scalars.choice(
                    Map.of(
                        "digest", Recorded.DIGEST, "masked", Recorded.MASKED, "raw", Recorded.RAW)),
                "What is kept of payloads.")
            .or(Recorded.MASKED);
    Read<Ages> session =
        at.key("session", AGES, "How long a session may last.").or(Ages.DEFAULT);
    Read<Unmapped> unmapped =
        at.key("unmapped", PartSettings.UNMAPPED, "The unmapped of parts that do not say their own.")
            .or(Unmapped.BY_TARGET);
    Read<Set<String>> origins =
        at.key("origins", Words.set(ORIGIN), "The browser origins that may call.").or(Set.of());
    Read<Map<String, PartSettings>> tools =
        at.key("tools", parts(Words.PART), "Its tools, by name.").or(Map.of());
    Read<Map<String, PartSettings>> prompts =
        at.key("prompts", parts(Words.PART), "Its prompts, by name.").or(Map.of());
    Read<Map<String, PartSettings>> resources =
        at.key("resources", parts(Words.PART), "Its resources, by URI; * is any run of characters.")
            .or(Map.of());
    return at.makeIf(
        () -> Loopback.demanded(plaintext.get(), url.get(), url),
        () ->
            new TargetSettings(
                name.get(),
                kind.get(),
                url.get(),
                environment.get(),
                tags.get(),
                credential.get(),
                recorded.get(),
                session.get(),
                unmapped.get(),
                origins.get(),
                new Parts(tools.get(), prompts.get(), resources.get())));
  }

  private static Form<Map<String, PartSettings>> parts(Form<String> name) {
    return Forms.map(name, PartSettings.FORM, MOST_PARTS);
  }

  private static Optional<Ages> ages(Section at) {
    Read<Duration> longest =
        at.key(
                "longest",
                Units.duration(Duration.ofSeconds(1), Duration.ofDays(30)),
                "The greatest age of a session.")
            .or(Ages.DEFAULT.longest());
    Read<Duration> idle =
        at.key(
                "idle",
                Units.duration(Duration.ofSeconds(1), Duration.ofDays(30)),
                "How long a session may be without a message.")
            .or(Ages.DEFAULT.idle());
    return at.make(() -> new Ages(longest.get(), idle.get()));
  }
}
