package dev.postern.cli.login;

import dev.postern.cli.Trouble;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern logout}: forgets the tokens of a gateway. */
@Command(
    name = "logout",
    description = "Forget the tokens of a gateway on this machine; the issuer's own session stays.",
    mixinStandardHelpOptions = true)
public final class LogoutCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "URL",
      description = "the gateway; the last one if left out")
  private @Nullable URI server;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Logins logins = Logins.usual();
    Optional<URI> which = server == null ? logins.last() : Optional.of(server);
    boolean was = which.isPresent() && logins.forget(which.get());
    spec.commandLine()
        .getOut()
        .println(was ? "Signed out of " + which.get() + "." : "Not signed in.");
    return 0;
  }
}
