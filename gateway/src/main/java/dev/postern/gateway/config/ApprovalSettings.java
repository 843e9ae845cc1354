package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.protocol.mcp.McpLimits;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.policy.ApprovalMarks;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How people are asked.
 *
 * @param desk the bounds of requests for approval
 * @param patience how long an MCP call waits before it is answered as pending
 * @param keepAlive how often who waits hears that they do
 */
public record ApprovalSettings(DeskLimits desk, Duration patience, Duration keepAlive) {
  /** What is used when configuration says nothing else. */
  public static final ApprovalSettings DEFAULT =
      new ApprovalSettings(
          DeskLimits.DEFAULT, McpLimits.DEFAULT.holdWait(), McpLimits.DEFAULT.keepAlive());

  private static final int MOST = 100_000;
  private static final Form<Duration> LIFE =
      Units.duration(ApprovalMarks.SHORTEST, ApprovalMarks.LONGEST);
  private static final Form<Integer> OPEN = Scalars.whole(1, MOST);
  private static final Form<DeskLimits.OfTarget> TARGET = Forms.section(ApprovalSettings::target);

  static final Form<ApprovalSettings> FORM = Forms.section(ApprovalSettings::read);

  private static Optional<ApprovalSettings> read(Section at) {
    DeskLimits otherwise = DeskLimits.DEFAULT;
    Read<Duration> patience =
        at.key(
                "wait",
                Units.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                "How long an MCP call waits for people before it is answered as pending.")
            .or(DEFAULT.patience);
    Read<Duration> keepAlive =
        at.key(
                "keep-alive",
                Units.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                "How often a caller who waits for people is told so.")
            .or(DEFAULT.keepAlive);
    Read<Duration> life =
        at.key("life", LIFE, "How long people have to answer; silence refuses.")
            .or(otherwise.life());
    Read<Integer> open =
        at.key("open", OPEN, "Requests that may be open at a time.").or(otherwise.open());
    Read<Integer> openEach =
        at.key("open-each", OPEN, "Of them in the interest of one person.")
            .or(otherwise.openOfCaller());
    Read<Integer> openTarget =
        at.key("open-target", OPEN, "Of them for one target.").or(otherwise.openOfTarget());
    Read<Integer> waits =
        at.key("waits", OPEN, "Calls that may wait for people at a time.").or(otherwise.waits());
    Read<Integer> waitsEach =
        at.key("waits-each", OPEN, "Of them in the interest of one person.")
            .or(otherwise.waitsOfPerson());
    Read<Integer> text =
        at.key(
                "text",
                Scalars.whole(1_000, 1_000_000),
                "The longest operation that people are asked to read, in characters.")
            .or(otherwise.textChars());
    Read<Integer> ended =
        at.key("ended", OPEN, "Ended requests that can still be looked at.").or(otherwise.ended());
    Read<Duration> kept =
        at.key(
                "kept",
                Units.duration(Duration.ofMinutes(1), Duration.ofDays(90)),
                "How long an ended request can still be looked at.")
            .or(otherwise.kept());
    Read<Map<String, DeskLimits.OfTarget>> targets =
        at.key(
                "targets",
                Forms.map(Words.TARGET_OR_GATEWAY.of(Names.Kind.TARGET), TARGET, Words.MOST_NAMES),
                "What holds for single targets, by their names.")
            .or(Map.of());
    return at.make(() ->
        new ApprovalSettings(
            new DeskLimits(
                open.get(),
                openEach.get(),
                openTarget.get(),
                waits.get(),
                waitsEach.get(),
                otherwise.votes(),
                text.get(),
                ended.get(),
                otherwise.endedChars(),
                life.get(),
                kept.get(),
                targets.get()),
            patience.get(),
            keepAlive.get()));
  }

  private static Optional<DeskLimits.OfTarget> target(Section at) {
    Read<Optional<Integer>> open =
        at.key("open", OPEN, "Requests for it that may be open at a time.").optional();
    Read<Optional<Duration>> life =
        at.key("life", LIFE, "How long people have to answer for it.").optional();
    return at.make(() -> new DeskLimits.OfTarget(open.get(), life.get()));
  }
}
