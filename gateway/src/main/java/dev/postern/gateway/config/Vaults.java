package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.config.yaml.Variants;
import dev.postern.gateway.vault.VaultSettings;
import dev.postern.gateway.vault.VaultSettings.KeyPlace;
import dev.postern.gateway.vault.VaultSettings.VaultFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the vaults that secrets are kept in. */
final class Vaults {
  private static final int MOST = 100;
  private static final int MOST_KEYS = 8;

  static final Form<String> NAME =
      Scalars.text(
          Pattern.compile("[a-z][a-z0-9_-]{0,39}"),
          "a name of 1 to 40 of a-z, 0-9, _ and -, the first a letter");

  /** A place within a server: parts with a slash between them. */
  static final Form<String> MOUNT =
      Scalars.text(
          Pattern.compile(
              "[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63})*"),
          "a path of letters, digits and _ . - with / between its parts");

  private static final Form<KeyPlace> KEY = Forms.section(Vaults::key);

  private static final Form<KeyPlace> TRANSIT = Forms.section(Vaults::transit);

  private static final Form<VaultSettings> FILE = Forms.section(Vaults::file);

  private static final Form<VaultSettings> VAULT =
      new Variants<>("kind", Map.of("file", FILE, "server", VaultServers.FORM), Map.of());

  static final Form<Map<String, VaultSettings>> MAP =
      Forms.map(NAME.naming(Names.Kind.VAULT), VAULT, MOST);

  private Vaults() {}

  private static Optional<VaultSettings> file(Section at) {
    at.key("kind", Scalars.choice(Map.of("file", "file")), "What it is.").required();
    Read<Path> file = at.key("file", Units.path(), "The encrypted file.").required();
    Read<List<KeyPlace>> keys =
        at.key("keys", Forms.some(KEY, MOST_KEYS), "Where the keys are that it may be under.")
            .required();
    return at.make(() -> new VaultFile(file.get(), keys.get()));
  }

  private static Optional<KeyPlace> key(Section at) {
    Read<Optional<Path>> file = at.key("file", Units.path(), "The file that holds it.").optional();
    Read<Optional<String>> variable =
        at.key("environment", Credentials.VARIABLE, "The environment variable that holds it.")
            .optional();
    Read<Optional<KeyPlace>> transit =
        at.key("transit", TRANSIT, "The key of a server that wraps and never gives it out.")
            .optional();
    at.exactlyOne("file", "environment", "transit");
    return at.make(() ->
        file.get()
            .<KeyPlace>map(KeyPlace.InFile::new)
            .or(() -> variable.get().map(KeyPlace.InEnvironment::new))
            .or(transit::get)
            .orElseThrow());
  }

  private static Optional<KeyPlace> transit(Section at) {
    Read<String> vault =
        at.key("vault", NAME.of(Names.Kind.VAULT), "The server, by its name here.").required();
    Read<String> mount = at.key("mount", MOUNT, "Where the engine is.").or("transit");
    Read<String> key = at.key("key", MOUNT, "The key's name there.").required();
    return at.make(() -> new KeyPlace.InTransit(vault.get(), mount.get(), key.get()));
  }
}
