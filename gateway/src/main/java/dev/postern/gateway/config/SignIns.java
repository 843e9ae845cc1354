package dev.postern.gateway.config;

import dev.postern.gateway.signin.AgentSettings;
import dev.postern.gateway.signin.CertificateSettings;
import dev.postern.gateway.signin.ClaimCondition;
import dev.postern.gateway.signin.ClaimPath;
import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.signin.Naming;
import dev.postern.gateway.signin.Ownership;
import dev.postern.gateway.signin.PartyRule;
import dev.postern.gateway.signin.PersonSettings;
import dev.postern.gateway.signin.SignInSettings;
import dev.postern.kernel.identity.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes sign-in's settings of a file whose references have been resolved. */
final class SignIns {
  private static final ClaimPath SUBJECT = new ClaimPath(List.of("sub"));

  private SignIns() {}

  static SignInSettings of(MainFile file) {
    Optional<CertificateSettings> certificates =
        file.postgres().flatMap(PostgresListening::identity);
    Map<String, String> addresses = new HashMap<>();
    file.issuers().forEach(issuer -> addresses.put(issuer.id(), issuer.issuer()));
    certificates.ifPresent(known -> addresses.put(known.id(), known.issuer()));
    return new SignInSettings(
        file.issuers().stream().map(issuer -> withWorkloads(issuer, file)).toList(),
        file.known().people().stream()
            .map(p -> new PersonSettings(p.name(), p.identities(addresses), p.groups()))
            .toList(),
        file.known().agents().stream().flatMap(a -> agents(a, addresses).stream()).toList(),
        certificates.map(known ->
            new CertificateSettings(
                known.id(), known.subject(), parties(known.id(), known.parties(), file))));
  }

  private static List<AgentSettings> agents(KnownParty agent, Map<String, String> addresses) {
    return agent.identities(addresses).stream()
        .map(identity ->
            new AgentSettings(identity, agent.name(), agent.owner().orElseThrow(), agent.groups()))
        .toList();
  }

  private static IssuerSettings withWorkloads(IssuerSettings issuer, MainFile file) {
    return issuer.with(parties(issuer.id(), issuer.parties(), file));
  }

  /** A workload known by its subject is a rule for that subject, tried before the written ones. */
  private static List<PartyRule> parties(String issuer, List<PartyRule> written, MainFile file) {
    List<PartyRule> rules = new ArrayList<>();
    for (KnownParty workload : file.known().workloads()) {
      for (Identity identity : workload.identities()) {
        if (identity.issuer().equals(issuer)) {
          rules.add(
              new PartyRule.Workload(
                  List.of(new ClaimCondition.Is(SUBJECT, identity.subject())),
                  new Naming.Fixed(workload.name()),
                  new Ownership.Fixed(workload.owner().orElseThrow()),
                  workload.groups()));
        }
      }
    }
    rules.addAll(written);
    return rules;
  }
}
