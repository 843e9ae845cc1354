package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The part of the cost of a scan that does not depend on time. */
class JsonScanCostTest {
  private static final int ROUNDS = 1_000;

  @Test
  void a_small_request_is_scanned_within_a_kibibyte() {
    byte[] call =
        """
        {"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"run_model","arguments":\
        {"model":"fraud-detector-v3","inputs":{"amount":129.95,"currency":"EUR"},"explain":true},\
        "_meta":{"progressToken":17}}}\
        """
            .getBytes(UTF_8);
    assertThat(allocatedByScan(call)).isLessThan(1024);
  }

  @Test
  void values_cost_sixteen_bytes_each_and_no_object() {
    byte[] list = ("[" + "null,".repeat(10_000) + "null]").getBytes(UTF_8);
    assertThat(allocatedByScan(list)).isLessThan(16 * 4 * 10_000);
  }

  private static long allocatedByScan(byte[] bytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    JsonLimits limits = JsonLimits.standard();
    JsonScan last = scan(bytes, limits);
    long before = threads.getCurrentThreadAllocatedBytes();
    last = scan(bytes, limits);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(last).isInstanceOf(JsonDocument.class);
    return allocated / ROUNDS;
  }

  private static JsonScan scan(byte[] bytes, JsonLimits limits) {
    JsonScan last = JsonScan.of(bytes, limits);
    for (int i = 1; i < ROUNDS; i++) {
      last = JsonScan.of(bytes, limits);
    }
    return last;
  }
}
