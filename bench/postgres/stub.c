// A server as small as one can be: takes every MD5 password, then answers every Query with one row and every message of
// the extended protocol with the least that is legal. One epoll loop, any number of sessions. Usage: stub PORT
#define _GNU_SOURCE
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

enum { ROOM = 1 << 14, BATCH = 256 };

struct session { int fd, started, have; char in[512]; };

static char out[ROOM];
static int length;

static void message(char type, const void *content, int count) {
  int size = htonl(count + 4);
  out[length] = type;
  memcpy(out + length + 1, &size, 4);
  memcpy(out + length + 5, content, count);
  length += 5 + count;
}

static void parameter(const char *name, const char *value) {
  char both[128];
  int count = snprintf(both, sizeof both, "%s%c%s", name, 0, value) + 1;
  message('S', both, count);
}

static void columns(void) { message('T', "\0\1abalance\0\0\0\0\0\0\0\0\0\0\27\0\4\377\377\377\377\0\0", 2 + 9 + 18); }
static void row(void) { message('D', "\0\1\0\0\0\1" "0", 7); message('C', "SELECT 1", 9); }
static void ready(void) { message('Z', "I", 1); }

static void welcome(void) {
  message('R', "\0\0\0\0", 4);
  parameter("server_version", "15.0");
  parameter("server_encoding", "UTF8");
  parameter("client_encoding", "UTF8");
  parameter("standard_conforming_strings", "on");
  message('K', "\0\0\0\7\1\2\3\4", 8);
  ready();
}

static void answer(char type) {
  switch (type) {
    case 'p': welcome(); break;
    case 'Q': columns(); row(); ready(); break;
    case 'P': message('1', "", 0); break;
    case 'B': message('2', "", 0); break;
    case 'D': columns(); break;
    case 'E': row(); break;
    case 'C': message('3', "", 0); break;
    case 'S': ready(); break;
    default: break;
  }
}

// Whether the session goes on.
static int heard(struct session *s) {
  int count = recv(s->fd, s->in + s->have, sizeof s->in - s->have, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 1;
  if (count <= 0) return 0;
  s->have += count;
  length = 0;
  int at = 0;
  for (;;) {
    int head = s->started ? 1 : 0, size;
    if (s->have - at < head + 4) break;
    memcpy(&size, s->in + at + head, 4);
    size = ntohl(size);
    if (size < 4 || size + head > (int) sizeof s->in) return 0;
    if (s->have - at < head + size) break;
    if (!s->started) {
      s->started = 1;
      message('R', "\0\0\0\5\1\2\3\4", 8);
    } else if (s->in[at] == 'X') {
      return 0;
    } else {
      answer(s->in[at]);
    }
    at += head + size;
    if (length > ROOM - 1024) return 0;
  }
  memmove(s->in, s->in + at, s->have - at);
  s->have -= at;
  return length == 0 || send(s->fd, out, length, MSG_NOSIGNAL) == length;
}

int main(int argc, char **argv) {
  if (argc != 2) { fprintf(stderr, "usage: stub PORT\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int door = socket(AF_INET, SOCK_STREAM, 0), yes = 1, loop = epoll_create1(0);
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(door, (struct sockaddr *) &here, sizeof here) < 0 || listen(door, 512) < 0) { perror("stub"); return 1; }
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[BATCH];
  epoll_ctl(loop, EPOLL_CTL_ADD, door, &event);
  for (;;) {
    int count = epoll_wait(loop, events, BATCH, -1);
    for (int i = 0; i < count; i++) {
      struct session *s = events[i].data.ptr;
      if (s == NULL) {
        int fd = accept4(door, NULL, NULL, SOCK_NONBLOCK);
        if (fd < 0) continue;
        s = calloc(1, sizeof *s);
        s->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct epoll_event each = {.events = EPOLLIN, .data.ptr = s};
        epoll_ctl(loop, EPOLL_CTL_ADD, fd, &each);
      } else if (!heard(s)) {
        close(s->fd);
        free(s);
      }
    }
  }
}
