package dev.postern.cli.rest;

import dev.postern.cli.Trouble;

/** A way to a gateway. */
interface Wire {
  /** Sends one request and waits for the whole answer. */
  Response send(String method, String path, byte[] body) throws Trouble;

  /** An answer: its status and its whole body. */
  record Response(int status, byte[] body) {}
}
