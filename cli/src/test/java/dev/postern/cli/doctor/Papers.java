package dev.postern.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates with their keys, made by the JDK's own tool. */
final class Papers {
  private static final String PASSWORD = "not-secret";

  private Papers() {}

  /**
   * Writes {@code name.crt} and {@code name.key} into a folder.
   *
   * @param subject as {@code ip:127.0.0.1} or {@code dns:gate.example}
   * @param begins from when it is good, as keytool says it: {@code -10d}
   */
  static void write(Path folder, String name, String subject, String begins, int days)
      throws Exception {
    Path file = folder.resolve(name + ".p12");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=test", "-alias", "it"));
    words.addAll(List.of("-ext", "san=" + subject, "-startdate", begins));
    words.addAll(List.of("-validity", Integer.toString(days), "-storetype", "PKCS12"));
    words.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
    Process tool = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(tool.getInputStream().readAllBytes());
    if (tool.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    pem(folder.resolve(name + ".crt"), "CERTIFICATE", store.getCertificate("it").getEncoded());
    Path key = folder.resolve(name + ".key");
    pem(key, "PRIVATE KEY", store.getKey("it", PASSWORD.toCharArray()).getEncoded());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  private static void pem(Path file, String what, byte[] octets) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
