package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.SecretText;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.SecretName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postern vault import}: what a configuration has in files and the environment. */
@Command(
    name = "import",
    description = {
      "Put the secrets that a configuration reads from files and the environment into a vault.",
      "Each is named after its credential. Say so in the configuration, reload, and remove the"
          + " files."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description = "the configuration whose secrets are taken")
  private Path from = Path.of("");

  @Mixin private VaultOptions options = new VaultOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, Trouble {
    LocalVault vault = options.vault();
    Map<String, CredentialSource> sources = new TreeMap<>(Loading.of(from).credentials());
    int unread = 0;
    for (Map.Entry<String, CredentialSource> each : sources.entrySet()) {
      if (each.getValue() instanceof CredentialSource.InVault) {
        continue;
      }
      byte[] secret = SecretText.usable(read(each.getValue()));
      try {
        if (secret.length == 0) {
          unread++;
          tell(each.getKey() + ": not taken, there is no usable secret");
        } else {
          SecretName name = Named.secret(each.getKey());
          tell(name + ": version " + vault.put(name, secret, PutCommand.KEPT));
        }
      } finally {
        Arrays.fill(secret, (byte) 0);
      }
    }
    return unread == 0 ? 0 : 1;
  }

  private void tell(String line) {
    spec.commandLine().getOut().println(line);
  }

  private static byte[] read(CredentialSource source) throws IOException {
    return switch (source) {
      case CredentialSource.EnvironmentVariable(String variable) -> {
        String value = System.getenv(variable);
        yield value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
      }
      case CredentialSource.SecretFile(Path path) -> {
        try (InputStream in = Files.newInputStream(path)) {
          yield in.readNBytes(SecretText.LONGEST + 1);
        }
      }
      case CredentialSource.Kept kept -> new byte[0];
      case CredentialSource.Made made -> new byte[0];
    };
  }
}
