package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
  @TempDir Path directory;
  private Folder folder;

  @BeforeEach
  void write() {
    folder = new Folder(directory);
  }

  @Test
  void reports_everything_at_once_across_all_files_in_their_order() {
    folder
        .main("data: data", "dota: data")
        .main("groups: [staff]}", "groups: [stuff]}")
        .main("mask: redact", "mask: reduct")
        .target("environment: production", "enviroment: production")
        .target("\"$.rows[*].email\": pii", "\"$.rows[*.email\": pi")
        .put("policies/all.cedar", "permit(principal, action, resource)\n");
    assertThat(folder.problems())
        .containsExactly(
            "postern.yaml:1:1: the key \"data\" is missing;"
                + " expected the directory of what the gateway writes",
            "postern.yaml:2:1: dota: this key is not known; expected \"data\" perhaps",
            "postern.yaml:8:26: people[0].groups[0]: there is no group \"stuff\";"
                + " expected \"staff\" perhaps",
            "postern.yaml:13:15: classes.pii.mask: this word is not known; expected one of"
                + " last4, null, redact, withhold, year (\"redact\" perhaps)",
            "policies/all.cedar:2:1: expected `when`, `unless` or `;`, found the end of the text",
            "targets/registry.yaml:1:1: the key \"environment\" is missing;"
                + " expected its Env, as policy says it",
            "targets/registry.yaml:4:1: enviroment: this key is not known;"
                + " expected \"environment\" perhaps",
            "targets/registry.yaml:8:14: tools.list.fields.$.rows[*.email:"
                + " this is no JSON path that is read here; expected ] at character 9",
            "targets/registry.yaml:8:32: tools.list.fields.$.rows[*.email:"
                + " there is no class \"pi\"; expected \"pii\" perhaps");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data: data | data: | 2:6: data: this is left empty; expected a path",
        "data: data | data: 12 | 2:7: data: this is a number; expected a path (in quotes, it is"
            + " text)",
        "data: data | data: [a] | 2:7: data: this is a list; expected a path",
        "policies: [policies/*.cedar] | policies: policies/all.cedar | 14:11: policies: this is"
            + " text; expected a list",
        "roles: [runner] | roles: [runner, runner] | 9:17: roles[1]: the role \"runner\" was"
            + " already named at postern.yaml:9:9; expected each name once",
        "id: corp | id: Corp! | 4:9: issuers[0].id: this text does not fit; expected a name of 1 to"
            + " 32 of a-z, 0-9 and -, the first no -",
        "https://id.example.com | http://id.example.com | 5:10: issuers[0].url: plain HTTP would"
            + " leave this machine; expected TLS, or a loopback address, or plaintext: true where"
            + " the network is trusted",
        "role: runner | role: runer | 11:12: assignments[0].role: there is no role \"runer\";"
            + " expected \"runner\" perhaps",
        "to: {person: ana} | to: {person: bob} | 11:33: assignments[0].to.person: there is no"
            + " person \"bob\"; expected one of ana",
        "to: {person: ana} | to: {workload: ana} | 11:35: assignments[0].to.workload: there is no"
            + " workload \"ana\"; expected none, because none is defined",
        "to: {person: ana} | to: {person: ana, group: staff} | 11:24: assignments[0].to: these keys"
            + " exclude each other; expected exactly one of person, workload, agent, group",
        "to: {person: ana} | to: {} | 11:24: assignments[0].to: a key is missing; expected exactly"
            + " one of person, workload, agent, group",
        "on: registry | on: registre | 11:43: assignments[0].on: there is no target \"registre\";"
            + " expected \"registry\" perhaps",
        "on: registry | `on: registry, until: 2026-11-30` | 11:60: assignments[0].until:"
            + " \"2026-11-30\" does not fit; expected a moment with its offset, as"
            + " 2026-11-30T18:00:00Z",
        "on: registry | `on: registry, from: 2026-11-30T18:00:00Z, until: 2026-11-01T18:00:00Z` |"
            + " 11:88: assignments[0].until: the assignment ends before it begins; expected a"
            + " moment after from",
        "policies/*.cedar | rules/*.cedar | 14:12: policies[0]: no file matches rules/*.cedar;"
            + " expected the path of a file, or a pattern that has some",
      })
  void one_problem_in_the_main_file(String old, String text, String problem) {
    folder.main(old, text);
    assertThat(folder.problems()).containsExactly("postern.yaml:" + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{client: a, secret: {environment: S}, every: 30s, keep: 20s} | 6:76:"
            + " issuers[0].introspection.keep: an answer is not kept until the next; expected at"
            + " least as long as every",
        "{client: a, secret: {environment: S}, endpoint: \"http://id.example.com/i\"} | 6:68:"
            + " issuers[0].introspection.endpoint: plain HTTP would leave this machine; expected"
            + " TLS, or a loopback address, or plaintext: true where the network is trusted",
        "{client: a} | 6:20: issuers[0].introspection: the key \"secret\" is missing; expected"
            + " where that client's secret is",
      })
  void one_problem_in_how_an_issuer_is_asked(String introspection, String problem) {
    folder.main(
        "url: https://id.example.com",
        "url: https://id.example.com\n    introspection: " + introspection);
    assertThat(folder.problems()).containsExactly("postern.yaml:" + problem);
  }

  @Test
  void somebody_has_to_say_where_an_issuer_without_discovery_is_asked() {
    folder.main(
        "url: https://id.example.com",
        """
        url: https://id.example.com
            keys: {jwks: "https://id.example.com/keys"}
            introspection: {client: a, secret: {environment: S}}\
        """);
    assertThat(folder.problems())
        .containsExactly(
            "postern.yaml:7:20: issuers[0].introspection: nothing says where the issuer is asked;"
                + " expected an endpoint");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{url: | {port: 0, url: | 1:16: listen.port: 0 is out of range; expected a whole number"
            + " from 1 to 65535",
        "{url: | {port: '1', url: | 1:16: listen.port: this is text; expected a whole number from 1"
            + " to 65535",
        "{url: | {port: 7e3, url: | 1:16: listen.port: this is a number; expected a whole number"
            + " from 1 to 65535",
        "{url: | {address: 0.0.0.0, url: | 1:19: listen.address: plain HTTP would leave this"
            + " machine; expected TLS, or a loopback address, or plaintext: true where the network"
            + " is trusted",
        "{url: | {tls: {certificate: c.pem, key: k.pem}, url: | 1:29: listen.tls.certificate: there"
            + " is no readable file c.pem; expected the path of a readable file",
        "7070\" | 7070/?x=1\" | 1:15: listen.url: this address has a query; expected an address"
            + " without one",
      })
  void one_problem_of_listening(String old, String text, String problem) {
    folder.main(old, text);
    assertThat(folder.problems()).contains("postern.yaml:" + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: registry | name: in | 1:7: name: this text does not fit; expected a name of 1 to 40"
            + " of a-z, 0-9 and _, the first a letter, no word of Cedar's, and not postern",
        "127.0.0.1:7081 | models:7081 | 3:6: url: plain HTTP would leave this machine; expected"
            + " TLS, or a loopback address, or plaintext: true where the network is trusted",
        "groups: [read] | groups: [reed] | 7:14: tools.list.groups[0]: this word is not known;"
            + " expected one of read, write (\"read\" perhaps)",
        "groups: [read] | groups: [read, read] | 7:13: tools.list.groups: an entry stands twice;"
            + " expected each entry once",
        "groups: [read] | class: secret | 7:12: tools.list.class: there is no class \"secret\";"
            + " expected one of pii",
        "environment: production | `credential: {environment: sk-live-123}` | 4:27:"
            + " credential.environment: this text does not fit; expected the name of an environment"
            + " variable, not the secret",
        "environment: production | `credential: sk-live-123` | 4:13: credential: this is text;"
            + " expected a section of keys and values",
        "environment: production | `credential: {environment: KEY, header: Mcp-Session-Id}` | 4:40:"
            + " credential.header: this text does not fit; expected the name of a header that"
            + " neither HTTP nor MCP uses itself",
        "environment: production | `session: {longest: 60}` | 4:20: session.longest: this is a"
            + " number; expected a time from 1s to 30d, as 500ms, 30s, 5m, 8h or 2d (in quotes, it"
            + " is text)",
        "environment: production | `origins: [\"*\"]` | 4:11: origins[0]: this text does not fit;"
            + " expected a browser's origin, as https://app.example",
      })
  void one_problem_in_the_file_of_a_target(String old, String text, String problem) {
    folder.target(old, text);
    assertThat(folder.problems())
        .contains("targets/registry.yaml:" + problem)
        .noneMatch(told -> told.contains("sk-live-123"));
  }

  @Test
  void names_a_target_file_that_is_missing_or_no_text_or_too_large() {
    folder
        .main("[targets/*.yaml]", "[targets/*.yaml, gone.yaml]")
        .put("targets/a.yaml", new byte[] {'a', (byte) 0xC3, '('})
        .put("targets/b.yaml", "a".repeat(SourceFiles.LARGEST + 1));
    assertThat(folder.problems())
        .containsExactlyInAnyOrder(
            "targets/a.yaml: the file is no UTF-8 text; expected text in UTF-8",
            "targets/b.yaml: the file is too large; expected at most 1048576 bytes,"
                + " and 67108864 in all files",
            "gone.yaml: there is no such file; expected a readable file");
  }

  @Test
  void an_identity_belongs_to_one_party_only() {
    folder.main(
        "{name: ana, groups: [staff]}",
        """
        {name: ana, identities: [{issuer: corp, subject: "1"}]}
          - {name: bob, identities: [{issuer: corp, subject: "1"}]}\
        """);
    assertThat(folder.problems())
        .containsExactly(
            "postern.yaml:9:54: people[1].identities[0].subject: the identity"
                + " \"corp 1\" was already named at postern.yaml:8:54; expected each name once");
  }

  @Test
  void a_hostile_file_cannot_fill_the_memory_with_problems() {
    folder.main("data: data", "data: data\n" + manyUnknownKeys());
    assertThat(folder.problems()).hasSize(500);
  }

  private static String manyUnknownKeys() {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      keys.append("k").append(i).append(": 1\n");
    }
    return keys.toString().strip();
  }
}
