package dev.postern.prove.postgres;

import java.util.Optional;
import java.util.Set;

/**
 * What the gateway says otherwise than the server, by design. Each has its reason, and is counted
 * whenever it is needed; a difference that none of them describes is a failure.
 */
enum Tolerance {
  /**
   * A message of no type, or of no length, ends the session on both ways: the gateway says so in
   * words of its own, and also where the server only writes it to its log.
   */
  BROKEN_FRAMING,

  /**
   * In a COPY the server fails at such a message, or at the data before it, before it ends the
   * session; the gateway does not wait for that.
   */
  BROKEN_FRAMING_IN_COPY,

  /**
   * A Sync or a Flush that has a content ends the session, for it says where a group ends; the
   * server answers it with an error, or ignores it in a COPY.
   */
  STRUCTURE_WITH_CONTENT,

  /** A message whose content cannot be read is never forwarded: its error is the gateway's own. */
  UNREADABLE_CONTENT,

  /**
   * The gateway fails a COPY in the server's place: the same words, but where in its source, or in
   * the data, the server was.
   */
  MISPLACED_IN_COPY,

  /**
   * Whoever may not ask what is not understood is refused a text that no server would run, for
   * nothing tells the two apart.
   */
  NO_SQL_REFUSED,

  /**
   * Directly, what the server had not flushed is lost when it ends a session without a word; the
   * gateway has everything answered first.
   */
  NOT_FLUSHED,

  /**
   * Of a Sync between COPY's data and its end the gateway cannot tell whether the server read it
   * before it failed at the data, or after: then it was answered.
   */
  SYNC_IN_COPY,

  /** To a client that says farewell in a COPY nothing more is said of its failure. */
  FAREWELL_IN_COPY,

  /**
   * In a failed transaction block the server still knows portals of what failed, and answers that
   * the block has failed, or nothing; a guarded session knows them no more, and what is behind its
   * refusal is skipped.
   */
  LEFT_OVER_PORTAL,

  /**
   * A Query in the middle of a pipeline can leave the server's transaction half open: then it fails
   * at whatever it is to parse, also at what it is sent in the place of an unreadable message.
   */
  HALF_OPEN,

  /**
   * A guarded session refuses names that nobody saw being given, in the server's own words; also
   * where the server would find first that the block has failed, that values do not fit, or that
   * the name is too long, or would look for the name only when it runs what names it.
   */
  UNKNOWN_NAME;

  private static final String LOST =
      "terminating connection because protocol synchronization was lost";
  private static final String OWN = "postern: not_understood";

  /** What a server may say of a content that it cannot read, if it gets to reading it. */
  private static final Set<String> UNREADABLE =
      Set.of("08P01", "22021", "22P02", "22P03", "25P02", "26000", "34000", "42601", "42883");

  /** What a server may find wrong before it looks for a name. */
  private static final Set<String> EARLIER = Set.of("25P02", "08P01");

  /** How much of both is explained, and whether that is the end of the comparison. */
  record Explained(Tolerance by, int direct, int through, boolean last) {}

  /** The tolerance that explains why the next messages of the two ways differ. */
  static Optional<Explained> of(Rest direct, Rest through, Mode mode) {
    Optional<Heard> there = through.message(0);
    if (there.isEmpty()) {
      boolean copied = through.message(-1).map(last -> last.type() == 'G').orElse(false);
      return copied && through.endsBehind(0) && direct.onlyFails()
          ? Optional.of(new Explained(FAREWELL_IN_COPY, 0, 1, true))
          : Optional.empty();
    }
    if (direct.answersAgain() && there.get().type() != 'Z') {
      return Optional.of(new Explained(SYNC_IN_COPY, 1, 0, false));
    }
    if (direct.failsBehindNothing()
        && there.get().type() == 'Z'
        && through.message(-1).map(Tolerance::own).orElse(false)) {
      return Optional.of(new Explained(LEFT_OVER_PORTAL, 1, 0, false));
    }
    if (direct.endsBehind(0) && !there.get().error("FATAL", "08P01")) {
      return Optional.of(new Explained(NOT_FLUSHED, 0, 1, false));
    }
    if (direct.message(0).map(here -> misplaced(here, there.get())).orElse(false)) {
      return Optional.of(new Explained(MISPLACED_IN_COPY, 1, 1, false));
    }
    if (there.get().error("FATAL", "08P01") && through.endsBehind(1)) {
      return framing(direct, there.get());
    }
    if (mode == Mode.NO_COPY
        && there.get().refusal()
        && direct.message(0).map(here -> here.error("ERROR", "42601")).orElse(false)) {
      return Optional.of(new Explained(NO_SQL_REFUSED, 1, 1, false));
    }
    if (there.get().error("ERROR", "XX000")
        && there.get().field('M').startsWith("StartTransactionCommand: unexpected state")
        && direct.message(0).map(here -> here.error("ERROR", "08P01")).orElse(false)) {
      return Optional.of(new Explained(HALF_OPEN, 1, 1, false));
    }
    if (!own(there.get())) {
      return Optional.empty();
    }
    Optional<Heard> here = direct.message(0);
    if (here.isEmpty()) {
      return Optional.empty();
    }
    boolean failed =
        here.get().error("ERROR", "25P02")
            || here.get().error("ERROR", "55000")
            || here.get().type() == 'I';
    if (mode != Mode.OPEN && failed && there.get().field('C').equals("34000")) {
      return Optional.of(new Explained(LEFT_OVER_PORTAL, 1, 1, false));
    }
    boolean later =
        here.get().type() == '2'
            || here.get().type() == 'n'
            || here.get().field('C').equals("42622");
    if (mode != Mode.OPEN && later && there.get().field('C').equals("26000")) {
      return Optional.of(new Explained(UNKNOWN_NAME, 1, 0, false));
    }
    if (!here.get().field('S').equals("ERROR")) {
      return Optional.empty();
    }
    boolean same =
        here.get().field('M').equals(there.get().field('M'))
            && here.get().field('C').equals(there.get().field('C'));
    boolean first = EARLIER.contains(here.get().field('C'));
    if (mode != Mode.OPEN && (same || first && there.get().field('C').equals("26000"))) {
      return Optional.of(new Explained(UNKNOWN_NAME, 1, 1, false));
    }
    return there.get().field('C').equals("08P01") && UNREADABLE.contains(here.get().field('C'))
        ? Optional.of(new Explained(UNREADABLE_CONTENT, 1, 1, false))
        : Optional.empty();
  }

  private static boolean own(Heard heard) {
    return heard.error("ERROR", heard.field('C')) && heard.field('D').startsWith(OWN);
  }

  private static boolean misplaced(Heard direct, Heard through) {
    String words = direct.field('M');
    return direct.field('C').equals("08P01")
        && direct.field('S').equals(through.field('S'))
        && direct.field('C').equals(through.field('C'))
        && words.equals(through.field('M'))
        && (words.endsWith(" during COPY from stdin") || words.equals(LOST));
  }

  private static Optional<Explained> framing(Rest direct, Heard there) {
    boolean fatal = direct.message(0).map(heard -> heard.error("FATAL", "08P01")).orElse(false);
    if (direct.endsBehind(0) || fatal && direct.endsBehind(1)) {
      return Optional.of(new Explained(BROKEN_FRAMING, fatal ? 1 : 0, 1, true));
    }
    if (direct.onlyFails()) {
      return Optional.of(new Explained(BROKEN_FRAMING_IN_COPY, 1, 1, true));
    }
    return there.field('M').contains("bytes behind its end")
        ? Optional.of(new Explained(STRUCTURE_WITH_CONTENT, 0, 1, true))
        : Optional.empty();
  }
}
