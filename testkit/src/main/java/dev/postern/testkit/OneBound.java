package dev.postern.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Records of bounds as they are used, but for one that a test wants to reach. */
public final class OneBound {
  private OneBound() {}

  /**
   * The same record with another value of one component.
   *
   * @param name the component's, which there has to be
   */
  public static <R extends Record> R of(R usual, String name, Object value) {
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) usual.getClass();
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    boolean found = false;
    try {
      for (int n = 0; n < components.length; n++) {
        boolean wanted = components[n].getName().equals(name);
        found |= wanted;
        var reader = components[n].getAccessor();
        reader.setAccessible(true);
        values[n] = wanted ? value : reader.invoke(usual);
      }
      if (!found) {
        throw new IllegalArgumentException(type.getSimpleName() + " has no " + name);
      }
      Constructor<R> make =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      make.setAccessible(true);
      return make.newInstance(values);
    } catch (ReflectiveOperationException unfit) {
      throw new IllegalArgumentException(type.getSimpleName() + " cannot have that", unfit);
    }
  }
}
