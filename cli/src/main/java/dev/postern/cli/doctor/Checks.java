package dev.postern.cli.doctor;

import java.util.List;

/** Everything that the doctor looks at, in the order in which it is told. */
final class Checks {
  /** All checks. A new one is added here, before what it rests on nothing of. */
  static final List<Check> ALL =
      List.of(
          new JavaCheck(),
          new ConfigurationCheck(),
          new ConfigurationFilesCheck(),
          new SecretsCheck(),
          new VaultsCheck(),
          new DataFolderCheck(),
          new DiskSpaceCheck(),
          new DiskSyncCheck(),
          new LedgerCheck(),
          new StateCheck(),
          new ClockCheck(),
          new OpenFilesCheck(),
          new MemoryCheck(),
          new ListenerCheck(),
          new ListenerCertificateCheck(),
          new IssuerCheck(),
          new McpTargetCheck(),
          new PostgresTargetCheck(),
          new GatewayHealthCheck());

  private Checks() {}
}
