package dev.postern.tree;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A bound that a settings record names.
 *
 * @param name the record's and the component's, as {@code HttpLimits.head}
 * @param unit what it is counted in: {@code time}, or {@code number} for octets, characters and
 *     things
 * @param value what is used unless it is configured; empty where the record has no default
 */
record Bound(String name, String unit, String value) {
  /** A record that holds bounds says so in its name. */
  private static final Pattern RECORD =
      Pattern.compile(
          "\\brecord (\\w*(?:Limits|Times|Bounds|Settings|Strangers|Renewals|OfTarget))\\(");

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

  /** Numbers in settings that bound nothing. */
  private static final Set<String> OTHER =
      Set.of(
          "DataPlaneSettings.loops",
          "DataPlaneSettings.firstSegment",
          "ListenSettings.port",
          "StreamSettings.port",
          "PostgresSettings.port",
          "TraceSettings.oneIn");

  private static final List<String> DEFAULTS = List.of("DEFAULT", "STANDARD");

  /** All of them, in the order of the files and of their components. */
  static List<Bound> all() throws IOException, ReflectiveOperationException {
    List<Bound> all = new ArrayList<>();
    for (String module : List.of("kernel", "gateway")) {
      for (Path file : Tree.files(Tree.root().resolve(module).resolve("src/main/java"), ".java")) {
        String source = Files.readString(file);
        for (MatchResult found : RECORD.matcher(source).results().toList()) {
          of(loaded(file, source, found.group(1))).forEach(all::add);
        }
      }
    }
    return all;
  }

  private static Class<?> loaded(Path file, String source, String record)
      throws ClassNotFoundException {
    var said = PACKAGE.matcher(source);
    String in = said.find() ? said.group(1) : "";
    String outer = file.getFileName().toString().replace(".java", "");
    return Class.forName(in + "." + (outer.equals(record) ? outer : outer + "$" + record));
  }

  private static List<Bound> of(Class<?> record) throws ReflectiveOperationException {
    Optional<Object> usual = usual(record);
    List<Bound> all = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      String name = name(record) + "." + component.getName();
      if (isBound(component) && !OTHER.contains(name)) {
        Method reader = component.getAccessor();
        reader.setAccessible(true);
        String value = usual.isPresent() ? told(reader.invoke(usual.get())) : "";
        all.add(new Bound(name, isTime(component) ? "time" : "number", value));
      }
    }
    return all;
  }

  /** A record's name, with what it stands in where it would not be told from another by itself. */
  private static String name(Class<?> record) {
    Class<?> outer = record.getDeclaringClass();
    if (outer != null) {
      return outer.getSimpleName() + "." + record.getSimpleName();
    }
    String in = record.getPackageName();
    String name = record.getSimpleName();
    return name.equals("Limits") ? in.substring(in.lastIndexOf('.') + 1) + "." + name : name;
  }

  private static boolean isBound(RecordComponent component) {
    Class<?> type = component.getType();
    return type == int.class
        || type == long.class
        || isTime(component)
        || component.getGenericType().getTypeName().equals("java.util.Optional<java.lang.Integer>");
  }

  private static boolean isTime(RecordComponent component) {
    return component.getGenericType().getTypeName().contains("java.time.Duration");
  }

  /**
   * The record as it is used unless it is configured: a constant of it, or a method that makes it.
   */
  private static Optional<Object> usual(Class<?> record) throws ReflectiveOperationException {
    for (var field : record.getDeclaredFields()) {
      if (DEFAULTS.contains(field.getName()) && field.getType() == record) {
        field.setAccessible(true);
        return Optional.ofNullable(field.get(null));
      }
    }
    for (Method method : record.getDeclaredMethods()) {
      if (Modifier.isStatic(method.getModifiers()) && method.getReturnType() == record) {
        Optional<Object> made = made(method);
        if (made.isPresent()) {
          return made;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Object> made(Method method) throws ReflectiveOperationException {
    method.setAccessible(true);
    List<Class<?>> wanted = Arrays.asList(method.getParameterTypes());
    if (wanted.isEmpty()) {
      return Optional.ofNullable(method.invoke(null));
    }
    if (wanted.equals(List.of(String.class, String.class))) {
      return Optional.ofNullable(method.invoke(null, "", ""));
    }
    return wanted.equals(List.of(Path.class))
        ? Optional.ofNullable(method.invoke(null, Path.of("")))
        : Optional.empty();
  }

  private static String told(Object value) {
    return switch (value) {
      case Optional<?> maybe -> maybe.map(Bound::told).orElse("none");
      case Duration time -> told(time);
      default -> "%,d".formatted(((Number) value).longValue()).replace('.', ',');
    };
  }

  private static String told(Duration time) {
    if (time.toMillis() % 1000 != 0) {
      return time.toMillis() + " ms";
    }
    long seconds = time.toSeconds();
    if (seconds % 86_400 == 0 && seconds > 86_400) {
      return seconds / 86_400 + " d";
    }
    if (seconds % 3_600 == 0 && seconds > 0) {
      return seconds / 3_600 + " h";
    }
    return seconds % 60 == 0 && seconds > 60 ? seconds / 60 + " min" : seconds + " s";
  }
}
