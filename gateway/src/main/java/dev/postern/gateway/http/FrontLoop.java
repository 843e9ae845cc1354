package dev.postern.gateway.http;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.Turn;
import io.netty.channel.EventLoop;

/**
 * An event loop, as a listener needs it.
 *
 * @param exchanges who begins exchanges on it
 */
public record FrontLoop(EventLoop loop, Turn turn, Deadlines deadlines, Exchanges exchanges) {}
