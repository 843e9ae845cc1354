package dev.postern.cli.doctor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Two calls of the C library that Java has no other way to, as 64-bit Linux has them: statvfs(3)
 * and adjtimex(2), which is only asked. Elsewhere they give nothing.
 */
final class SystemCalls {
  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");
  private static final long STRUCTURE = 512;

  /** Where {@code f_files} and {@code f_ffree} stand in struct statvfs, each of eight bytes. */
  private static final long FILES = 40;

  private static final long FREE_FILES = 48;

  /** Where {@code status} stands in struct timex. */
  private static final long STATUS = 40;

  /** {@code STA_UNSYNC} of adjtimex(2). */
  private static final int UNSYNCHRONISED = 0x40;

  private SystemCalls() {}

  /** The inodes of a file system. */
  record Room(long inodes, long freeInodes) {}

  static Optional<Room> room(Path path) {
    return call(
        "statvfs",
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
        (function, arena) -> {
          MemorySegment found = arena.allocate(STRUCTURE, 8);
          int failed = (int) function.invoke(arena.allocateFrom(path.toString()), found);
          return failed != 0
              ? Optional.empty()
              : Optional.of(
                  new Room(
                      found.get(ValueLayout.JAVA_LONG, FILES),
                      found.get(ValueLayout.JAVA_LONG, FREE_FILES)));
        });
  }

  /** Whether the kernel's clock is kept by NTP or the like; empty where it does not tell. */
  static Optional<Boolean> synchronised() {
    return call(
        "adjtimex",
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
        (function, arena) -> {
          // All zero: modes of 0 changes nothing.
          MemorySegment clock = arena.allocate(STRUCTURE, 8);
          int state = (int) function.invoke(clock);
          return state < 0
              ? Optional.empty()
              : Optional.of((clock.get(ValueLayout.JAVA_INT, STATUS) & UNSYNCHRONISED) == 0);
        });
  }

  private interface Call<T> {
    Optional<T> with(MethodHandle function, Arena arena) throws Throwable;
  }

  private static <T> Optional<T> call(String name, FunctionDescriptor shape, Call<T> call) {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = LINUX ? linker.defaultLookup().find(name) : Optional.empty();
    if (function.isEmpty()) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      return call.with(linker.downcallHandle(function.get(), shape), arena);
    } catch (Throwable impossible) {
      throw new IllegalStateException(name, impossible);
    }
  }
}
