package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory that a credential was written to is never given up before it was overwritten. */
class RequestPrinterTest {
  private static final Duration TIME = Duration.ofSeconds(1);

  @ParameterizedTest
  @CsvSource({"1,1,0", "700,40,0", "700,40,3000", "2000,400,0", "10,5000,1", "765,3,0"})
  void a_buffer_does_not_grow_once_the_secret_stands_in_it(int head, int secret, int body) {
    AtomicReference<byte[]> memory = new AtomicReference<>(new byte[0]);
    Injected injected =
        new Injected() {
          @Override
          public String name() {
            return "authorization";
          }

          @Override
          public boolean printValue(ByteBuf out, int behind) {
            out.ensureWritable(secret + behind).writeBytes(new byte[secret]);
            memory.set(out.array());
            return true;
          }
        };
    Endpoint to =
        new Endpoint(
            URI.create("http://target.test/mcp"),
            Optional.empty(),
            new Endpoint.Times(TIME, TIME, TIME, TIME),
            new ReplyLimits(1, 1, 1, 1, 1),
            1);
    ByteBuf out = Unpooled.buffer(16);
    RequestHead asked =
        new RequestHead("POST", "/x", "", List.of(new Field("x-long", "a".repeat(head))));
    int overwritten =
        RequestPrinter.print(asked, ByteBuffer.allocate(body), to, injected, out).orElseThrow();

    assertThat(out.array()).isSameAs(memory.get());
    assertThat(out.toString(overwritten, 4, StandardCharsets.ISO_8859_1)).isEqualTo("\r\n\r\n");
    assertThat(out.readableBytes()).isEqualTo(overwritten + 4 + body);
  }
}
