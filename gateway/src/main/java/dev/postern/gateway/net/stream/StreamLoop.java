package dev.postern.gateway.net.stream;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.Turn;
import io.netty.channel.EventLoop;

/** An event loop, as streams need it. */
public record StreamLoop(EventLoop loop, Turn turn, Deadlines deadlines) {}
