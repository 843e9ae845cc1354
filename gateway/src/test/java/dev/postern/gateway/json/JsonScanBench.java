package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Prints the time of one scan of a small request and of larger replies. Run by hand. */
final class JsonScanBench {
  /** The processor's time, not the clock's: other work on the machine counts less. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private JsonScanBench() {}

  public static void main(String[] arguments) {
    String call =
        """
        {"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"run_model","arguments":\
        {"model":"fraud-detector-v3","inputs":{"amount":129.95,"currency":"EUR","country":"NL",\
        "hour":23,"merchant":"online-shop-4711"},"explain":true},"_meta":{"progressToken":17,\
        "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}}\
        """;
    String row =
        "{\"id\":12345,\"email\":\"someone@example.org\",\"note\":\"" + "x".repeat(150) + "\"}";
    for (int round = 0; round < 4; round++) {
      measure("request", call, 2_000_000);
      measure("reply", "{\"rows\":[" + row + ("," + row).repeat(70) + "]}", 50_000);
      measure("text", "{\"text\":\"" + "lorem ipsum dolor sit amet ".repeat(600) + "\"}", 100_000);
    }
  }

  private static void measure(String name, String text, int times) {
    byte[] bytes = text.getBytes(UTF_8);
    JsonLimits limits = JsonLimits.standard();
    long start = THREADS.getCurrentThreadCpuTime();
    int found = 0;
    for (int i = 0; i < times; i++) {
      if (JsonScan.of(bytes, limits) instanceof JsonDocument document) {
        found += document.root().size();
      }
    }
    double nanos = (double) (THREADS.getCurrentThreadCpuTime() - start) / times;
    System.out.printf(
        "%-8s %6d B %9.1f ns %7.0f MB/s (%d)%n",
        name, bytes.length, nanos, bytes.length * 1000.0 / nanos, found);
  }
}
