// SPDX-License-Identifier: Apache-2.0
#include "cli/password.h"

#include "cli/language.h"
#include "cli/out.h"
#include "cli/quantity.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define ROOM 65536U
#define PROMPTS_MOST 3U

// Ends a line of `size` bytes; of a newline's two bytes, as Windows writes it, neither is of the password.
static void line_end(char *line, size_t size)
{
    line[size > 0 && line[size - 1] == '\r' ? size - 1 : size] = '\0';
}

// The mark that some editors put before a text in UTF-8 is not of the first line.
static char *mark_skip(char *text, size_t size)
{
    static const char mark[] = "\xef\xbb\xbf";
    bool marked = size >= sizeof mark - 1 && memcmp(text, mark, sizeof mark - 1) == 0;
    return text + (marked ? sizeof mark - 1 : 0);
}

// The lines of a file into wiped memory, each ended by a NUL in place of its newline.
static bool lines_read(struct passwords *passwords, int fd, const char *name)
{
    size_t used = 0;
    if (!secret_room(ROOM, &passwords->room)) {
        say(_("%s: cannot keep it from other processes: %s"), QUOTE(name), system_words(errno));
        return false;
    }
    for (;;) {
        ssize_t got = used + 1 < ROOM ? read(fd, passwords->room.text + used, ROOM - 1 - used) : 0;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            say("%s: %s", QUOTE(name), system_words(errno));
            return false;
        }
        if (got == 0)
            break;
        used += (size_t)got;
    }
    char *line = mark_skip(passwords->room.text, used);
    while (passwords->count < PASSWORDS_MOST && line < passwords->room.text + used) {
        char *end = memchr(line, '\n', used - (size_t)(line - passwords->room.text));
        if (end)
            line_end(line, (size_t)(end - line));
        // An empty first line is an empty password; further ones are none.
        if (*line || passwords->count == 0)
            passwords->items[passwords->count++] = line;
        line = end ? end + 1 : passwords->room.text + used;
    }
    return true;
}

static bool file_read(struct passwords *passwords, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        say("%s: %s", QUOTE(path), system_words(errno));
        return false;
    }
    bool good = lines_read(passwords, fd, path);
    (void)close(fd);
    return good;
}

static bool descriptor_read(struct passwords *passwords, const char *number)
{
    uint64_t fd = 0;
    if (!text_is(number, "0") && !number_parse(number, INT_MAX, &fd)) {
        say(_("--password-fd: %s is not a descriptor's number"), QUOTE(number));
        return false;
    }
    return lines_read(passwords, (int)fd, "--password-fd");
}

bool passwords_read(const struct arguments *arguments, const struct secret *environment,
                    struct passwords *ret_passwords)
{
    struct passwords *passwords = ret_passwords;
    *passwords = (struct passwords){0};
    int given = (arguments->password_file != NULL) + (arguments->password_fd != NULL) + (arguments->key_file != NULL);
    if (given > 1) {
        say(_("--password-file, --password-fd and --key-file exclude each other"));
        return false;
    }
    if (arguments->password_fd)
        return descriptor_read(passwords, arguments->password_fd);
    const char *path = arguments->password_file ? arguments->password_file : arguments->key_file;
    if (path && !file_read(passwords, path))
        return false;
    if (arguments->key_file) {
        passwords->key = passwords->count ? passwords->items[0] : "";
        passwords->count = 0;
    } else if (!path && environment && environment->text) {
        passwords->items[passwords->count++] = environment->text;
    } else if (!path) {
        passwords->prompt = true;
    }
    return true;
}

void passwords_release(struct passwords *passwords)
{
    secret_release(&passwords->room);
    secret_release(&passwords->asked);
    *passwords = (struct passwords){0};
}

static volatile sig_atomic_t asked_signal;

static void asked_handler(int number)
{
    asked_signal = number;
}

static const int asked_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
#define ASKED_SIGNALS (sizeof asked_signals / sizeof asked_signals[0])

// Signals that end or stop the program: noted and held back while it asks.
struct asking {
    struct sigaction actions[ASKED_SIGNALS];
    sigset_t mask;
};

static void asking_begin(struct asking *asking)
{
    sigset_t held;
    struct sigaction action = {.sa_handler = asked_handler};
    asked_signal = 0;
    (void)sigemptyset(&held);
    for (size_t i = 0; i < ASKED_SIGNALS; i++)
        (void)sigaddset(&held, asked_signals[i]);
    (void)sigprocmask(SIG_BLOCK, &held, &asking->mask);
    for (size_t i = 0; i < ASKED_SIGNALS; i++)
        (void)sigaction(asked_signals[i], &action, &asking->actions[i]);
}

// What was held back does now what it would have done.
static void asking_end(const struct asking *asking)
{
    for (size_t i = 0; i < ASKED_SIGNALS; i++)
        (void)sigaction(asked_signals[i], &asking->actions[i], NULL);
    (void)sigprocmask(SIG_SETMASK, &asking->mask, NULL);
    if (asked_signal)
        (void)raise(asked_signal);
}

// A line without echo; false where there is no terminal, or the user ended it. A terminal that does not echo is no use
// to its owner: whatever ends the program while it asks, the echo comes back first.
static bool line_ask(const char *question, struct secret *secret, bool echo)
{
    struct asking asking;
    struct termios before = {0};
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    asking_begin(&asking);
    bool silenced = !echo && tcgetattr(fd, &before) == 0;
    struct termios silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    if (silenced)
        (void)tcsetattr(fd, TCSAFLUSH, &silent);
    (void)!write(fd, question, text_size(question));
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    // The signals come through here alone: none is missed between a look at it and the wait.
    ssize_t got = ppoll(&waiting, 1, NULL, &asking.mask) > 0 ? read(fd, secret->text, secret->size - 1) : -1;
    if (silenced) {
        (void)tcsetattr(fd, TCSAFLUSH, &before);
        (void)!write(fd, "\n", 1);
    }
    (void)close(fd);
    asking_end(&asking);
    bool good = got > 1 && !asked_signal;
    secret->text[good ? got - 1 : 0] = '\0';
    return good;
}

const char *passwords_give(void *context, unsigned attempt)
{
    struct passwords *passwords = context;
    if (attempt < passwords->count)
        return passwords->items[attempt];
    bool room = passwords->asked.text || (passwords->prompt && secret_room(4096, &passwords->asked));
    if (!passwords->prompt || attempt >= PROMPTS_MOST || !room)
        return NULL;
    if (attempt > 0)
        say(_("that is not its password"));
    return line_ask(_("bridle: password of this backup: "), &passwords->asked, false) ? passwords->asked.text : NULL;
}

void password_say(void *context, const char *text)
{
    (void)context;
    say("%s", text);
}

bool terminal_ask(const char *question)
{
    struct secret answer = {0};
    if (!secret_room(4096, &answer))
        return false;
    // Letters that mean "yes" where a question ends in "[y/N]": of the reader's language, and of English.
    const char *letters = _("yY");
    bool yes = line_ask(question, &answer, true) && answer.text[0] && strchr(letters, answer.text[0]);
    secret_release(&answer);
    return yes;
}
