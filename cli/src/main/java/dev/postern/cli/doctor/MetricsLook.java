package dev.postern.cli.doctor;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.MetricsListening;
import java.net.URI;
import java.util.Optional;

/**
 * Whether metrics can be had where they are configured: the address is free, or the gateway that
 * has it answers there, and asks for the token that it should. That nothing is shown off loopback
 * without TLS and a token is what reading the configuration demands.
 */
final class MetricsLook {
  private MetricsLook() {}

  static Look of(Patient patient, Configuration configuration, MetricsListening on) {
    return new Look(
        "metrics " + on.address() + ":" + on.port(), () -> seen(patient, configuration, on));
  }

  private static Finding seen(Patient patient, Configuration configuration, MetricsListening on)
      throws Exception {
    Finding place = ListenerCheck.seen(configuration, on.address(), on.port());
    boolean answers = place.level() == Finding.Level.OK && place.what().equals(ListenerCheck.RUNS);
    if (!answers || on.tls().isPresent()) {
      return place;
    }
    String host = on.address().contains(":") ? "[" + on.address() + "]" : on.address();
    URI address = URI.create("http://" + host + ":" + on.port() + "/metrics");
    try (Web web = new Web(patient, Optional.empty())) {
      int status = web.send(web.to(address).GET().build()).status();
      int expected = on.token().isPresent() ? 401 : 200;
      return status == expected
          ? Finding.ok(
              on.token().isPresent()
                  ? "answers, and asks for its token"
                  : "answers, to this machine alone")
          : Finding.problem(
              "answers " + status + " where " + expected + " was expected",
              status == 200
                  ? "It shows metrics without the token that is configured: postern reload puts it"
                      + " in force."
                  : "Look whether another program has that port (ss -ltnp sport = :"
                      + on.port()
                      + "), or the gateway runs with other settings: restart it.");
    }
  }
}
