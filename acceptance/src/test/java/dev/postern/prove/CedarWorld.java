package dev.postern.prove;

/** The schema and the entities that random policies are about. */
final class CedarWorld {
  static final String SCHEMA =
      """
      type Home = { city?: String, zip: Long };
      entity User in [Group] {
        n: Long, s: String, opt?: String, boss?: User, home?: Home, g: Set<Long>
      } tags String;
      entity Group in [Group];
      entity Photo in [Album] {
        owner: User, at: datetime, size: decimal, from: ipaddr, span: duration, labels: Set<String>
      } tags Set<Long>;
      entity Album in [Album] { secret: Bool, cover?: Photo };
      entity Kind enum ["x", "y"];
      action view, edit in [any] appliesTo {
        principal: [User], resource: [Photo, Album],
        context: { n: Long, s?: String, ok: Bool, r: { deep?: { n: Long }, s: String }, who?: User, ips: Set<ipaddr>,
          at: datetime, kind?: Kind }
      };
      action any in [all];
      action all;
      action join in [all] appliesTo { principal: [User, Group], resource: [Group], context: {} };
      """;

  static final String ENTITIES =
      """
      [
        {"uid": {"type": "User", "id": "a"}, "parents": [{"type": "Group", "id": "g1"}],
          "attrs": {"n": 7, "s": "ab", "opt": "x*", "g": [1, 2], "boss": {"__entity": {"type": "User", "id": "b"}},
            "home": {"city": "Oslo", "zip": 1}}, "tags": {"t": "ab", "u": ""}},
        {"uid": {"type": "User", "id": "b"}, "parents": [{"type": "Group", "id": "g2"}],
          "attrs": {"n": -9223372036854775808, "s": "", "g": [], "home": {"zip": 9223372036854775807}}, "tags": {}},
        {"uid": {"type": "Group", "id": "g1"}, "parents": [{"type": "Group", "id": "g3"}], "attrs": {}},
        {"uid": {"type": "Group", "id": "g2"}, "parents": [], "attrs": {}},
        {"uid": {"type": "Photo", "id": "p"}, "parents": [{"type": "Album", "id": "al"}],
          "attrs": {"owner": {"__entity": {"type": "User", "id": "a"}}, "labels": ["x", "y"],
            "at": {"__extn": {"fn": "datetime", "arg": "2024-02-29T12:00:00Z"}},
            "size": {"__extn": {"fn": "decimal", "arg": "1.5"}},
            "from": {"__extn": {"fn": "ip", "arg": "10.1.2.3"}},
            "span": {"__extn": {"fn": "duration", "arg": "1h30m"}}}, "tags": {"t": [1]}},
        {"uid": {"type": "Photo", "id": "q"}, "parents": [],
          "attrs": {"owner": {"__entity": {"type": "User", "id": "zz"}}, "labels": [],
            "at": {"__extn": {"fn": "datetime", "arg": "1969-12-31"}},
            "size": {"__extn": {"fn": "decimal", "arg": "-0.0001"}},
            "from": {"__extn": {"fn": "ip", "arg": "ff02::1"}},
            "span": {"__extn": {"fn": "duration", "arg": "-1ms"}}}, "tags": {}},
        {"uid": {"type": "Album", "id": "al"}, "parents": [{"type": "Album", "id": "top"}], "attrs": {"secret": true}},
        {"uid": {"type": "Action", "id": "view"}, "parents": [{"type": "Action", "id": "any"}], "attrs": {}},
        {"uid": {"type": "Action", "id": "edit"}, "parents": [{"type": "Action", "id": "any"}], "attrs": {}},
        {"uid": {"type": "Action", "id": "any"}, "parents": [{"type": "Action", "id": "all"}], "attrs": {}},
        {"uid": {"type": "Action", "id": "join"}, "parents": [{"type": "Action", "id": "all"}], "attrs": {}}
      ]
      """;

  private CedarWorld() {}
}
