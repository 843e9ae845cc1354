package dev.postern.gateway.store;

import java.io.IOException;

/** The store could not do what was asked; nothing of it was kept. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1;

  StoreException(String what, Throwable cause) {
    super(what, cause);
  }
}
