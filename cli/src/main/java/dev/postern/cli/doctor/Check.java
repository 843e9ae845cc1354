package dev.postern.cli.doctor;

import java.util.List;

/**
 * Something that the doctor looks at. A check changes nothing, neither here nor at a target, shows
 * no secret, and needs no running gateway.
 */
interface Check {
  /** Its name, which never changes: scripts select by it. Lower-case words with hyphens. */
  String id();

  /** What it looks at, in one line. */
  String about();

  /** What there is to look at; each look runs beside all others. */
  List<Look> looks(Patient patient);
}
