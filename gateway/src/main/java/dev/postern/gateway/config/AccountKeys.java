package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.target.AccountUsers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads whom each caller is on a server. */
final class AccountKeys {
  private static final int MOST = 10_000;

  /** Something beside the name: else a caller's name could be that of any user of the server. */
  private static final Form<String> TEMPLATE =
      Scalars.text(
          Pattern.compile(
              "[A-Za-z0-9_.-]{1,40}\\{person\\}[A-Za-z0-9_.-]{0,40}|\\{person\\}[A-Za-z0-9_.-]{1,40}"),
          "a role with {person} in it and something beside it, as {person}_ro");

  private static final Form<AccountUsers.OfGroup> OF_GROUP = Forms.section(AccountKeys::ofGroup);

  static final Form<AccountUsers> FORM = Forms.section(AccountKeys::read);

  private AccountKeys() {}

  private static Optional<AccountUsers> read(Section at) {
    Read<Map<String, String>> people =
        at.key("people", named(), "The role of each person, by name.").or(Map.of());
    Read<Map<String, String>> workloads =
        at.key("workloads", named(), "The role of each workload, by name.").or(Map.of());
    Read<List<AccountUsers.OfGroup>> groups =
        at.key(
                "groups",
                Forms.list(OF_GROUP, MOST),
                "The role of who is in a group; the first that fits counts.")
            .or(List.of());
    Read<Optional<String>> template =
        at.key("template", TEMPLATE, "The role of every other person, made of the name.")
            .optional();
    return at.makeIf(
        () -> {
          boolean anybody =
              !people.get().isEmpty()
                  || !workloads.get().isEmpty()
                  || !groups.get().isEmpty()
                  || template.get().isPresent();
          if (!anybody) {
            at.spot().problem("nobody has a role here", "people, workloads, groups or template");
          }
          return anybody;
        },
        () -> new AccountUsers(people.get(), workloads.get(), groups.get(), template.get()));
  }

  private static Form<Map<String, String>> named() {
    return Forms.map(Words.NAME, PostgresAccounts.ROLE, MOST);
  }

  private static Optional<AccountUsers.OfGroup> ofGroup(Section at) {
    Read<String> group = at.key("group", Words.NAME.of(Names.Kind.GROUP), "The group.").required();
    Read<String> user =
        at.key("user", PostgresAccounts.ROLE, "The role of who is in it.").required();
    return at.make(() -> new AccountUsers.OfGroup(group.get(), user.get()));
  }
}
