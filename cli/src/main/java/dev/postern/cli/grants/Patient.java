package dev.postern.cli.grants;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import java.io.PrintWriter;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Asks for something that people may have to approve, and waits for them. What is asked lives on
 * when the command is stopped: the same command, run again, joins it or collects it.
 */
final class Patient {
  private static final int WAIT_SECONDS = 20;

  private final Gateway gateway;
  private final PrintWriter out;

  Patient(Gateway gateway, PrintWriter out) {
    this.gateway = gateway;
    this.out = out;
  }

  /**
   * Asks.
   *
   * @param waits whether to wait for people
   * @return what was given
   * @throws Trouble when it is refused, or people have to approve it and nobody waits for them
   */
  JsonNode ask(String path, Map<String, ?> body, boolean waits) throws Trouble {
    Gateway.Answer answer =
        gateway.send("POST", path + "?wait=" + (waits ? WAIT_SECONDS : 0), body);
    String request = "";
    while (answer.status() == 202) {
      String asked = answer.body().path("approval").path("id").asString("");
      if (!waits) {
        throw new Trouble(
            Gateway.pending(answer.body()) + ". Run the same command again to collect it.");
      }
      if (request.isEmpty()) {
        request = asked;
        out.println(Gateway.pending(answer.body()) + ".");
        out.println("Waiting. Stop with Ctrl-C: it waits on, and the same command collects it.");
        out.flush();
      } else if (!request.equals(asked)) {
        // The first one ended between two waits; nobody wants the one that asking again made.
        gateway.send("POST", "/api/v1/requests/" + asked + "/withdraw", Map.of());
        throw ended(request);
      }
      if (!lives(request)) {
        throw ended(request);
      }
      answer = gateway.send("POST", path + "?wait=" + WAIT_SECONDS, body);
    }
    if (answer.status() / 100 != 2) {
      throw new Trouble(Gateway.refusal(answer));
    }
    return answer.body();
  }

  private boolean lives(String request) throws Trouble {
    String state = read(request).path("state").asString("");
    return state.equals("open") || state.equals("approved");
  }

  private Trouble ended(String request) throws Trouble {
    JsonNode read = read(request);
    String why = Screen.safe(read.path("why").asString(""));
    return new Trouble(
        "request "
            + Screen.safe(request)
            + " is "
            + Screen.safe(read.path("state").asString("gone"))
            + (why.isEmpty() ? "" : ": " + why));
  }

  private JsonNode read(String request) throws Trouble {
    return gateway.ask("GET", "/api/v1/requests/" + request, Map.of());
  }
}
