package dev.postern.gateway.target;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A server that operations are sent to. Its address is the operator's alone: no client can name
 * one.
 *
 * @param name what policy, ledger and callers call it
 * @param kind the protocol it speaks, for example {@code mcp}
 * @param base its address, {@code http} or {@code https}; a session's path is appended
 * @param authorities PEM certificates to trust for it instead of the system's
 * @param credential how the gateway signs in to it; empty for none
 * @param record how much of its payloads is kept
 * @param sessions how long its sessions may last
 * @param origins the web origins whose pages may call it (RFC 6454); empty for none
 * @param times how long it may take
 * @param bounds what it may cost
 */
public record Target(
    String name,
    String kind,
    URI base,
    Optional<Path> authorities,
    Optional<CredentialSpec> credential,
    RecordLevel record,
    SessionTimes sessions,
    Set<String> origins,
    TargetTimes times,
    TargetBounds bounds) {
  /**
   * How long a session on a target may last.
   *
   * @param longest from its opening
   * @param idle without a request
   */
  public record SessionTimes(Duration longest, Duration idle) {
    /** What the gateway uses unless it is configured. */
    public static final SessionTimes DEFAULT =
        new SessionTimes(Duration.ofHours(8), Duration.ofMinutes(30));
  }

  public Target {
    origins = Set.copyOf(origins);
    if (name.isEmpty() || name.length() > 64) {
      throw new IllegalArgumentException("a target has a name of 1 to 64 characters");
    }
    boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    boolean plain =
        base.getRawQuery() == null
            && base.getRawFragment() == null
            && base.getRawUserInfo() == null;
    if (!http || base.getHost() == null || !plain) {
      throw new IllegalArgumentException(
          "target " + name + " needs an http or https address of a host and a path");
    }
  }

  /**
   * Which server this is, and as whom the gateway comes to it; no secret. When it changes, the name
   * stands for another server, and nothing that the former one was asked goes to the new one.
   */
  public String place() {
    return base
        + authorities.map(path -> " trusting " + path).orElse("")
        + credential
            .map(spec ->
                (spec.callers() ? " as each caller by " : " as ")
                    + spec.credential()
                    + " in "
                    + spec.header()
                    + (spec.place().isEmpty() ? "" : " of " + spec.place()))
            .orElse(" as nobody");
  }

  /** The same target, signed in to so. */
  public Target by(Optional<CredentialSpec> other) {
    return new Target(
        name, kind, base, authorities, other, record, sessions, origins, times, bounds);
  }

  /** A target with nothing but an address, and the defaults. */
  public static Target at(String name, String kind, URI base) {
    return new Target(
        name,
        kind,
        base,
        Optional.empty(),
        Optional.empty(),
        RecordLevel.DIGEST,
        SessionTimes.DEFAULT,
        Set.of(),
        TargetTimes.DEFAULT,
        TargetBounds.DEFAULT);
  }
}
