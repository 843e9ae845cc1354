package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.page.PageSettings;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads how reviewers sign in to the page. */
final class PageKeys {
  private static final Form<String> CLIENT =
      Scalars.text(
          Pattern.compile("[\\x21-\\x7e]{1,256}"), "a client id of 1 to 256 visible characters");

  static final Form<PageSettings> FORM = Forms.section(PageKeys::read);

  private PageKeys() {}

  private static Optional<PageSettings> read(Section at) {
    Read<String> issuer =
        at.key(
                "issuer",
                Issuers.ID.of(Names.Kind.ISSUER),
                "The issuer that reviewers sign in at, by our name for it.")
            .required();
    Read<String> client =
        at.key("client", CLIENT, "What that issuer calls this gateway as a client.").required();
    Read<Optional<CredentialSource>> secret =
        at.key("secret", Credentials.SOURCE, "Where the client's secret is; none for a public one.")
            .optional();
    Read<Set<String>> scopes =
        at.key(
                "scopes",
                Words.set(Targets.SCOPE),
                "What is asked for besides openid, as offline_access to renew tokens.")
            .or(Set.of());
    return at.make(() -> new PageSettings(issuer.get(), client.get(), secret.get(), scopes.get()));
  }
}
