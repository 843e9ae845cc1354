package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What outlives an exchange: the binding of a session id to its principal, target and the target's
 * own session, the calls and requests that are open, and the event ids that were relayed. Safe for
 * several threads; every method takes a moment only.
 */
final class McpSession {
  /** Which requests of which caller belong to it. */
  record Binding(List<Identity> chain, String target) {
    Binding {
      chain = List.copyOf(chain);
    }

    /** Whether this caller is the one that it was made of. */
    boolean holds(Caller caller) {
      List<Party> parties = caller.principal().chain();
      boolean same = parties.size() == chain.size() && target.equals(caller.target().name());
      for (int i = 0; same && i < chain.size(); i++) {
        same = chain.get(i).equals(parties.get(i).identity());
      }
      return same;
    }

    static Binding of(Caller caller) {
      return new Binding(
          caller.principal().chain().stream().map(party -> party.identity()).toList(),
          caller.target().name());
    }
  }

  private static final String RESERVED = "";
  private static final String CANCELLED = "cancelled";

  private final String id;
  private final String name;
  private final Binding binding;
  private final String place;
  private final Instant opened;
  private final McpLimits limits;
  private final Map<String, Object> calls = new LinkedHashMap<>();
  private final Map<String, OpenRequest> requests = new LinkedHashMap<>();
  private final Map<String, String> events = new LinkedHashMap<>();
  private final ShownLists lists;
  private Optional<String> upstream = Optional.empty();
  private String version = McpVersions.FIRST;
  private Set<McpMethod> announces = Set.of();
  private Instant used;
  private int streams;
  private long asked;
  private long renamedEvents;
  private boolean relayedGuarded;
  private boolean ended;

  /**
   * A session.
   *
   * @param id what its client will send
   * @param name what operators call it
   * @param caller who opens it, and where
   * @param opened when
   */
  McpSession(String id, String name, Caller caller, Instant opened, McpLimits limits) {
    this.id = id;
    this.name = name;
    this.binding = Binding.of(caller);
    this.place = caller.target().place();
    this.opened = opened;
    this.used = opened;
    this.limits = limits;
    this.lists = new ShownLists(limits.listEntries());
  }

  /** The secret part: what the client sends as {@code Mcp-Session-Id}. */
  String id() {
    return id;
  }

  /** What the ledger, locks and operators call it; not a secret. */
  String name() {
    return name;
  }

  Binding binding() {
    return binding;
  }

  Instant opened() {
    return opened;
  }

  /** The target's own session id, where it gave one. */
  synchronized Optional<String> upstream() {
    return upstream;
  }

  /** The negotiated version. */
  synchronized String version() {
    return version;
  }

  /** The {@code list_changed} notices that its client was told to expect. */
  synchronized Set<McpMethod> announces() {
    return announces;
  }

  /** What its client was last shown of lists. */
  ShownLists lists() {
    return lists;
  }

  /** Fills in what the target's answer to {@code initialize} said. */
  synchronized void agreed(Optional<String> theirs, String agreed, Set<McpMethod> lists) {
    upstream = theirs;
    version = agreed;
    announces = Set.copyOf(lists);
  }

  synchronized void use(Instant now) {
    used = now;
  }

  /** Whether it has rested too long or lived too long, or its target is another server now. */
  synchronized boolean over(Instant now, McpTarget target) {
    boolean busy = streams > 0 || !calls.isEmpty();
    return ended
        || !place.equals(target.place())
        || !now.isBefore(opened.plus(target.longest()))
        || (!busy && !now.isBefore(used.plus(target.idle())));
  }

  /** Ends it; false when it has ended already. */
  synchronized boolean end() {
    boolean first = !ended;
    ended = true;
    return first;
  }

  /** Keeps an id for a request that is being decided; false when it is in use or too many are. */
  synchronized boolean reserve(RpcId request) {
    if (ended || calls.size() >= limits.openCalls()) {
      return false;
    }
    return calls.putIfAbsent(request.key(), RESERVED) == null;
  }

  /** Opens the call that an id was kept for. */
  synchronized void open(OpenCall call) {
    calls.put(call.id().key(), call);
  }

  /** Its client has cancelled a request that is still being decided. */
  synchronized void cancelled(RpcId request) {
    calls.replace(request.key(), RESERVED, CANCELLED);
  }

  /** Whether a request that is being decided is wanted no more: cancelled, or the session ended. */
  synchronized boolean unwanted(RpcId request) {
    return ended || CANCELLED.equals(calls.get(request.key()));
  }

  /** Frees an id. */
  synchronized void release(RpcId request) {
    calls.remove(request.key());
  }

  synchronized Optional<OpenCall> call(RpcId request) {
    return calls.get(request.key()) instanceof OpenCall call ? Optional.of(call) : Optional.empty();
  }

  /** The open call that asked for progress under this token. */
  synchronized Optional<OpenCall> byProgress(RpcId token) {
    for (Object held : calls.values()) {
      if (held instanceof OpenCall call && call.progress().equals(Optional.of(token))) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }

  /** A fresh id for a request of the target. */
  synchronized RpcId nextRequest() {
    return RpcId.ours("postern-" + ++asked);
  }

  /** Opens a request of the target; false when too many are open. */
  synchronized boolean open(OpenRequest request) {
    if (ended || requests.size() >= limits.openRequests()) {
      return false;
    }
    requests.put(request.ours().key(), request);
    return true;
  }

  /** Takes the request that a client answers; once. */
  synchronized Optional<OpenRequest> take(RpcId ours) {
    return Optional.ofNullable(requests.remove(ours.key()));
  }

  /** Takes a request that is over; false when it was taken already. */
  synchronized boolean take(OpenRequest request) {
    return requests.remove(request.ours().key(), request);
  }

  /** The open request to which the target gave this id. */
  synchronized Optional<OpenRequest> byTheirs(RpcId theirs) {
    return requests.values().stream()
        .filter(request -> request.theirs().equals(theirs))
        .findFirst();
  }

  /**
   * Remembers an event id that is being relayed; the oldest is forgotten.
   *
   * @param renamed whether the target's own id may not be shown: it is content like any other
   * @return the id under which the client knows it
   */
  synchronized String relayed(String theirs, boolean renamed) {
    String shown = renamed ? "postern-" + ++renamedEvents : theirs;
    events.remove(shown);
    events.put(shown, theirs);
    if (events.size() > limits.events()) {
      events.remove(events.keySet().iterator().next());
    }
    return shown;
  }

  /** The target's id of an event that was relayed; empty for any other. */
  synchronized Optional<String> event(String shown) {
    return Optional.ofNullable(events.get(shown));
  }

  /** Whether an event was relayed of which the client was not shown everything. */
  synchronized boolean relayedGuarded() {
    return relayedGuarded;
  }

  /** Remembers that of an event the client was not shown everything. */
  synchronized void relayedOneGuarded() {
    relayedGuarded = true;
  }

  /** Begins a GET stream; false when too many are open. */
  synchronized boolean listen() {
    if (ended || streams >= limits.streams()) {
      return false;
    }
    streams++;
    return true;
  }

  synchronized void listenNoMore() {
    streams--;
  }

  /** The calls that wait now. */
  synchronized Set<OpenCall> waiting() {
    Set<OpenCall> waiting = new HashSet<>();
    calls
        .values()
        .forEach(held -> {
          if (held instanceof OpenCall call) {
            waiting.add(call);
          }
        });
    return waiting;
  }
}
