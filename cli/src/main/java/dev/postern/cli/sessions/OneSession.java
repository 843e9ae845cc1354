package dev.postern.cli.sessions;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of what tells one session, and where it was recorded. */
final class OneSession {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SESSION",
      description = "its name, from 'postern sessions list'")
  private String session = "";

  @Option(names = "--last", description = "the session that was opened last")
  private boolean last;

  @Mixin private ServerOptions server = new ServerOptions();

  /** Where it was recorded. */
  Recordings recordings() throws Trouble {
    return new Recordings(server.gateway());
  }

  /** Its name. */
  String name(Recordings recordings) throws Trouble {
    return recordings.named(session, last);
  }
}
