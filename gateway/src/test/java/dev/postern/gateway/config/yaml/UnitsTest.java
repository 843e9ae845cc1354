package dev.postern.gateway.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  private final Reading reading = Reading.from(Path.of(""));

  private <T> Optional<T> read(Form<T> form, String text) {
    Place place = new Place("f.yaml", 1, 1);
    return form.read(new Node.Scalar(place, text, true), new Spot(reading, place, "key"));
  }

  private String problem() {
    return reading.problems().list().getLast().toString();
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "8h,PT8H", "2d,PT48H"})
  void reads_times_with_their_unit(String text, Duration expected) {
    assertThat(read(Units.duration(Duration.ZERO, Duration.ofDays(2)), text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "30 s", "-5s", "1.5h", "1w", "9999999999s", "3d", "999999999d"})
  void refuses_a_time_without_unit_or_out_of_range(String text) {
    assertThat(read(Units.duration(Duration.ofSeconds(1), Duration.ofDays(2)), text)).isEmpty();
    assertThat(problem()).contains("expected a time from 1s to 2d, as 500ms, 30s, 5m, 8h or 2d");
  }

  @ParameterizedTest
  @CsvSource({"512B,512", "64KiB,65536", "4MiB,4194304", "1GiB,1073741824"})
  void reads_sizes_with_their_unit(String text, long expected) {
    assertThat(read(Units.size(1, 1L << 30), text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"64", "64KB", "64 KiB", "2GiB", "0B", "999999999GiB"})
  void refuses_a_size_without_unit_or_out_of_range(String text) {
    assertThat(read(Units.size(1, 1L << 30), text)).isEmpty();
    assertThat(problem()).contains("expected a size from 1B to 1GiB, as 512B, 64KiB");
  }

  @Test
  void reads_a_moment_with_its_offset_and_refuses_one_without() {
    assertThat(read(Units.moment(), "2026-11-30T18:00:00+01:00"))
        .contains(Instant.parse("2026-11-30T17:00:00Z"));
    assertThat(read(Units.moment(), "2026-11-30T18:00:00")).isEmpty();
    assertThat(read(Units.moment(), "2026-02-30T18:00:00Z")).isEmpty();
    assertThat(problem()).contains("\"2026-02-30T18:00:00Z\" does not fit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://h/",
        "https://user:hunter2@h/",
        "https://h/#f",
        "https://",
        "https://h:70000/",
        "h",
        "https://h/a b",
        "file:///etc/passwd",
      })
  void refuses_addresses_that_are_none_and_does_not_repeat_them(String text) {
    assertThat(read(Units.address(), text)).isEmpty();
    assertThat(problem()).contains("this text does not fit").doesNotContain("hunter2");
  }

  @Test
  void finds_files_from_the_configuration_and_says_which_is_missing() {
    assertThat(read(Units.file(), "pom.xml")).contains(Path.of("pom.xml"));
    assertThat(read(Units.file(), "no/such.file")).isEmpty();
    assertThat(problem())
        .isEqualTo(
            "f.yaml:1:1: key: there is no readable file no/such.file;"
                + " expected the path of a readable file");
  }
}
