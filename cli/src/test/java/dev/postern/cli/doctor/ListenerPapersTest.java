package dev.postern.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.doctor.Finding.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of listeners' certificates, and of where metrics are read. */
class ListenerPapersTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Clinic clinic;

  @BeforeEach
  void a_clinic_with_tls() throws Exception {
    clinic = new Clinic(folder);
    clinic.edit("postern.yaml", "url: \"http://", "url: \"https://");
    clinic.edit(
        "postern.yaml", "listen: {", "listen: {tls: {certificate: gate.crt, key: gate.key}, ");
  }

  @AfterEach
  void closed() {
    clinic.close();
  }

  private Finding found() {
    return clinic.found("listener-certificates");
  }

  @Test
  void one_that_is_good_is_well() throws Exception {
    Papers.write(folder, "gate", "ip:127.0.0.1", "-1d", 90);

    assertThat(found().what()).isEqualTo("its certificate is good for 88 days");
    assertThat(found().level()).isEqualTo(Level.OK);
  }

  @Test
  void one_that_has_ended_is_a_problem() throws Exception {
    Papers.write(folder, "gate", "ip:127.0.0.1", "-10d", 5);

    assertThat(found().level()).isEqualTo(Level.PROBLEM);
    assertThat(found().what()).contains("its certificate ended on");
    assertThat(found().advice()).contains("Renew it");
    assertThat(clinic.status()).isEqualTo(1);
  }

  @Test
  void one_that_ends_soon_is_a_warning() throws Exception {
    Papers.write(folder, "gate", "ip:127.0.0.1", "-1d", 11);

    assertThat(found().level()).isEqualTo(Level.WARNING);
    assertThat(found().what()).contains("its certificate ends in 9 days");
    assertThat(found().advice()).contains("Renew it before");
  }

  @Test
  void one_that_is_not_valid_yet_points_at_the_clock() throws Exception {
    Papers.write(folder, "gate", "ip:127.0.0.1", "+3d", 90);

    assertThat(found().level()).isEqualTo(Level.PROBLEM);
    assertThat(found().what()).contains("is not valid before");
    assertThat(found().advice()).contains("clock");
  }

  @Test
  void one_for_another_name_is_a_problem() throws Exception {
    Papers.write(folder, "gate", "dns:other.example", "-1d", 90);

    assertThat(found().level()).isEqualTo(Level.PROBLEM);
    assertThat(found().what()).contains("is not for 127.0.0.1, the name that clients use");
    assertThat(found().advice()).contains("listen.url");
  }

  @Test
  void a_key_of_another_certificate_is_a_problem() throws Exception {
    Papers.write(folder, "gate", "ip:127.0.0.1", "-1d", 90);
    Papers.write(folder, "other", "ip:127.0.0.1", "-1d", 90);
    Files.copy(
        folder.resolve("other.key"),
        folder.resolve("gate.key"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(found().level()).isEqualTo(Level.PROBLEM);
    assertThat(found().what()).contains("certificate or key cannot be used");
    assertThat(found().advice()).contains("belongs to the first certificate");
  }

  @Test
  void the_certificate_of_metrics_is_looked_at_too() throws Exception {
    Papers.write(folder, "gate", "ip:127.0.0.1", "-1d", 90);
    Papers.write(folder, "scraped", "dns:localhost", "-10d", 5);
    clinic.edit(
        "postern.yaml",
        "data: data",
        "data: data\nmetrics: {port: "
            + Clinic.free()
            + ", names: [localhost], token: {file: key},"
            + " tls: {certificate: scraped.crt, key: scraped.key}}");

    assertThat(clinic.found("configuration").what()).doesNotContain("metrics");
    Map<String, Finding> found = clinic.examine("listener-certificates");
    assertThat(found).containsOnlyKeys("listen", "metrics");
    assertThat(found.get("metrics"))
        .satisfies(its -> assertThat(its.what()).contains("its certificate ended on"));
    assertThat(clinic.examine("secrets")).containsKeys("metrics", "postern:metrics");
  }
}
