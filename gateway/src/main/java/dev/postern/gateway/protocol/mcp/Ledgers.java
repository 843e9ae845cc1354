package dev.postern.gateway.protocol.mcp;

/** Closes answered calls with what the ledger and the recording keep of them. */
final class Ledgers {
  private Ledgers() {}

  /** The reply was shown as this JSON. */
  static void settled(Host host, OpenCall call, Settled how, byte[] json) {
    Kept kept =
        new Kept(host.exchange().target().record(), host.exchange().limits().recordedBytes());
    host.session().release(call.id());
    host.exchange()
        .close(call.passage(), Endings.of(how, call.passage(), kept.shown(json), json.length));
  }
}
