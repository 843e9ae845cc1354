package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway signs in to the target; the caller's own words about identity stay outside. */
@Timeout(60)
class CredentialsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void a_secret() throws IOException {
    file = Files.writeString(directory.resolve("secret"), "s3cret-one\n");
  }

  @Test
  void signs_in_with_the_leased_secret() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = signedIn(target);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().status()).isEqualTo(200);
      assertThat(target.requests.element().field("authorization")).isEqualTo("Bearer s3cret-one");
    }
  }

  @Test
  void a_replaced_file_rotates_the_credential_and_its_connections() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = signedIn(target);
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x")).read();
      Files.writeString(file, "s3cret-two\n");
      assertThat(rig.leases.refresh()).isEmpty();
      client.send(Rig.post("/", "x")).read();

      assertThat(target.requests)
          .extracting(request -> request.field("authorization"))
          .containsExactly("Bearer s3cret-one", "Bearer s3cret-two");
      assertThat(target.connections).hasValue(2);
    }
  }

  @Test
  void asks_nothing_when_the_credential_is_gone() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = signedIn(target);
        Wire client = rig.dial()) {
      Files.delete(file);
      assertThat(rig.leases.refresh()).containsExactly("key");

      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("NO_CREDENTIAL");
      assertThat(target.connections).hasValue(0);
    }
  }

  @Test
  void no_field_of_the_caller_reaches_the_target() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = signedIn(target);
        Wire client = rig.dial()) {
      client
          .send(
              "POST / HTTP/1.1\r\n"
                  + "Host: localhost\r\n"
                  + "Authorization: Bearer mine\r\n"
                  + "X-Forwarded-For: 1.2.3.4\r\n"
                  + "X-Forwarded-User: root\r\n"
                  + "Forwarded: for=1.2.3.4\r\n"
                  + "X_Forwarded_User: root\r\n"
                  + "X-Real-IP: 1.2.3.4\r\n"
                  + "Cookie: a=b\r\n"
                  + "Via: 1.1 x\r\n"
                  + "Content-Length: 1\r\n\r\n"
                  + "x")
          .read();

      assertThat(target.requests.element().fields())
          .extracting(field -> field.substring(0, field.indexOf(':')))
          .containsExactly(
              "host", "content-type", "accept-encoding", "content-length", "authorization");
      assertThat(target.requests.element().field("authorization")).isEqualTo("Bearer s3cret-one");
    }
  }

  private Rig signedIn(ScriptedTarget target) throws IOException {
    return new Rig(
        target,
        plan -> {
          plan.credentials = Map.of("key", new CredentialSource.SecretFile(file));
          plan.target = was -> Rig.bearer(was, "key");
        });
  }
}
