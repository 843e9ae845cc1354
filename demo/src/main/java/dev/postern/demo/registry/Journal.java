package dev.postern.demo.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What reached the registry, so that a scene can prove that a blocked call never arrived. Safe to
 * use from any thread.
 */
public final class Journal {
  /** The most arrivals kept; older ones are counted but forgotten. */
  static final int LONGEST = 10_000;

  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong strangers = new AtomicLong();
  private final AtomicLong foreignCredentials = new AtomicLong();
  private long arrived;

  /**
   * One use of the registry.
   *
   * @param what the tool, resource or prompt
   * @param about the model that it was about, or the empty string
   */
  public record Arrival(@JsonProperty("what") String what, @JsonProperty("about") String about) {}

  /**
   * Everything in the journal at one moment.
   *
   * @param requests HTTP requests that carried the registry's key
   * @param strangers HTTP requests turned away for want of it
   * @param foreignCredentials HTTP requests with an {@code Authorization} header, which the
   *     registry does not use: a caller's token that travelled on
   * @param arrived how many uses of the registry there were
   * @param arrivals the newest of them, oldest first
   */
  public record Page(
      @JsonProperty("requests") long requests,
      @JsonProperty("strangers") long strangers,
      @JsonProperty("foreign_credentials") long foreignCredentials,
      @JsonProperty("arrived") long arrived,
      @JsonProperty("arrivals") List<Arrival> arrivals) {}

  /** What has happened so far. */
  public synchronized Page page() {
    return new Page(
        requests.get(), strangers.get(), foreignCredentials.get(), arrived, List.copyOf(arrivals));
  }

  /** How often something was used about a model; the newest {@value #LONGEST} uses count. */
  public long count(String what, String about) {
    Arrival wanted = new Arrival(what, about);
    return page().arrivals().stream().filter(wanted::equals).count();
  }

  synchronized void arrival(String what, String about) {
    arrived++;
    arrivals.addLast(new Arrival(what, about));
    if (arrivals.size() > LONGEST) {
      arrivals.removeFirst();
    }
  }

  void request(boolean withAuthorization) {
    requests.incrementAndGet();
    if (withAuthorization) {
      foreignCredentials.incrementAndGet();
    }
  }

  void stranger() {
    strangers.incrementAndGet();
  }
}
