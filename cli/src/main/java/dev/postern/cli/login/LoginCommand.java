package dev.postern.cli.login;

import dev.postern.cli.Trouble;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern login}: proves who you are to a gateway's issuer, and keeps the token. */
@Command(
    name = "login",
    description = {
      "Sign in to a gateway.",
      "Jobs do not sign in: give them a token in POSTERN_TOKEN and the gateway in POSTERN_URL."
    },
    mixinStandardHelpOptions = true)
public final class LoginCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "URL",
      description = "the gateway, for example https://gate.example")
  private URI server = URI.create("http://127.0.0.1:7070");

  @Option(
      names = "--device",
      description = "the browser is on another machine: show a code to enter there")
  private boolean device;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = "what the issuer calls this command line (default: ${DEFAULT-VALUE})",
      defaultValue = "postern-cli")
  private String clientId = "postern-cli";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    PrintWriter out = spec.commandLine().getOut();
    Discovery discovery = Discovery.of(server);
    Login login =
        device
            ? new DeviceFlow(discovery, clientId, out).run()
            : new BrowserFlow(discovery, clientId, out).run();
    Logins.usual().keep(server, login);
    out.println("Signed in to " + server + " until " + login.expires() + ".");
    return 0;
  }
}
