package dev.postern.cli.doctor;

import dev.postern.gateway.config.Configuration;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Whether the gateway can listen where it is told to. */
final class ListenerCheck implements Check {
  /** What is said of an address that the gateway itself has. */
  static final String RUNS = "is in use, and a gateway runs";

  @Override
  public String id() {
    return "listeners";
  }

  @Override
  public String about() {
    return "whether each listener's address and port can be had, or the gateway has them";
  }

  @Override
  public List<Look> looks(Patient patient) {
    List<Look> looks = new ArrayList<>();
    patient
        .configuration()
        .ifPresent(configuration -> {
          looks.add(
              look(configuration, configuration.listen().address(), configuration.listen().port()));
          configuration
              .postgres()
              .ifPresent(on -> looks.add(look(configuration, on.address(), on.port())));
          configuration
              .metrics()
              .ifPresent(on -> looks.add(MetricsLook.of(patient, configuration, on)));
        });
    return looks;
  }

  private static Look look(Configuration configuration, String address, int port) {
    return new Look(address + ":" + port, () -> seen(configuration, address, port));
  }

  /** Whether an address can be had, or is a gateway's. */
  static Finding seen(Configuration configuration, String address, int port) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      // As the gateway binds: what a former connection still holds is no other listener.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(address), port), 1);
      return Finding.ok("is free");
    } catch (BindException taken) {
      String why = String.valueOf(taken.getMessage());
      if (why.contains("Permission denied")) {
        return Finding.problem(
            "this user may not listen on a port below 1024",
            "Use a higher port and forward to it, or give the unit"
                + " AmbientCapabilities=CAP_NET_BIND_SERVICE.");
      }
      if (why.contains("Cannot assign")) {
        return Finding.problem(
            "this machine has no such address", "Correct listen.address, or bring it up.");
      }
      return GatewayHealthCheck.runs(configuration.admin().socket())
          ? Finding.ok(RUNS)
          : Finding.problem(
              "is in use by another program",
              "Find it (ss -ltnp sport = :" + port + ") and end it, or change the port.");
    }
  }
}
