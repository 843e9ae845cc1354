package dev.postern.cli.doctor;

import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.signin.KeySource;
import dev.postern.gateway.signin.KeyTimes;
import dev.postern.gateway.signin.PublishedKeys;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The issuers: discovery, keys and what they can sign, certificates, clocks. */
final class IssuerCheck implements Check {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public String id() {
    return "issuers";
  }

  @Override
  public String about() {
    return "each issuer: discovery, keys and their algorithms, certificate, its clock";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return patient.configuration().stream()
        .flatMap(configuration -> configuration.signIn().issuers().stream())
        .map(issuer -> new Look(issuer.id(), () -> seen(patient, issuer)))
        .toList();
  }

  private static Finding seen(Patient patient, IssuerSettings issuer)
      throws IOException, InterruptedException {
    try (Web web = new Web(patient, Optional.empty())) {
      URI keys;
      switch (issuer.keys()) {
        case KeySource.Direct(URI at) -> keys = at;
        case KeySource.Discovered(URI document) -> {
          Web.Answer answer = web.send(web.to(document).build());
          JsonNode discovery = answer.status() == 200 ? json(answer) : JSON.createObjectNode();
          String named = discovery.path("issuer").asString("");
          if (!named.equals(issuer.issuer())) {
            return Finding.problem(
                document
                    + " answers "
                    + answer.status()
                    + (named.isEmpty()
                        ? ", no discovery document"
                        : " and is the document of " + named),
                "The url in the configuration has to be the issuer's own name for itself, letter by"
                    + " letter, or keys.jwks has to say where its keys are.");
          }
          keys = URI.create(discovery.path("jwks_uri").asString("none:"));
        }
      }
      return keys(web, issuer, keys, patient);
    }
  }

  private static Finding keys(Web web, IssuerSettings issuer, URI at, Patient patient)
      throws IOException, InterruptedException {
    Web.Answer answer = web.send(web.to(at).build());
    if (answer.status() != 200) {
      return Finding.problem(
          "its keys cannot be had: " + at + " answers " + answer.status(),
          "Look at the issuer; tokens are refused when its keys are unknown or too old.");
    }
    PublishedKeys keys = PublishedKeys.of(answer.body(), KeyTimes.DEFAULT);
    Set<String> missing = new TreeSet<>();
    issuer.rules().algorithms().stream()
        .filter(each -> !keys.algorithms().contains(each))
        .forEach(each -> missing.add(each.name()));
    Finding found = Finding.ok(keys.usable() + " keys for signatures");
    if (missing.size() == issuer.rules().algorithms().size()) {
      found =
          Finding.problem(
              "none of its "
                  + keys.usable()
                  + " keys can sign with what is accepted of it: "
                  + String.join(", ", missing),
              "Let it sign with one of these, or name what it signs with under tokens.algorithms.");
    } else if (!missing.isEmpty()) {
      found =
          new Finding(
              Finding.Level.OK,
              found.what() + ", none of them for " + String.join(", ", missing),
              "");
    }
    Finding clock = web.clock(answer, issuer.rules().skew());
    return answer.chain().isEmpty()
        ? found.orWorse(clock)
        : found.orWorse(clock).orWorse(Certificates.ends(answer.chain(), "its", patient));
  }

  private static JsonNode json(Web.Answer answer) throws IOException {
    try {
      return JSON.readTree(answer.body());
    } catch (JacksonException wrong) {
      throw new IOException("the discovery document is no JSON", wrong);
    }
  }
}
