package dev.postern.cli.doctor;

import java.time.Duration;

/**
 * The bounds of an examination, and from where on something is told.
 *
 * @param each how long one look may take
 * @param connect how long a connection may take
 * @param together how many looks at once
 * @param certificate a certificate that ends sooner is a warning
 * @param clockWarning a clock that differs more is a warning
 * @param clockStep how far wall time may part from the clock that only goes forward, while watched
 * @param watch how long the clocks are watched
 * @param syncWarning a slower write to the disk is a warning
 * @param syncProblem a slower one is a problem
 * @param checkpoint a last checkpoint that is older than the newest entry by more is a warning
 * @param ledger the most bytes of a ledger that are verified here
 * @param answer the most bytes of an answer that are read
 */
record DoctorTimes(
    Duration each,
    Duration connect,
    int together,
    Duration certificate,
    Duration clockWarning,
    Duration clockStep,
    Duration watch,
    Duration syncWarning,
    Duration syncProblem,
    Duration checkpoint,
    long ledger,
    int answer) {
  /** What is used. */
  static final DoctorTimes DEFAULT =
      new DoctorTimes(
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          32,
          Duration.ofDays(21),
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofMillis(25),
          Duration.ofMillis(250),
          Duration.ofMinutes(10),
          512L << 20,
          256 << 10);

  /** The same with another bound of a look. */
  DoctorTimes each(Duration other) {
    return new DoctorTimes(
        other,
        connect,
        together,
        certificate,
        clockWarning,
        clockStep,
        watch,
        syncWarning,
        syncProblem,
        checkpoint,
        ledger,
        answer);
  }
}
