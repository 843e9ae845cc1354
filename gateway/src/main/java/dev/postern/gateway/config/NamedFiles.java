package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Located;
import dev.postern.gateway.config.yaml.Node;
import dev.postern.gateway.config.yaml.Place;
import dev.postern.gateway.config.yaml.Problem;
import dev.postern.gateway.config.yaml.Reading;
import dev.postern.gateway.config.yaml.Spot;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.config.yaml.YamlDocument;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Position;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.operation.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Keys that name files, read as what is in them. */
final class NamedFiles {
  private static final int MOST_PATTERNS = 1000;

  private static final Form<List<Located<Path>>> PATTERNS =
      Forms.list(Units.path().located(), MOST_PATTERNS);

  private final List<Source> builtIn;
  private final Reading reading;
  private final SourceFiles files;

  NamedFiles(Reading reading, SourceFiles files, List<Source> builtIn) {
    this.builtIn = List.copyOf(builtIn);
    this.reading = reading;
    this.files = files;
  }

  /** Patterns of YAML files of one form. */
  <T> Form<List<T>> documents(Form<T> form) {
    return named(paths -> each(paths, path -> document(path, form)));
  }

  /** Patterns of Cedar files. */
  Form<PolicySet> policies() {
    return named(paths -> each(paths, this::policy).flatMap(this::parsed));
  }

  /** A YAML file of one form; empty after a problem was noted. */
  <T> Optional<T> document(Path path, Form<T> form) {
    return files
        .text(path)
        .flatMap(text -> YamlDocument.read(path.toString(), text, reading.problems()))
        .flatMap(node -> form.read(node, new Spot(reading, node.place(), "")));
  }

  /** Names start from the configuration's directory: rule ids must not depend on ours. */
  private Optional<Source> policy(Path path) {
    return files.text(path).map(text -> new Source(files.name(path), text));
  }

  private Optional<PolicySet> parsed(List<Source> written) {
    List<Source> sources = new ArrayList<>(builtIn);
    sources.addAll(written);
    return switch (PolicySet.parse(sources)) {
      case PolicySet.Accepted(PolicySet policies) -> Optional.of(policies);
      case PolicySet.Rejected(List<dev.postern.kernel.cedar.Problem> found) -> {
        found.forEach(problem -> reading.problems().add(told(problem)));
        yield Optional.empty();
      }
    };
  }

  /** A problem of the parser's, in the form of all others. */
  Problem told(dev.postern.kernel.cedar.Problem problem) {
    Position at = problem.at();
    String file = reading.base().resolve(at.file()).normalize().toString();
    return new Problem(
        new Place(file, at.line(), at.column()), "", problem.message(), "", problem.code());
  }

  private <T> Form<T> named(Function<Set<Path>, Optional<T>> open) {
    return new Form<>() {
      @Override
      public Optional<T> read(Node node, Spot spot) {
        return PATTERNS.read(node, spot).map(NamedFiles.this::paths).flatMap(open);
      }

      @Override
      public Value.MapOf schema() {
        return PATTERNS.schema();
      }
    };
  }

  private Set<Path> paths(List<Located<Path>> patterns) {
    Set<Path> paths = new LinkedHashSet<>();
    patterns.forEach(pattern -> paths.addAll(files.matching(pattern.value(), pattern.spot())));
    return paths;
  }

  private static <T> Optional<List<T>> each(Set<Path> paths, Function<Path, Optional<T>> open) {
    List<T> values = new ArrayList<>();
    paths.forEach(path -> open.apply(path).ifPresent(values::add));
    return values.size() == paths.size() ? Optional.of(values) : Optional.empty();
  }
}
