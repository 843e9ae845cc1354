package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Problem;
import dev.postern.gateway.config.yaml.Reading;
import dev.postern.kernel.cedar.Lints;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.policy.ApprovalMarks;
import dev.postern.kernel.policy.GatewayRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads a configuration from its files, each once. Blocks on the file system: not for an event
 * loop.
 */
public final class ConfigurationSource {
  private final List<Source> builtIn;
  private final Reading reading;
  private final SourceFiles files;

  private ConfigurationSource(Path base, List<Source> builtIn) {
    this.builtIn = List.copyOf(builtIn);
    this.reading = Reading.from(base);
    this.files = new SourceFiles(reading);
  }

  /** What a load gives: all of it or nothing. */
  public sealed interface Result {}

  /**
   * Every file was understood, and they agree with each other.
   *
   * @param warnings what can be used and does perhaps not mean what its author thinks
   */
  public record Loaded(Configuration configuration, List<Problem> warnings) implements Result {
    public Loaded {
      warnings = List.copyOf(warnings);
    }
  }

  /** Something was not; these are all the problems found, at least one, by file and line. */
  public record Rejected(List<Problem> problems) implements Result {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads the main file and every file that it names.
   *
   * @param main the main file; relative paths in it start from its directory
   */
  public static Result load(Path main) {
    return load(main, List.of());
  }

  /**
   * Reads the main file and every file that it names, and puts the gateway's own rules before the
   * operator's.
   *
   * @param builtIn the gateway's own rules
   */
  public static Result load(Path main, List<Source> builtIn) {
    Path parent = main.getParent();
    return new ConfigurationSource(parent == null ? Path.of("") : parent, builtIn).read(main);
  }

  /**
   * Reads one more YAML file by the same rules, of a form of the caller's.
   *
   * @param problems told what is wrong with it
   * @return empty when anything was wrong
   */
  public static <T> Optional<T> document(Path path, Form<T> form, Consumer<Problem> problems) {
    Reading reading = Reading.from(Path.of(""));
    Optional<T> read =
        new NamedFiles(reading, new SourceFiles(reading), List.of()).document(path, form);
    reading.problems().list().forEach(problems);
    return reading.problems().count() == 0 ? read : Optional.empty();
  }

  private Result read(Path main) {
    NamedFiles named = new NamedFiles(reading, files, builtIn);
    Optional<MainFile> file = named.document(main, MainFile.form(named));
    reading.names().predefine(Names.Kind.ROLE, GatewayRole.words());
    reading.names().predefine(Names.Kind.TARGET, Set.of(Vocabulary.GATEWAY));
    reading.names().resolve();
    file.ifPresent(it -> SecretPlaces.placed(reading.overlaps(), it.vaults()));
    reading.overlaps().resolve();
    if (file.isEmpty() || reading.problems().count() > 0) {
      return new Rejected(reading.problems().list());
    }
    List<Problem> warnings = new ArrayList<>();
    for (dev.postern.kernel.cedar.Problem lint : lints(file.get())) {
      switch (lint.severity()) {
        case ERROR -> reading.problems().add(named.told(lint));
        case WARNING -> warnings.add(named.told(lint));
      }
    }
    return reading.problems().count() > 0
        ? new Rejected(reading.problems().list())
        : new Loaded(configuration(file.get()), warnings);
  }

  /** Policies are held against the names once those are right. */
  private static List<dev.postern.kernel.cedar.Problem> lints(MainFile file) {
    Vocabulary vocabulary = new Vocabulary(file.mcp(), file.databases());
    List<dev.postern.kernel.cedar.Problem> problems =
        new ArrayList<>(ApprovalMarks.problems(file.policies(), file.known().groups()));
    problems.addAll(
        Lints.of(
            file.policies(),
            vocabulary.schema(),
            vocabulary.known(file.known().groups(), roles(file), file.classes().keySet())));
    return problems;
  }

  private static Set<String> roles(MainFile file) {
    Set<String> roles = new HashSet<>(file.roles().names());
    roles.addAll(GatewayRole.words());
    return roles;
  }

  private Configuration configuration(MainFile file) {
    PlacedSecrets secrets = new PlacedSecrets(file.vaults());
    return new Configuration(
        file.listen().url(),
        file.listen().within(file.limits()),
        file.admin(),
        file.data(),
        SignIns.of(file),
        file.known().groups(),
        file.roles().names(),
        file.roles().assignments(),
        file.classes(),
        file.policies(),
        file.mcp().stream()
            .map(secrets::placed)
            .collect(Collectors.toMap(TargetSettings::name, Function.identity())),
        file.databases().stream()
            .map(secrets::placed)
            .collect(Collectors.toMap(PostgresSettings::name, Function.identity())),
        file.postgres(),
        file.ledger().apply(file.data().resolve("ledger")),
        file.limits(),
        file.approvals(),
        file.grants(),
        file.metrics(),
        file.vaults(),
        file.traces(),
        files.digests());
  }
}
