// Asks one question and counts the bytes and rows of the answer without keeping them, so that the client is not what is
// measured: libpq signs in, then the socket is read as it is. Plain text only.
// Usage: drain CONNINFO QUERY; prints bytes, rows and seconds.
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { ROOM = 1 << 18 };

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec + at.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "usage: drain CONNINFO QUERY\n"); return 2; }
  PGconn *session = PQconnectdb(argv[1]);
  if (PQstatus(session) != CONNECTION_OK || PQsslInUse(session)) { fprintf(stderr, "drain: %s", PQerrorMessage(session)); return 1; }
  struct pollfd socket = {.fd = PQsocket(session), .events = POLLIN};
  int text = strlen(argv[2]) + 1, size = htonl(text + 4);
  char *query = malloc(text + 5);
  query[0] = 'Q';
  memcpy(query + 1, &size, 4);
  memcpy(query + 5, argv[2], text);
  double began = now();
  if (send(socket.fd, query, text + 5, 0) != text + 5) return 1;
  static unsigned char room[ROOM];
  unsigned char head[5];
  long long bytes = 0, rows = 0;
  unsigned skip = 0, have = 0;
  for (int over = 0; !over;) {
    if (poll(&socket, 1, -1) < 0) return 1;
    int count = recv(socket.fd, room, ROOM, 0);
    if (count <= 0) { fprintf(stderr, "drain: the connection ended\n"); return 1; }
    bytes += count;
    for (int at = 0; at < count;) {
      if (skip > 0) {
        unsigned step = skip < (unsigned) (count - at) ? skip : (unsigned) (count - at);
        skip -= step;
        at += step;
        continue;
      }
      head[have++] = room[at++];
      if (have == 5) {
        have = 0;
        unsigned length;
        memcpy(&length, head + 1, 4);
        skip = ntohl(length) - 4;
        if (head[0] == 'D' || head[0] == 'd') rows++;
        if (head[0] == 'E') { fprintf(stderr, "drain: the server refused\n"); return 1; }
        over |= head[0] == 'Z';
      }
    }
  }
  printf("%lld %lld %.6f\n", bytes, rows, now() - began);
  return 0;
}
