package dev.postern.prove.week;

/** The gateway's configuration. Times that are days in a week are minutes here. */
final class Texts {
  /** What everybody may do, what is asked about, and what is for a time. */
  static final String POLICY =
      """
      permit (principal, action, resource);

      @id("asks-for-drop") @approval("ritas")
      forbid (principal, action, resource == Tool::"workshop/drop")
      unless { context.approved };

      @id("asks-for-deletes") @approval("ritas")
      forbid (principal, action == Action::"delete", resource in PostgresServer::"shop")
      when { context.account == "watched" }
      unless { context.approved };

      @id("for-a-time")
      forbid (principal, action, resource == Tool::"workshop/special")
      unless { principal in Role::"temp" };

      @id("asks-for-long-roles") @approval("ritas")
      forbid (principal, action == postern::Action::"request-role", resource)
      when { context.input.seconds > 20 }
      unless { context.approved };
      """;

  private Texts() {}

  /**
   * What a proof adds.
   *
   * @param postgres to the section of PostgreSQL's clients, ended by a comma
   * @param main to the main file
   */
  record More(String postgres, String main) {
    static final More NOTHING = new More("", "");
  }

  static String main(int http, int postgres, String issuer, String door, More more) {
    return """
    listen: {address: 127.0.0.1, port: %1$d, url: "http://127.0.0.1:%1$d"}
    postgres: {%5$s listen: {address: 127.0.0.1, port: %2$d}, plaintext: true}
    admin:
      page: {issuer: door, client: reviewers}
    data: data
    issuers:
      - id: test
        url: %3$s
        tokens: {types: [at+jwt], longest: 24h}
        parties: [{kind: person, name: {claim: sub}}]
        groups: {claims: [groups], unlisted: kept}
      - id: door
        url: %4$s
        tokens: {types: [at+jwt], longest: 24h}
        parties: [{kind: person, name: {claim: sub}}]
        groups: {claims: [groups], unlisted: kept}
    groups: [ritas]
    people: [{name: olga}, {name: audrey}]
    roles: [temp]
    assignments:
      - {role: administrator, to: {person: olga}, on: postern}
      - {role: auditor, to: {person: audrey}, on: postern}
    policies: ["policies/*.cedar"]
    targets: ["targets/*.yaml"]
    approvals: {wait: 8s, keep-alive: 2s, life: 1m, kept: 5m}
    grants: {longest: 5m, kept: 5m}
    ledger: {segment: 4MiB, checkpoint: 5s}
    """
            .formatted(http, postgres, issuer, door, more.postgres())
        + more.main();
  }

  static String workshop(String uri) {
    return """
    name: workshop
    kind: mcp
    url: %s
    environment: test
    record: raw
    credential: {file: workshop-secret}
    tools:
      drop: {groups: [write]}
      special: {groups: [write]}
    """
        .formatted(uri);
  }

  static String shop(int port) {
    return """
    name: shop
    kind: postgres
    address: 127.0.0.1:%d
    tls: off
    database: postgres
    environment: test
    record: raw
    accounts:
      app: {user: app, credential: {file: shop-secret}}
      watched: {user: app, credential: {file: shop-secret}}
    """
        .formatted(port);
  }

  /** Rules beside the others that change nothing. */
  static String unchanged() {
    return "permit (principal == Person::\"nobody\", action, resource);\n";
  }

  /** Rules that take everything away from one person. */
  static String against(String person) {
    return "@id(\"gone\")\nforbid (principal == Person::\"" + person + "\", action, resource);\n";
  }

  /** No rules. */
  static String broken() {
    return "permit (principal, action, resource\n";
  }
}
