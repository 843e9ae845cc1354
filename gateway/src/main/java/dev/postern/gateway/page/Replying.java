package dev.postern.gateway.page;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How the page answers a request, whole and at once; the session is over then. */
final class Replying {
  private static final PageWords WORDS = new PageWords();

  private final Consumer<Command> commands;

  Replying(Consumer<Command> commands) {
    this.commands = commands;
  }

  /** A file; one that the browser has already is not sent again. */
  void asset(Assets.Asset asset, boolean kept) {
    List<Field> fields =
        List.of(
            new Field("content-type", asset.type()),
            new Field("cache-control", "no-cache"),
            new Field("etag", asset.tag()));
    commands.accept(new Command.Reply(new ResponseHead(kept ? 304 : 200, Headers.with(fields))));
    if (!kept) {
      commands.accept(new Command.Show(WORDS.file(asset.bytes())));
    }
    end();
  }

  /** A page that says what did not work. */
  void trouble(Trouble trouble, Field... more) {
    List<Field> fields = new ArrayList<>(List.of(more));
    fields.add(new Field("content-type", "text/html; charset=utf-8"));
    whole(trouble.status(), fields, trouble.html());
  }

  /** JSON for the page's scripts. */
  void json(int status, String json, Field... more) {
    List<Field> fields = new ArrayList<>(List.of(more));
    fields.add(new Field("content-type", "application/json"));
    whole(status, fields, json);
  }

  /** JSON that says what is wrong, in the form that REST has; neither word needs escaping. */
  void refused(int status, String error, String reason, Field... more) {
    json(status, "{\"error\":\"" + error + "\",\"reason\":\"" + reason + "\"}", more);
  }

  /** Another address to go to. */
  void goTo(String address, Field... more) {
    List<Field> fields = new ArrayList<>(List.of(more));
    fields.add(new Field("location", address));
    whole(303, fields, "");
  }

  private void whole(int status, List<Field> fields, String text) {
    commands.accept(new Command.Reply(new ResponseHead(status, Headers.unkept(fields))));
    if (!text.isEmpty()) {
      commands.accept(new Command.Show(WORDS.text(text)));
    }
    end();
  }

  private void end() {
    commands.accept(new Command.ShowEnd());
    commands.accept(new Command.Done());
  }
}
