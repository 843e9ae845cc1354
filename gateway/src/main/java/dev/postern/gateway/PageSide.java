package dev.postern.gateway;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.page.Page;
import dev.postern.gateway.page.PageLimits;
import dev.postern.gateway.page.PageSettings;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.signin.ClientSecret;
import dev.postern.gateway.signin.CodeClient;
import dev.postern.gateway.signin.HttpIssuerFetch;
import dev.postern.gateway.signin.KeyTimes;
import dev.postern.gateway.signin.SignInDesk;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The reviewer page, put together from the configuration that the gateway started with. */
final class PageSide {
  private PageSide() {}

  /** How the page's people sign in. */
  record SignIn(SignInDesk desk, HttpIssuerFetch fetch, Leases leases) {}

  static Page page(
      Configuration configuration, Supplier<Session> rest, SignIn signIn, InstantSource clock) {
    Optional<CodeClient> client =
        configuration
            .admin()
            .page()
            .map(settings ->
                new CodeClient(
                    client(configuration, settings, signIn.leases()),
                    signIn.desk(),
                    new CodeClient.Ways(signIn.fetch(), signIn.fetch(), KeyTimes.DEFAULT, clock)));
    return new Page(new Page.Parts(configuration.url(), rest, client, PageLimits.DEFAULT, clock));
  }

  private static CodeClient.Settings client(
      Configuration configuration, PageSettings settings, Leases leases) {
    Set<String> scopes = new TreeSet<>(settings.scopes());
    scopes.add("openid");
    Optional<ClientSecret> secret =
        settings
            .secret()
            .map(source ->
                consumer ->
                    leases
                        .lease(PageSettings.CREDENTIAL)
                        .map(lease -> lease.use(consumer::accept))
                        .orElse(false));
    return new CodeClient.Settings(
        settings.issuer(),
        settings.client(),
        secret,
        Page.callback(configuration.url()),
        configuration.admin().audience(),
        scopes);
  }
}
