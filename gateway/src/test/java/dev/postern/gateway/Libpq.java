package dev.postern.gateway;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * PostgreSQL's own client library, loaded into this process and called as a C program calls it (the
 * manual's part "libpq - C Library"). One user at a time: the hook for tokens is the process's.
 */
final class Libpq {
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
  private static final MemoryLayout INT = ValueLayout.JAVA_INT;
  private static final int OK = 0;
  private static final int BEARER_TOKEN = 1;
  private static final int SQLSTATE = 'C';

  /**
   * Where the token is written in {@code PGoauthBearerRequest}: behind two texts, two functions.
   */
  private static final long TOKEN = 4 * ValueLayout.ADDRESS.byteSize();

  private static final long REQUEST = 6 * ValueLayout.ADDRESS.byteSize();
  private static final long LONGEST_TEXT = 65_536;

  private final Linker linker = Linker.nativeLinker();
  private final SymbolLookup library;
  private final AtomicReference<TokenSource> tokens =
      new AtomicReference<>((issuer, scope) -> Optional.empty());

  /** Who is asked for a token, and told what the server said about where to get one. */
  @FunctionalInterface
  interface TokenSource {
    Optional<String> token(String openidConfiguration, String scope);
  }

  private Libpq(SymbolLookup library) throws ReflectiveOperationException {
    this.library = library;
    MethodHandle hook =
        MethodHandles.lookup()
            .bind(
                this,
                "hook",
                MethodType.methodType(
                    int.class, int.class, MemorySegment.class, MemorySegment.class));
    MemorySegment stub =
        linker.upcallStub(
            hook,
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS),
            Arena.global());
    run("PQsetAuthDataHook", stub);
  }

  /** Loads the library that stands somewhere below a directory, for good. */
  static Libpq below(Path directory) throws IOException, ReflectiveOperationException {
    try (Stream<Path> files = Files.walk(directory)) {
      Path file =
          files
              .filter(each -> each.getFileName().toString().matches("libpq\\.(so\\.5|5\\.dylib)"))
              .findFirst()
              .orElseThrow(() -> new IOException("no libpq below " + directory));
      return new Libpq(SymbolLookup.libraryLookup(file, Arena.global()));
    }
  }

  /** Who is asked for tokens from now on. */
  void tokens(TokenSource source) {
    tokens.set(source);
  }

  /** Its version: 18.6 is 180006. */
  int version() {
    return number("PQlibVersion");
  }

  /** Connects; the connection may have failed. */
  Connection connect(String conninfo) {
    try (Arena arena = Arena.ofConfined()) {
      return new Connection(pointer("PQconnectdb", arena.allocateFrom(conninfo)));
    }
  }

  private int hook(int type, MemorySegment connection, MemorySegment data) {
    if (type != BEARER_TOKEN) {
      return 0;
    }
    MemorySegment request = data.reinterpret(REQUEST);
    Optional<String> token =
        tokens
            .get()
            .token(
                text(request.get(ValueLayout.ADDRESS, 0)),
                text(request.get(ValueLayout.ADDRESS, ValueLayout.ADDRESS.byteSize())));
    token.ifPresent(
        text -> request.set(ValueLayout.ADDRESS, TOKEN, Arena.global().allocateFrom(text)));
    return token.isPresent() ? 1 : 0;
  }

  /** A connection, as far as it came. */
  final class Connection implements AutoCloseable {
    private final MemorySegment self;

    private Connection(MemorySegment self) {
      this.self = self;
    }

    /** Whether it is open. */
    boolean open() {
      return number("PQstatus", self) == OK;
    }

    /** What went wrong last, as psql would print it. */
    String error() {
      return text(pointer("PQerrorMessage", self));
    }

    /** The protocol's version: 3.2 is 30002. */
    int protocol() {
      return number("PQfullProtocolVersion", self);
    }

    /** What is known of the TLS connection. */
    String tls(String attribute) {
      try (Arena arena = Arena.ofConfined()) {
        return text(pointer("PQsslAttribute", self, arena.allocateFrom(attribute)));
      }
    }

    /** The first value of a query's result, or the SQLSTATE of its error. */
    String query(String text) {
      try (Arena arena = Arena.ofConfined()) {
        return outcome(pointer("PQexec", self, arena.allocateFrom(text)));
      }
    }

    /** Who hears its notices from now on, as psql would print them. */
    void notices(Consumer<String> hearer) {
      try {
        MethodHandle processor =
            MethodHandles.lookup()
                .findStatic(
                    Libpq.class,
                    "notice",
                    MethodType.methodType(
                        void.class, Consumer.class, MemorySegment.class, MemorySegment.class))
                .bindTo(hearer);
        MemorySegment stub =
            linker.upcallStub(
                processor,
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                Arena.global());
        pointer("PQsetNoticeProcessor", self, stub, MemorySegment.NULL);
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** Sends a query without waiting for its end. */
    boolean send(String text) {
      try (Arena arena = Arena.ofConfined()) {
        return number("PQsendQuery", self, arena.allocateFrom(text)) == 1;
      }
    }

    /** Waits for the end of what was sent. */
    String outcome() {
      String outcome = outcome(pointer("PQgetResult", self));
      for (MemorySegment more = pointer("PQgetResult", self);
          !more.equals(MemorySegment.NULL);
          more = pointer("PQgetResult", self)) {
        run("PQclear", more);
      }
      return outcome;
    }

    /** Asks the server to cancel what runs, on a connection of its own that is secured alike. */
    boolean cancel() {
      MemorySegment cancel = pointer("PQcancelCreate", self);
      boolean sent = number("PQcancelBlocking", cancel) == 1;
      run("PQcancelFinish", cancel);
      return sent;
    }

    @Override
    public void close() {
      run("PQfinish", self);
    }

    private String outcome(MemorySegment result) {
      String failed = text(pointer("PQresultErrorField", result, SQLSTATE));
      String outcome = failed.isEmpty() ? text(pointer("PQgetvalue", result, 0, 0)) : failed;
      run("PQclear", result);
      return outcome;
    }
  }

  private static void notice(
      Consumer<String> hearer, MemorySegment argument, MemorySegment message) {
    hearer.accept(text(message));
  }

  private static String text(MemorySegment text) {
    return text.equals(MemorySegment.NULL) ? "" : text.reinterpret(LONGEST_TEXT).getString(0);
  }

  private MemorySegment pointer(String function, Object... arguments) {
    return (MemorySegment) call(function, Optional.of(POINTER), arguments);
  }

  private int number(String function, Object... arguments) {
    return (int) call(function, Optional.of(INT), arguments);
  }

  private void run(String function, Object... arguments) {
    call(function, Optional.empty(), arguments);
  }

  private Object call(String function, Optional<MemoryLayout> result, Object... arguments) {
    MemoryLayout[] types =
        Stream.of(arguments)
            .map(argument -> argument instanceof Integer ? INT : POINTER)
            .toArray(MemoryLayout[]::new);
    FunctionDescriptor shape =
        result.isPresent()
            ? FunctionDescriptor.of(result.get(), types)
            : FunctionDescriptor.ofVoid(types);
    try {
      return linker
          .downcallHandle(library.findOrThrow(function), shape)
          .invokeWithArguments(arguments);
    } catch (Throwable impossible) {
      throw new IllegalStateException(function, impossible);
    }
  }
}
