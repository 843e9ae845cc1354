package dev.postern.gateway.vault.server;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.vault.KeyService;
import dev.postern.gateway.vault.VaultFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key of a server's transit engine, which wraps and unwraps and never gives it out. The key must
 * be of a kind that takes associated data ({@code aes256-gcm96}).
 */
public final class TransitKey implements KeyService {
  private static final int LONGEST_WRAPPED = 1_000;

  private final ServerStore server;
  private final String mount;
  private final String key;

  /** A key, by its name in the engine at a mount. */
  public TransitKey(ServerStore server, String mount, String key) {
    this.server = server;
    this.mount = mount;
    this.key = key;
  }

  @Override
  public String id() {
    String place = server.settings().namespace().map(name -> name + "/").orElse("") + mount;
    return "transit:" + place + "/" + key;
  }

  @Override
  public byte[] wrap(byte[] dataKey, byte[] about) throws IOException {
    byte[] encoded = Base64.getEncoder().encode(dataKey);
    try {
      JsonValue data = asked("encrypt", json -> member(json, "plaintext", encoded), about);
      return Heard.text(data, "ciphertext", LONGEST_WRAPPED).getBytes(StandardCharsets.UTF_8);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] about) throws IOException {
    String ciphertext = new String(wrapped, StandardCharsets.UTF_8);
    JsonValue data = asked("decrypt", json -> json.key("ciphertext").text(ciphertext), about);
    byte[] encoded =
        SecretOctets.of(
            data.member("plaintext", JsonKind.STRING)
                .orElseThrow(() -> new IOException("the vault unwrapped nothing")));
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException garbled) {
      throw new IOException("the vault's answer cannot be read", garbled);
    } finally {
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(data.document().bytes(), (byte) 0);
    }
  }

  private static void member(JsonText json, String name, byte[] base64) {
    json.key(name).text(new String(base64, StandardCharsets.US_ASCII));
  }

  private JsonValue asked(String verb, ServerLink.Writing what, byte[] about) throws IOException {
    String path = ServerLink.path(mount) + "/" + verb + "/" + ServerLink.path(key);
    String bound = Base64.getEncoder().encodeToString(about);
    try {
      ServerStore.Answered answered =
          server.ask(token ->
              server
                  .link()
                  .write(
                      path,
                      token,
                      ServerLink.body(json -> {
                        what.to(json);
                        json.key("associated_data").text(bound);
                      })));
      return switch (answered.heard()) {
        case Heard.Said said -> said.object("data");
        case Heard.Done done -> throw new IOException("the vault answered nothing");
        case Heard.Refused(int status, String why) ->
            throw status == 400
                ? new VaultFault("the key service refuses: " + why)
                : new IOException("the key service refuses: " + why);
      };
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopping);
    }
  }
}
