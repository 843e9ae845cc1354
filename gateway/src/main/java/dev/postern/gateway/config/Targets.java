package dev.postern.gateway.config;

import dev.postern.gateway.config.TargetSettings.Parts;
import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.target.Target.SessionTimes;
import dev.postern.gateway.target.TargetBounds;
import dev.postern.gateway.target.TargetTimes;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Lexicon.Unmapped;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the file of an MCP target. */
final class Targets {
  private static final int MOST_PARTS = 5000;

  private static final Form<String> ORIGIN =
      Scalars.text(
          Pattern.compile("https?://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?"),
          "a browser's origin, as https://app.example");

  static final Form<String> SCOPE =
      Scalars.text(
          Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,128}"), "a scope, as mcp:tools");

  private static final Form<Map<String, PartSettings>> PARTS =
      Forms.map(Words.PART, PartSettings.FORM, MOST_PARTS);

  static final Form<TargetSettings> FORM = Forms.section(Targets::read);

  private Targets() {}

  private static Optional<TargetSettings> read(Section at) {
    Server server = Server.of(at);
    Read<Optional<Durability>> ledger =
        at.key("ledger", Ledgers.LEVEL, "What its entries survive; the gateway's level by default.")
            .optional();
    Read<String> environment =
        at.key("environment", Words.NAME, "Its Env, as policy says it.").required();
    Read<Set<String>> tags =
        at.key("tags", Words.set(Words.NAME), "Its tags, as policy says them.").or(Set.of());
    Read<Set<String>> scopes =
        at.key(
                "scopes",
                Words.set(SCOPE),
                "The scopes that a token must have to be taken here, all of them.")
            .or(Set.of());
    Read<Unmapped> unmapped =
        at.key(
                "unmapped",
                PartSettings.UNMAPPED,
                "The unmapped of parts that do not say their own.")
            .or(Unmapped.BY_TARGET);
    Read<Map<String, PartSettings>> tools =
        at.key("tools", PARTS, "Its tools, by name.").or(Map.of());
    Read<Map<String, PartSettings>> prompts =
        at.key("prompts", PARTS, "Its prompts, by name.").or(Map.of());
    Read<Map<String, PartSettings>> resources =
        at.key("resources", PARTS, "Its resources, by URI; * is any run of characters.")
            .or(Map.of());
    return at.makeIf(
        server::sound,
        () ->
            new TargetSettings(
                server.target(),
                server.credential.get().map(Credentials::source),
                ledger.get(),
                environment.get(),
                tags.get(),
                scopes.get(),
                unmapped.get(),
                new Parts(tools.get(), prompts.get(), resources.get())));
  }

  /** The keys that are about the server itself. */
  private record Server(
      Read<String> name,
      Read<String> kind,
      Read<URI> url,
      Read<Boolean> plaintext,
      Read<Optional<Path>> authorities,
      Read<Optional<Credentials>> credential,
      Read<RecordLevel> recorded,
      Read<SessionTimes> session,
      Read<Set<String>> origins,
      Read<TargetTimes> times,
      Read<TargetBounds> bounds) {
    static Server of(Section at) {
      return new Server(
          at.key("name", Words.TARGET.naming(Names.Kind.TARGET), "Its name.").required(),
          at.key("kind", Scalars.choice(Map.of("mcp", "mcp")), "Its protocol.").required(),
          at.key("url", Units.address(), "Where it is.").required(),
          at.key(
                  "plaintext",
                  Scalars.truth(),
                  "Whether plain HTTP to another machine is accepted for this target.")
              .or(false),
          at.key(
                  "authorities",
                  Units.file(),
                  "The PEM file of authorities to trust for it instead of the system's.")
              .optional(),
          at.key("credential", Credentials.FORM, "How the gateway signs in there.").optional(),
          at.key("record", TargetKeys.RECORD, "What is kept of payloads.").or(RecordLevel.MASKED),
          at.key("session", TargetKeys.SESSION, "How long a session may last.")
              .or(SessionTimes.DEFAULT),
          at.key("origins", Words.set(ORIGIN), "The browser origins that may call.").or(Set.of()),
          at.key("times", TargetKeys.TIMES, "How long it may take.").or(TargetTimes.DEFAULT),
          at.key("bounds", TargetKeys.BOUNDS, "What it may cost.").or(TargetBounds.DEFAULT));
    }

    boolean sound() {
      return Loopback.demanded(plaintext.get(), url.get(), url) && Words.withoutQuery(url);
    }

    Target target() {
      return new Target(
          name.get(),
          kind.get(),
          url.get(),
          authorities.get(),
          credential.get().map(known -> known.of(name.get())),
          recorded.get(),
          session.get(),
          origins.get(),
          times.get(),
          bounds.get());
    }
  }
}
