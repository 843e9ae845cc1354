package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.vault.VaultSettings;
import dev.postern.gateway.vault.VaultSettings.KeyValue;
import dev.postern.gateway.vault.VaultSettings.ServerSignIn;
import dev.postern.gateway.vault.VaultSettings.ServerTimes;
import dev.postern.gateway.vault.VaultSettings.VaultServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a vault that is a server. */
final class VaultServers {
  private static final Form<String> NAMESPACE =
      Scalars.text(
          Pattern.compile("[A-Za-z0-9_.-]{1,64}(?:/[A-Za-z0-9_.-]{1,64}){0,15}/?"),
          "a namespace, as ops/gateway");

  private static final Form<String> ROLE =
      Scalars.text(Pattern.compile("[A-Za-z0-9_.-]{1,128}"), "a role's name or id");

  private static final Form<KeyValue> KV = Forms.section(VaultServers::kv);
  private static final Form<ServerTimes> TIMES = Forms.section(VaultServers::times);
  private static final Form<ServerSignIn> TOKEN = Forms.section(VaultServers::token);
  private static final Form<ServerSignIn> APP_ROLE = Forms.section(VaultServers::appRole);
  private static final Form<ServerSignIn> JWT = Forms.section(VaultServers::jwt);
  private static final Form<ServerSignIn> SIGN_IN = Forms.section(VaultServers::signIn);

  static final Form<VaultSettings> FORM = Forms.section(VaultServers::read);

  private VaultServers() {}

  private static Optional<VaultSettings> read(Section at) {
    at.key("kind", Scalars.choice(Map.of("server", "server")), "What it is.").required();
    Read<URI> url = at.key("url", Units.address(), "Where it is, without a path.").required();
    Read<Optional<Path>> authorities =
        at.key(
                "authorities",
                Units.file(),
                "The PEM file of authorities to trust for it instead of the system's.")
            .optional();
    Read<Optional<String>> namespace =
        at.key("namespace", NAMESPACE, "The namespace that it is asked in.").optional();
    Read<KeyValue> kv = at.key("kv", KV, "The engine that keeps secrets.").or(KeyValue.USUAL);
    Read<ServerSignIn> signIn =
        at.key("sign-in", SIGN_IN, "How the gateway signs in there.").required();
    Read<ServerTimes> times =
        at.key("times", TIMES, "How long things may take.").or(ServerTimes.DEFAULT);
    return at.makeIf(
        () -> Loopback.demanded(false, url.get(), url) && bare(url),
        () ->
            new VaultServer(
                Words.withoutSlash(url.get()),
                authorities.get(),
                namespace.get(),
                kv.get(),
                signIn.get(),
                times.get()));
  }

  private static boolean bare(Read<URI> url) {
    URI address = url.get();
    String path = String.valueOf(address.getRawPath());
    boolean bare =
        (path.isEmpty() || path.equals("/"))
            && address.getRawQuery() == null
            && address.getRawFragment() == null
            && address.getRawUserInfo() == null;
    if (!bare) {
      url.spot().problem("the address has a path", "https, a host and a port alone");
    }
    return bare;
  }

  private static Optional<KeyValue> kv(Section at) {
    Read<String> mount = at.key("mount", Vaults.MOUNT, "Where it is.").or(KeyValue.USUAL.mount());
    Read<Integer> version =
        at.key("version", Scalars.whole(1, 2), "The engine's version.")
            .or(KeyValue.USUAL.version());
    return at.make(() -> new KeyValue(mount.get(), version.get()));
  }

  private static Optional<ServerTimes> times(Section at) {
    ServerTimes usual = ServerTimes.DEFAULT;
    Read<Duration> answer =
        at.key(
                "answer",
                Units.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
                "How long one answer may take.")
            .or(usual.answer());
    Read<Duration> every =
        at.key(
                "every",
                Units.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
                "How often what it keeps is read again.")
            .or(usual.every());
    Read<Duration> keep =
        at.key(
                "keep",
                Units.duration(Duration.ofSeconds(1), Duration.ofDays(7)),
                "How long what was read is used while it cannot be asked.")
            .or(usual.keep());
    return at.makeIf(
        () -> {
          boolean longer = keep.get().compareTo(every.get()) >= 0;
          if (!longer) {
            keep.spot().problem("this is shorter than every", "at least every");
          }
          return longer;
        },
        () -> new ServerTimes(answer.get(), every.get(), keep.get()));
  }

  private static Optional<ServerSignIn> signIn(Section at) {
    Read<Optional<ServerSignIn>> token =
        at.key("token", TOKEN, "A token that somebody else keeps fresh.").optional();
    Read<Optional<ServerSignIn>> appRole =
        at.key("approle", APP_ROLE, "The role and secret id of AppRole.").optional();
    Read<Optional<ServerSignIn>> jwt =
        at.key("jwt", JWT, "A workload's token, as of a Kubernetes service account.").optional();
    at.exactlyOne("token", "approle", "jwt");
    return at.make(() -> token.get().or(appRole::get).or(jwt::get).orElseThrow());
  }

  private static Optional<ServerSignIn> token(Section at) {
    Read<Path> file = at.key("file", Units.path(), "The file that holds it.").required();
    return at.make(() -> new ServerSignIn.Token(file.get()));
  }

  private static Optional<ServerSignIn> appRole(Section at) {
    Read<String> mount = at.key("mount", Vaults.MOUNT, "Where the method is.").or("approle");
    Read<String> role = at.key("role", ROLE, "The role's id.").required();
    Read<CredentialSource> secret =
        at.key("secret", Credentials.OUTSIDE, "Where the secret id is.").required();
    return at.make(() -> new ServerSignIn.AppRole(mount.get(), role.get(), secret.get()));
  }

  private static Optional<ServerSignIn> jwt(Section at) {
    Read<String> mount = at.key("mount", Vaults.MOUNT, "Where the method is.").or("jwt");
    Read<String> role = at.key("role", ROLE, "The role's name there.").required();
    Read<Path> file = at.key("file", Units.path(), "The file of the workload's token.").required();
    return at.make(() -> new ServerSignIn.Jwt(mount.get(), role.get(), file.get()));
  }
}
