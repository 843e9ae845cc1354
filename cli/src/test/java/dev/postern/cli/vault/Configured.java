package dev.postern.cli.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small configuration with one target whose credential is somewhere. */
final class Configured {
  private Configured() {}

  static Path in(Path folder, String credential) throws IOException {
    Files.writeString(folder.resolve("rules.cedar"), "permit(principal, action, resource);\n");
    Files.writeString(
        folder.resolve("crm.yaml"),
        """
        name: crm
        kind: mcp
        url: http://127.0.0.1:9000/mcp
        environment: test
        credential: %s
        """
            .formatted(credential.startsWith("{") ? credential : "{" + credential + "}"));
    return Files.writeString(
        folder.resolve("postern.yaml"),
        """
        listen: {address: 127.0.0.1, port: 8080, url: "http://127.0.0.1:8080"}
        data: data
        issuers: [{id: corp, url: "https://id.example"}]
        policies: [rules.cedar]
        targets: [crm.yaml]
        vaults: {local: {kind: file, file: v.vault, keys: [{file: vault.key}]}}
        """);
  }
}
