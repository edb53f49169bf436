/* The fixed upstream: an OpenAI-compatible server that costs as little as a server can.
 *
 * Every POST is answered with the same completion: one JSON document, or 16 server-sent events when the body says
 * "stream": true. The model "slow" streams one event a second until the caller leaves. A GET gets a list of models.
 * One thread, epoll, keep-alive, HTTP/1.1 with Content-Length only. Prints its port; ends with SIGTERM.
 *
 * cc -O2 -o upstream upstream.c && ./upstream
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { LONGEST_REQUEST = 65536, EVENTS = 256, PIECES = 16 };

struct connection {
    int fd;
    size_t filled;             /* bytes of `request` in use */
    const char *unsent;        /* the rest of an answer that the socket did not take at once */
    size_t unsent_length;
    bool closes;
    struct connection *next, **link; /* among the slow ones; link is null elsewhere */
    char *request;
};

struct text {
    char bytes[16384];
    size_t length;
};

static struct text whole, streamed, models, slow_start, slow_piece, too_long;
static struct connection *slow_ones;
static int poller;

static void append(struct text *text, const char *format, const char *value) {
    text->length += (size_t)snprintf(text->bytes + text->length, sizeof text->bytes - text->length, format, value);
}

static void append_event(struct text *text, const char *data) {
    char size[32];
    snprintf(size, sizeof size, "%zx\r\n", strlen(data) + 8);
    append(text, "%s", size);
    append(text, "data: %s\n\n\r\n", data);
}

static void append_piece(struct text *text, const char *word, const char *finish) {
    char data[512];
    snprintf(data, sizeof data,
             "{\"id\":\"chatcmpl-fixed\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"fixed\","
             "\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]}", word, finish);
    append_event(text, data);
}

static void append_document(struct text *text, const char *status, const char *body) {
    char length[32];
    snprintf(length, sizeof length, "%zu", strlen(body));
    append(text, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: ", status);
    append(text, "%s\r\n\r\n", length);
    append(text, "%s", body);
}

static void write_answers(void) {
    const char *head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                       "X-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n";
    char answer[2048] = "";
    append(&streamed, "%s", head);
    for (int i = 0; i < PIECES; i++) {
        char delta[128];
        snprintf(delta, sizeof delta, "%s\"content\":\"word%d \"", i == 0 ? "\"role\":\"assistant\"," : "", i);
        append_piece(&streamed, delta, "null");
        snprintf(answer + strlen(answer), sizeof answer - strlen(answer), "word%d ", i);
    }
    append_piece(&streamed, "", "\"stop\"");
    append_event(&streamed, "{\"id\":\"chatcmpl-fixed\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                            "\"model\":\"fixed\",\"choices\":[],"
                            "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":16,\"total_tokens\":28}}");
    append_event(&streamed, "[DONE]");
    append(&streamed, "%s", "0\r\n\r\n");

    append(&slow_start, "%s", head);
    append_piece(&slow_start, "\"role\":\"assistant\",\"content\":\"slow \"", "null");
    append_piece(&slow_piece, "\"content\":\"slow \"", "null");

    char document[4096];
    snprintf(document, sizeof document,
             "{\"id\":\"chatcmpl-fixed\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"fixed\","
             "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"finish_reason\":\"stop\"}],"
             "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":16,\"total_tokens\":28}}", answer);
    append_document(&whole, "200 OK", document);
    append_document(&models, "200 OK",
                    "{\"object\":\"list\",\"data\":[{\"id\":\"fixed\",\"object\":\"model\",\"created\":0,\"owned_by\":\"bench\"}]}");
    append_document(&too_long, "413 Content Too Large\r\nConnection: close", "{\"error\":{\"message\":\"too long\"}}");
}

static void watch(struct connection *connection, int action, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    epoll_ctl(poller, action, connection->fd, &event);
}

static void hang_up(struct connection *connection) {
    if (connection->link) {
        *connection->link = connection->next;
        if (connection->next) connection->next->link = connection->link;
    }
    close(connection->fd);
    free(connection->request);
    free(connection);
}

/* False when the caller has gone. What does not fit the socket waits in `unsent`. */
static bool answer(struct connection *connection, const char *bytes, size_t length) {
    ssize_t sent = send(connection->fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent < 0) sent = 0;
    connection->unsent = bytes + sent;
    connection->unsent_length = length - (size_t)sent;
    if (connection->unsent_length) watch(connection, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    return true;
}

/* Whether the JSON has `"stream"` followed by `true`, spaces or not. */
static bool asks_for_stream(const char *body, size_t length) {
    const char *found = memmem(body, length, "\"stream\"", 8), *end = body + length;
    if (!found) return false;
    for (found += 8; found < end && (*found == ':' || isspace((unsigned char)*found)); found++) {}
    return end - found >= 4 && !memcmp(found, "true", 4);
}

static bool answer_request(struct connection *connection, const char *body, size_t length) {
    if (connection->request[0] == 'G') return answer(connection, models.bytes, models.length);
    if (memmem(body, length, "\"slow\"", 6)) {
        connection->next = slow_ones;
        if (slow_ones) slow_ones->link = &connection->next;
        slow_ones = connection;
        connection->link = &slow_ones;
        return answer(connection, slow_start.bytes, slow_start.length);
    }
    const struct text *text = asks_for_stream(body, length) ? &streamed : &whole;
    return answer(connection, text->bytes, text->length);
}

/* Answers every whole request that has come in. False when the connection is to be closed. */
static bool answer_requests(struct connection *connection) {
    while (connection->filled && !connection->unsent_length && !connection->link) {
        connection->request[connection->filled] = 0;
        char *end = strstr(connection->request, "\r\n\r\n");
        if (!end) return connection->filled < LONGEST_REQUEST;
        size_t head = (size_t)(end + 4 - connection->request), body = 0;
        *end = 0;
        const char *field = strcasestr(connection->request, "\r\ncontent-length:");
        if (field) body = strtoul(field + 17, NULL, 10);
        *end = '\r';
        if (head + body > LONGEST_REQUEST) {
            connection->closes = true;
            return answer(connection, too_long.bytes, too_long.length) && connection->unsent_length;
        }
        if (connection->filled < head + body) return true;
        if (!answer_request(connection, connection->request + head, body)) return false;
        connection->filled -= head + body;
        memmove(connection->request, connection->request + head + body, connection->filled);
    }
    return true;
}

static bool serve(struct connection *connection, uint32_t events) {
    if (events & (EPOLLERR | EPOLLHUP)) return false;
    if (events & EPOLLOUT && connection->unsent_length) {
        if (!answer(connection, connection->unsent, connection->unsent_length)) return false;
        if (connection->unsent_length) return true;
        if (connection->closes) return false;
        watch(connection, EPOLL_CTL_MOD, EPOLLIN);
    }
    if (events & EPOLLIN) {
        ssize_t count = recv(connection->fd, connection->request + connection->filled,
                             LONGEST_REQUEST - connection->filled, 0);
        if (count == 0 || (count < 0 && errno != EAGAIN)) return false;
        if (count > 0) connection->filled += (size_t)count;
    }
    return answer_requests(connection);
}

static void accept_callers(int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct connection *connection = calloc(1, sizeof *connection);
        char *request = malloc(LONGEST_REQUEST + 1);
        if (!connection || !request) exit(1);
        connection->fd = fd;
        connection->request = request;
        watch(connection, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static void send_slow_pieces(int timer) {
    uint64_t ticks;
    if (read(timer, &ticks, sizeof ticks) < 0) return;
    for (struct connection *one = slow_ones, *next; one; one = next) {
        next = one->next;
        if (!one->unsent_length && !answer(one, slow_piece.bytes, slow_piece.length)) hang_up(one);
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    write_answers();
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096)
        || getsockname(listener, (struct sockaddr *)&address, &size)) {
        perror("upstream");
        return 1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    timerfd_settime(timer, 0, &(struct itimerspec){.it_interval.tv_sec = 1, .it_value.tv_sec = 1}, NULL);
    poller = epoll_create1(0);
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN, .data.ptr = &listener});
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &(struct epoll_event){.events = EPOLLIN, .data.ptr = &timer});
    struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(poller, events, EVENTS, -1);
        bool due = false;
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr == &listener) accept_callers(listener);
            else if (events[i].data.ptr == &timer) due = true;
            else if (!serve(events[i].data.ptr, events[i].events)) hang_up(events[i].data.ptr);
        }
        if (due) send_slow_pieces(timer); /* last, for it may hang up connections */
    }
}
