package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Overlaps;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Template;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.vault.VaultSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The keys that say where a secret is. */
final class SecretPlaces {
  private static final int MOST_VERSIONS = 1_000_000;

  /**
   * The caller's name is a whole part and not the only one: no name selects what is another's. No
   * part is empty or begins with a dot.
   */
  private static final Form<String> PATH =
      Scalars.text(
          Pattern.compile(
              "(?=.{1,200}$)(?!.*\\{.*\\{)(?!\\{person\\}$)(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*|\\{person\\})"
                  + "(?:/(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*|\\{person\\}))*"),
          "letters, digits and _ . - in parts with / between them, {person} a whole part beside"
              + " others");

  /** As where a secret is kept, but the caller's name may also be within a part. */
  private static final Form<String> MAKER =
      Scalars.text(
          Pattern.compile(
              "(?=.{1,200}$)(?!.*\\{.*\\{)(?!\\{person\\}$)(?:[A-Za-z0-9_-]|\\{person\\})(?:[A-Za-z0-9_.-]|\\{person\\})*"
                  + "(?:/(?:[A-Za-z0-9_-]|\\{person\\})(?:[A-Za-z0-9_.-]|\\{person\\})*)*"),
          "letters, digits and _ . - in parts with / between them, {person} once, not alone");

  private static final Form<String> FIELD =
      Scalars.text(Pattern.compile("[A-Za-z0-9_.-]{1,64}"), "the name of a field");

  /** What a secret may be. */
  enum Meant {
    /** One that opens vaults, and so is in none. */
    OUTSIDE,
    /** One and the same for everybody. */
    ONE,
    /** Also each caller's own. */
    CALLERS,
    /** Also one that a vault makes, with a user of its own. */
    MADE
  }

  /** One secret, in whatever place. */
  static final Form<CredentialSource> ONE = form(Meant.ONE);

  /** One secret, in no vault. */
  static final Form<CredentialSource> OUTSIDE = form(Meant.OUTSIDE);

  /** One secret, each caller's own, or one that is made. */
  static final Form<CredentialSource> MADE = form(Meant.MADE);

  private final Section at;
  private final Meant meant;
  private final Read<Optional<String>> variable;
  private final Read<Optional<Path>> file;
  private Optional<InVault> inVault = Optional.empty();

  /** The keys of a secret in a vault. */
  private record InVault(
      Read<Optional<String>> vault,
      Read<Optional<String>> secret,
      Read<Optional<String>> made,
      Read<Optional<String>> field,
      Read<Optional<Integer>> version) {}

  private SecretPlaces(Section at, Meant meant) {
    this.at = at;
    this.meant = meant;
    this.variable =
        at.key(
                "environment",
                Credentials.VARIABLE,
                "The environment variable that holds the secret.")
            .optional();
    this.file = at.key("file", Units.file(), "The file whose one line is the secret.").optional();
    if (meant == Meant.OUTSIDE) {
      at.exactlyOne("environment", "file");
      return;
    }
    Read<Optional<String>> vault =
        at.key("vault", Vaults.NAME.of(Names.Kind.VAULT), "The vault that has the secret.")
            .optional();
    Read<Optional<String>> secret =
        at.key("secret", PATH, "Its name in that vault; {person} stands for who calls.").optional();
    Read<Optional<String>> field =
        at.key("field", FIELD, "The field of it, in a server; value by default.").optional();
    Read<Optional<Integer>> version =
        at.key("version", Scalars.whole(1, MOST_VERSIONS), "One version; else the newest.")
            .optional();
    Read<Optional<String>> made =
        meant == Meant.MADE
            ? at.key(
                    "made",
                    MAKER,
                    "Where that vault makes one, with its user, as database/creds/reader.")
                .optional()
            : secret;
    inVault = Optional.of(new InVault(vault, secret, made, field, version));
    at.exactlyOne("environment", "file", "vault");
  }

  private static Form<CredentialSource> form(Meant meant) {
    return Forms.section(at -> {
      SecretPlaces places = of(at, meant);
      return at.makeIf(places::sound, places::source);
    });
  }

  /** Declares the keys. */
  static SecretPlaces of(Section at, Meant meant) {
    return new SecretPlaces(at, meant);
  }

  /** Whether what is said of a vault is said where there is one, and all of it. */
  boolean sound() {
    if (inVault.isEmpty()) {
      return true;
    }
    InVault in = inVault.get();
    boolean vault = in.vault().get().isPresent();
    boolean secret = in.secret().get().isPresent();
    boolean made = meant == Meant.MADE && in.made().get().isPresent();
    boolean parts = in.field().get().isPresent() || in.version().get().isPresent();
    String wrong = "";
    if (!vault && (secret || made || parts)) {
      wrong = "secret, made, field and version are of a vault";
    } else if (vault && secret == made) {
      wrong = "what is had of the vault is not said, or said twice";
    } else if (made && parts) {
      wrong = "what is made has no fields and versions to choose";
    } else if (meant == Meant.ONE
        && in.secret().get().map(path -> path.contains(CredentialSource.CALLER)).orElse(false)) {
      wrong = "this secret is the same for everybody";
    }
    if (!wrong.isEmpty()) {
      at.spot()
          .problem(
              wrong,
              meant == Meant.MADE
                  ? "vault with either secret or made"
                  : "vault and secret, or environment, or file");
    }
    if (wrong.isEmpty() && vault) {
      compared(in.vault().get().orElseThrow(), secret ? in.secret() : in.made(), secret);
    }
    return wrong.isEmpty();
  }

  /** A path that is one secret's is nobody's own: who is called so would have it. */
  private static void compared(String vault, Read<Optional<String>> at, boolean kept) {
    String path = at.get().orElseThrow();
    String what = what(vault, kept);
    Overlaps overlaps = at.spot().reading().overlaps();
    if (path.contains(CredentialSource.CALLER)) {
      overlaps.many(what, new Template(path, CredentialSource.CALLER), at.spot());
    } else {
      overlaps.one(what, path, at.spot());
    }
  }

  private static String what(String vault, boolean kept) {
    return (kept ? "secret of " : "made by ") + vault;
  }

  /** Two names of vaults may stand for one: what lies there, or is made there, is compared. */
  static void placed(Overlaps overlaps, Map<String, VaultSettings> vaults) {
    vaults.forEach((name, vault) -> {
      overlaps.means(what(name, true), "secret at " + vault.place());
      overlaps.means(what(name, false), "made at " + vault.maker());
    });
  }

  CredentialSource source() {
    return file.get()
        .<CredentialSource>map(CredentialSource.SecretFile::new)
        .or(() -> variable.get().map(CredentialSource.EnvironmentVariable::new))
        .orElseGet(() -> kept(inVault.orElseThrow()));
  }

  private CredentialSource kept(InVault in) {
    String vault = in.vault().get().orElseThrow();
    if (in.secret().get().isEmpty()) {
      return new CredentialSource.Made(vault, in.made().get().orElseThrow());
    }
    return new CredentialSource.Kept(
        vault,
        in.secret().get().get(),
        in.field().get(),
        in.version().get().map(OptionalInt::of).orElse(OptionalInt.empty()));
  }
}
