package dev.postern.gateway.simulator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Hears what the gateway logs as an error: a defect of its own, which no fault may cause. That the
 * ledger tells its operator of a broken disk is none.
 */
final class ErrorLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final String TELLS_OF_DISKS = "dev.postern.gateway.ledger.Health";

  private final Logger root =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger ours =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("dev.postern");
  private final Thread world = Thread.currentThread();

  /** Hears from now on. */
  ErrorLog() {
    setContext(root.getLoggerContext());
    start();
    ours.setLevel(Level.ERROR);
    root.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (Thread.currentThread() == world
        && event.getLevel().isGreaterOrEqual(Level.ERROR)
        && !event.getLoggerName().equals(TELLS_OF_DISKS)) {
      Broken.saw("the gateway logged: " + event.getFormattedMessage());
    }
  }

  @Override
  public void close() {
    root.detachAppender(this);
    ours.setLevel(null);
    stop();
  }
}
