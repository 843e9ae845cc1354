// The least that a relay can do: copies bytes both ways on one epoll loop, looks at nothing. Usage: relay PORT TARGET_PORT
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

enum { ROOM = 1 << 16, BATCH = 256 };

// One direction's source; `to` is where its bytes go. What `to` did not take waits, and the source is not read meanwhile.
struct end {
  int fd, over;
  struct end *to;
  char *waiting;
  int from, until;
};

static int loop;
static char room[ROOM];
static struct end *gone[2 * BATCH];
static int gone_count;

static void watch(struct end *end) {
  // Reads while nothing waits of it; writes when something waits for it.
  struct epoll_event event = {.data.ptr = end};
  event.events = (end->waiting ? 0 : EPOLLIN) | (end->to->waiting ? EPOLLOUT : 0);
  epoll_ctl(loop, EPOLL_CTL_MOD, end->fd, &event);
}

static void hang_up(struct end *end) {
  if (end->over) return;
  struct end *both[2] = {end, end->to};
  for (int i = 0; i < 2; i++) {
    both[i]->over = 1;
    close(both[i]->fd);
    gone[gone_count++] = both[i];
  }
}

static void readable(struct end *end) {
  int count = recv(end->fd, room, ROOM, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) { hang_up(end); return; }
  int sent = send(end->to->fd, room, count, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) {
    if (errno != EAGAIN && errno != EINTR) { hang_up(end); return; }
    sent = 0;
  }
  if (sent < count) {
    end->waiting = malloc(count - sent);
    memcpy(end->waiting, room + sent, count - sent);
    end->from = 0;
    end->until = count - sent;
    watch(end);
    watch(end->to);
  }
}

static void writable(struct end *end) {
  struct end *source = end->to;
  if (!source->waiting) return;
  int sent = send(end->fd, source->waiting + source->from, source->until - source->from, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) {
    if (errno != EAGAIN && errno != EINTR) hang_up(end);
    return;
  }
  source->from += sent;
  if (source->from == source->until) {
    free(source->waiting);
    source->waiting = NULL;
    watch(source);
    watch(end);
  }
}

static struct end *begin(int fd) {
  struct end *end = calloc(1, sizeof *end);
  end->fd = fd;
  int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return end;
}

static void join(int client, struct sockaddr_in *target) {
  int server = socket(AF_INET, SOCK_STREAM, 0);
  if (server < 0 || connect(server, (struct sockaddr *) target, sizeof *target) < 0) {
    close(client);
    if (server >= 0) close(server);
    return;
  }
  struct end *one = begin(client), *other = begin(server);
  one->to = other;
  other->to = one;
  struct end *both[2] = {one, other};
  for (int i = 0; i < 2; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = both[i]};
    epoll_ctl(loop, EPOLL_CTL_ADD, both[i]->fd, &event);
  }
}

int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "usage: relay PORT TARGET_PORT\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in there = here;
  there.sin_port = htons(atoi(argv[2]));
  int door = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(door, (struct sockaddr *) &here, sizeof here) < 0 || listen(door, 512) < 0) { perror("relay"); return 1; }
  loop = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[BATCH];
  epoll_ctl(loop, EPOLL_CTL_ADD, door, &event);
  for (;;) {
    int count = epoll_wait(loop, events, BATCH, -1);
    for (int i = 0; i < count; i++) {
      struct end *end = events[i].data.ptr;
      if (end == NULL) {
        int client = accept4(door, NULL, NULL, SOCK_CLOEXEC);
        if (client >= 0) join(client, &there);
        continue;
      }
      if (!end->over && (events[i].events & EPOLLOUT)) writable(end);
      if (!end->over && (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) {
        if (!end->waiting) readable(end);
        else if (events[i].events & (EPOLLHUP | EPOLLERR)) hang_up(end);
      }
    }
    while (gone_count > 0) {
      struct end *end = gone[--gone_count];
      free(end->waiting);
      free(end);
    }
  }
}
