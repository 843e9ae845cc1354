package dev.postern.cli.standing;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern unlock}: the rules alone decide again. */
@Command(
    name = "unlock",
    description = "Take a lock away; the rules alone decide again.",
    mixinStandardHelpOptions = true)
public final class UnlockCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "person, workload, agent, group, target or session")
  private String scope = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "its name")
  private String name = "";

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    server
        .gateway()
        .ask("DELETE", "/api/v1/locks/" + segment(scope) + "/" + segment(name), Map.of());
    spec.commandLine().getOut().println(Screen.safe(scope + " " + name) + " is unlocked.");
    return 0;
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
