package dev.postern.cli.doctor;

import dev.postern.gateway.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The state: locks, requests for approval and grants, in SQLite. */
final class StateCheck implements Check {
  @Override
  public String id() {
    return "state";
  }

  @Override
  public String about() {
    return "state.db: that SQLite finds it sound, and that this version knows its form";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return patient.data().stream()
        .map(data -> data.resolve("state.db"))
        .map(file -> new Look(file.toString(), () -> seen(file)))
        .toList();
  }

  private static Finding seen(Path file) throws Exception {
    if (!Files.exists(file)) {
      return Finding.ok("there is none yet; the gateway makes it when it starts");
    }
    Database.Condition found = Database.condition(file);
    if (!found.sound().equals("ok")) {
      return Finding.problem(
          "is damaged: " + found.sound(),
          "Stop the gateway, keep the file, and bring state.db back from a copy. Locks, open"
              + " requests and grants stand in it; the ledger does not.");
    }
    return found.form() > found.newest()
        ? Finding.problem(
            "has form " + found.form() + ", and this version knows " + found.newest(),
            "It was written by a newer Postern: run that one.")
        : Finding.ok("is sound, form " + found.form() + " of " + found.newest());
  }
}
