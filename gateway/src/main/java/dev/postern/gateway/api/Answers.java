package dev.postern.gateway.api;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How REST answers: JSON that nobody keeps, and what the ledger is told of it. */
final class Answers {
  private Answers() {}

  static void show(int status, Shown shown, List<Field> more, Consumer<Command> commands) {
    List<Field> fields = new ArrayList<>(more);
    if (more.stream().noneMatch(field -> field.name().equals("content-type"))) {
      fields.add(new Field("content-type", "application/json"));
    }
    fields.add(new Field("cache-control", "no-store"));
    commands.accept(new Command.Reply(new ResponseHead(status, fields)));
    commands.accept(new Command.Show(shown));
    commands.accept(new Command.ShowEnd());
  }

  static Ending ending(Leaf.End end, int status, long shown) {
    return new Ending(
        end,
        Optional.of(status),
        Optional.empty(),
        status >= 400,
        new Leaf.Counts(0, shown, 0, 0),
        new Value.Null());
  }
}
