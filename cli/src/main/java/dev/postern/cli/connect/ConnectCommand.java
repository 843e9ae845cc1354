package dev.postern.cli.connect;

import dev.postern.cli.Authorities;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern connect}: opens the way to a database for whoever is signed in. */
@Command(
    name = "connect",
    description = {
      "Connect to a database through the gateway.",
      "Without TARGET: lists what you may open. With it: has a password made that works for a"
          + " short time, and prints lines to paste; or runs COMMAND with it; or opens a port of"
          + " this machine that signs in for other programs.",
      "The password is not printed: it lies in a file that only you can read."
    },
    customSynopsis = {
      "postern connect [OPTIONS]",
      "postern connect TARGET[/DATABASE] [--account NAME] [--format FORMAT] [--print-password]",
      "postern connect TARGET[/DATABASE] [--account NAME] -- COMMAND [ARGUMENT...]",
      "postern connect TARGET[/DATABASE] [--account NAME] --port N [--no-password]"
          + " [-- COMMAND [ARGUMENT...]]"
    },
    mixinStandardHelpOptions = true)
public final class ConnectCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TARGET[/DATABASE]",
      description = "what to open; 'postern connect' alone lists it")
  private @Nullable String target;

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description =
          "run with PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and PGSSLMODE; its exit status"
              + " is passed on")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--account",
      paramLabel = "NAME",
      description = "as which account; needed where there are several")
  private @Nullable String account;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "psql, jdbc, dsn, env, json or all (default: all)")
  private Format format = Format.ALL;

  @Option(
      names = "--print-password",
      description = "put the password into the lines, instead of a file that they name")
  private boolean printPassword;

  @Option(
      names = "--port",
      paramLabel = "N",
      description =
          "listen on 127.0.0.1 for programs that cannot sign in to the gateway; 0 for any free"
              + " port. Ctrl-C ends it")
  private @Nullable Integer port;

  @Option(
      names = "--no-password",
      description = "let every user of this machine use the port: it asks for no password")
  private boolean noPassword;

  @Option(
      names = "--authorities",
      paramLabel = "FILE",
      description =
          "who may have signed the certificate that the gateway shows to database clients, as PEM;"
              + " whom this machine trusts if left out (environment: POSTERN_AUTHORITIES)")
  private @Nullable Path authorities;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Printed printed = new Printed(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (target == null) {
      if (port != null || account != null) {
        throw new ParameterException(spec.commandLine(), "Say which TARGET to open");
      }
      printed.offers(new Connections(server.gateway()).offers());
      return CommandLine.ExitCode.OK;
    }
    return switch (found(Wanted.of(target, Optional.ofNullable(account)))) {
      case Wanted.Found.Several(List<Place> places) -> {
        printed.choice(places);
        yield CommandLine.ExitCode.USAGE;
      }
      case Wanted.Found.One(Place place) ->
          port == null ? directly(place, printed) : byPort(place, port, printed);
    };
  }

  private Wanted.Found found(Wanted wanted) throws Trouble {
    if (wanted.database().isPresent() && wanted.account().isPresent()) {
      return new Wanted.Found.One(
          new Place(wanted.target(), wanted.database().get(), wanted.account().get()));
    }
    return wanted.among(
        new Connections(server.gateway()).offers().stream().map(Connections.Offer::place).toList());
  }

  private int directly(Place place, Printed printed) throws Trouble {
    Minted minted = new Connections(server.gateway()).mint(place);
    if (!words.isEmpty()) {
      Entrance entrance = entrance(minted, new Entrance.Secret.Shown(minted.password()));
      return new Errand(words, new Lines(entrance).environment()).run();
    }
    Entrance.Secret secret =
        printPassword
            ? new Entrance.Secret.Shown(minted.password())
            : new Entrance.Secret.Kept(PasswordFiles.usual().keep(minted, Instant.now()));
    printed.minted(format, minted, entrance(minted, secret));
    return CommandLine.ExitCode.OK;
  }

  private Entrance entrance(Minted minted, Entrance.Secret secret) {
    Minted.Door door = minted.door();
    return new Entrance(
        new Entrance.Address(door.host(), door.port(), door.database()),
        minted.user(),
        secret,
        door.tls() ? new Entrance.Transport.Verified(trusted()) : new Entrance.Transport.Plain());
  }

  private Authorities trusted() {
    return authorities == null ? Authorities.usual() : new Authorities(Optional.of(authorities));
  }

  private int byPort(Place place, int number, Printed printed) throws Trouble {
    LocalRun run =
        new LocalRun(
            new Renewed(
                () -> new Connections(server.gateway()).mint(place), InstantSource.system()),
            trusted().context(),
            noPassword ? Optional.empty() : Optional.of(LocalRun.newPassword()),
            printed);
    return words.isEmpty() ? run.untilStopped(number, format) : run.around(number, words);
  }
}
