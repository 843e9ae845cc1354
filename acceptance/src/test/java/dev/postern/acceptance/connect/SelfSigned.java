package dev.postern.acceptance.connect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for 127.0.0.1 that signs itself, as PEM files.
 *
 * @param certificate who shows it, and who signed it
 * @param key its private key
 */
public record SelfSigned(Path certificate, Path key) {
  private static final String PASSWORD = "not-secret";

  /** Makes it with the JDK's own tool, in a directory that is there. */
  public static SelfSigned in(Path directory) throws Exception {
    Path file = directory.resolve("store.p12");
    Process tool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=gate",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-alias",
                    "it",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (tool.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    byte[] certificate = store.getCertificate("it").getEncoded();
    byte[] key = store.getKey("it", PASSWORD.toCharArray()).getEncoded();
    return new SelfSigned(
        pem(directory.resolve("gate.crt"), "CERTIFICATE", certificate),
        pem(directory.resolve("gate.key"), "PRIVATE KEY", key));
  }

  private static Path pem(Path file, String what, byte[] octets) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
