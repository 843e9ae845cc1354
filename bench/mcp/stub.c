// A target as fast as one thread can be: speaks just enough of MCP's Streamable HTTP to be called through a gateway.
// tools/call answers by the tool's name: json_1k, json_16k, sse_1k, sse_16k. Usage: stub PORT
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 4096, ROOM = 1 << 16 };

struct conn { int have; char in[ROOM]; };

static struct conn *conns[MOST];
static char filler[1 << 14];
static char body[1 << 15], out[1 << 16];

static void send_all(int fd, const char *from, int n) {
  while (n > 0) {
    ssize_t sent = send(fd, from, n, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (sent <= 0) return;
    from += sent;
    n -= sent;
  }
}

static void reply(int fd, const char *request, int length) {
  (void)length;
  const char *id = strstr(request, "\"id\":");
  int idlen = 0;
  if (id) {
    id += 5;
    while (id[idlen] && id[idlen] != ',' && id[idlen] != '}') idlen++;
  }
  if (strstr(request, "\"method\":\"initialize\"")) {
    int n = snprintf(body, sizeof body,
        "{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
        "\"serverInfo\":{\"name\":\"stub\",\"version\":\"1\"}}}", idlen, id);
    n = snprintf(out, sizeof out,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nMcp-Session-Id: bench\r\nContent-Length: %d\r\n\r\n%s", n, body);
    send_all(fd, out, n);
    return;
  }
  if (!id) {
    static const char accepted[] = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
    send_all(fd, accepted, sizeof accepted - 1);
    return;
  }
  int size = strstr(request, "_16k\"") ? 16000 : 900;
  int n = snprintf(body, sizeof body,
      "{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"result\":{\"content\":[],\"structuredContent\":{\"email\":\"ana@example.org\",\"text\":\"%.*s\"}}}",
      idlen, id, size, filler);
  if (strstr(request, "\"sse_")) {
    n = snprintf(out, sizeof out,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\nevent: message\ndata: %s\n\n", n + 23, body);
  } else {
    n = snprintf(out, sizeof out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", n, body);
  }
  send_all(fd, out, n);
}

// Answers every whole request that is there; false when the connection is to be closed.
static int serve(int fd, struct conn *c) {
  for (;;) {
    c->in[c->have] = 0;
    char *end = strstr(c->in, "\r\n\r\n");
    if (!end) return c->have < ROOM - 1;
    int head = end + 4 - c->in, length = 0;
    for (char *line = c->in; line < end; line = strchr(line, '\n') + 1)
      if (!strncasecmp(line, "content-length:", 15)) length = atoi(line + 15);
    if (head + length >= ROOM) return 0;
    if (c->have < head + length) return 1;
    char kept = c->in[head + length];
    c->in[head + length] = 0;
    reply(fd, c->in + head, length);
    c->in[head + length] = kept;
    memmove(c->in, c->in + head + length, c->have - head - length);
    c->have -= head + length;
    if (!c->have) return 1;
  }
}

int main(int argc, char **argv) {
  if (argc != 2) return fprintf(stderr, "usage: stub PORT\n"), 2;
  signal(SIGPIPE, SIG_IGN);
  memset(filler, 'x', sizeof filler);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1, listening = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listening, (struct sockaddr *)&at, sizeof at) || listen(listening, 1024)) return perror("stub"), 1;
  int ep = epoll_create1(0);
  struct epoll_event ev = {.events = EPOLLIN, .data.fd = listening}, got[256];
  epoll_ctl(ep, EPOLL_CTL_ADD, listening, &ev);
  for (;;) {
    int n = epoll_wait(ep, got, 256, -1);
    for (int i = 0; i < n; i++) {
      int fd = got[i].data.fd;
      if (fd == listening) {
        int client = accept(listening, 0, 0);
        if (client < 0 || client >= MOST) { if (client >= 0) close(client); continue; }
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        conns[client] = calloc(1, sizeof(struct conn));
        ev.data.fd = client;
        epoll_ctl(ep, EPOLL_CTL_ADD, client, &ev);
        continue;
      }
      struct conn *c = conns[fd];
      ssize_t got_n = recv(fd, c->in + c->have, ROOM - 1 - c->have, 0);
      if (got_n > 0) c->have += got_n;
      if (got_n <= 0 || !serve(fd, c)) { close(fd); free(c); conns[fd] = 0; }
    }
  }
}
