package dev.postern.testkit.explore;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The state of real objects as a text: their fields, whatever they lead to, each object once, so
 * that two worlds with the same text go on in the same way. Random names are numbered in the order
 * in which they are met.
 */
public final class Fingerprint {
  private static final String OURS = "dev.postern.";

  private final Pattern random;
  private final Predicate<Object> left;

  /**
   * A way to tell states apart.
   *
   * @param random texts that are drawn at random
   * @param left what makes no difference to how it goes on
   */
  public Fingerprint(Pattern random, Predicate<Object> left) {
    this.random = random;
    this.left = left;
  }

  /** The state that is reached from these objects. */
  public String of(List<Object> roots) {
    Walk walk = new Walk();
    roots.forEach(walk::value);
    return walk.out.toString();
  }

  private final class Walk {
    private final StringBuilder out = new StringBuilder();
    private final Map<Object, Integer> met = new IdentityHashMap<>();
    private final Map<String, Integer> names = new HashMap<>();

    private void value(@Nullable Object value) {
      switch (value) {
        case null -> out.append('-');
        case String text -> text(text);
        case Number number -> out.append(number);
        case Boolean truth -> out.append(truth);
        case Enum<?> word -> out.append(word.name());
        case Instant at -> out.append(at);
        case Duration time -> out.append(time);
        case Optional<?> some -> value(some.orElse(null));
        case AtomicReference<?> held -> value(held.get());
        case CompletableFuture<?> coming -> out.append(coming.isDone());
        case Map<?, ?> map -> map(map);
        case Collection<?> many -> collection(many);
        default -> object(value);
      }
      out.append(' ');
    }

    private void text(String text) {
      if (random.matcher(text).matches()) {
        out.append('#').append(names.computeIfAbsent(text, name -> names.size()));
      } else {
        out.append(text);
      }
    }

    private void map(Map<?, ?> map) {
      out.append('{').append(map.size());
      if (map instanceof LinkedHashMap || map.keySet().stream().allMatch(Enum.class::isInstance)) {
        map.forEach((key, held) -> {
          value(key);
          value(held);
        });
      } else if (map.keySet().stream().allMatch(String.class::isInstance)) {
        // Random names would stand in a random order: only how many there are is told.
        TreeMap<String, Object> sorted = new TreeMap<>();
        map.forEach((key, held) -> {
          if (!random.matcher(key.toString()).matches()) {
            sorted.put(key.toString(), held);
          }
        });
        sorted.forEach((key, held) -> {
          value(key);
          value(held);
        });
      }
      out.append('}');
    }

    private void collection(Collection<?> many) {
      out.append('[');
      if (many instanceof Set<?> && many.stream().allMatch(String.class::isInstance)) {
        many.stream().map(Object::toString).sorted().forEach(this::value);
      } else {
        new ArrayList<>(many).forEach(this::value);
      }
      out.append(']');
    }

    private void object(Object object) {
      if (left.test(object)) {
        return;
      }
      Integer known = met.putIfAbsent(object, met.size());
      if (known != null) {
        out.append('@').append(known);
        return;
      }
      Class<?> type = object.getClass();
      out.append(NAMES.get(type));
      if (type.isArray()) {
        array(object);
      } else if (type.getName().startsWith(OURS)) {
        fields(object, type);
      }
    }

    private void array(Object array) {
      out.append('(');
      for (int i = 0; i < Array.getLength(array); i++) {
        value(Array.get(array, i));
      }
      out.append(')');
    }

    private void fields(Object object, Class<?> type) {
      out.append('(');
      for (Field field : FIELDS.get(type)) {
        value(read(field, object));
      }
      out.append(')');
    }
  }

  /** The fields of a class, those of its parents too, and what a lambda has captured. */
  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          List<Field> fields = new ArrayList<>();
          for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
              if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                fields.add(field);
              }
            }
          }
          return List.copyOf(fields);
        }
      };

  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          return type.isHidden() ? type.getName().replaceAll("/0x.*", "") : type.getSimpleName();
        }
      };

  private static @Nullable Object read(Field field, Object of) {
    try {
      return field.get(of);
    } catch (IllegalAccessException closed) {
      throw new IllegalStateException(closed);
    }
  }
}
