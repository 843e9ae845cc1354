package dev.postern.gateway.config.check;

import dev.postern.gateway.config.yaml.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of findings. Their words stay the same from version to version, so that a finding that
 * was accepted stays accepted.
 */
public enum Code {
  CONFIGURATION(Level.ERROR, "A file of settings says something that cannot be."),
  SYNTAX(Level.ERROR, "A rule is no Cedar."),
  UNKNOWN_NAME(Level.ERROR, "A rule names what there is not."),
  TYPE(Level.ERROR, "A condition could only ever err."),
  NEVER_APPLIES(Level.ERROR, "No action is asked of such a principal and resource."),
  APPROVAL(Level.ERROR, "A rule asks for people in a way that means nothing."),
  NEVER_TRUE(Level.WARNING, "Types alone make the conditions false."),
  NEVER_ASKED(Level.WARNING, "No such action is asked of such a resource here."),
  CONTRADICTION(Level.WARNING, "The conditions cannot be true together."),
  SHADOWED(Level.WARNING, "A rule without conditions forbids all that this one permits."),
  APPROVAL_NEVER_PASSES(Level.WARNING, "The rule forbids what people have approved, too."),
  UNHELD_ROLE(Level.WARNING, "Nobody holds the role, and nobody can be granted it."),
  UNKNOWN_PARTY(Level.WARNING, "Nobody of that name is known."),
  PERMITS_EVERYTHING(Level.WARNING, "A permit of everything on everything."),
  PERMITS_ANYBODY(Level.WARNING, "A permit for whoever can sign in."),
  PERMITS_ANY_ACTION(Level.WARNING, "A permit of every action, not understood ones too."),
  PERMITS_UNKNOWN(Level.WARNING, "A permit of what the gateway does not understand."),
  REACHES_GATEWAY(Level.WARNING, "A permit that reaches the gateway itself."),
  REVEALS_TO_ANYBODY(Level.WARNING, "Classed content is shown to whoever can sign in."),
  REVEALS_EVERY_CLASS(Level.WARNING, "Content of every class is shown."),
  UNDESCRIBED(Level.WARNING, "A target offers what its file says nothing of."),
  NOT_OFFERED(Level.WARNING, "A target's file speaks of what the target does not offer."),
  OFFERS_CHANGED(Level.WARNING, "A target offers something else than it did."),
  HIDDEN_TEXT(Level.WARNING, "What a target says of itself has characters that do not show."),
  ACCEPT(Level.WARNING, "An @accept that accepts nothing."),
  ALWAYS_ASKED(Level.NOTE, "Every request must look at the rule."),
  LOOKS_SENSITIVE(Level.NOTE, "By its name it may need a class, and it has none."),
  REDUNDANT(Level.NOTE, "Another permit gives all that this one gives."),
  UNUSED_CLASS(Level.NOTE, "No target has content of the class."),
  UNUSED_ROLE(Level.NOTE, "No rule names the role.");

  /** How bad a finding is. */
  public enum Level {
    /** The configuration cannot be used. */
    ERROR,
    /** It can be used, and does perhaps not mean what its author thinks. */
    WARNING,
    /** It means what it says; something could be left out. */
    NOTE;

    /** The level in lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Level level;
  private final String title;

  Code(Level level, String title) {
    this.level = level;
    this.title = title;
  }

  /** How bad such a finding is. */
  public Level level() {
    return level;
  }

  /** The finding in general, one sentence. */
  public String title() {
    return title;
  }

  /** The code as it is written, for example {@code permits-anybody}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The code that is written so. */
  public static Optional<Code> named(String word) {
    return Arrays.stream(values()).filter(code -> code.word().equals(word)).findFirst();
  }

  /** The code of a problem that a load found. */
  static Code of(Problem problem) {
    return named(problem.code()).orElse(CONFIGURATION);
  }
}
