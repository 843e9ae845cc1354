package dev.postern.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * For each key of a file, another value: of numbers, times, sizes, words and truths the next one,
 * of all others what stands here, as a JSON merge patch (RFC 7396).
 */
final class ReloadCases {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String CERTIFICATE =
      "{'%s': {'tls': {'certificate': 'second/it.crt', 'key': 'second/it.key'}}}";
  private static final String SERVER =
      "'vaults': {'server': {'kind': 'server', 'url': 'http://127.0.0.1:9', 'sign-in': {'token':"
          + " {'file': 'secret'}}}}";

  private static final Map<String, String> MAIN = new HashMap<>();

  /** That ben is somebody. */
  static final String BEN =
      "{'people': [{'name': 'ana'}, {'name': 'ben', 'groups': ['reviewers']}, {'name': 'olga',"
          + " 'groups': ['reviewers']}]}";

  /** What makes another party of ben, beside that he is somebody, and of nobody else. */
  static final Map<String, String> OF_BEN = new LinkedHashMap<>();

  static {
    OF_BEN.put(
        "he is taken out of people",
        "{'people': [{'name': 'ana'}, {'name': 'olga', 'groups': ['reviewers']}]}");
    OF_BEN.put(
        "his subject is a job's",
        "{'workloads': [{'name': 'nightly', 'identities': [{'issuer': 'test', 'subject': 'ben'}],"
            + " 'owner': 'ben', 'groups': ['reviewers']}]}");
    OF_BEN.put(
        "his name is made otherwise",
        "{'issuers': [{'id': 'test', 'url': 'ISSUER', 'parties': [{'kind': 'person', 'when':"
            + " [{'claim': 'sub', 'equals': 'ben'}]}, {'kind': 'person', 'name': {'claim':"
            + " 'sub'}}]}, {'id': 'spare', 'url': 'https://spare.example'}]}");
    MAIN.put("listen.address", "{'listen': {'address': '127.0.0.2'}}");
    MAIN.put("listen.url", "{'listen': {'url': 'https://localhost:HTTP'}}");
    MAIN.put("listen.tls.certificate", CERTIFICATE.formatted("listen"));
    MAIN.put("listen.tls.key", CERTIFICATE.formatted("listen"));
    MAIN.put("admin.socket", "{'admin': {'socket': 'other.sock'}}");
    MAIN.put("admin.audience", "{'admin': {'audience': 'https://elsewhere.example/api'}}");
    MAIN.put("admin.page.issuer", "{'admin': {'page': {'issuer': 'spare'}}}");
    MAIN.put("admin.page.client", "{'admin': {'page': {'client': 'other'}}}");
    MAIN.put("admin.page.scopes", "{'admin': {'page': {'scopes': ['offline_access']}}}");
    MAIN.put("data", "{'data': 'elsewhere'}");
    MAIN.put(
        "issuers",
        "{'issuers': [{'id': 'test', 'url': 'ISSUER', 'parties': [{'kind': 'person', 'name':"
            + " {'claim': 'sub'}}]}, {'id': 'spare', 'url': 'https://spare.example', 'newest':"
            + " 'off'}]}");
    MAIN.put("groups", "{'groups': ['reviewers', 'auditors']}");
    MAIN.put(
        "people",
        "{'people': [{'name': 'ana'}, {'name': 'ben'}, {'name': 'olga', 'groups':"
            + " ['reviewers']}]}");
    for (String kind : List.of("workloads", "agents")) {
      MAIN.put(
          kind,
          ("{'%s': [{'name': 'job', 'identities': [{'issuer': 'test', 'subject': 'job'}], 'owner':"
                  + " 'ana'}]}")
              .formatted(kind));
    }
    MAIN.put("roles", "{'roles': ['runner', 'walker']}");
    MAIN.put(
        "assignments",
        "{'assignments': [{'role': 'runner', 'to': {'person': 'olga'}, 'on': 'shed'}]}");
    MAIN.put("classes", "{'classes': {'pii': {'mask': 'redact'}}}");
    MAIN.put("policies", "{'policies': ['rules.cedar', 'more.cedar']}");
    MAIN.put("targets", "{'targets': ['targets/*.yaml', 'more.yaml']}");
    MAIN.put("vaults", "{" + SERVER + "}");
    MAIN.put("postgres.listen.address", "{'postgres': {'listen': {'address': '127.0.0.2'}}}");
    MAIN.put("postgres.tls.certificate", CERTIFICATE.formatted("postgres"));
    MAIN.put("postgres.tls.key", CERTIFICATE.formatted("postgres"));
    MAIN.put("postgres.advertise", "{'postgres': {'advertise': 'other.example:6432'}}");
    String clients = "{'postgres': {'tls': {'clients': {%s}}}}";
    MAIN.put(
        "postgres.tls.clients.authorities",
        clients.formatted("'authorities': 'second/clients/authorities.pem'"));
    MAIN.put(
        "postgres.tls.clients.identity.issuer",
        clients.formatted("'identity': {'issuer': 'others'}"));
    MAIN.put(
        "postgres.tls.clients.identity.parties",
        clients.formatted(
            "'identity': {'parties': [{'kind': 'person', 'name': {'claim': 'sub'}}]}"));
    MAIN.put("approvals.targets", "{'approvals': {'targets': {'shed': {'open': 7}}}}");
    MAIN.put("metrics.address", "{'metrics': {'address': '127.0.0.2'}}");
    MAIN.put("metrics.names", "{'metrics': {'names': ['localhost']}}");
    String tls = "{'metrics': {'tls': {'certificate': 'it.crt', 'key': 'it.key'}}}";
    MAIN.put("metrics.tls.certificate", tls);
    MAIN.put("metrics.tls.key", tls);
    MAIN.put("traces.endpoint", "{'traces': {'endpoint': 'http://127.0.0.1:9/other'}}");
    secret("admin.page.secret", "{'admin': {'page': {'secret': {%s}}}, " + SERVER + "}");
    secret("metrics.token", "{'metrics': {'token': {%s}}, " + SERVER + "}");
    secret("traces.token", "{'traces': {'token': {%s}}, " + SERVER + "}");
  }

  private ReloadCases() {}

  private static void secret(String section, String within) {
    String kept = "'file': null, 'vault': 'server', 'secret': 's'";
    MAIN.put(section + ".environment", within.formatted("'file': null, 'environment': 'PATH'"));
    MAIN.put(section + ".file", within.formatted("'file': 'other-secret'"));
    MAIN.put(section + ".vault", within.formatted(kept));
    MAIN.put(section + ".secret", within.formatted(kept));
    MAIN.put(section + ".field", within.formatted(kept + ", 'field': 'f'"));
    MAIN.put(section + ".version", within.formatted(kept + ", 'version': 3"));
  }

  /** The keys of a file, as docs/reload.md names them, with what the schema says of each. */
  static Map<String, JsonNode> keys(JsonNode schema) {
    Map<String, JsonNode> keys = new LinkedHashMap<>();
    walk(schema, "", keys);
    return keys;
  }

  private static void walk(JsonNode schema, String path, Map<String, JsonNode> keys) {
    if (!schema.has("properties")) {
      keys.put(path, schema);
      return;
    }
    schema
        .path("properties")
        .propertyStream()
        .forEach(key ->
            walk(key.getValue(), path.isEmpty() ? key.getKey() : path + "." + key.getKey(), keys));
  }

  /** A change that is written here, as a patch. */
  static JsonNode read(LiveStand stand, String written) {
    return LiveStand.JSON.readTree(stand.filled(written.replace('\'', '"')));
  }

  /** The change of the main file that gives a key another value. */
  static JsonNode another(LiveStand stand, String key, JsonNode schema, ObjectNode good) {
    String written = MAIN.get(key);
    if (written != null) {
      return read(stand, written);
    }
    JsonNode now = good.at("/" + key.replace('.', '/'));
    return only(
        key, next(schema, now).orElseThrow(() -> new AssertionError("no other value for " + key)));
  }

  /** The change that puts a value where none can be. */
  static JsonNode bad(String key) {
    return only(key, NODES.arrayNode().add(NODES.arrayNode()));
  }

  /** The change that gives one key a value. */
  static JsonNode only(String key, JsonNode value) {
    JsonNode patch = value;
    List<String> parts = new ArrayList<>(List.of(key.split("\\.")));
    for (String part : parts.reversed()) {
      patch = NODES.objectNode().set(part, patch);
    }
    return patch;
  }

  static Optional<JsonNode> next(JsonNode schema, JsonNode now) {
    if (schema.path("type").stringValue("").equals("boolean")) {
      return Optional.of(NODES.booleanNode(!now.booleanValue()));
    }
    if (schema.has("minimum")) {
      return Optional.of(NODES.numberNode(now.intValue() + 1));
    }
    if (schema.has("examples")) {
      String text = now.stringValue();
      String number = text.replaceAll("[A-Za-z]", "");
      return Optional.of(
          NODES.stringNode(Long.parseLong(number) + 1 + text.substring(number.length())));
    }
    for (JsonNode word : schema.path("enum")) {
      if (word.isString() && !word.equals(now)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }

  /** A tree with a merge patch done to it. */
  static ObjectNode patched(ObjectNode tree, JsonNode patch) {
    patch
        .propertyStream()
        .forEach(entry -> {
          if (entry.getValue().isNull()) {
            tree.remove(entry.getKey());
          } else if (entry.getValue().isObject()) {
            JsonNode below = tree.path(entry.getKey());
            tree.set(
                entry.getKey(),
                patched(
                    below instanceof ObjectNode object ? object : NODES.objectNode(),
                    entry.getValue()));
          } else {
            tree.set(entry.getKey(), entry.getValue());
          }
        });
    return tree;
  }
}
