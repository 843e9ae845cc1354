package dev.postern.gateway.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What can be said of a text without its grammar. It says too much rather than too little: a word
 * that could be a verb is one, wherever it stands unquoted.
 *
 * @param verbs all that the text may do; empty only for a text without any token
 * @param statements how many statements it has, as far as semicolons say
 * @param namings what it does to names and runs by name, in order
 * @param broken whether the server would refuse the whole text as unreadable
 */
public record Reading(Set<Verb> verbs, int statements, List<Naming> namings, boolean broken) {
  public Reading {
    verbs = Collections.unmodifiableSet(verbs.isEmpty() ? Set.of() : EnumSet.copyOf(verbs));
    namings = List.copyOf(namings);
  }

  /** Reads a text as a server with these rules does. */
  public static Reading of(byte[] text, SqlRules rules) {
    return new StatementReader(text, rules).read();
  }

  /**
   * Reads a text whose server may have changed how it reads since it last said so: what either
   * reading finds. Names that they read differently are none that can be read.
   */
  public static Reading unsettled(byte[] text, SqlRules rules) {
    Reading told = of(text, rules);
    Reading other = of(text, rules.with(!rules.standardStrings()));
    EnumSet<Verb> both = EnumSet.noneOf(Verb.class);
    both.addAll(told.verbs());
    both.addAll(other.verbs());
    List<Naming> namings = new ArrayList<>(told.namings());
    if (!namings.equals(other.namings())) {
      namings.add(new Naming(Naming.What.UNREADABLE, ""));
    }
    return new Reading(both, told.statements(), namings, told.broken() || other.broken());
  }
}
