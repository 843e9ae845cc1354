package dev.postern.gateway.target;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom somebody is at a target, by who they are: named themselves, else by the first of their
 * groups that is named, else by a template. Whoever none of these fits is nobody there.
 *
 * @param people by a person's name
 * @param workloads by a workload's name
 * @param groups in order
 * @param template for people; {@value #PERSON} in it stands for the person's name
 */
public record AccountUsers(
    Map<String, String> people,
    Map<String, String> workloads,
    List<OfGroup> groups,
    Optional<String> template) {
  /** What stands for the person's name in a template. */
  public static final String PERSON = "{person}";

  /** The longest user, in octets: servers keep as many of a longer one, which would be another. */
  public static final int LONGEST = 63;

  /** Nothing that means anything to a server, a path or a log. */
  private static final Pattern NAME =
      Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9_.@-]{0,62}");

  /** The user of everybody in a group. */
  public record OfGroup(String group, String user) {}

  public AccountUsers {
    people = Map.copyOf(people);
    workloads = Map.copyOf(workloads);
    groups = List.copyOf(groups);
  }

  /** The user of who calls, or of whom they call for; empty for who is nobody there. */
  public Optional<String> of(Principal caller) {
    Party party = caller.subject();
    return switch (party.kind()) {
      case PERSON ->
          Optional.ofNullable(people.get(party.name()))
              .or(() -> grouped(party))
              .or(() -> template.flatMap(form -> filled(form, party.name())));
      // A job's name may be a person's too: it is never put into the template.
      case WORKLOAD -> Optional.ofNullable(workloads.get(party.name())).or(() -> grouped(party));
      case AGENT, SERVER, POSTERN -> Optional.empty();
    };
  }

  private Optional<String> grouped(Party party) {
    return groups.stream()
        .filter(each -> party.groups().contains(each.group()))
        .map(OfGroup::user)
        .findFirst();
  }

  private static Optional<String> filled(String form, String person) {
    if (!NAME.matcher(person).matches()) {
      return Optional.empty();
    }
    String user = form.replace(PERSON, person);
    return user.getBytes(StandardCharsets.UTF_8).length <= LONGEST
        ? Optional.of(user)
        : Optional.empty();
  }
}
