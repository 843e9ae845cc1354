package dev.postern.prove.week;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * So many connections of nobody, from many addresses of this machine, each opened again when it is
 * closed, until that is enough. One thread.
 */
final class Swarm {
  private static final long SECOND = 1_000_000_000L;
  private static final int AT_ONCE = 400;
  private static final int FIRST_SOURCE = 2;
  private static final int SOURCES = 200;
  private static final int SELDOM = 50;
  private static final int HEARD = 4_096;

  private final Site site;
  private final int wanted;
  private final Selector selector;
  private final Set<Guest> open = new HashSet<>();
  private final ArrayDeque<Hostility> absent = new ArrayDeque<>();
  private final Map<Hostility, Ends> ends = new EnumMap<>(Hostility.class);
  private final ByteBuffer heard = ByteBuffer.allocateDirect(HEARD);
  private int connecting;
  private int sources;
  private long turned;

  /** One connection. */
  private static final class Guest {
    private final Hostility kind;
    private long begun = System.nanoTime();
    private boolean connected;
    private boolean answered;

    private Guest(Hostility kind) {
      this.kind = kind;
    }
  }

  /** How those of a kind ended: after how many seconds at the latest, and what most were told. */
  static final class Ends {
    private final List<Double> after = new ArrayList<>();
    private final Map<String, Integer> told = new java.util.TreeMap<>();

    /** How many. */
    int count() {
      return after.size();
    }

    /** The longest, in seconds. */
    double latest() {
      return after.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** What they were told, and how often. */
    String told() {
      return told.isEmpty() ? "nothing" : told.toString();
    }
  }

  Swarm(Site site, int wanted) throws IOException {
    this.site = site;
    this.wanted = wanted;
    this.selector = Selector.open();
    List<Hostility> lasting =
        Arrays.stream(Hostility.values()).filter(kind -> !kind.answeredAtOnce()).toList();
    List<Hostility> brief =
        Arrays.stream(Hostility.values()).filter(Hostility::answeredAtOnce).toList();
    for (int n = 0; n < wanted; n++) {
      // Those that are turned away at once come again at once: a few of them are many.
      absent.add(
          n % SELDOM == 0 ? brief.get(n / SELDOM % brief.size()) : lasting.get(n % lasting.size()));
    }
    for (Hostility kind : Hostility.values()) {
      ends.put(kind, new Ends());
    }
  }

  /** How many are open. */
  int open() {
    return open.size() - connecting;
  }

  /** How many could not be opened. */
  long turned() {
    return turned;
  }

  Map<Hostility, Ends> ends() {
    return ends;
  }

  /**
   * Goes on for so long.
   *
   * @param again whether what is closed is opened again
   * @return how many were open at most
   */
  int go(double seconds, boolean again) throws IOException {
    long until = System.nanoTime() + (long) (seconds * SECOND);
    long next = System.nanoTime();
    int most = 0;
    while (System.nanoTime() < until && (again || !open.isEmpty())) {
      while (again && connecting < AT_ONCE && !absent.isEmpty()) {
        connect(absent.remove());
      }
      selector.select(20);
      for (SelectionKey key : selector.selectedKeys()) {
        look(key);
      }
      selector.selectedKeys().clear();
      if (System.nanoTime() >= next) {
        next += SECOND;
        for (SelectionKey key : List.copyOf(selector.keys())) {
          goOn(key);
        }
      }
      most = Math.max(most, open());
    }
    return most;
  }

  private void connect(Hostility kind) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, HEARD);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, HEARD);
    byte source = (byte) (FIRST_SOURCE + sources++ % SOURCES);
    channel.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, source}), 0));
    Guest guest = new Guest(kind);
    open.add(guest);
    connecting++;
    channel.register(selector, SelectionKey.OP_CONNECT, guest);
    channel.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), kind.database() ? site.postgres() : site.http()));
  }

  private void look(SelectionKey key) {
    Guest guest = (Guest) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        guest.connected = true;
        guest.begun = System.nanoTime();
        connecting--;
        key.interestOps(SelectionKey.OP_READ);
        say(channel, guest.kind.first());
        return;
      }
      heard.clear();
      int count = channel.read(heard);
      if (count < 0) {
        ended(key, guest, "");
      } else {
        hear(key, guest, channel);
      }
    } catch (IOException reset) {
      ended(key, guest, "reset");
    }
  }

  private void hear(SelectionKey key, Guest guest, SocketChannel channel) throws IOException {
    byte[] said = new byte[heard.flip().remaining()];
    heard.get(said);
    String text = new String(said, java.nio.charset.StandardCharsets.ISO_8859_1);
    note(guest.kind, word(text));
    if (!guest.answered) {
      guest.answered = true;
      say(channel, guest.kind.second());
    }
  }

  /** The status of HTTP, or the SQLSTATE of an error of PostgreSQL. */
  private static String word(String text) {
    java.util.regex.Matcher status =
        java.util.regex.Pattern.compile("^HTTP/1.1 (\\d+)|\0C(\\w{5})\0").matcher(text);
    if (!status.find()) {
      return "";
    }
    return status.group(1) == null
        ? String.valueOf(status.group(2))
        : String.valueOf(status.group(1));
  }

  private void note(Hostility kind, String word) {
    if (!word.isEmpty()) {
      of(kind).told.merge(word, 1, Integer::sum);
    }
  }

  private Ends of(Hostility kind) {
    return java.util.Objects.requireNonNull(ends.get(kind), "every kind has its ends");
  }

  private void ended(SelectionKey key, Guest guest, String how) {
    key.cancel();
    close((SocketChannel) key.channel());
    open.remove(guest);
    if (guest.connected) {
      of(guest.kind).after.add((System.nanoTime() - guest.begun) / 1e9);
      note(guest.kind, how);
    } else {
      connecting--;
      turned++;
    }
    absent.add(guest.kind);
  }

  private void goOn(SelectionKey key) {
    Guest guest = (Guest) key.attachment();
    if (key.isValid() && guest.connected) {
      try {
        say((SocketChannel) key.channel(), guest.kind.more());
      } catch (IOException reset) {
        ended(key, guest, "reset");
      }
    }
  }

  private static void say(SocketChannel channel, byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      // What does not fit is not said: these are nobody's words.
      var written = channel.write(ByteBuffer.wrap(bytes));
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException gone) {
      // It is closed either way.
    }
  }
}
