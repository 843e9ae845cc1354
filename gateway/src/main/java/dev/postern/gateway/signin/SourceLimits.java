package dev.postern.gateway.signin;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts first-time verifications by source: a bucket each, refilled by the second. An IPv6 source
 * is its /64, because a host has that many addresses to itself. The source that was not seen for
 * longest makes room for a new one; what many sources do together is bounded elsewhere.
 */
final class SourceLimits {
  private static final int IPV6_PREFIX = 8;

  private final SignInLimits limits;
  private final Map<ByteBuffer, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Bucket> eldest) {
          return size() > limits.sources();
        }
      };

  private static final class Bucket {
    private double tokens;
    private Instant at;

    Bucket(double tokens, Instant at) {
      this.tokens = tokens;
      this.at = at;
    }
  }

  SourceLimits(SignInLimits limits) {
    this.limits = limits;
  }

  /** Takes one from the source's bucket; false when it is empty. */
  synchronized boolean take(InetAddress source, Instant now) {
    Bucket bucket = buckets.computeIfAbsent(key(source), _ -> new Bucket(limits.burst(), now));
    double seconds = Math.max(0, Duration.between(bucket.at, now).toMillis()) / 1000.0;
    bucket.tokens = Math.min(limits.burst(), bucket.tokens + seconds * limits.perSecond());
    bucket.at = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens -= 1;
    return true;
  }

  /** Puts one back: the token was good. */
  synchronized void giveBack(InetAddress source) {
    Bucket bucket = buckets.get(key(source));
    if (bucket != null) {
      bucket.tokens = Math.min(limits.burst(), bucket.tokens + 1);
    }
  }

  private static ByteBuffer key(InetAddress source) {
    byte[] address = source.getAddress();
    return ByteBuffer.wrap(address.length == 4 ? address : Arrays.copyOf(address, IPV6_PREFIX));
  }
}
